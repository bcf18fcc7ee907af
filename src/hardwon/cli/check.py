"""`hardwon check`."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from hardwon.assembly import Workspace, check_repository, open_workspace
from hardwon.cli.findings import report_document, report_text
from hardwon.cli.formats import FORMATS, MEANING, rendered
from hardwon.cli.options import emit_json, format_option, repo_option

if TYPE_CHECKING:
    from hardwon.check import Report
    from hardwon.cli.formats.run import Run
    from hardwon.lessons import Lesson


@click.command(short_help="Find breaches of lessons in the code.")
@repo_option
@format_option(*FORMATS, meaning=MEANING)
@click.option("--advice", is_flag=True, help="Show advice, too; it never makes the exit code 1.")
@click.option("--stdin-filename", metavar="NAME", help="Check standard input as if it were saved as NAME.")
@click.argument("paths", nargs=-1, type=click.Path(exists=True))
@click.pass_context
def command(
    ctx: click.Context,
    repo: str,
    output_format: str,
    advice: bool,
    stdin_filename: str | None,
    paths: tuple[str, ...],
) -> None:
    """Find breaches of lessons in the code: in the whole repository, or in PATHS.

    Whatever is asked for is judged with the whole repository in view. Exit code 1 where there are errors or
    warnings. `# hardwon: ignore[RULE] reason` silences one line.

    \b
    Examples:
      hardwon check
      hardwon check app/orders --format json
      hardwon check --stdin-filename app/orders/api.py < draft.py
    """
    workspace = open_workspace(repo)
    started = workspace.clock.monotonic()
    wanted, texts = [os.path.abspath(path) for path in paths], None
    if stdin_filename is not None:
        name = os.path.relpath(os.path.realpath(stdin_filename), workspace.places.root)
        wanted, texts = [os.path.abspath(stdin_filename)], {name: sys.stdin.buffer.read()}
    with _progress() as show:
        report = check_repository(workspace, wanted, texts=texts, progress=show)
    if output_format == "json":
        emit_json(report_document(report))
    elif output_format in FORMATS:
        click.echo(rendered(output_format, _run(workspace, report, started)), nl=False)
    else:
        seconds = workspace.clock.monotonic() - started
        click.echo(report_text(report, _lessons(workspace, report), advice=advice, seconds=seconds))
    ctx.exit(1 if any(finding.severity != "advice" for finding in report.findings) else 0)


def _run(workspace: Workspace, report: "Report", started: float) -> "Run":
    from hardwon.cli.formats.run import Run

    seconds = workspace.clock.monotonic() - started
    return Run(report, _lessons(workspace, report), str(workspace.places.root), seconds)


def _lessons(workspace: Workspace, report: "Report") -> "dict[str, Lesson]":
    """The lessons that the findings name, by slug; pages are read only where there are any."""
    if not any(finding.lesson for finding in report.findings):
        return {}
    return {lesson.slug: lesson for lesson in workspace.shelf().adopted()}


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """A counting line on standard error where that is a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    shown = False

    def show(done: int, total: int) -> None:
        nonlocal shown
        shown = True
        click.echo(f"\r\x1b[Kchecking {done:,} of {total:,} files", err=True, nl=False)

    try:
        yield show
    finally:
        if shown:
            click.echo("\r\x1b[K", err=True, nl=False)
