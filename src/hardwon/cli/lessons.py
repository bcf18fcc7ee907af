"""`hardwon lessons`."""

from typing import TYPE_CHECKING

import click

from hardwon.assembly import Workspace, open_linter, open_workspace
from hardwon.cli import lesson_views as views
from hardwon.cli.options import emit_json, format_option, repo_option

if TYPE_CHECKING:
    from hardwon.lessons import Candidate

_STATUSES = ("candidate", "adopted", "retired")
_KINDS = ("decision", "fix", "gotcha", "pattern", "domain")


def _minutes(ctx: click.Context, parameter: click.Parameter, value: str | None) -> int:
    from hardwon.lessons import read_cost

    minutes = read_cost(value) if value else 0
    if minutes is None:
        raise click.BadParameter("write hours and minutes such as 2h, 30m or 1h30m")
    return minutes


@click.group(short_help="List, show, write, adopt, retire and verify lessons.")
def command() -> None:
    """The lessons of this repository: pages in .hardwon/lessons, each with its cost and its check.

    \b
    Examples:
      hardwon lessons list
      hardwon lessons show job-status-first
      hardwon lessons new "Close the client in a finally" --kind gotcha --cost 45m --edit
      hardwon lessons verify
    """


@command.command("list", short_help="The lessons, one to a line.")
@repo_option
@format_option()
@click.option(
    "--status", type=click.Choice(_STATUSES), help="Only these; candidates wait in the journal too."
)
@click.option("--kind", type=click.Choice(_KINDS), help="Only these.")
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
    candidates = [
        one for one in _waiting(workspace) if status in (None, "candidate") and kind in (None, one.kind)
    ]
    if output_format == "json":
        emit_json(views.list_document(lessons, candidates, shelf.problems()))
    else:
        views.show_list(lessons, candidates, shelf.problems(), with_candidates=status == "candidate")


@command.command(short_help="One lesson, or one candidate.")
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
    candidate = _candidate(workspace, slug)
    if candidate is not None:
        document, text = views.candidate_document(candidate), views.candidate_text(candidate)
    else:
        lesson = workspace.shelf().find(slug)
        document, text = views.lesson_document(lesson, whole=True), views.lesson_text(lesson)
    if output_format == "json":
        emit_json({"version": 1, **document})
    else:
        click.echo(text)


@command.command(short_help="A page for a new lesson.")
@repo_option
@click.argument("title")
@click.option(
    "--kind", type=click.Choice(_KINDS), default="gotcha", show_default=True, help="What was learnt."
)
@click.option("--cost", callback=_minutes, metavar="TIME", help="What it cost to learn: 2h, 30m, 1h30m.")
@click.option("--edit", is_flag=True, help="Open the page in your editor.")
def new(repo: str, title: str, kind: str, cost: int, edit: bool) -> None:
    """Writes a page called after TITLE, a candidate that you fill in and then adopt.

    \b
    Examples:
      hardwon lessons new "Close the client in a finally"
      hardwon lessons new "Pin the base image" --kind decision --cost 3h --edit
    """
    from hardwon.lessons import new_lesson

    workspace = open_workspace(repo)
    lesson = new_lesson(workspace.shelf(), title, clock=workspace.clock, kind=kind, cost=cost)
    click.echo(f"{lesson.path} -> write what was learnt, then: hardwon lessons adopt {lesson.slug}")
    if edit:
        click.edit(filename=str(workspace.places.root / lesson.path))


@command.command(short_help="Make a candidate, or a page, an adopted lesson.")
@repo_option
@click.argument("name")
def adopt(repo: str, name: str) -> None:
    """Adopts the candidate or the page that NAME begins: from now on it is recalled and enforced.

    A candidate becomes a page in .hardwon/lessons that keeps its evidence: read it, shorten it, commit it.

    \b
    Examples:
      hardwon lessons adopt c-4k2jq
      hardwon lessons adopt close-the-client
    """
    from hardwon.lessons import adopt as adopt_lesson

    workspace = open_workspace(repo)
    candidate = _candidate(workspace, name)
    with workspace.sink("lessons adopt") as sink:
        lesson = adopt_lesson(workspace.shelf(), name, candidate=candidate, sink=sink, clock=workspace.clock)
    click.echo(f"adopted {lesson.slug} -> read and commit {lesson.path}")


@command.command(short_help="Take a lesson out of use, with the reason.")
@repo_option
@click.argument("slug")
@click.option("--because", required=True, metavar="REASON", help="Why it no longer holds; kept on its page.")
def retire(repo: str, slug: str, because: str) -> None:
    """Retires the lesson that SLUG begins: it is no longer recalled or enforced, its page stays.

    \b
    Examples:
      hardwon lessons retire pin-the-base-image --because "images are pinned by the platform now"
    """
    from hardwon.lessons import retire as retire_lesson

    workspace = open_workspace(repo)
    with workspace.sink("lessons retire") as sink:
        lesson = retire_lesson(workspace.shelf(), slug, because=because, sink=sink, clock=workspace.clock)
    click.echo(f"retired {lesson.slug} -> commit {lesson.path}")


@command.command(short_help="Run each lesson's rule on its own cases.")
@repo_option
@format_option()
@click.option("--allow-unverified", is_flag=True, help="Let rules pass that cannot be run here: no ruff.")
@click.argument("slugs", nargs=-1)
@click.pass_context
def verify(
    ctx: click.Context, repo: str, output_format: str, allow_unverified: bool, slugs: tuple[str, ...]
) -> None:
    """Runs the rule of each lesson (or of SLUGS) on its `bad` cases, where it must fire, and its `good` ones.

    Exit code 1 where a case is not as its page says, a rule has no bad case, a page cannot be read, or a
    rule cannot be run here because ruff is missing (unless --allow-unverified).

    \b
    Examples:
      hardwon lessons verify
      hardwon lessons verify load-records-in-the-task
    """
    from hardwon.lessons import verify as verify_lesson

    workspace = open_workspace(repo)
    shelf, linter = workspace.shelf(), open_linter(workspace)
    chosen = [shelf.find(slug) for slug in slugs] or [
        lesson for lesson in shelf.lessons() if lesson.status != "retired"
    ]
    problems = () if slugs else shelf.problems()
    verified = [verify_lesson(lesson, linter) for lesson in chosen]
    failed = any(one.failures or (one.unverified and not allow_unverified) for one in verified)
    if output_format == "json":
        emit_json(views.verified_document(verified, problems))
    else:
        views.show_verified(verified, problems)
    ctx.exit(1 if failed or problems else 0)


def _waiting(workspace: Workspace) -> "list[Candidate]":
    if not workspace.settings.database and not workspace.places.journal.exists():
        return []  # nothing to ask, and asking loads a database's worth of code
    from hardwon.lessons import list_candidates

    with workspace.reader() as reader:
        return list_candidates(reader)


def _candidate(workspace: Workspace, name: str) -> "Candidate | None":
    from hardwon.lessons import find_candidate

    if not name.startswith("c-"):
        return None
    with workspace.reader() as reader:
        return find_candidate(reader, name)
