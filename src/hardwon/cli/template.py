"""`hardwon template`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hardwon.cli.options import emit_json, format_option, repo_option

if TYPE_CHECKING:
    from hardwon.assembly.templating import Filled
    from hardwon.integrations import Template

_MODULE = ("module", "A module with its contract: README, public names, tests, a running example.")


@click.command(short_help="Write the right pattern for a job, task or module.")
@repo_option
@format_option()
@click.option("--list", "is_listing", is_flag=True, help="List the templates, as without KIND.")
@click.option("--pack", default="", metavar="NAME", help="The templates of this pack alone.")
@click.option(
    "--out",
    "--output",
    "out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write it there (a module: that folder); never over a file.",
)
@click.argument("kind", required=False, default="")
@click.argument("name", required=False, default="")
def command(
    repo: str, output_format: str, is_listing: bool, pack: str, out: Path | None, kind: str, name: str
) -> None:
    """The code of the template KIND in this project's own names: its session factory, job manager, models,
    logger, and where they live. NAME is what its function, or the module, is called.

    What is not found stays, marked "put yours here", and is told. Templates are your team's in
    .hardwon/templates, those of packs, and the good cases of adopted lessons, by the lesson's name.

    \b
    Examples:
      hardwon template
      hardwon template job export_orders --out app/jobs/export_orders.py
      hardwon template task
      hardwon template module invoicing --out app/invoicing
      hardwon template --pack resilient-io retrying
    """
    from hardwon.assembly import open_workspace
    from hardwon.assembly.templating import checked, fill, new_module, templates_of, write_filled
    from hardwon.integrations import find_template

    workspace = open_workspace(repo)
    if not kind or is_listing:
        _list(templates_of(workspace, pack), output_format, whole=not pack)
        return
    if kind == "module" and not pack:
        filled = new_module(workspace, name, out)
    else:
        filled = fill(workspace, find_template(templates_of(workspace, pack), kind), name, out)
    if out is not None or output_format == "json":
        filled = checked(workspace, filled)  # what is only printed need not wait for the whole project
    written = write_filled(workspace, filled) if out is not None else ()
    if output_format == "json":
        emit_json(_document(filled, written))
        return
    for path, text in () if written else filled.files.items():
        click.echo(f"# {path}\n{text}" if len(filled.files) > 1 else text, nl=False)
    _tell(filled, written)


def _tell(filled: "Filled", written: tuple[str, ...]) -> None:
    """What it took from the project, and what is left to do."""
    for path in written:
        click.echo(f"wrote {path}")
    for used in filled.used:
        click.echo(f"takes    {used.place.name} ({used.place.path}:{used.place.line})", err=True)
    for left in filled.left:
        click.echo(f"{click.style('left', fg='yellow')}     {left.name} -> {left.what}", err=True)
    for lesson in filled.lessons:
        click.echo(f"follows  {lesson.title} [{lesson.path}]", err=True)
    for finding in filled.findings:
        what = f"{finding.path}:{finding.line}: {finding.rule}: {finding.message}"
        click.echo(f"{click.style('finding', fg='red')}  {what}", err=True)


def _list(templates: "tuple[Template, ...]", output_format: str, *, whole: bool) -> None:
    rows = [(one.name, one.about, one.source) for one in templates]
    rows += [(*_MODULE, "hardwon")] if whole else []
    if output_format == "json":
        keys = ("name", "about", "source")
        emit_json({"version": 1, "templates": [dict(zip(keys, row, strict=True)) for row in rows]})
        return
    width = max((len(name) for name, _, _ in rows), default=0)
    for name, about, source in rows:
        click.echo(f"{name:<{width}}  {about} {click.style(f'[{source}]', dim=True)}")


def _document(filled: "Filled", written: tuple[str, ...]) -> dict[str, object]:
    return {
        "version": 1,
        "name": filled.name,
        "source": filled.source,
        "files": [
            {"path": path, "text": text, "written": path in written} for path, text in filled.files.items()
        ],
        "used": [
            {"role": one.role, "name": one.place.name, "module": one.place.module, "path": one.place.path,
             "line": one.place.line}
            for one in filled.used
        ],
        "left": [{"name": one.name, "what": one.what} for one in filled.left],
        "lessons": [one.slug for one in filled.lessons],
        "findings": [
            {"rule": one.rule, "path": one.path, "line": one.line, "message": one.message}
            for one in filled.findings
        ],
    }  # fmt: skip
