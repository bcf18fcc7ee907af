"""`hardwon lessons audit`."""

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

import click

from hardwon.assembly import open_ground, open_linter, open_workspace
from hardwon.cli.figures import counted
from hardwon.cli.options import emit_json, format_option, repo_option

if TYPE_CHECKING:
    from hardwon.lessons import Audit, Fault


@click.command()
@repo_option
@format_option()
@click.option("--verify", "run_cases", is_flag=True, help="Run each lesson's rule on its cases as well.")
@click.pass_context
def audit(ctx: click.Context, repo: str, output_format: str, run_cases: bool) -> None:
    """What no longer holds of the adopted lessons: evidence that is gone, patterns that match no file any
    more, rules that ruff no longer has, and lessons that cannot both be followed.

    Exit code 1 where something is stale or contradictory, or a page cannot be read. A `note` (a review that
    is due, no evidence, no cost) changes nothing.

    \b
    Examples:
      hardwon lessons audit
      hardwon lessons audit --verify --format json
    """
    from hardwon.lessons import audit as audit_lessons

    workspace = open_workspace(repo)
    with open_ground(workspace) as ground:
        found = audit_lessons(
            workspace.shelf(), ground, today=workspace.clock.now().date(),
            linter=open_linter(workspace), run_cases=run_cases,
        )  # fmt: skip
    if output_format == "json":
        emit_json(_document(found))
    else:
        _show(found)
    ctx.exit(1 if found.failed else 0)


def _document(found: "Audit") -> dict[str, object]:
    return {
        "version": 1,
        "lessons": found.lessons,
        "faults": [
            {
                "slug": one.lesson.slug,
                "path": one.lesson.path,
                "about": one.about,
                "stale": one.stale,
                "message": one.what,
                "now": one.now or None,
                "next_step": one.next_step,
            }
            for one in found.faults
        ],
        "contradictions": [
            {"slugs": [one.one.slug, one.other.slug], "message": one.what, "next_step": one.next_step}
            for one in found.contradictions
        ],
        "problems": [
            {"path": one.path, "line": one.line, "message": one.what, "next_step": one.next_step}
            for one in found.problems
        ],
        "unseen": [
            {"slug": slug, "evidence": one.evidence, "message": one.why} for slug, one in found.unseen
        ],
    }


def _show(found: "Audit") -> None:
    for problem in found.problems:
        click.echo(f"{click.style('broken page', fg='red')} {problem}")
    for path, faults in groupby(found.faults, key=lambda one: one.lesson.path):
        click.echo(path)
        for fault in faults:
            click.echo(f"  {_label(fault)}  {fault.what} -> {fault.next_step}")
    for one in found.contradictions:
        click.echo(f"{click.style('contradiction', fg='red')}  {one.one.path} and {one.other.path}")
        click.echo(f"  {one.what} -> {one.next_step}")
    click.echo(", ".join(_summary(found)))


def _label(fault: "Fault") -> str:
    return click.style("stale", fg="red") if fault.stale else click.style("note ", fg="yellow")


def _summary(found: "Audit") -> Iterator[str]:
    stale = {one.lesson.slug for one in found.faults if one.stale}
    notes = sum(not one.stale for one in found.faults)
    if not found.lessons:
        yield "no adopted lessons"
        return
    yield f"{counted(found.lessons, 'adopted lesson')}: {len(stale) or 'none'} stale"
    if found.contradictions:
        yield counted(len(found.contradictions), "contradiction")
    if notes:
        yield counted(notes, "note")
    unseen = sum(one.why != "it is said in words" for _, one in found.unseen)
    if unseen:
        yield f"{counted(unseen, 'piece')} of evidence cannot be seen from here"
