"""Reviews: which lessons are due, and keeping, changing or retiring one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from hardwon.core import Clock, hold_interrupts
from hardwon.lessons.curation.decisions import QUARTER, NotCurated, PageDecision, retire, tell
from hardwon.lessons.pages.lesson import Lesson
from hardwon.lessons.pages.revision import change_review
from hardwon.lessons.pages.shelf import Shelf
from hardwon.store import Sink

Decision = Literal["keep", "change", "retire"]
_KIND = "lesson.reviewed"


@dataclass(frozen=True, slots=True)
class Due:
    """An adopted lesson whose review has come, or comes on `day`; `assumed` where its page names no day."""

    lesson: Lesson
    day: date
    assumed: bool = False


def due_lessons(
    lessons: Iterable[Lesson],
    today: date,
    *,
    within: timedelta = timedelta(0),
    last_changes: Mapping[str, str] | None = None,
) -> list[Due]:
    """The adopted lessons to be reviewed by `today`, or `within` from then, the longest due first.

    A page that names no day is due a quarter after its last change: `last_changes` are the days (ISO) by
    the pages' paths; those that are not in it are not due.
    """
    found = []
    for lesson in lessons:
        if lesson.status != "adopted":
            continue
        changed = (last_changes or {}).get(lesson.path)
        day = lesson.review or (date.fromisoformat(changed) + QUARTER if changed else None)
        if day is not None and day <= today + within:
            found.append(Due(lesson, day, assumed=lesson.review is None))
    return sorted(found, key=lambda one: (one.day, one.lesson.slug))


def keep_lesson(
    shelf: Shelf, name: str, *, sink: Sink, clock: Clock, until: date | None = None
) -> tuple[Lesson, date]:
    """Keeps the lesson that `name` begins until `until` (a quarter from today); one line of its page changes.

    Raises `NoSuchLesson`, `BadLesson`, `NotCurated` where it is not adopted or the day is past.
    """
    lesson = _adopted(shelf, name)
    today = clock.now().date()
    day = until or today + QUARTER
    if day <= today:
        raise NotCurated(f"{day} is not in the future", next_step=f"write a day after {today}")
    return _put_off(shelf, lesson, "keep", day, sink, clock), day


def change_lesson(
    shelf: Shelf, name: str, *, sink: Sink, clock: Clock, changed: bool = False
) -> tuple[Lesson, date | None]:
    """Says that a review wants the lesson changed; it stays due until somebody has `changed` its page.

    Then its review moves by a quarter, unless the page names a later day already: the day is returned.
    """
    lesson = _adopted(shelf, name)
    today = clock.now().date()
    if not changed:
        tell(sink, _KIND, _payload(lesson, "change", None), clock)
        return lesson, None
    later = lesson.review is not None and lesson.review > today
    day = lesson.review if later and lesson.review is not None else today + QUARTER
    return _put_off(shelf, lesson, "change", day, sink, clock), day


def retire_reviewed(shelf: Shelf, name: str, *, because: str, sink: Sink, clock: Clock) -> Lesson:
    """Retires the lesson as `retire` does, and says that a review did."""
    lesson = _adopted(shelf, name)
    with hold_interrupts():
        retired = retire(shelf, lesson.slug, because=because, sink=sink, clock=clock)
        tell(sink, _KIND, _payload(retired, "retire", None), clock)
    return retired


def _adopted(shelf: Shelf, name: str) -> Lesson:
    lesson = shelf.find(name)
    if lesson.status != "adopted":
        step = f"hardwon lessons adopt {lesson.slug}, or leave it"
        raise NotCurated(
            f"{lesson.slug} is {lesson.status}, only adopted lessons are reviewed", next_step=step
        )
    return lesson


def _put_off(shelf: Shelf, lesson: Lesson, decision: Decision, day: date, sink: Sink, clock: Clock) -> Lesson:
    """The lesson with its review on `day`."""
    file = shelf.folder / f"{lesson.slug}.md"
    page = change_review(file.read_bytes(), path=lesson.path, until=day)
    return PageDecision(_KIND, sink, clock)(shelf, file, page, _payload(lesson, decision, day))


def _payload(lesson: Lesson, decision: Decision, until: date | None) -> dict[str, object]:
    return {
        "slug": lesson.slug,
        "decision": decision,
        "until": until.isoformat() if until else None,
    }
