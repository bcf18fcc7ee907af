"""How reviews ended: how many boxes were ticked, and how long they took."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hardwon.store import JournalReader

KIND = "review.ended"


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
