"""`hardwon watch`."""

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from hardwon.assembly import Workspace, open_workspace
from hardwon.assembly.watching import NoDaemon, find_daemon, follow_events, open_findings
from hardwon.cli.options import console, repo_option, to_json
from hardwon.store import Event, JournalReader

if TYPE_CHECKING:
    from hardwon.cli.board import Board

_TICK = 1.0  # seconds between two looks at the clock
_BUSY = 0.2  # seconds between two drawings while much happens
_BEFORE = 300  # events that the screen begins with
_SESSIONS = 50
_AGAIN = 2.0  # seconds between two tries to reach a daemon that has gone


@click.command(short_help="Watch sessions, findings and alerts as they come.")
@repo_option
@click.option("--json", "as_json", is_flag=True, help="Stream events as JSON, one a line.")
@click.option(
    "--after", type=click.IntRange(min=0), metavar="OFFSET", help="Begin after this event; 0 for all of them."
)
def command(repo: str, as_json: bool, after: int | None) -> None:
    """Watch what happens: the sessions and what each does now, findings as they come and go, alerts.

    Needs a daemon: `hardwon up`, or `hardwon service install`. Where standard output is no terminal, each
    event is a line. With --json each has its `offset`: give the last one that you took in to --after, and
    nothing is missed or seen twice.

    \b
    Examples:
      hardwon watch
      hardwon watch --json --after 1204
      hardwon watch --json | jq -r 'select(.kind == "finding.new") | .payload.path'
    """
    workspace = open_workspace(repo)
    daemon = find_daemon(workspace.places)
    begin = daemon.offset if after is None else after
    try:
        if as_json or not sys.stdout.isatty():
            _stream(workspace, begin, as_json=as_json)
        else:
            _show(workspace, begin, daemon.offset)
    except KeyboardInterrupt:
        pass  # how one ends it


def _stream(workspace: Workspace, after: int, *, as_json: bool) -> None:
    from hardwon.cli.sentences import sentence

    for event in follow_events(workspace.places, after):
        if event is None:
            continue
        if as_json:
            click.echo(to_json({"version": 1, **event._asdict()}))
        else:
            click.echo(f"{event.time}  {event.kind:<16} {sentence(event)}")


def _show(workspace: Workspace, after: int, newest: int) -> None:
    from rich.console import Group
    from rich.live import Live

    from hardwon.cli.board import Board

    out = console()
    with ExitStack() as stack:
        reader = stack.enter_context(workspace.reader())
        board = Board(workspace.places.root.name)
        begin = min(after, max(newest - _BEFORE, 0))

        def drawn() -> Group:
            now = workspace.clock.now().astimezone()
            return Group(*board.lines(out.width, out.height, now), fit=False)

        live = stack.enter_context(Live(drawn(), console=out, screen=True, auto_refresh=False))
        last = 0.0
        is_new = has_findings = True
        for event in _all_events(workspace, begin, board):
            if event is not None:
                board.take(event)
                is_new = True
                has_findings |= event.kind.startswith(("finding", "files.", "file."))
            now = time.monotonic()
            if now - last < (_BUSY if is_new else _TICK):
                continue
            last = now
            _renew(workspace, reader, board, findings=has_findings)
            is_new = has_findings = False
            live.update(drawn(), refresh=True)


def _all_events(workspace: Workspace, after: int, board: "Board") -> Iterator[Event | None]:
    """Events, and None now and then; while there is no daemon, the screen says so and waits for one."""
    while True:
        try:
            for event in follow_events(workspace.places, after, tick=_BUSY):
                board.gone = ""
                after = event.offset if event is not None else after
                yield event
        except NoDaemon as error:
            board.gone = f"{error.what} -> `hardwon up` starts it again"
            yield None
            time.sleep(_AGAIN)


def _renew(workspace: Workspace, reader: JournalReader, board: "Board", *, findings: bool) -> None:
    # As `sessions list` judges them: who has crashed is told from the process.
    board.sessions = workspace.sessions(reader).latest(workspace.clock.now(), limit=_SESSIONS)
    board.branch = workspace.places.branch
    if findings:
        found = open_findings(workspace.places)
        board.findings = found["findings"] if found else ()
        board.counts = found["counts"] if found else None
