"""`hardwon sessions`."""

from collections import deque
from textwrap import fill

import click

from hardwon.assembly import background_work, end_session, follow_session, open_workspace, resume_session
from hardwon.cli.figures import counted
from hardwon.cli.options import console, emit_json, format_option, repo_option, to_json
from hardwon.cli.session_events import event_document, event_line
from hardwon.cli.session_views import (
    account_document,
    session_document,
    short_id,
    show_account,
    show_list,
    show_queues,
)
from hardwon.scribe import Session
from hardwon.store import Event

__all__ = ["command", "session_document"]


@click.group(short_help="List, show, follow, end and resume the sessions of this repository.")
def command() -> None:
    """The sessions of this repository: people's and agents', as far as they were imported or watched.

    \b
    Examples:
      hardwon sessions list
      hardwon sessions show 5e0c1e9a     the first characters of an id are enough
      hardwon sessions tail
    """


@command.command("list")
@repo_option
@format_option()
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="At most so many, with their subagents (in JSON: so many in all); 0: all.",
)
@click.option("--all", "empty", is_flag=True, help="Those in which nothing was said, too.")
def list_sessions(repo: str, output_format: str, limit: int, empty: bool) -> None:
    """List sessions, the latest first, subagents below the session that started them.

    A session is `working` or `idle`, it has `ended`, or it has `crashed`: its process is gone, or it went
    silent for twelve hours in the middle of work.

    \b
    Examples:
      hardwon sessions list --limit 5
      hardwon sessions list --limit 0 --format json
    """
    workspace = open_workspace(repo)
    now = workspace.clock.now()
    with workspace.reader() as reader:
        sessions = workspace.sessions(reader)
        total = sessions.count(empty=empty)
        if output_format == "json":
            found = sessions.latest(now, limit=limit, empty=empty)
            emit_json({"version": 1, "sessions": [session_document(one) for one in found], "total": total})
        else:
            families = sessions.latest_families(now, limit=limit, empty=empty)
            show_list(families, total, now.astimezone())
            show_queues(background_work(workspace))


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
        sessions = workspace.sessions(reader)
        account = sessions.show(sessions.find(session, now))
    if output_format == "json":
        emit_json({"version": 1, **account_document(account)})
        return
    show_account(account, now.astimezone())


@command.command("tail")
@repo_option
@format_option(meaning="for people, or JSON lines, one an event")
@click.option(
    "--lines", type=click.IntRange(min=0), default=10, show_default=True, help="So many of the past first."
)
@click.option("--no-follow", is_flag=True, help="Do not wait for more.")
@click.argument("session", default="")
def tail_session(repo: str, output_format: str, lines: int, no_follow: bool, session: str) -> None:
    """Follow SESSION (the latest if not given) as it goes on, until it ends or Ctrl-C.

    What happens comes from the daemon at once; where none runs, from the journal within half a second.

    \b
    Examples:
      hardwon sessions tail
      hardwon sessions tail 5e0c1e9a --format json | jq .kind
    """
    workspace = open_workspace(repo)
    with workspace.reader() as reader:
        sessions = workspace.sessions(reader)
        one = sessions.find(session, workspace.clock.now())
        past = deque(sessions.events(one.id), maxlen=max(1, lines))
        for event in past if lines else ():
            _print_event(event, output_format)
        after = past[-1].offset if past else 0
        if no_follow or (past and past[-1].kind == "session.ended"):
            return
        for event in follow_session(workspace, reader, one.id, after):
            _print_event(event, output_format)
            if event.kind == "session.ended":
                return


@command.command("end")
@repo_option
@format_option()
@click.argument("session")
def end_one_session(repo: str, output_format: str, session: str) -> None:
    """End SESSION in order: its background work is finished, its worklog written.

    An agent that still works on it is not stopped: what it does next opens the session again.

    \b
    Examples:
      hardwon sessions end 5e0c1e9a
    """
    workspace = open_workspace(repo)
    ended = end_session(workspace, session)
    if output_format == "json":
        done = {"was_open": ended.was_open, "finished": ended.finished, "noted": ended.noted}
        worklog = {"brief": ended.brief, "lines": ended.worklog_lines}
        document = {"session": session_document(ended.session), **done, "worklog": worklog}
        emit_json({"version": 1, **document})
        return
    out, name = console(), short_id(ended.session.id)
    _name(ended.session, "ended" if ended.was_open else "had ended already")
    if not ended.noted:
        out.print("its end waits in the spool for the program that owns the journal now", markup=False)
    if not ended.finished:
        out.print("the daemon stopped before its background work was done; it goes on with it", markup=False)
    lines = counted(ended.worklog_lines, "line")
    _say(f"worklog: {lines}{f'. {ended.brief}' if ended.brief else ''}")
    out.print(f"-> hardwon worklog {name}", style="dim", markup=False)


@command.command("resume")
@repo_option
@format_option()
@click.argument("session")
def resume_one_session(repo: str, output_format: str, session: str) -> None:
    """Mark SESSION as open again, and say how its agent goes on and how far it was.

    \b
    Examples:
      hardwon sessions resume 5e0c1e9a
    """
    workspace = open_workspace(repo)
    resumed = resume_session(workspace, session)
    if output_format == "json":
        own = {"command": resumed.command or None, "brief": resumed.brief}
        emit_json({"version": 1, "session": session_document(resumed.session), **own})
        return
    out, one = console(), resumed.session
    _name(one, f"open again, for the {_ordinal(one.resumed)} time")
    if resumed.brief:
        _say(resumed.brief)
    if one.cwd:
        out.print(f"in {one.cwd}{f' on {one.branch}' if one.branch else ''}", markup=False)
    if resumed.command:
        out.print(f"-> {resumed.command}", markup=False)
    else:
        out.print(f"how {one.agent or 'its agent'} goes on with a session is not known", markup=False)


def _say(text: str, style: str = "") -> None:
    """Prints `text`, wrapped between words."""
    out = console()
    out.print(fill(text, out.width) if out.is_terminal else text, style=style, markup=False)


def _name(one: Session, what: str) -> None:
    _say(f"{what}: {one.title or one.id}", "bold")


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number % 100 not in (11, 12, 13) else 0, "th")
    return f"{number}{ending}"


def _print_event(event: Event, output_format: str) -> None:
    if output_format == "json":
        click.echo(to_json(event_document(event)))
        return
    out, line = console(), event_line(event)
    text = f"{line.hour}  {line.who[:12]:<12}  {line.words}"
    width = out.width if out.is_terminal else 1000
    shown = text if len(text) <= width else text[: width - 1] + "…"
    out.print(shown.rstrip(), style=line.style, markup=False)
