"""Counting by day, so that what turns out to be no breach can be taken back where it was counted."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from hardwon.lessons.figures.tables import FIGURE, MARK

RANKING = ("followed", "ignored", "prevented", "helpful", "harmful")
"""What moves a lesson's rank."""

_Key = tuple[str, str, str, str]


class Tally:
    """The counts that one batch of events adds, and the marks it moves; nothing is written before `write`."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._added: dict[_Key, list[Any]] = {}
        rows = connection.execute(sa.select(MARK.c.name, MARK.c.value))
        self.marks: dict[str, str] = {row[0]: row[1] for row in rows}
        self._marked = dict(self.marks)
        self.offset = 0
        """The event that is being counted."""

    def add(self, slug: str, what: str, time: str, *, rule: str = "", by: int = 1) -> str:
        """Counts `what` at `time` (ISO 8601); the day on which it was counted."""
        self._change((slug, rule, time[:10], what), by, time)
        return time[:10]

    def take_back(self, slug: str, what: str, day: str, *, rule: str = "") -> None:
        """Counts one less on `day`."""
        self._change((slug, rule, day, what), -1, "")

    def write(self) -> None:
        """Puts everything into the tables."""
        for (slug, rule, day, what), (by, last) in self._added.items():
            row = FIGURE.c
            later = sa.case((row.last < last, last), else_=row.last)
            here = (row.slug == slug, row.rule == rule, row.day == day, row.what == what)
            # A count of 0 stays: its `last` must not depend on how many events came in at once.
            changed = self._connection.execute(
                sa.update(FIGURE).where(*here).values(count=row.count + by, last=later)
            )
            if not changed.rowcount:
                new = {"slug": slug, "rule": rule, "day": day, "what": what, "count": by, "last": last}
                self._connection.execute(sa.insert(FIGURE).values(**new))
        write_rows(self._connection, MARK, ["name"], _items(self._marked), _items(self.marks))

    def _change(self, key: _Key, by: int, time: str) -> None:
        counted = self._added.setdefault(key, [0, ""])
        counted[0] += by
        counted[1] = max(counted[1], time)
        if key[3] in RANKING:
            self.marks["ranked"] = str(self.offset)


def write_rows(
    connection: sa.Connection,
    table: sa.Table,
    key: Iterable[str],
    before: dict[Any, dict[str, Any]],
    after: dict[Any, dict[str, Any]],
) -> None:
    """Brings the rows that were read as `before` to what they are `after`; both by the same keys."""
    names = list(key)
    for name, row in before.items():
        if name not in after:
            connection.execute(sa.delete(table).where(*(table.c[one] == row[one] for one in names)))
    for name, row in after.items():
        if name not in before:
            connection.execute(sa.insert(table).values(**row))
        elif row != before[name]:
            here = (table.c[one] == row[one] for one in names)
            connection.execute(sa.update(table).where(*here).values(**row))


def _items(marks: dict[str, str]) -> dict[str, dict[str, Any]]:
    return {name: {"name": name, "value": value} for name, value in marks.items()}
