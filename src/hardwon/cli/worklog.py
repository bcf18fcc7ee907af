"""`hardwon worklog`."""

from dataclasses import asdict

import click

from hardwon.assembly import open_workspace
from hardwon.cli.figures import local
from hardwon.cli.options import emit_json, format_option, repo_option
from hardwon.cli.sessions import session_document
from hardwon.scribe import Sessions, Worklog, worklog_page, worktrees, write_worklog


@click.command(short_help="The digest of a session: done, fixed, left open.")
@repo_option
@format_option("markdown")
@click.argument("session", default="")
def command(repo: str, output_format: str, session: str) -> None:
    """The digest of SESSION (the latest if not given): asked, done, fixed, tried in vain, left open.

    It comes from the session's structure, not from a model: each line names its evidence, and the same
    session always gives the same digest. The first characters of an id are enough.

    \b
    Examples:
      hardwon worklog
      hardwon worklog 5e0c1e9a --format json
      hardwon worklog > worklog.md
    """
    workspace = open_workspace(repo)
    with workspace.reader() as reader:
        sessions = Sessions(reader, roots=worktrees(workspace.places))
        one = sessions.find(session, workspace.clock.now())
        worklog = write_worklog(one, sessions.steps(one))
    if output_format == "json":
        emit_json({"version": 1, **_document(worklog)})
    else:
        click.echo(worklog_page(worklog, show_time=local), nl=False)


def _document(worklog: Worklog) -> dict[str, object]:
    return {**asdict(worklog), "session": session_document(worklog.session)}
