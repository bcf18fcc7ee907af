"""`hardwon lessons merge`, `reject` and `undo`."""

import sys
from typing import TYPE_CHECKING

import click

from hardwon.assembly import open_workspace
from hardwon.cli.controls import harmless
from hardwon.cli.lessons.candidate import waiting_candidate
from hardwon.cli.options import emit_json, format_option, repo_option
from hardwon.core import HardwonError

if TYPE_CHECKING:
    from hardwon.lessons import Decision

_MANY = 5  # decisions that one undo takes back without asking


@click.command()
@repo_option
@format_option()
@click.argument("candidate")
@click.argument("into")
def merge(repo: str, output_format: str, candidate: str, into: str) -> None:
    """Merges CANDIDATE into a lesson or another candidate: its evidence goes there, and it waits no longer.

    Of a lesson's page only the line of its evidence changes.

    \b
    Examples:
      hardwon lessons merge c-4k2jq close-the-client
      hardwon lessons merge c-4k2jq c-9z1mw
    """
    from hardwon.lessons import Lesson
    from hardwon.lessons import merge as merge_candidate

    workspace = open_workspace(repo)
    shelf, one = workspace.shelf(), waiting_candidate(workspace, candidate)
    other = waiting_candidate(workspace, into) if into.startswith("c-") else shelf.find(into)
    with workspace.sink("lessons merge") as sink:
        new = merge_candidate(shelf, one, other, sink=sink, clock=workspace.clock)
    if output_format == "json":
        about = {"id": one.id, "into": other.slug if isinstance(other, Lesson) else other.id}
        path = other.path if isinstance(other, Lesson) else None
        emit_json({"version": 1, "decision": "merged", **about, "path": path, "evidence": list(new)})
        return
    gained = f"it gained {len(new)} of evidence" if new else "it knew all the evidence"
    if isinstance(other, Lesson):
        click.echo(f"merged {one.id} into {other.slug}, {gained} -> commit {other.path}")
    else:
        click.echo(f"merged {one.id} into {other.id}, {gained} -> hardwon lessons show {other.id}")


@click.command()
@repo_option
@format_option()
@click.argument("candidate")
@click.option("--because", required=True, metavar="REASON", help="Why it is no lesson; kept in the journal.")
def reject(repo: str, output_format: str, candidate: str, because: str) -> None:
    """Rejects CANDIDATE: neither it nor the same in other words comes back.

    \b
    Examples:
      hardwon lessons reject c-4k2jq --because "true of one release only"
    """
    from hardwon.lessons import reject as reject_candidate

    workspace = open_workspace(repo)
    one = waiting_candidate(workspace, candidate)
    with workspace.sink("lessons reject") as sink:
        reject_candidate(one, because=because, sink=sink, clock=workspace.clock)
    if output_format == "json":
        emit_json({"version": 1, "decision": "rejected", "id": one.id})
    else:
        click.echo(f"rejected {one.id} -> hardwon lessons undo lets it wait again")


@click.command()
@repo_option
@format_option()
@click.option("--list", "listed", is_flag=True, help="Show the latest decisions, and take none back.")
@click.option("--yes", is_flag=True, help=f"Take back more than {_MANY} without asking.")
@click.argument("what", default="1", metavar="[N|NAME]")
def undo(repo: str, output_format: str, listed: bool, yes: bool, what: str) -> None:
    """Takes back the last decision, the last N, or the last about the lesson or candidate NAME.

    More than five are taken back once you say so: it asks on a terminal, elsewhere it wants --yes.

    Decisions are: adopt, merge, reject, retire, review, learn. Pages get back the bytes they had, unless
    somebody has changed them since. After one undo, another takes the undo back.

    \b
    Examples:
      hardwon lessons undo
      hardwon lessons undo 3
      hardwon lessons undo c-4k2jq
      hardwon lessons undo --list
    """
    from hardwon.lessons import list_decisions
    from hardwon.lessons import undo as undo_decisions

    workspace = open_workspace(repo)
    if listed:
        with workspace.reader() as reader:
            _show_decisions(list_decisions(reader), output_format)
        return
    last, name = (int(what), "") if what.isdecimal() and int(what) else (1, what)
    if last > _MANY and not yes:
        _require_consent(last)
    with workspace.desk("lessons undo") as (sink, reader):
        done = undo_decisions(workspace.shelf(), reader, sink, clock=workspace.clock, last=last, name=name)
    if output_format == "json":
        documents = [{**_document(one.decision), "pages": list(one.pages)} for one in done]
        emit_json({"version": 1, "undone": documents})
        return
    for one in done:
        pages = f" -> commit {', '.join(one.pages)}" if one.pages else ""
        click.echo(f"took back: {_words(one.decision)}{pages}")


def _require_consent(last: int) -> None:
    if not sys.stdin.isatty():
        raise HardwonError(
            f"the last {last} decisions are many to take back at once",
            next_step=f"see `hardwon lessons undo --list`, then: hardwon lessons undo {last} --yes",
        )
    click.confirm(f"take back the last {last} decisions?", abort=True, err=True)


def _show_decisions(decisions: "list[Decision]", output_format: str) -> None:
    if output_format == "json":
        emit_json({"version": 1, "decisions": [_document(one) for one in decisions]})
        return
    for one in decisions:
        mark = "" if one.standing else "  (taken back)"
        click.echo(f"{one.time[:16].replace('T', ' ')}  {_words(one)}{mark}")
    if not decisions:
        click.echo("no decisions yet -> hardwon lessons inbox shows what waits", err=True)


def _words(one: "Decision") -> str:
    into = f" into {one.into}" if one.into else ""
    why = f": {one.because}" if one.because else ""
    return harmless(f"{one.word} {one.about}{into}{why}")


def _document(one: "Decision") -> dict[str, object]:
    return {
        "source": one.source,
        "time": one.time,
        "decision": one.word,
        "slug": one.slug or None,
        "candidate": one.candidate or None,
        "into": one.into or None,
        "because": one.because or None,
        "undoes": one.undoes or None,
        "standing": one.standing,
    }
