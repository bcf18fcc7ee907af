"""What experience says of a lesson before a question is asked."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from hardwon.lessons.figures.tables import FIGURE, MARK
from hardwon.lessons.figures.tally import RANKING

if TYPE_CHECKING:
    from hardwon.store import JournalReader

LEAST, MOST = 0.7, 1.3
"""Between which experience may move a lesson's score."""

# What one of each counts as: a person's word most, a harmful lesson more than a helpful one.
_FOR = {"helpful": 2.0, "prevented": 1.0, "followed": 0.5}
_AGAINST = {"harmful": 4.0, "ignored": 0.5}
_BEGINNING = 4.0  # on either side: how much evidence it takes until it counts as much as having none


def multiplier(counts: Mapping[str, int]) -> float:
    """What to multiply a lesson's score by: 1 without evidence, between `LEAST` and `MOST` whatever happened.

    The mean of a beta-binomial that begins at one half.
    """
    good = sum(weight * max(counts.get(what, 0), 0) for what, weight in _FOR.items())
    bad = sum(weight * max(counts.get(what, 0), 0) for what, weight in _AGAINST.items())
    mean = (_BEGINNING + good) / (2 * _BEGINNING + good + bad)
    return round(LEAST + (MOST - LEAST) * mean, 4)


class Prior:
    """The multipliers of all lessons that there is experience with; read anew once something has changed.

    `reader` gives the journal, or None while there is none to read.
    """

    def __init__(self, reader: "Callable[[], JournalReader | None]") -> None:
        self._reader = reader
        self._seen: str | None = None
        self._known: dict[str, float] = {}

    def now(self) -> Mapping[str, float]:
        """By slug, as of the last event. Raises `StoreError`."""
        reader = self._reader()
        if reader is None:
            return {}
        rows = reader.query(sa.select(MARK.c.value).where(MARK.c.name == "ranked"))
        seen = str(rows[0][0]) if rows else ""
        if seen != self._seen:
            self._known = _multipliers(reader) if rows else {}
            self._seen = seen
        return self._known


def _multipliers(reader: "JournalReader") -> dict[str, float]:
    row = FIGURE.c
    statement = (
        sa.select(row.slug, row.what, sa.func.sum(row.count))
        .where(row.what.in_(RANKING), row.slug != "")
        .group_by(row.slug, row.what)
    )
    counts: dict[str, dict[str, int]] = {}
    rows: list[Any] = list(reader.query(statement))
    for slug, what, count in rows:
        counts.setdefault(slug, {})[what] = int(count)
    return {slug: multiplier(of) for slug, of in counts.items()}
