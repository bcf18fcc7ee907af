"""`hardwon template`."""

from pathlib import Path

import click

from hardwon.assembly import Workspace, open_workspace
from hardwon.cli.options import repo_option

_PACK = "async-jobs"


@click.command(short_help="Write the right pattern for a job or task.")
@repo_option
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write it there; not over a file."
)
@click.argument("name", required=False)
def command(repo: str, output: Path | None, name: str | None) -> None:
    """The code of the template NAME, to copy and rename: the shape that the lessons ask for.

    What your team has changed in .hardwon/templates goes before what ships. Without NAME, their names.

    \b
    Examples:
      hardwon template
      hardwon template job
      hardwon template job --output app/jobs/report.py
    """
    templates = _templates(open_workspace(repo))
    if name is None:
        for known, text in templates.items():
            first = text.splitlines()[0].strip('"')
            click.echo(f"{known:<8} {first}")
        return
    if name not in templates:
        raise click.UsageError(f"there is no template {name} -> there are {', '.join(templates)}")
    if output is None:
        click.echo(templates[name], nl=False)
        return
    if output.exists():
        raise click.UsageError(f"{output} is there already -> name another file")
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(templates[name], encoding="utf-8")
    click.echo(f"wrote {output} -> put your application's names in")


def _templates(workspace: Workspace) -> dict[str, str]:
    """Each template's text by its short name."""
    from hardwon.lessons import pack

    own = sorted((workspace.places.home / "templates").glob("*.txt"))
    texts = {**pack(_PACK).templates, **{file.name: file.read_text(encoding="utf-8") for file in own}}
    return {name.partition(".")[0]: text for name, text in sorted(texts.items())}
