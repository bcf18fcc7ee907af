"""`hardwon lessons list` and `show`."""

from typing import TYPE_CHECKING

import click

from hardwon.assembly import Workspace, open_workspace
from hardwon.cli.lessons import views
from hardwon.cli.lessons.candidate import find_waiting
from hardwon.cli.lessons.options import KINDS
from hardwon.cli.options import emit_json, format_option, repo_option

if TYPE_CHECKING:
    from hardwon.lessons import Candidate

_STATUSES = ("candidate", "adopted", "retired")


@click.command()
@repo_option
@format_option()
@click.option(
    "--status", type=click.Choice(_STATUSES), help="Only these; candidates wait in the journal too."
)
@click.option("--kind", type=click.Choice(KINDS), help="Only these.")
def list_(repo: str, output_format: str, status: str | None, kind: str | None) -> None:
    """The lessons, dearest first, with what each cost and what enforces it.

    \b
    Examples:
      hardwon lessons list
      hardwon lessons list --status candidate
      hardwon lessons list --kind gotcha --format json
    """
    workspace = open_workspace(repo)
    shelf = workspace.shelf()
    lessons = [
        lesson
        for lesson in sorted(shelf.lessons(), key=lambda lesson: (-lesson.cost, lesson.slug))
        if status in (None, lesson.status) and kind in (None, lesson.kind)
    ]
    if output_format == "text" and status is None:
        views.show_list(lessons, (), shelf.problems(), waiting=_count(workspace, kind))
        return
    found = _waiting(workspace) if status in (None, "candidate") else []
    candidates = [one for one in found if kind in (None, one.kind)]
    if output_format == "json":
        emit_json(views.list_document(lessons, candidates, shelf.problems()))
    else:
        views.show_list(lessons, candidates, shelf.problems())


@click.command()
@repo_option
@format_option()
@click.argument("slug")
def show(repo: str, output_format: str, slug: str) -> None:
    """The lesson called SLUG (its beginning is enough), or the candidate of that id.

    \b
    Examples:
      hardwon lessons show job-status-first
      hardwon lessons show c-4k2j --format json
    """
    workspace = open_workspace(repo)
    candidate = find_waiting(workspace, slug)
    if candidate is not None:
        document, text = views.candidate_document(candidate), views.candidate_text(candidate)
    else:
        lesson = workspace.shelf().find(slug)
        document, text = views.lesson_document(lesson, whole=True), views.lesson_text(lesson)
    if output_format == "json":
        emit_json({"version": 1, **document})
    else:
        click.echo(text)


def _count(workspace: Workspace, kind: str | None) -> int:
    from hardwon.lessons import count_waiting

    if not workspace.settings.database and workspace.places.journal.exists():
        count = count_waiting(workspace.places.journal, kind or "")
        if count is not None:
            return count
    return sum(kind in (None, one.kind) for one in _waiting(workspace))


def _waiting(workspace: Workspace) -> "list[Candidate]":
    if not workspace.settings.database and not workspace.places.journal.exists():
        return []  # nothing to ask, and asking loads a database's worth of code
    from hardwon.lessons import list_candidates

    with workspace.reader() as reader:
        return list_candidates(reader)
