"""`hardwon lessons stats`."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from hardwon.assembly import open_figures, open_workspace
from hardwon.cli.columns import wrap
from hardwon.cli.figures import counted
from hardwon.cli.options import emit_json, format_option, repo_option

if TYPE_CHECKING:
    from hardwon.lessons import LessonFigures, Stats

_BARS = "▁▂▃▄▅▆▇█"
_HEADS = (
    "lesson",
    "saved",
    "prevented",
    "breached",
    "followed",
    "recalled",
    "shown",
    "marks",
    "breaches a week",
)
_MOST = 20  # lessons, and rules, that are shown to people


@click.command()
@repo_option
@format_option()
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Count from this day on: 2026-03-01."
)
def stats(repo: str, output_format: str, since: datetime | None) -> None:
    """What the lessons came to: which prevent most, which never matter, how many hours they saved.

    Prevented is what was blocked, or was found and gone before a commit touched its file. Hours are prevented
    times cost, less the time that people read. docs/why/figures.md says what each word means.

    \b
    Examples:
      hardwon lessons stats
      hardwon lessons stats --since 2026-03-01
      hardwon lessons stats --format json
    """
    from hardwon.lessons import reckon

    workspace = open_workspace(repo)
    lessons = workspace.shelf().lessons()
    first = since.date() if since else None
    with open_figures(workspace) as reader:
        found = reckon(reader, lessons, now=workspace.clock.now(), root=workspace.places.root, since=first)
    if output_format == "json":
        emit_json(_document(found))
    else:
        click.echo("\n".join(_text(found)))


def _document(stats: "Stats") -> dict[str, object]:
    return {
        "version": 1,
        "since": stats.since or None,
        "weeks": list(stats.weeks),
        "lessons": [_standing(one) for one in stats.lessons],
        "rules": [{"rule": rule, "weeks": list(weeks)} for rule, weeks in stats.rules.items()],
        "spared": stats.spared,
        "reading": stats.reading,
        "saved": stats.saved,
        "without_cost": list(stats.costless),
        "note": stats.note or None,
        "reviews": _reviews(stats),
        "assumptions": list(stats.assumptions),
    }


def _reviews(stats: "Stats") -> dict[str, object] | None:
    found = stats.reviews
    if found is None:
        return None
    return {
        "count": found.count,
        "boxes": found.boxes,
        "ticked": found.ticked,
        "share": found.share,
        "timed": found.timed,
        "median_minutes": found.minutes,
        "lessons": [
            {"slug": slug, "boxes": boxes, "ticked": ticked}
            for slug, (boxes, ticked) in found.lessons.items()
        ],
    }


def _standing(one: "LessonFigures") -> dict[str, object]:
    return {
        "slug": one.slug,
        "title": one.title,
        "status": one.status,
        "rule": one.rule or None,
        "cost": one.cost,
        **one.counts,
        "last": dict(one.last),
        "weeks": list(one.weeks),
        "spared": one.spared,
        "reading": one.reading,
        "saved": one.saved,
        "retire": one.retire or None,
    }


def _text(stats: "Stats") -> Iterator[str]:
    telling = [one for one in stats.lessons if any(one.counts.values())]
    if telling:
        yield from _table(_HEADS, [_row(one) for one in telling[:_MOST]])
    silent = len(stats.lessons) - len(telling)
    if not stats.lessons:
        yield 'no lessons here -> hardwon init brings a pack, hardwon lessons new "TITLE" a page'
    elif silent:
        since = f" since {stats.since}" if stats.since else ""
        yield click.style(f"{counted(silent, 'lesson')} of which nothing is counted{since}", dim=True)
    if len(telling) > _MOST:
        yield click.style(f"{len(telling) - _MOST} more -> --format json", dim=True)
    rules = sorted(stats.rules.items(), key=lambda one: (-sum(one[1]), one[0]))
    if rules:
        yield ""
        rows = [(rule, str(sum(weeks)), _spark(weeks)) for rule, weeks in rules[:_MOST]]
        yield from _table(("rule", "breaches", "by week"), rows)
    yield ""
    yield from _reckoning(stats)


def _row(one: "LessonFigures") -> tuple[str, ...]:
    counts = one.counts
    marks = " ".join(
        f"{sign}{counts[what]}" for sign, what in (("+", "helpful"), ("-", "harmful")) if counts[what]
    )
    told = [str(counts[what] or "-") for what in ("prevented", "breached", "followed", "recalled", "shown")]
    return one.slug, _hours(one.saved) if one.saved else "-", *told, marks or "-", _spark(one.weeks)


def _reckoning(stats: "Stats") -> Iterator[str]:
    saved = click.style(f"saved {_hours(stats.saved)}", bold=True)
    yield f"{saved} = {_hours(stats.spared)} prevented - {_hours(stats.reading)} of reading"
    yield from _reviewed(stats)
    if stats.costless:
        yield f"prevented something but says no cost, counted as 0: {', '.join(stats.costless)}"
    for one in stats.lessons:
        if one.retire:
            yield f'{one.slug}: {one.retire} -> hardwon lessons retire {one.slug} --because "..."'
    if stats.note:
        yield click.style(stats.note, dim=True)
    for line in wrap(f"reckoned: {'; '.join(stats.assumptions)}", 10):
        yield click.style(line, dim=True)


def _reviewed(stats: "Stats") -> Iterator[str]:
    found = stats.reviews
    if found is None:
        return
    share = f" ({found.share:.0%})" if found.share is not None else ""
    took = f", {_hours(found.minutes)} at the median" if found.minutes is not None else ""
    yield f"{counted(found.count, 'review')}: {found.ticked:,} of {found.boxes:,} boxes ticked{share}{took}"


def _spark(weeks: Sequence[int]) -> str:
    most = max(weeks, default=0)
    return "".join(_BARS[(count * (len(_BARS) - 1) + most - 1) // most] if count else "·" for count in weeks)


def _hours(minutes: float) -> str:
    from hardwon.lessons import describe_cost

    whole = round(abs(minutes))
    return f"{'-' if minutes < 0 and whole else ''}{describe_cost(whole)}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Aligned columns, numbers to the right; the first and the last are words."""
    widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(len(heads))]
    for number, row in enumerate((heads, *rows)):
        middle = [cell.rjust(width) for cell, width in zip(row[1:-1], widths[1:-1], strict=True)]
        line = "  ".join([row[0].ljust(widths[0]), *middle, row[-1]]).rstrip()
        yield click.style(line, bold=True) if number == 0 else line
