"""`hardwon lessons checklist`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hardwon.assembly import open_workspace, read_work
from hardwon.cli.options import emit_json, format_option, repo_option
from hardwon.core import HardwonError

if TYPE_CHECKING:
    from hardwon.lessons import Checklist


class OutsideRepository(HardwonError):
    """A file was named that is not in the repository."""


@click.command()
@repo_option
@format_option("markdown", meaning="for people, one JSON document, or a list for a pull request")
@click.option(
    "--diff", "since", metavar="REF", help="What differs from this commit, by default the last one."
)
@click.option(
    "--file", "files", multiple=True, type=click.Path(), help="This file as a whole; may be repeated."
)
@click.option("--prompt", default="", metavar="TEXT", help="What is to be done, in words.")
def checklist(repo: str, output_format: str, since: str | None, files: tuple[str, ...], prompt: str) -> None:
    """What the work at hand calls for: at most seven items, from the adopted lessons and the packs they came
    with; nothing where no lesson bears on it.

    The work is what is not committed, or what --diff, --file and --prompt name. A lesson bears on it by its
    triggers, by the place that its `applies-to` names, or by its subject.

    \b
    Examples:
      hardwon lessons checklist
      hardwon lessons checklist --diff main --format markdown
      hardwon lessons checklist --prompt "add a background job that sends invoices"
    """
    from hardwon.lessons import checklist_for

    workspace = open_workspace(repo)
    named = [_relative(file, workspace.places.root) for file in files]
    work = read_work(workspace.places, since=since, files=named, prompt=prompt)
    found = checklist_for(work, workspace.shelf())
    if output_format == "json":
        emit_json(_document(found))
    elif found.items:
        click.echo(_markdown(found) if output_format == "markdown" else _text(found))
    elif output_format == "text":
        click.echo("no lesson bears on this work", err=True)


def _relative(file: str, root: Path) -> str:
    try:
        return Path(file).resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        raise OutsideRepository(
            f"{file} is not in {root}", next_step="name a file of the repository"
        ) from None


def item_documents(found: "Checklist") -> list[dict[str, object]]:
    """The items of a checklist, as JSON tells them."""
    return [
        {
            "text": item.text,
            "slug": item.lesson.slug,
            "title": item.lesson.title,
            "cost": item.lesson.cost,
            "because": item.why,
        }
        for item in found.items
    ]


def _document(found: "Checklist") -> dict[str, object]:
    return {
        "version": 1,
        "items": item_documents(found),
        "left": found.left,
    }


def _text(found: "Checklist") -> str:
    from hardwon.lessons import describe_cost

    lines = []
    for item in found.items:
        cost = f" ({describe_cost(item.lesson.cost)})" if item.lesson.cost else ""
        why = f"    {item.why} -> hardwon lessons show {item.lesson.slug}"
        lines += [f"[ ] {item.text}{cost}", click.style(why, dim=True)]
    return "\n".join([*lines, *_more(found)])


def _markdown(found: "Checklist") -> str:
    lines = [f"- [ ] {item.text} (`{item.lesson.slug}`: {item.why})" for item in found.items]
    return "\n".join([*lines, *_more(found)])


def _more(found: "Checklist") -> list[str]:
    return [f"and {found.left} more, less close to it"] if found.left else []
