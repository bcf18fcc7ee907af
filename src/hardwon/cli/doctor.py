"""`hardwon doctor`."""

import click

from hardwon.assembly import open_workspace
from hardwon.cli.changes import write_line
from hardwon.cli.options import console, emit_json, format_option, repo_option
from hardwon.integrations import Level, Patient, examine, is_well

_COLOURS = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "red"}


@click.command(short_help="Say what is missing and how to get it.")
@repo_option
@format_option()
@click.pass_context
def command(ctx: click.Context, repo: str, output_format: str) -> None:
    """Say what is missing on this machine and in this repository, and how to get it.

    Exit code 1 where something does not work; what works in part is a warning and no failure.

    \b
    Examples:
      hardwon doctor
      hardwon doctor --format json
    """
    workspace = open_workspace(repo)
    found = examine(
        Patient(
            workspace.places,
            workspace.settings,
            workspace.clock,
            workspace.shelf(),
            workspace.reader,
            workspace.home,
        )
    )
    if output_format == "json":
        lines = [
            {"name": r.name, "level": r.level.value, "text": r.text, "next_step": r.next_step} for r in found
        ]
        emit_json({"version": 1, "well": is_well(found), "readings": lines})
    else:
        out = console()
        width = max(len(reading.name) for reading in found)
        for reading in found:
            level = (f"{reading.level.value:<5}", _COLOURS[reading.level])
            write_line(out, level, (f"{reading.name:<{width}}  {reading.text}", ""))
            if reading.level is not Level.OK and reading.next_step:
                write_line(out, (f"{'':<5}{'':<{width}}  → ", ""), (reading.next_step, "bold"))
    ctx.exit(0 if is_well(found) else 1)
