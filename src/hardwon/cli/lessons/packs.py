"""`hardwon lessons packs`."""

import click

from hardwon.assembly import open_workspace
from hardwon.cli.options import console, emit_json, format_option, repo_option


@click.command()
@repo_option
@format_option()
@click.option("--fetch", is_flag=True, help="Look whether the source of each holds something newer.")
@click.option("--remove", "name", metavar="NAME", help="Take back what this pack wrote and nobody changed.")
def packs(repo: str, output_format: str, fetch: bool, name: str | None) -> None:
    """The packs that were imported here, with their pins, and what was changed since.

    \b
    Examples:
      hardwon lessons packs
      hardwon lessons packs --fetch
      hardwon lessons packs --remove org-lessons
    """
    from hardwon.assembly.exchange import list_packs, remove_pack
    from hardwon.cli import pack_views

    workspace = open_workspace(repo)
    if name is not None:
        removed = remove_pack(workspace, name)
        if output_format == "json":
            emit_json(pack_views.removed_document(removed))
        else:
            pack_views.show_removed(console(), removed)
        return
    standings = list_packs(workspace, look=fetch)
    if output_format == "json":
        emit_json({"version": 1, "packs": [pack_views.standing_document(one) for one in standings]})
    else:
        pack_views.show_standings(console(), standings)
