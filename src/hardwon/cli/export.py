"""`hardwon export`."""

from pathlib import Path

import click

from hardwon.assembly import open_workspace
from hardwon.cli.lessons.options import KINDS
from hardwon.cli.options import console, emit_json, format_option, repo_option


@click.command(short_help="Write lessons as a pack for other repositories.")
@repo_option
@format_option()
@click.option(
    "--lesson", "wanted", multiple=True, metavar="SLUG", help="Only this one, or all that `job-*` fits."
)
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only lessons of this kind.")
@click.option("--name", default="", help="What the pack is called; by default as the repository.")
@click.option("--title", default="", help="Its title, for people.")
@click.option("--about", default="", help="What it is about, in a sentence.")
@click.option("--all", "with_packs", is_flag=True, help="Those that other packs brought here, too.")
@click.option("--force", is_flag=True, help="Write it beside what is there and is no pack.")
@click.argument("directory", type=click.Path(path_type=Path))
def command(
    repo: str,
    output_format: str,
    wanted: tuple[str, ...],
    kinds: tuple[str, ...],
    name: str,
    title: str,
    about: str,
    with_packs: bool,
    force: bool,
    directory: Path,
) -> None:
    """Write the adopted lessons to DIRECTORY as a pack: pack.yaml, lessons, templates. No secret goes along.

    What another pack brought here and nobody changed stays out, unless --lesson names it or --all is given.
    Sessions are dropped from the evidence, commits named as this repository's. Doing it again writes what
    has changed, as the next version.

    \b
    Examples:
      hardwon export ../org-lessons
      hardwon export ../org-lessons --lesson 'job-*' --name jobs --title "Jobs that end"
    """
    from hardwon.assembly.exchange import send_pack
    from hardwon.cli.pack_views import sent_document, show_sent

    sent = send_pack(
        open_workspace(repo),
        directory,
        wanted=wanted,
        kinds=kinds,
        name=name,
        title=title,
        about=about,
        force=force,
        with_packs=with_packs,
    )
    if output_format == "json":
        emit_json(sent_document(sent))
    else:
        show_sent(console(), sent)
