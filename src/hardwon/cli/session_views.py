"""Sessions as people and programs see them: lists, trees, accounts."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from hardwon.cli.figures import ago, counted, lasting
from hardwon.cli.options import console
from hardwon.scribe import Account, Kin, Session

if TYPE_CHECKING:
    from rich.console import Console

_SHOWN = 30
_CHILDREN = 5  # subagents of one session that a list names; the working ones come beside
_NARROW = 20  # columns of a title at least
_HEAD = ("id", "agent", "last", "state", "turns", "tools", "errors", "files")
_WORDS = 4  # columns of them; the others are numbers
_LEAST = ("files", "tools", "errors", "turns", "agent")  # columns in which a narrow terminal is spared first
_PLAIN = 1000  # columns where no terminal cuts

Family = list[tuple[Kin, Session]]


def session_document(session: Session) -> dict[str, object]:
    """One session as JSON has it: what is not known is null."""
    document = asdict(session)
    for name in ("ended", "branch", "cwd", "parent"):
        document[name] = document[name] or None
    document["from"] = document.pop("origin")
    return document


def account_document(account: Account) -> dict[str, object]:
    document = asdict(account)
    document["session"] = session_document(account.session)
    return document


def show_list(families: list[Family], total: int, now: datetime) -> None:
    """Prints the families, each subagent below the session that started it; `total` of all sessions."""
    out = console()
    if not families:
        out.print("no sessions yet -> take some in with `hardwon import`", markup=False)
        return
    lines = [(kin, one, more) for family in families for kin, one, more in _named(family)]
    table = [_HEAD, *(_cells(kin, one, now) for kin, one, _ in lines)]
    widths = _fitting([max(map(len, column)) for column in zip(*table, strict=True)], out)
    room = (
        max(_NARROW, out.width - sum(width + 2 for width in widths if width)) if out.is_terminal else _PLAIN
    )
    out.print(f"{_line(_HEAD, widths)}title", style="dim", markup=False)
    for (kin, one, more), row in zip(lines, table[1:], strict=True):
        title = one.title or "(no title)"
        shown = title if len(title) <= room else title[: room - 1] + "…"
        style = {"crashed": "red", "working": "green"}.get(one.state, "")
        out.print(f"{_line(row, widths)}{shown}", style=style, markup=False)
        if more:
            hint = f"{_indent(kin)}{counted(more, 'more subagent')}"
            out.print(f"{hint} -> hardwon sessions show {short_id(kin.parent)}", style="dim", markup=False)
    shown_now = sum(len(family) for family in families)
    if total > shown_now:
        out.print(f"{shown_now:,} of {total:,} -> --limit 0 shows all", style="dim", markup=False)


def show_queues(work: Mapping[str, Any] | None) -> None:
    """Prints what the daemon still has to do in the background, if there is any."""
    if not work:
        return
    over = f", {counted(work['overdue'], 'session')} over the limits" if work["overdue"] else ""
    if work["waiting"] + work["running"] + work["overdue"]:
        line = f"in the background: {work['running']:,} running, {work['waiting']:,} waiting{over}"
        console().print(line, style="dim", markup=False)


def _named(family: Family) -> list[tuple[Kin, Session, int]]:
    """Who of `family` has a line, and behind the last one of a parent how many more there are."""
    named: list[tuple[Kin, Session, int]] = []
    rest: dict[str, int] = {}
    children: dict[str, int] = {}
    hidden: dict[str, str] = {}  # to the nearest one above it that has a line
    for kin, one in family:
        count = children.get(kin.parent, 0)
        if kin.parent in hidden or (kin.depth and count >= _CHILDREN and one.state != "working"):
            above = hidden[kin.id] = hidden.get(kin.parent, kin.parent)
            rest[above] = rest.get(above, 0) + 1
            continue
        children[kin.parent] = count + 1
        named.append((kin, one, 0))
    last = {kin.parent: place for place, (kin, _, _) in enumerate(named)}
    for parent, more in rest.items():
        if parent in last:
            kin, one, _ = named[last[parent]]
            named[last[parent]] = (kin, one, more)
    return named


def _indent(kin: Kin) -> str:
    return "  " * (kin.depth - 1) + "└ " if kin.depth else ""


def _cells(kin: Kin, one: Session, now: datetime) -> tuple[str, ...]:
    numbers = (f"{number:,}" if number else "·" for number in (one.turns, one.tools, one.errors, one.files))
    # Below its parent, a subagent's name without its parent's is enough to be found by.
    name = one.id.partition("@")[0] if kin.depth else short_id(one.id)
    return (_indent(kin) + name, "" if kin.depth else one.agent, ago(one.last, now), one.state, *numbers)


def _fitting(widths: list[int], out: "Console") -> list[int]:
    """`widths` with 0 for the columns that leave no room for a title on this terminal."""
    for name in _LEAST:
        if not out.is_terminal or sum(width + 2 for width in widths if width) + _NARROW <= out.width:
            break
        widths[_HEAD.index(name)] = 0
    return widths


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    """Words to the left, numbers to the right."""
    words, numbers = cells[:_WORDS], cells[_WORDS:]
    texts = [cell.ljust(width) for cell, width in zip(words, widths[:_WORDS], strict=True) if width]
    texts += [cell.rjust(width) for cell, width in zip(numbers, widths[_WORDS:], strict=True) if width]
    return "".join(f"{text}  " for text in texts)


def short_id(name: str) -> str:
    """Enough of an id to be found by; ids that are no hexadecimal are told apart only by all of them."""
    return name[:8] if len(name) == 36 and name.count("-") == 4 else name


def show_account(account: Account, now: datetime) -> None:
    out, one = console(), account.session
    out.print(one.title or one.id, style="bold", markup=False)
    branch = f" on {one.branch}" if one.branch else ""
    took = lasting(one.started, one.last)
    out.print(f"{one.agent} {one.id}{branch}, {ago(one.started, now)}, {took}, {one.state}", markup=False)
    if one.resumed:
        out.print(f"resumed {counted(one.resumed, 'time')}", markup=False)
    if one.private:
        out.print("private: other sessions do not see it", markup=False)
    counts = [counted(one.turns, "turn"), counted(one.tools, "tool call"), counted(one.errors, "error")]
    if one.progress:
        counts.append(counted(one.progress, "progress line"))
    out.print(", ".join(counts), markup=False)
    if one.parent:
        out.print(f"started by {one.parent}", markup=False)
    _show_section("files", [_file_line(file.path, file.edits, file.lines) for file in account.files])
    _show_section(
        "commands",
        [_command_line(step.result, step.command, step.verdict, step.line) for step in account.commands],
    )
    _show_section("errors", [f"#{error.line:<6} {error.tool}: {error.message}" for error in account.errors])
    _show_section("started", list(account.children))
    out.print(f"-> hardwon worklog {short_id(one.id)}", style="dim", markup=False)


def _file_line(path: str, edits: int, lines: tuple[int, ...]) -> str:
    return f"#{lines[0]:<6} {path}{f'  ({edits} edits)' if edits > 1 else ''}"


def _command_line(result: str, command: str, verdict: str, line: int) -> str:
    shown = " ".join(command.split())
    shown = shown if len(shown) <= 100 else shown[:99] + "…"
    return f"#{line:<6} {result:<8} {shown}{f'  → {verdict}' if verdict else ''}"


def _show_section(title: str, lines: list[str]) -> None:
    if not lines:
        return
    out = console()
    out.print(f"\n{title}", style="bold")
    for line in lines[:_SHOWN]:
        out.print(f"  {line}", markup=False)
    if len(lines) > _SHOWN:
        out.print(f"  … {len(lines) - _SHOWN:,} more -> --format json has all", style="dim", markup=False)
