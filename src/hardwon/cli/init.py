"""`hardwon init`."""

import shlex
from pathlib import Path

import click

from hardwon.assembly import open_workspace
from hardwon.cli.changes import commit_command, plan_document, show_changes, show_diffs, show_steps
from hardwon.cli.options import console, emit_json, format_option, repo_option
from hardwon.integrations import (
    is_precommit_active,
    make_changes,
    plan_init_here,
    plan_plugin,
    shared_by_git,
)

_DEFAULT = "async-jobs"


@click.command(short_help="Bring hardwon into a repository; shows a diff with --dry-run.")
@repo_option
@format_option()
@click.option("--dry-run", is_flag=True, help="Show the diff and write nothing.")
@click.option(
    "--pack",
    "packs",
    multiple=True,
    is_flag=False,
    flag_value=_DEFAULT,
    metavar="[NAME]",
    help="Bring this starter pack; by default the first init brings async-jobs.",
)
@click.option("--no-pack", is_flag=True, help="Bring no lessons, only the places for them.")
@click.option(
    "--plugin",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Write the plugin for Claude Code into this folder, and nothing else.",
)
def command(
    repo: str, output_format: str, dry_run: bool, packs: tuple[str, ...], no_pack: bool, plugin: str | None
) -> None:
    """Bring hardwon into a repository: lessons, settings, hooks, CI, guides, review checklist.

    What people wrote is not touched: hardwon's part of a file stands between two markers. A second init
    renews those parts; `hardwon uninstall` takes them back.

    \b
    Examples:
      hardwon init --dry-run      what it would write, as a diff
      hardwon init                write it, all or nothing
      hardwon init --no-pack      without the starter pack's lessons
      hardwon init --pack orm-performance --pack ci
      hardwon init --plugin ~/hardwon-plugin
    """
    if packs and no_pack:
        raise click.UsageError("--pack and --no-pack are both written -> write one of them")
    if plugin is not None:
        _write_plugin(Path(plugin), output_format, dry_run)
        return
    workspace = open_workspace(repo)
    places = workspace.places
    plan = plan_init_here(
        places,
        workspace.settings,
        workspace.shelf(),
        bring_pack=True if packs else (False if no_pack else None),
        packs=packs or (_DEFAULT,),
    )
    if not dry_run:
        make_changes(places.root, plan.changes)
    if output_format == "json":
        emit_json(plan_document(plan, dry_run=dry_run))
        return
    out = console()
    if dry_run:
        show_diffs(out, plan)
        return
    show_changes(out, plan, nothing="hardwon is all set up here; nothing to write.")
    if plan.changes:
        steps = [("hardwon check", "what the lessons find here")]
        if not is_precommit_active(places) and places.git_dir is not None:
            steps.append(("pre-commit install", "git does not call it here yet; then it checks each commit"))
        if places.git_dir is not None:
            steps.append((commit_command(shared_by_git(places, plan.changes)), "so that everybody has it"))
        show_steps(out, steps)


def _write_plugin(folder: Path, output_format: str, dry_run: bool) -> None:
    plan = plan_plugin(folder)
    if not dry_run:
        folder.mkdir(parents=True, exist_ok=True)
        make_changes(folder, plan.changes)
    if output_format == "json":
        emit_json(plan_document(plan, dry_run=dry_run))
        return
    out = console()
    if dry_run:
        show_diffs(out, plan)
        return
    show_changes(out, plan, nothing="The plugin is there already.")
    show_steps(out, [(f"claude --plugin-dir {shlex.quote(str(folder))}", "Claude Code with the plugin")])
