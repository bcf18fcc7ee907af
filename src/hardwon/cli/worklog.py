"""`hardwon worklog`."""

from dataclasses import asdict
from datetime import datetime
from textwrap import fill

import click
from rich.text import Text

from hardwon.assembly import open_workspace
from hardwon.cli.controls import harmless
from hardwon.cli.figures import ago, counted, lasting, local
from hardwon.cli.options import console, emit_json, format_option, repo_option
from hardwon.cli.session_views import session_document, short_id
from hardwon.scribe import OWNER, Session, Worklog, open_worklogs, worklog_page, worklog_rows

_WIDTH = 100  # columns where there is no terminal to ask
_SHOWN = 12  # lines of a section; the page has more


@click.command(short_help="The digest of a session: done, fixed, left open.")
@repo_option
@format_option("markdown", meaning="for people, a page, or one JSON document")
@click.argument("session", default="")
def command(repo: str, output_format: str, session: str) -> None:
    """The digest of SESSION (the latest if not given): asked, done, fixed, tried in vain, left open.

    It comes from the session's structure, not from a model: each line names its evidence, a line of the
    transcript or a commit. With `[tool.hardwon.model]` set, the daemon has a model put it into words. The
    first characters of an id are enough.

    \b
    Examples:
      hardwon worklog
      hardwon worklog 5e0c1e9a --format json
      hardwon worklog --format markdown > worklog.md
    """
    workspace = open_workspace(repo)
    now = workspace.clock.now()
    with workspace.reader() as reader, open_worklogs(reader, workspace.places, audience=OWNER) as worklogs:
        worklog = worklogs.of(worklogs.sessions.find(session, now))
    if output_format == "json":
        emit_json({"version": 1, **_document(worklog)})
    elif output_format == "markdown":
        click.echo(harmless(worklog_page(worklog, show_time=local)), nl=False)
    else:
        _show(worklog, now.astimezone())


def _document(worklog: Worklog) -> dict[str, object]:
    return {**asdict(worklog), "session": session_document(worklog.session)}


def _show(worklog: Worklog, now: datetime) -> None:
    out, session = console(), worklog.session
    width = out.width if out.is_terminal else _WIDTH
    out.print(fill(session.title or session.id, width), style="bold", markup=False)
    out.print(fill(_facts(worklog, now), width), style="dim", markup=False)
    for number, (label, text, evidence) in enumerate(worklog_rows(worklog, width=width, most=_SHOWN)):
        if not number:
            out.print()
        out.print(Text.assemble((label, "bold"), text, (evidence, "dim")))
    out.print(f"-> hardwon worklog {short_id(session.id)} --format markdown", style="dim", markup=False)


def _facts(worklog: Worklog, now: datetime) -> str:
    one: Session = worklog.session
    took = lasting(one.started, one.last) if one.last > one.started else ""
    facts = (
        f"{one.agent or 'session'} {short_id(one.id)}{f' on {one.branch}' if one.branch else ''}",
        ago(one.last, now),
        took,
        counted(one.turns, "turn"),
        counted(one.tools, "tool call"),
        counted(one.errors, "error") if one.errors else "",
        "worded by a model" if worklog.by == "model" else "",
    )
    return ", ".join(fact for fact in facts if fact)
