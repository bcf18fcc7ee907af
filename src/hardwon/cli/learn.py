"""`hardwon learn`."""

import sys
from functools import partial
from typing import TYPE_CHECKING

import click

from hardwon.assembly import Workspace, find_commit, open_workspace
from hardwon.cli.controls import harmless
from hardwon.cli.lessons.options import KINDS, read_minutes
from hardwon.cli.options import emit_json, format_option, repo_option

if TYPE_CHECKING:
    from hardwon.lessons import Known, Learnt


@click.command()
@repo_option
@format_option()
@click.argument("text")
@click.option("--kind", type=click.Choice(KINDS), help="What was learnt; read from the words if not given.")
@click.option("--cost", callback=read_minutes, metavar="TIME", help="What it cost to learn: 2h, 30m, 1h30m.")
@click.option("--file", "files", multiple=True, metavar="GLOB", help="Files it is about; may be repeated.")
@click.option("--because", default="", metavar="REASON", help="Why it is so.")
@click.option(
    "--evidence",
    multiple=True,
    metavar="SOURCE",
    help="commit:SHA (or HEAD), session:ID#TURN, file:PATH, a link.",
)
@click.option("--adopt", "adopts", is_flag=True, help="Make it a lesson at once, with a page.")
@click.option("--merge", "merges", is_flag=True, help="If it is known, give the evidence to what says it.")
def command(
    repo: str,
    output_format: str,
    text: str,
    kind: str | None,
    cost: int,
    files: tuple[str, ...],
    because: str,
    evidence: tuple[str, ...],
    adopts: bool,
    merges: bool,
) -> None:
    """Keeps what was learnt: TEXT (`-` reads standard input), whose first sentence is the title.

    It waits as a candidate, or is a lesson at once with --adopt. Secrets and personal data are taken out;
    what is known already is told and not doubled.

    \b
    Examples:
      hardwon learn "Load records inside the task. The request's session is closed by then." --cost 2h
      hardwon learn "We keep SQLite for the cache" --because "it needs no server" --adopt
      git log -1 --format=%B | hardwon learn - --file "app/**/*.py"
    """
    from hardwon.lessons import Learnt, Statement, learn_from

    words = sys.stdin.read() if text == "-" else text
    statement = Statement(words, kind, cost, files, because, evidence)  # type: ignore[arg-type]
    workspace = open_workspace(repo)
    roots = [str(workspace.places.root)]
    with workspace.desk("learn") as (sink, reader):
        found = learn_from(
            statement, workspace.shelf(), reader, sink, clock=workspace.clock, roots=roots, into_known=merges,
            find_commit=partial(find_commit, workspace),
        )  # fmt: skip
    page = _adopt(workspace, found) if adopts and isinstance(found, Learnt) else ""
    if output_format == "json":
        emit_json(_document(found, page))
    else:
        click.echo(harmless("\n".join(_lines(found, page))))


def _adopt(workspace: Workspace, learnt: "Learnt") -> str:
    from hardwon.lessons import adopt

    with workspace.sink("learn") as sink:
        lesson = adopt(workspace.shelf(), "", candidate=learnt.candidate, sink=sink, clock=workspace.clock)
    return lesson.path


def _document(found: "Learnt | Known", page: str) -> dict[str, object]:
    from hardwon.lessons import Learnt, Lesson

    if isinstance(found, Learnt):
        return {
            "version": 1,
            "candidate": found.candidate.id,
            "title": found.candidate.title,
            "kind": found.candidate.kind,
            "cleaned": found.cleaned or None,
            "page": page or None,
        }
    known: dict[str, object] = {"percent": found.percent, "merged": list(found.merged)}
    name = "lesson" if isinstance(found.known, Lesson) else "candidate"
    return {"version": 1, "known": {name: found.name, **known}}


def _lines(found: "Learnt | Known", page: str) -> list[str]:
    from hardwon.lessons import Learnt, Lesson

    if isinstance(found, Learnt):
        candidate = found.candidate
        step = f"read and commit {page}" if page else f"hardwon lessons adopt {candidate.id}"
        done = "adopted" if page else "learnt"
        return [
            f"{done} {candidate.id} ({candidate.kind}): {candidate.title} -> {step}",
            *([found.cleaned] if found.cleaned else []),
        ]
    if isinstance(found.known, Lesson):
        state = f"is a lesson ({found.known.status})"
        title = found.known.title
    else:
        state, title = found.known.sentence, found.known.candidate.title
    told = f"known already ({found.percent}%): {found.name} {state}: {title}"
    if found.merged:
        return [f"{told} -> it gained {', '.join(found.merged)}"]
    if not isinstance(found.known, Lesson) and found.known.state == "rejected":
        return [f"{told} -> hardwon lessons undo {found.name} lets it wait again"]
    return [f"{told} -> say it again with --merge to add your evidence"]
