"""`hardwon lessons due` and `review`."""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import click

from hardwon.assembly import Workspace, open_figures, open_ground, open_workspace
from hardwon.cli.columns import wrap
from hardwon.cli.controls import harmless
from hardwon.cli.figures import counted
from hardwon.cli.lessons.views import decision_document
from hardwon.cli.options import emit_json, format_option, repo_option
from hardwon.core import HardwonError

if TYPE_CHECKING:
    from hardwon.lessons import Due, Ground, Lesson, Shelf

Figures = Callable[["Lesson"], Sequence[str]]  # what is known of a lesson's use, a line each
_ASK = "[k]eep  [c]hange  [r]etire  [s]kip  [q]uit "
_LINES = 8  # of a page that are shown
_MARGIN = 12


class NoAnswer(HardwonError):
    """A review asks, and nobody is there to answer; or the answers exclude each other."""


@dataclass(frozen=True, slots=True)
class _Made:
    """A review that was decided; `day` is when the lesson is due again, where that was moved."""

    decision: str
    lesson: "Lesson"
    day: date | None = None

    @property
    def until(self) -> str | None:
        return self.day.isoformat() if self.day else None

    @property
    def sentence(self) -> str:
        slug, path = self.lesson.slug, self.lesson.path
        if self.decision == "kept":
            return f"kept {slug} until {self.day} -> commit {path}"
        if self.decision == "retired":
            return f"retired {slug} -> commit {path}"
        if self.day:
            return f"changed {slug}, due again on {self.day} -> commit {path}"
        return f"edit {path}, then: hardwon lessons review {slug} --keep"


@click.command()
@repo_option
@format_option()
@click.option(
    "--within", type=click.IntRange(min=0), default=0, metavar="DAYS", help="Those of the next days, too."
)
def due(repo: str, output_format: str, within: int) -> None:
    """The adopted lessons whose review has come, the longest due first.

    A lesson is reviewed once a quarter unless its page says `review:`; a page that names no day is due a
    quarter after its last commit.

    \b
    Examples:
      hardwon lessons due
      hardwon lessons due --within 30 --format json
    """
    workspace = open_workspace(repo)
    today = workspace.clock.now().date()
    found = _due(workspace, workspace.shelf(), within)
    if output_format == "json":
        emit_json({"version": 1, "due": [_document(one, today) for one in found]})
        return
    width = max((len(one.lesson.slug) for one in found), default=0)
    for one in found:
        click.echo(f"{one.day}  {one.lesson.slug:<{width}}  {one.lesson.title}")
    text = f"{counted(len(found), 'lesson')} due -> hardwon lessons review" if found else "no lesson is due"
    click.echo(text, err=True)


@click.command()
@repo_option
@format_option()
@click.argument("slug", required=False)
@click.option("--keep", is_flag=True, help="It holds; its review moves by a quarter.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Keep it until this day.")
@click.option("--change", is_flag=True, help="Its page is to be changed; it stays due.")
@click.option("--retire", is_flag=True, help="It no longer holds.")
@click.option("--because", default="", metavar="REASON", help="Why it is retired; kept on its page.")
def review(
    repo: str,
    output_format: str,
    slug: str | None,
    keep: bool,
    until: datetime | None,
    change: bool,
    retire: bool,
    because: str,
) -> None:
    """Walks through the lessons that are due: one key keeps, changes, retires or skips each.

    With SLUG (its beginning is enough) only that one, due or not; with --keep, --change or --retire without
    asking. Each decision touches one line of the page and is an event; git keeps the history.

    \b
    Examples:
      hardwon lessons review
      hardwon lessons review job-status-first --keep
      hardwon lessons review job-status-first --keep --until 2027-06-30
      hardwon lessons review pin-the-base-image --retire --because "the platform pins it now"
    """
    workspace = open_workspace(repo)
    shelf = workspace.shelf()
    if keep + change + retire > 1 or (until and not keep):
        raise NoAnswer("a review has one answer", next_step="--keep [--until DATE], --change or --retire")
    if slug is None and (keep or change or retire):
        raise NoAnswer("which lesson?", next_step="write its slug: hardwon lessons review SLUG --keep")
    if slug is not None and (keep or change or retire):
        day = until.date() if until else None
        decision = "keep" if keep else "change" if change else "retire"
        made = _decide(workspace, shelf, slug, decision, until=day, because=because)
        if output_format == "json":
            emit_json(decision_document(made.decision, made.lesson, until=made.until))
        else:
            click.echo(made.sentence)
    elif output_format == "json" or not sys.stdin.isatty():
        raise NoAnswer(
            "a review asks, and this is no terminal",
            next_step="see `hardwon lessons due`, then: hardwon lessons review SLUG --keep|--change|--retire",
        )
    else:
        _walk(workspace, shelf, slug)


def _due(workspace: Workspace, shelf: "Shelf", within: int = 0) -> "list[Due]":
    from hardwon.lessons import due_lessons

    lessons = shelf.adopted()
    changes = {}
    if any(one.review is None for one in lessons):
        with open_ground(workspace) as ground:
            changes = ground.last_changes(shelf.name(shelf.folder))
    today = workspace.clock.now().date()
    return due_lessons(lessons, today, within=timedelta(days=within), last_changes=changes)


def _document(one: "Due", today: date) -> dict[str, object]:
    return {
        "slug": one.lesson.slug,
        "title": one.lesson.title,
        "path": one.lesson.path,
        "cost": one.lesson.cost,
        "review": one.day.isoformat(),
        "assumed": one.assumed,
        "days": (today - one.day).days,
    }


