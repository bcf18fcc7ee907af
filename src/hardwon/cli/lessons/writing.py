"""`hardwon lessons new`, `adopt` and `retire`."""

from typing import TYPE_CHECKING

import click

from hardwon.assembly import open_workspace
from hardwon.cli.lessons.candidate import find_waiting
from hardwon.cli.lessons.options import KINDS, read_minutes
from hardwon.cli.lessons.views import decision_document
from hardwon.cli.options import emit_json, format_option, repo_option

if TYPE_CHECKING:
    from hardwon.lessons import Lesson


@click.command()
@repo_option
@format_option()
@click.argument("title")
@click.option(
    "--kind", type=click.Choice(KINDS), default="gotcha", show_default=True, help="What was learnt."
)
@click.option("--cost", callback=read_minutes, metavar="TIME", help="What it cost to learn: 2h, 30m, 1h30m.")
@click.option("--edit", is_flag=True, help="Open the page in your editor.")
def new(repo: str, output_format: str, title: str, kind: str, cost: int, edit: bool) -> None:
    """Writes a page called after TITLE, a candidate that you fill in and then adopt.

    \b
    Examples:
      hardwon lessons new "Close the client in a finally"
      hardwon lessons new "Pin the base image" --kind decision --cost 3h --edit
    """
    from hardwon.lessons import new_lesson

    workspace = open_workspace(repo)
    lesson = new_lesson(workspace.shelf(), title, clock=workspace.clock, kind=kind, cost=cost)
    if output_format == "json":
        emit_json(decision_document("new", lesson))
    else:
        click.echo(f"{lesson.path} -> write what was learnt, then: hardwon lessons adopt {lesson.slug}")
    if edit:
        click.edit(filename=str(workspace.places.root / lesson.path))


@click.command()
@repo_option
@format_option()
@click.argument("name")
@click.option("--title", help="Another title than it has; a candidate's page is called after it.")
@click.option("--kind", type=click.Choice(KINDS), help="What was learnt.")
@click.option("--cost", callback=read_minutes, metavar="TIME", help="What it cost to learn: 2h, 30m, 1h30m.")
@click.option("--enforce", type=click.Choice(("advise", "warn", "deny")), help="What an agent's hook does.")
def adopt(
    repo: str,
    output_format: str,
    name: str,
    title: str | None,
    kind: str | None,
    cost: int,
    enforce: str | None,
) -> None:
    """Adopts the candidate or the page that NAME begins: from now on it is recalled and enforced.

    A candidate becomes a page in .hardwon/lessons that keeps its evidence: read it, shorten it, commit it.

    \b
    Examples:
      hardwon lessons adopt c-4k2jq --title "Close the client in a finally" --cost 45m
      hardwon lessons adopt close-the-client
    """
    from hardwon.lessons import Said
    from hardwon.lessons import adopt as adopt_lesson

    workspace = open_workspace(repo)
    candidate = find_waiting(workspace, name)
    said = Said(title, cost, kind, enforce)  # type: ignore[arg-type]
    with workspace.sink("lessons adopt") as sink:
        lesson = adopt_lesson(
            workspace.shelf(),
            name,
            candidate=candidate,
            sink=sink,
            clock=workspace.clock,
            said=said,
            roots=[str(workspace.places.root)],
        )
    note = _note(lesson)
    if output_format == "json":
        emit_json(decision_document("adopted", lesson, id=candidate.id if candidate else None, note=note))
        return
    click.echo(f"adopted {lesson.slug} -> read and commit {lesson.path}")
    if note:
        click.echo(f"note: {note}")


def _note(lesson: "Lesson") -> str | None:
    if not lesson.lacks_rule:
        return None
    what = "denies" if lesson.enforce == "deny" else "warns of"
    return f"it {what} nothing yet, it has no rule -> name one on its page, see docs/howto/write-a-rule.md"


@click.command()
@repo_option
@format_option()
@click.argument("slug")
@click.option("--because", required=True, metavar="REASON", help="Why it no longer holds; kept on its page.")
def retire(repo: str, output_format: str, slug: str, because: str) -> None:
    """Retires the lesson that SLUG begins: it is no longer recalled or enforced, its page stays.

    \b
    Examples:
      hardwon lessons retire pin-the-base-image --because "images are pinned by the platform now"
    """
    from hardwon.lessons import retire as retire_lesson

    workspace = open_workspace(repo)
    with workspace.sink("lessons retire") as sink:
        lesson = retire_lesson(workspace.shelf(), slug, because=because, sink=sink, clock=workspace.clock)
    if output_format == "json":
        emit_json(decision_document("retired", lesson, because=lesson.because))
    else:
        click.echo(f"retired {lesson.slug} -> commit {lesson.path}")
