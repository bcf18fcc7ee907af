"""How a plan of changes looks: as text, as a diff, as JSON."""

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from hardwon.integrations import Change, Plan, show_diff

if TYPE_CHECKING:
    from rich.console import Console

_SIGNS = {"created": ("+", "green"), "modified": ("~", "yellow"), "deleted": ("-", "red")}
_DIFF_COLOURS = (("+++", "bold"), ("---", "bold"), ("@@", "cyan"), ("+", "green"), ("-", "red"))


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
        sign, colour = _SIGNS[change.kind]
        write_line(out, (f"  {sign} ", colour), (change.path, ""))
    if not plan.changes:
        write_line(out, (nothing, ""))
    _show_notes(out, plan)


def show_diffs(out: "Console", plan: Plan) -> None:
    """The whole plan as a unified diff that `git apply` takes."""
    for change in plan.changes:
        for line in show_diff(change):
            colour = next((colour for start, colour in _DIFF_COLOURS if line.startswith(start)), "")
            write_line(out, (line, colour))
    if not plan.changes:
        write_line(out, ("no change", ""))
    _show_notes(out, plan)


def show_steps(out: "Console", steps: Sequence[tuple[str, str]]) -> None:
    """What to type next, each with its reason."""
    width = max((len(words) for words, _ in steps if len(words) <= 40), default=0)
    for number, (words, why) in enumerate(steps):
        first = "next  " if number == 0 else "      "
        write_line(out, (first, "cyan"), (words.ljust(width), "bold"), (f"   {why}", ""))


def commit_command(changes: Sequence[Change]) -> str:
    """The git command that commits the files of `changes`, the home folder as one."""
    paths = dict.fromkeys(
        ".hardwon" if change.path.startswith(".hardwon/") else change.path for change in changes
    )
    return f"git add {shlex.join(paths)} && git commit -m 'Set up hardwon'"


def _show_notes(out: "Console", plan: Plan) -> None:
    for note in plan.notes:
        write_line(out, ("  ! ", "yellow"), (str(note), ""))


def write_line(out: "Console", *pieces: tuple[str, str]) -> None:
    """One line of texts with their colours, exactly: rich would turn tabs and `:words:` into others."""
    coloured = out.is_terminal and not out.no_color
    line = "".join(_paint(text, colour) if coloured and colour else text for text, colour in pieces)
    click.echo(line, color=coloured)


def _paint(text: str, colour: str) -> str:
    return click.style(text, bold=True) if colour == "bold" else click.style(text, fg=colour)
