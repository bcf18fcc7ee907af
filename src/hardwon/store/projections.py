"""Keeping projections in step: in the append's own transaction, and by replay where one is behind."""

import logging
import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError

from hardwon.store.events import Event, Projection
from hardwon.store.record import from_row
from hardwon.store.tables import event, projection

_log = logging.getLogger(__name__)
_REPLAY_BATCH = 2000
_UNHELD = re.compile("[\0\ud800-\udfff]")
_ALL = select(projection.c.name, projection.c.offset)
_REACHED = (
    update(projection)
    .where(projection.c.name.in_(bindparam("names", expanding=True)))
    .values(offset=bindparam("reached"))
)


class Followers:
    """The projections of one journal. All is done in the caller's transaction, on the writer's thread."""

    def __init__(self, projections: Sequence[Projection]) -> None:
        self._projections = tuple(projections)
        self.behind: dict[str, Exception] = {}
        """Projections that could not take an event in, and why; tried again when the journal opens."""

    def __bool__(self) -> bool:
        return bool(self._projections)

    def follow(self, connection: Connection, events: Sequence[Event]) -> None:
        """Hand `events`, just inserted in this transaction, to each projection; first what it has missed."""
        if not events or not self._projections:
            return
        events = [_for_tables(one) for one in events]
        offsets, before = _offsets(connection), events[0].offset - 1
        following = [one for one in self._projections if one.name not in self.behind]
        in_step = [one for one in following if offsets.get(one.name) == before]
        if not self._apply_together(connection, in_step, events):
            for follower in in_step:
                self._apply(connection, follower, events)
        for follower in following:
            if follower not in in_step:  # another owner has appended meanwhile, without this projection
                self.catch_up(connection, follower)

    def catch_up(self, connection: Connection, follower: Projection) -> None:
        """Replay for `follower` all events after the last it has seen."""
        reached = _offsets(connection).get(follower.name)
        if reached is None:
            connection.execute(insert(projection).values(name=follower.name, offset=0))
            reached = 0
        while events := _after(connection, reached):
            if not self._apply(connection, follower, events):
                return
            reached = events[-1].offset

    def catch_up_all(self, connection: Connection) -> None:
        for follower in self._projections:
            self.catch_up(connection, follower)

    def rebuild(self, connection: Connection, follower: Projection) -> None:
        """Clear `follower` and replay all events. An error of its own comes out."""
        self.behind.pop(follower.name, None)
        follower.clear(connection)
        connection.execute(delete(projection).where(projection.c.name == follower.name))
        self.catch_up(connection, follower)
        if follower.name in self.behind:
            raise self.behind[follower.name]

    def _apply_together(
        self, connection: Connection, followers: Sequence[Projection], events: Sequence[Event]
    ) -> bool:
        """Whether all of `followers` took `events` in; if not, none of it is done.

        One savepoint and one note for all: most commits are one event, which few projections want.
        """
        savepoint = connection.begin_nested()
        try:
            for follower in followers:
                follower.apply(connection, events)
        except (OperationalError, InterfaceError, InternalError):
            raise
        except Exception:  # noqa: BLE001 - whose it is shows when they are asked one by one
            savepoint.rollback()
            return False
        savepoint.commit()
        reached = {"names": [follower.name for follower in followers], "reached": events[-1].offset}
        connection.execute(_REACHED, reached)
        return True

    def _apply(self, connection: Connection, follower: Projection, events: Sequence[Event]) -> bool:
        """Whether `follower` took `events` in.

        An error of the database fails the append. A defect of the projection does not: capture goes on, the
        projection stays behind (the reason in `behind`) and is replayed at the next opening.
        """
        savepoint = connection.begin_nested()
        try:
            follower.apply(connection, events)
        except (OperationalError, InterfaceError, InternalError):
            raise
        except Exception as error:  # noqa: BLE001 - kept in `behind`, and told
            savepoint.rollback()
            self.behind[follower.name] = error
            _log.exception("projection %s stays behind at offset %d", follower.name, events[0].offset - 1)
            return False
        savepoint.commit()
        connection.execute(_REACHED, {"names": [follower.name], "reached": events[-1].offset})
        return True


def _offsets(connection: Connection) -> dict[str, int]:
    return {row[0]: row[1] for row in connection.execute(_ALL)}


def _after(connection: Connection, offset: int) -> list[Event]:
    statement = (
        select(event.c.offset, event.c.source, event.c.kind, event.c.time, event.c.payload, event.c.session)
        .where(event.c.offset > offset)
        .order_by(event.c.offset)
        .limit(_REPLAY_BATCH)
    )
    return [_for_tables(from_row(row)) for row in connection.execute(statement)]


def _for_tables(told: Event) -> Event:
    """`told` with U+FFFD for what JSON keeps and no column of text takes: NUL and lone surrogates.

    They come from names of files that are no UTF-8, and from torn emoji; one such event would stop a
    projection for good.
    """
    return told if _is_held(told.payload) else told._replace(payload=_hold(told.payload))


def _is_held(value: object) -> bool:
    if isinstance(value, str):
        return ("\0" not in value) if value.isascii() else not _UNHELD.search(value)
    if isinstance(value, dict):
        return all(_is_held(name) and _is_held(item) for name, item in value.items())
    return all(map(_is_held, value)) if isinstance(value, list) else True


def _hold(value: Any) -> Any:
    if isinstance(value, str):
        return _UNHELD.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_hold(name): _hold(item) for name, item in value.items()}
    return [_hold(item) for item in value] if isinstance(value, list) else value