def _decide(
    workspace: Workspace, shelf: "Shelf", slug: str, decision: str, *, until: date | None = None,
    because: str = "", changed: bool = False,
) -> "_Made":  # fmt: skip
    """Does what was decided."""
    from hardwon.lessons import change_lesson, keep_lesson, retire_reviewed

    with workspace.sink("lessons review") as sink:
        if decision == "keep":
            lesson, day = keep_lesson(shelf, slug, sink=sink, clock=workspace.clock, until=until)
            return _Made("kept", lesson, day)
        if decision == "change":
            return _Made(
                "changed", *change_lesson(shelf, slug, sink=sink, clock=workspace.clock, changed=changed)
            )
        lesson = retire_reviewed(shelf, slug, because=because, sink=sink, clock=workspace.clock)
        return _Made("retired", lesson)


def _walk(workspace: Workspace, shelf: "Shelf", slug: str | None) -> None:
    lessons = [shelf.find(slug)] if slug else [one.lesson for one in _due(workspace, shelf)]
    if not lessons:
        click.echo("no lesson is due -> hardwon lessons due --within 30")
        return
    figures = _figures(workspace, lessons)
    with open_ground(workspace) as ground:
        for number, lesson in enumerate(lessons, start=1):
            place = f"{number} of {len(lessons)}" if len(lessons) > 1 else ""
            click.echo("\n".join(_page(lesson, place, ground, figures)))
            if not _ask(workspace, shelf, lesson):
                return


def _figures(workspace: Workspace, lessons: "Sequence[Lesson]") -> Figures:
    """What each lesson came to, in a line; and why it should go, if figures say so."""
    from hardwon.lessons import reckon

    with open_figures(workspace) as reader:
        found = reckon(reader, lessons, now=workspace.clock.now(), root=workspace.places.root)
    by_slug = {one.slug: one for one in found.lessons}

    def told(lesson: "Lesson") -> Sequence[str]:
        one = by_slug.get(lesson.slug)
        counts = [f"{name} {number}" for name, number in one.counts.items() if number] if one else []
        line = ", ".join(counts) or "nothing has come of it yet"
        return [line, f"retire it? {one.retire}"] if one and one.retire else [line]

    return told


def _ask(workspace: Workspace, shelf: "Shelf", lesson: "Lesson") -> bool:
    """Asks until there is an answer; False to end the walk. Ctrl-C leaves the page as it is."""
    while True:
        click.echo(_ASK, nl=False)
        key = click.getchar().casefold()
        click.echo(key if key.isprintable() else "")
        if key in ("q", "\x04", "\x1b"):
            return False
        if key == "s":
            return True
        try:
            said = _answer(workspace, shelf, lesson, key)
        except HardwonError as error:
            click.echo(str(error), err=True)
            continue
        if said:
            click.echo(f"{said}\n")
            return True


def _answer(workspace: Workspace, shelf: "Shelf", lesson: "Lesson", key: str) -> str:
    """What was done; empty where the key says nothing, or nothing was done."""
    if key == "k":
        return _decide(workspace, shelf, lesson.slug, "keep").sentence
    if key == "r":
        because = click.prompt("because", default="", show_default=False)
        if not because.strip():
            return ""
        return _decide(workspace, shelf, lesson.slug, "retire", because=because).sentence
    if key == "c":
        file = shelf.folder / f"{lesson.slug}.md"
        before = file.read_bytes()
        click.edit(filename=str(file))
        shelf.forget()
        shelf.get(lesson.slug)  # a page that was broken just now is told here, and stays open to be mended
        changed = file.read_bytes() != before
        return _decide(workspace, shelf, lesson.slug, "change", changed=changed).sentence
    return ""


def _page(lesson: "Lesson", place: str, ground: "Ground", figures: Figures) -> Iterator[str]:
    from hardwon.lessons import describe_cost, describe_rule, evidence_faults

    yield click.style(lesson.title, bold=True) + (click.style(f"  {place}", dim=True) if place else "")
    stale = [f"stale: {one.what} -> {one.next_step}" for one in evidence_faults(lesson, ground)]
    history = ground.history(lesson.path)
    facts = [
        ("page", lesson.path),
        ("cost", describe_cost(lesson.cost) if lesson.cost else ""),
        ("rule", describe_rule(lesson.rule)),
        ("review", lesson.review.isoformat() if lesson.review else ""),
        ("evidence", stale or f"{counted(len(lesson.evidence), 'piece')}, none known to be gone"),
        ("figures", list(figures(lesson))),
        ("since", history[-1] if history else "not committed yet"),
        ("last change", history[0] if len(history) > 1 else ""),
    ]
    for name, told in facts:
        for number, line in enumerate([told] if isinstance(told, str) else told):
            if line:
                yield f"  {name if number == 0 else '':<{_MARGIN}}{harmless(line)}"
    yield ""
    yield from (f"  {line}" for line in _excerpt(lesson.body))
    yield ""


def _excerpt(body: str) -> list[str]:
    """The first lines of the prose, before the first block."""
    prose = harmless(body).partition("\n```")[0].strip()
    lines = [
        line.strip()
        for paragraph in prose.split("\n\n")
        for line in (*wrap(" ".join(paragraph.split()), 2), "")
    ]
    shown = lines[:_LINES]
    while shown and not shown[-1]:
        shown.pop()
    return [*shown, "…"] if len([one for one in lines if one]) > len([one for one in shown if one]) else shown
