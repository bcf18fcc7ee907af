"""`hardwon docs`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hardwon.assembly import open_workspace
from hardwon.cli.changes import plan_document, show_changes
from hardwon.cli.options import console, emit_json, format_option, repo_option

if TYPE_CHECKING:
    from hardwon.assembly.documenting import Documents


@click.command(short_help="Keep an index of lessons among the project's documents.")
@repo_option
@format_option()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="The folder for them; `docs` of [tool.hardwon] says it for good.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 where the documents are not current.")
@click.pass_context
def command(ctx: click.Context, /, repo: str, output_format: str, out: Path | None, check: bool) -> None:
    """Keep an index of the lessons in docs/lessons/README.md, and beside it a checklist for reviews.

    What cost most, and what it prevented since, is on top: as much as can be read in ten minutes, each with
    its cost, the time that it saved and that it takes to read. What you write around the sections stays.

    A journal counts on one machine, so --check takes the preventions as the page has them: it fails where a
    lesson was changed, adopted or retired, not because somebody's journal knows more.

    \b
    Examples:
      hardwon docs
      hardwon docs --out handbook/lessons
      hardwon docs --check
    """
    from hardwon.assembly.documenting import plan_documents
    from hardwon.integrations import make_changes

    workspace = open_workspace(repo)
    found = plan_documents(workspace, out, counts=not check)
    if not check:
        make_changes(workspace.places.root, found.plan.changes)
    if output_format == "json":
        emit_json(_document(found, check=check))
    else:
        nothing = f"{found.folder or '.'} is current"
        show_changes(console(), found.plan, nothing=nothing)
        if check and found.plan.changes:
            click.echo("not current -> hardwon docs", err=True)
    ctx.exit(1 if check and found.plan.changes else 0)


def _document(found: "Documents", *, check: bool) -> dict[str, object]:
    index = found.index
    groups = [("", index.first), *((group.title, group.entries) for group in index.groups)]
    lessons = [
        {
            "slug": entry.lesson.slug,
            "must_read": not title,
            "group": title or None,
            "cost": entry.lesson.cost,
            "prevented": entry.prevented,
            "spared": entry.spared,
            "reading": entry.reading,
            "path": entry.lesson.path,
            "applies_to": list(entry.lesson.applies_to),
        }
        for title, entries in groups
        for entry in entries
    ]
    return plan_document(
        found.plan,
        dry_run=check,
        folder=found.folder,
        lessons=lessons,
        must_read_minutes=index.reading,
        retired=[lesson.slug for lesson in index.retired],
    )
