"""How a plan of changes looks: as text, as a diff, as JSON."""

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hardwon.integrations import Plan, show_diff

if TYPE_CHECKING:
    from rich.console import Console

_SIGNS = {"created": ("+", "green"), "modified": ("~", "yellow"), "deleted": ("-", "red")}
_DIFF_STYLES = (("+++", "bold"), ("---", "bold"), ("@@", "cyan"), ("+", "green"), ("-", "red"))


def plan_document(plan: Plan, *, dry_run: bool, **more: object) -> dict[str, object]:
    """The plan as `--format json` prints it."""
    changes = [
        {"path": change.path, "change": change.kind, "diff": show_diff(change)} for change in plan.changes
    ]
    notes = [{"path": note.path, "text": note.text} for note in plan.notes]
    return {"version": 1, "dry_run": dry_run, "changes": changes, "notes": notes, **more}


def show_changes(out: "Console", plan: Plan, *, nothing: str) -> None:
    """One line for each change, then what a person should know."""
    for change in plan.changes:
        sign, style = _SIGNS[change.kind]
        out.print(f"  [{style}]{sign}[/] ", end="")
        out.print(change.path, markup=False)
    if not plan.changes:
        out.print(nothing)
    _show_notes(out, plan)


def show_diffs(out: "Console", plan: Plan) -> None:
    """The whole plan as a unified diff."""
    for change in plan.changes:
        for line in show_diff(change):
            style = next((style for start, style in _DIFF_STYLES if line.startswith(start)), None)
            out.print(line, style=style, markup=False)
    if not plan.changes:
        out.print("no change")
    _show_notes(out, plan)


def show_steps(out: "Console", steps: Sequence[tuple[str, str]]) -> None:
    """What to type next, each with its reason."""
    width = max((len(words) for words, _ in steps if len(words) <= 40), default=0)
    for number, (words, why) in enumerate(steps):
        out.print("next" if number == 0 else "    ", style="dim", end="  ")
        out.print(words.ljust(width), style="bold", markup=False, end="   ")
        out.print(why, style="dim", markup=False)


def commit_command(plan: Plan) -> str:
    """The git command that commits the plan's files, the home folder as one."""
    paths = dict.fromkeys(
        ".hardwon" if change.path.startswith(".hardwon/") else change.path for change in plan.changes
    )
    return f"git add {shlex.join(paths)} && git commit -m 'Set up hardwon'"


def _show_notes(out: "Console", plan: Plan) -> None:
    for note in plan.notes:
        out.print("  ! ", style="yellow", end="")
        out.print(str(note), markup=False)
