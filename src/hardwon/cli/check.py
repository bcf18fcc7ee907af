"""`hardwon check`."""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from hardwon.assembly import CheckOrder, Workspace, check_repository, open_workspace
from hardwon.cli.adoption import mended_lines
from hardwon.cli.counting import counting_line
from hardwon.cli.findings import report_document, report_text
from hardwon.cli.formats import FORMATS, MEANING, rendered
from hardwon.cli.options import emit_json, format_option, repo_option

if TYPE_CHECKING:
    from hardwon.check import Report
    from hardwon.lessons import Lesson


@click.command(short_help="Find breaches of lessons in the code.")
@repo_option
@format_option(*FORMATS, meaning=MEANING)
@click.option("--advice", is_flag=True, help="Show advice, too; it never makes the exit code 1.")
@click.option("--diff", "since", metavar="REF", help="Only findings on lines that are new since REF.")
@click.option("--update-baseline", "accept", is_flag=True, help="Accept what is found today.")
@click.option("--frozen-baseline", "frozen", is_flag=True, help="Leave the baseline as it is; for CI.")
@click.option("--fix", is_flag=True, help="Apply the fixes that cannot change what worked before.")
@click.option("--unsafe-fixes", "unsafe", is_flag=True, help="Apply the other fixes, too; look them over.")
@click.option("--stdin-filename", metavar="NAME", help="Check standard input as if it were saved as NAME.")
@click.argument("paths", nargs=-1, type=click.Path(exists=True))
@click.pass_context
def command(
    ctx: click.Context,
    /,
    repo: str,
    output_format: str,
    advice: bool,
    stdin_filename: str | None,
    paths: tuple[str, ...],
    **wishes: Any,
) -> None:
    """Find breaches of lessons in the code: in the whole repository, or in PATHS.

    Whatever is asked for is judged with the whole repository in view. Exit code 1 where there are errors or
    warnings. `# hardwon: ignore[RULE] reason` silences one line.

    Findings in .hardwon/baseline.json are accepted for now: they are counted, not shown. The file grows only
    by --update-baseline, and shrinks by itself when a check of the whole repository does not find one any
    more. Advice need not be accepted.

    --diff compares with the commit where the branch left REF, and takes in what is not committed. A change
    may also cause a finding on a line that it does not touch; a check without --diff shows that one.

    \b
    Examples:
      hardwon check
      hardwon check app/orders --format json
      hardwon check --diff origin/main
      hardwon check --update-baseline
      hardwon check --fix app/orders
      hardwon check --stdin-filename app/orders/api.py < draft.py
    """
    workspace = open_workspace(repo)
    started = workspace.clock.monotonic()
    order = _order(workspace, paths, stdin_filename, wishes)
    with counting_line("checking", "file") as show:
        outcome = check_repository(workspace, order, progress=show, known=ctx.obj)
    report, seconds = outcome.report, workspace.clock.monotonic() - started
    lessons = _lessons(workspace, report)
    if output_format == "json":
        emit_json(report_document(outcome))
    elif output_format in FORMATS:
        from hardwon.cli.formats.run import Run

        run = Run(report, lessons, str(workspace.places.root), seconds)
        click.echo(rendered(output_format, run), nl=False)
        click.echo("".join(f"{line}\n" for line in mended_lines(outcome)), err=True, nl=False)
    else:
        click.echo(report_text(outcome, order, lessons, advice=advice, seconds=seconds))
    ctx.exit(1 if any(finding.severity != "advice" for finding in report.findings) else 0)


# Options that contradict each other, and why; the names are those of `CheckOrder`.
_APART = {
    (
        "accept",
        "frozen",
    ): "--update-baseline changes what --frozen-baseline leaves as it is -> take one of them",
    (
        "accept",
        "since",
    ): "--update-baseline accepts files as they are, not lines -> name PATHS to accept less",
    ("accept", "texts"): "--update-baseline accepts what is saved -> save it, then name the file",
    ("fix", "texts"): "--fix writes to files, and standard input is none -> save it, then name the file",
    ("unsafe", "texts"): "--unsafe-fixes writes to files, and standard input is none -> save it first",
    ("since", "texts"): "--diff compares what is saved -> save it, then name the file",
}


def _order(
    workspace: Workspace, paths: Sequence[str], stdin_filename: str | None, wishes: Mapping[str, Any]
) -> CheckOrder:
    if stdin_filename is not None:
        if paths:
            raise click.UsageError("--stdin-filename checks that file alone -> leave PATHS out")
        if not stdin_filename or os.path.isdir(stdin_filename):
            raise click.UsageError(
                "--stdin-filename needs a file's name -> --stdin-filename app/orders/api.py"
            )
    given = {name for name, value in wishes.items() if value or value == ""}
    given |= {"texts"} if stdin_filename is not None else set()
    for pair, why in _APART.items():
        if given.issuperset(pair):
            raise click.UsageError(why)
    if wishes["since"] == "":
        raise click.UsageError("--diff needs a REF -> hardwon check --diff origin/main")
    more = {name: value for name, value in wishes.items() if value}
    if stdin_filename is None:
        wanted = [os.path.abspath(path) for path in paths]
        is_whole = all(os.path.realpath(path) == str(workspace.places.root) for path in wanted)
        return CheckOrder([] if is_whole else wanted, **more)
    name = os.path.relpath(os.path.realpath(stdin_filename), workspace.places.root)
    return CheckOrder([os.path.abspath(stdin_filename)], {name: sys.stdin.buffer.read()}, **more)


def _lessons(workspace: Workspace, report: "Report") -> "dict[str, Lesson]":
    """The lessons that the findings name, by slug; pages are read only where there are any."""
    if not any(finding.lesson for finding in report.findings):
        return {}
    return {lesson.slug: lesson for lesson in workspace.shelf().adopted()}
