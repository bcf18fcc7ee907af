"""How reviews ended: how many boxes were ticked, and how long they took."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TYPE_CHECKING, Any

from hardwon.core import HardwonError, iso, parse_iso
from hardwon.store import NewEvent

if TYPE_CHECKING:
    from hardwon.core import Clock
    from hardwon.store import JournalReader

KIND = "review.ended"


class BadTimes(HardwonError):
    """When a review began or ended is no time, or it ended before it began."""


@dataclass(frozen=True, slots=True)
class ReviewFigures:
    """All reviews that were recorded. `minutes` is the median of the `timed` ones, None where none is.

    `lessons` has by slug how often a lesson had a box, and how often that was ticked.
    """

    count: int
    boxes: int
    ticked: int
    timed: int
    minutes: float | None
    lessons: Mapping[str, tuple[int, int]]

    @property
    def share(self) -> float | None:
        """Of the boxes, those that were ticked: 0 to 1; None without boxes."""
        return round(self.ticked / self.boxes, 3) if self.boxes else None


def review_ended(
    pr: int, lessons: Mapping[str, bool], *, clock: "Clock", opened: str = "", closed: str = ""
) -> NewEvent:
    """The end of the review of the pull request `pr`: which lessons had a box, and whether it was ticked.

    A pull request has one, whoever tells it how often. Who ticked is not told. `opened` and `closed` are ISO
    8601, empty where nobody knows. Raises `BadTimes`.
    """
    begun, ended = _moment(opened), _moment(closed)
    minutes = None
    if begun and ended:
        minutes = round((parse_iso(ended) - parse_iso(begun)).total_seconds() / 60)
        if ended < begun:
            raise BadTimes(f"closed {closed}, before it was opened", next_step="turn the times round")
    payload = {
        "pr": pr,
        "boxes": len(lessons),
        "ticked": sum(lessons.values()),
        "lessons": dict(lessons),
        "opened": begun or None,
        "closed": ended or None,
        "minutes": minutes,
    }
    return NewEvent(f"{KIND}:{pr}", KIND, ended or iso(clock.now()), payload)


def reckon_reviews(reader: "JournalReader", since: date | None = None) -> ReviewFigures | None:
    """The figures of the reviews that ended since a day, or ever; None where none was recorded."""
    first = since.isoformat() if since else ""
    told = [event.payload for event in reader.scan(kinds=(KIND,)) if event.time >= first]
    lessons: dict[str, tuple[int, int]] = {}
    for slug, is_ticked in (pair for payload in told for pair in _boxes(payload)):
        boxes, ticked = lessons.get(slug, (0, 0))
        lessons[slug] = boxes + 1, ticked + is_ticked
    times = [float(one["minutes"]) for one in told if isinstance(one.get("minutes"), int | float)]
    if not told:
        return None
    return ReviewFigures(
        count=len(told),
        boxes=sum(boxes for boxes, _ in lessons.values()),
        ticked=sum(ticked for _, ticked in lessons.values()),
        timed=len(times),
        minutes=round(median(times), 1) if times else None,
        lessons=dict(sorted(lessons.items())),
    )


def _boxes(payload: Mapping[str, Any]) -> list[tuple[str, bool]]:
    # Anybody may send an event.
    lessons = payload.get("lessons")
    pairs = lessons.items() if isinstance(lessons, dict) else ()
    return [(str(slug), is_ticked) for slug, is_ticked in pairs if isinstance(is_ticked, bool)]


def _moment(text: str) -> str:
    try:
        return iso(parse_iso(text)) if text else ""
    except ValueError:
        raise BadTimes(f"`{text}` is no time", next_step="write it as 2026-03-01T09:30:00Z") from None
