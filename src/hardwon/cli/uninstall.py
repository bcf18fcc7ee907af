"""`hardwon uninstall`."""

from contextlib import nullcontext

import click

from hardwon.assembly import open_workspace
from hardwon.cli.changes import plan_document, show_changes, show_diffs, show_steps, write_line
from hardwon.cli.options import console, emit_json, format_option, repo_option
from hardwon.integrations import (
    Plan,
    is_precommit_active,
    make_changes,
    plan_uninstall_here,
    remove_state,
    show_size,
    size_of,
)


@click.command(short_help="Take back exactly what init wrote.")
@repo_option
@format_option()
@click.option("--dry-run", is_flag=True, help="Show the diff and write nothing.")
@click.option("--all", "everything", is_flag=True, help="Take lessons and settings that people wrote, too.")
@click.option("--state", is_flag=True, help="Remove the journal and the index as well; they are not in git.")
def command(repo: str, output_format: str, dry_run: bool, everything: bool, state: bool) -> None:
    """Take back exactly what init wrote; every file is then what it was before, byte for byte.

    Lessons and settings that people wrote or changed stay, and are named, unless --all.

    \b
    Examples:
      hardwon uninstall --dry-run     what it would take back, as a diff
      hardwon uninstall               take it back
      hardwon uninstall --all --state leave nothing at all
    """
    places = open_workspace(repo).places
    plan = plan_uninstall_here(places, everything=everything)
    size = size_of(places.state)
    if not dry_run:
        with remove_state(places) if state else nullcontext():
            make_changes(places.root, plan.changes)
    if output_format == "json":
        emit_json(
            plan_document(plan, dry_run=dry_run, state={"bytes": size, "removed": state and not dry_run})
        )
        return
    out = console()
    if dry_run:
        show_diffs(out, plan)
        return
    show_changes(out, plan, nothing="There is nothing of hardwon's here.")
    if state and size:
        write_line(out, ("  - ", "red"), (f"journal and index ({show_size(size)})", ""))
    show_steps(out, _steps(plan, active=is_precommit_active(places), left=0 if state else size))


def _steps(plan: Plan, *, active: bool, left: int) -> list[tuple[str, str]]:
    steps = []
    gone = any(c.path == ".pre-commit-config.yaml" and c.after is None for c in plan.changes)
    if gone and active:
        steps.append(("pre-commit uninstall", "git still calls it, and its configuration is gone"))
    if left:
        words = f"the journal and the index stay ({show_size(left)})"
        steps.append(("hardwon uninstall --state", words))
    return steps
