"""`hardwon lessons verify`."""

import click

from hardwon.assembly import open_linter, open_workspace
from hardwon.cli.lessons import views
from hardwon.cli.options import emit_json, format_option, repo_option


@click.command()
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
