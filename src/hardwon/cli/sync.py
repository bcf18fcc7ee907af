"""`hardwon sync`."""

import click

from hardwon.assembly import open_workspace
from hardwon.cli.changes import plan_document, show_changes
from hardwon.cli.options import console, emit_json, format_option, repo_option
from hardwon.integrations import make_changes, plan_sync_here, shared_by_git


@click.command()
@repo_option
@format_option()
@click.option(
    "--check", is_flag=True, help="Write nothing; exit code 1 if a file is not current that git takes."
)
@click.option("--exit-code", is_flag=True, help="Exit code 1 if a file was not current, as for pre-commit.")
@click.pass_context
def command(ctx: click.Context, repo: str, output_format: str, check: bool, exit_code: bool) -> None:
    """Keep the lessons in CLAUDE.md and AGENTS.md current, those of sub-trees in files of their own.

    The most valuable adopted lessons come first, under `guide-budget` tokens; what people wrote around the
    section stays. Lessons about one folder are told in its guide: docs/howto/keep-guides-current.md.

    \b
    Examples:
      hardwon sync
      hardwon sync --check      for CI: names what is not current
    """
    workspace = open_workspace(repo)
    plan = plan_sync_here(workspace.places, workspace.settings, workspace.shelf())
    # A guide that git ignores is not there in CI, and nobody waits for it.
    behind = shared_by_git(workspace.places, plan.changes)
    if not check:
        make_changes(workspace.places.root, plan.changes)
    if output_format == "json":
        emit_json(plan_document(plan, dry_run=check, current=not behind))
    else:
        out = console()
        show_changes(out, plan, nothing="The guides are current.")
        if check and behind:
            click.echo("not current -> hardwon sync", err=True)
    ctx.exit(1 if behind and (check or exit_code) else 0)
