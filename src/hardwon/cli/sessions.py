"""`hardwon sessions`."""

from dataclasses import asdict
from datetime import datetime

import click

from hardwon.assembly import open_workspace
from hardwon.cli.figures import ago, counted, lasting
from hardwon.cli.options import console, emit_json, format_option, repo_option
from hardwon.scribe import Account, Session, Sessions, worktrees

_SHOWN = 30


@click.group(short_help="List and show the sessions of this repository.")
def command() -> None:
    """The sessions of this repository: people's and agents', as far as they were imported or watched.

    \b
    Examples:
      hardwon sessions list
      hardwon sessions show 5e0c1e9a     the first characters of an id are enough
    """


@command.command("list")
@repo_option
@format_option()
@click.option(
    "--limit", type=click.IntRange(min=0), default=20, show_default=True, help="At most so many; 0: all."
)
@click.option("--all", "empty", is_flag=True, help="Those in which nothing was said, too.")
def list_sessions(repo: str, output_format: str, limit: int, empty: bool) -> None:
    """List sessions, the latest first.

    \b
    Examples:
      hardwon sessions list --limit 5
      hardwon sessions list --limit 0 --format json
    """
    workspace = open_workspace(repo)
    with workspace.reader() as reader:
        sessions = Sessions(reader, roots=worktrees(workspace.places))
        found = sessions.latest(workspace.clock.now(), limit=limit, empty=empty)
        total = sessions.count(empty=empty)
    if output_format == "json":
        emit_json({"version": 1, "sessions": [session_document(one) for one in found], "total": total})
        return
    _show_list(found, total, workspace.clock.now().astimezone())


@command.command("show")
@repo_option
@format_option()
@click.argument("session")
def show_session(repo: str, output_format: str, session: str) -> None:
    """Show what SESSION did: files, commands and their results, errors with their lines.

    \b
    Examples:
      hardwon sessions show 5e0c1e9a
    """
    workspace = open_workspace(repo)
    now = workspace.clock.now()
    with workspace.reader() as reader:
        sessions = Sessions(reader, roots=worktrees(workspace.places))
        account = sessions.show(sessions.find(session, now))
    if output_format == "json":
        emit_json({"version": 1, **_account_document(account)})
        return
    _show_account(account, now.astimezone())


def session_document(session: Session) -> dict[str, object]:
    """One session as JSON has it: what is not known is null."""
    document = asdict(session)
    for name in ("ended", "branch", "cwd", "parent"):
        document[name] = document[name] or None
    document["from"] = document.pop("origin")
    return document


def _account_document(account: Account) -> dict[str, object]:
    document = asdict(account)
    document["session"] = session_document(account.session)
    return document


def _show_list(found: list[Session], total: int, now: datetime) -> None:
    out = console()
    if not found:
        out.print("no sessions yet -> take some in with `hardwon import`", markup=False)
        return
    head = ("id", "agent", "last", "state", "turns", "tools", "errors", "files")
    rows = [_cells(one, now) for one in found]
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    room = out.width - sum(widths) - 2 * len(widths) if out.is_terminal else 1000
    out.print(f"{_line(head, widths)}title", style="dim", markup=False)
    for one, row in zip(found, rows, strict=True):
        title = one.title or "(no title)"
        shown = title if len(title) <= max(20, room) else title[: max(20, room) - 1] + "…"
        out.print(f"{_line(row, widths)}{shown}", markup=False)
    if total > len(found):
        out.print(f"{len(found):,} of {total:,} -> --limit 0 shows all", style="dim", markup=False)


def _cells(one: Session, now: datetime) -> tuple[str, ...]:
    numbers = (f"{number:,}" if number else "·" for number in (one.turns, one.tools, one.errors, one.files))
    return (_short_id(one.id), one.agent, ago(one.last, now), one.state, *numbers)


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    """Words to the left, numbers to the right."""
    texts = (cell.ljust(width) for cell, width in zip(cells[:4], widths[:4], strict=True))
    numbers = (cell.rjust(width) for cell, width in zip(cells[4:], widths[4:], strict=True))
    return "".join(f"{cell}  " for cell in (*texts, *numbers))


def _short_id(name: str) -> str:
    """Enough of an id to be found by; ids that are no hexadecimal are told apart only by all of them."""
    return name[:8] if len(name) == 36 and name.count("-") == 4 else name


def _show_account(account: Account, now: datetime) -> None:
    out, one = console(), account.session
    out.print(one.title or one.id, style="bold", markup=False)
    branch = f" on {one.branch}" if one.branch else ""
    took = lasting(one.started, one.last)
    out.print(f"{one.agent} {one.id}{branch}, {ago(one.started, now)}, {took}, {one.state}", markup=False)
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
    out.print(f"-> hardwon worklog {_short_id(one.id)}", style="dim", markup=False)


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
