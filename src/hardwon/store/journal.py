"""The journal: the append-only sequence of events, written by its owner alone."""

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import NamedTuple, Self

from sqlalchemy import Connection, bindparam, insert, select, update

from hardwon.core import Clock, Places, SystemClock, hold_interrupts, new_id
from hardwon.store.database import Database, explained, open_database
from hardwon.store.events import Appended, Event, NewEvent, Projection
from hardwon.store.failures import StoreError
from hardwon.store.inbox import Append, Errand, Inbox
from hardwon.store.mark import Mark
from hardwon.store.migration import migrate
from hardwon.store.projections import Followers
from hardwon.store.reader import JournalReader
from hardwon.store.record import Record, make_record
from hardwon.store.tables import event, meta

_log = logging.getLogger(__name__)
_GET = select(meta.c.value).where(meta.c.name == bindparam("wanted"))
_SET = update(meta).where(meta.c.name == bindparam("wanted")).values(value=bindparam("new"))

Listener = Callable[[Sequence[Event]], None]


class _Inserted(NamedTuple):
    """A commit: offsets by source, the last offset before and after, the new events if anybody wants them."""

    offsets: dict[str, int]
    before: int
    last: int
    events: list[Event]


class Journal(JournalReader):
    """The owner's journal: appends go through one writer thread, which commits what has queued up in one go.

    Whoever opens it holds the `OwnerLock`. All methods may be called from any thread; `append` and `rebuild`
    wait for the writer thread, so a listener must use `submit`. Whatever shares a lock with the writer thread
    holds Ctrl-C back meanwhile: a lock that an interrupt has left taken would stop the writer for good.
    """

    def __init__(
        self, database: Database, mark: Mark, clock: Clock, projections: Sequence[Projection]
    ) -> None:
        super().__init__(database)
        self._followers = Followers(projections)
        self._mark = mark
        self._inbox = Inbox()
        self._listeners: tuple[Listener, ...] = ()
        self._listening = threading.Lock()
        self._writing = database.writing()
        try:
            with explained(database.where), self._writing.begin() as connection:
                database.lock_appends(connection)
                migrate(connection, database.where)
                self._epoch = self._begin_epoch(connection, clock)
                self._followers.catch_up_all(connection)
        except BaseException:
            self._writing.dispose()
            raise
        self._thread = threading.Thread(target=self._run, name="hardwon-journal", daemon=True)
        with hold_interrupts():
            self._thread.start()

    @classmethod
    def open(
        cls,
        places: Places,
        *,
        database: str = "",
        clock: Clock | None = None,
        projections: Sequence[Projection] = (),
    ) -> Self:
        """The journal of `places`, made or migrated where need be; projections that are behind are replayed.

        `database` is a PostgreSQL address; empty for the file `places.journal`. Raises `StoreDamaged`,
        `StoreReadOnly`, `StoreTooNew`, `DiskFull`, `StoreBusy`, `StoreUnreachable`.
        """
        with explained(str(places.state)):
            mark = Mark(places.state / "journal.mark")
        try:
            return cls(open_database(places, database), mark, clock or SystemClock(), projections)
        except BaseException:
            mark.close()
            raise

    @property
    def epoch(self) -> str:
        return self._epoch

    @property
    def behind(self) -> dict[str, Exception]:
        """Projections that a defect of their own keeps from following, and which; `rebuild` tries again."""
        return dict(self._followers.behind)

    def append(self, events: Sequence[NewEvent]) -> Appended:
        """Store `events`, all or none, and wait until they are on disk.

        Raises `BadEvent`, `StoreClosed`, or what the disk or server made of it: `DiskFull`, `StoreDamaged`, …
        """
        self._not_from_the_writer()
        with hold_interrupts():
            return self.submit(events).result()

    def submit(self, events: Sequence[NewEvent]) -> Future[Appended]:
        """Queue `events`; the future is done once they are on disk. Waits where the queue is full."""
        item = Append(tuple(events))
        if threading.current_thread() is self._thread:
            self._inbox.force(item)
        else:
            with hold_interrupts():
                self._inbox.put(item)
        return item.done

    async def append_async(self, events: Sequence[NewEvent]) -> Appended:
        """`append` for a coroutine: the event loop goes on meanwhile."""
        item = Append(tuple(events))
        if not self._inbox.put(item, wait=False):
            await asyncio.to_thread(self._inbox.put, item)
        return await asyncio.wrap_future(item.done)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with each commit's new events, in order, on the writer thread; the result ends it.

        It must be quick and must not wait for the journal. One that raises is logged and no longer called.
        """
        with self._listening:
            self._listeners = (*self._listeners, listener)

        def end() -> None:
            with self._listening:
                self._listeners = tuple(other for other in self._listeners if other is not listener)

        return end

    def rebuild(self, projection: Projection) -> None:
        """Empty `projection` and replay all events into it, in one transaction."""
        self._not_from_the_writer()
        item = Errand(lambda connection: self._followers.rebuild(connection, projection))
        with hold_interrupts():
            self._inbox.put(item)
            item.done.result()

    def close(self) -> None:
        """Write what is queued, then let go. Closing again does nothing."""
        with hold_interrupts():
            self._inbox.close()
            if self._thread.is_alive():
                self._thread.join()
                # Readers first: SQLite moves the WAL into the file when its last connection may write.
                super().close()
                self._writing.dispose()
                self._mark.close()
            super().close()

    def _not_from_the_writer(self) -> None:
        if threading.current_thread() is self._thread:
            raise StoreError(
                "a listener of the journal waits for the journal",
                next_step="use `submit`, and do not wait for it",
            )

    def _run(self) -> None:
        while (work := self._inbox.take()) is not None:
            if isinstance(work, Errand):
                self._do(work)
            else:
                self._write([item for item in work if item.done.set_running_or_notify_cancel()])

    def _do(self, errand: Errand) -> None:
        if not errand.done.set_running_or_notify_cancel():
            return
        try:
            with explained(self._database.where), self._writing.begin() as connection:
                self._database.lock_appends(connection)
                errand.run(connection)
        except Exception as error:  # noqa: BLE001 - goes to whoever waits for it
            errand.done.set_exception(error)
        else:
            errand.done.set_result(None)

    def _write(self, items: Sequence[Append]) -> None:
        ready: list[tuple[Append, list[Record]]] = []
        for item in items:
            try:
                ready.append((item, [make_record(event) for event in item.events]))
            except Exception as error:  # noqa: BLE001 - goes to whoever waits for it
                item.done.set_exception(error)
        if ready:
            self._commit(ready)

    def _commit(self, ready: Sequence[tuple[Append, list[Record]]]) -> None:
        records = [record for _, own in ready for record in own]
        try:
            with explained(self._database.where), self._writing.begin() as connection:
                inserted = self._insert(connection, records)
        except Exception as error:  # noqa: BLE001 - goes to whoever waits for it
            if len(ready) > 1 and not isinstance(error, StoreError):
                # One of them may be what the database cannot take; the others shall not suffer for it.
                for pair in ready:
                    self._commit([pair])
                return
            for item, _ in ready:
                item.done.set_exception(error)
            return
        # Only a hint, overwritten in place: without it a later restore of an old copy would go unseen.
        with suppress(OSError):
            self._mark.write(self._epoch, inserted.last)
        self._acknowledge(ready, inserted)
        if inserted.events:
            self._publish(inserted.events)

    def _insert(self, connection: Connection, records: Sequence[Record]) -> "_Inserted":
        self._database.lock_appends(connection)
        before = last = int(connection.execute(_GET, {"wanted": "last"}).scalar_one())
        offsets = self._database.known(connection, [record.source for record in records])
        rows = []
        events = []
        wanted = bool(self._followers) or bool(self._listeners)
        for record in records:
            if record.source in offsets:
                continue
            last += 1
            offsets[record.source] = last
            rows.append({"offset": last, **record._asdict()})
            if wanted:
                events.append(record.event(last))
        if rows:
            connection.execute(insert(event), rows)
            connection.execute(_SET, {"wanted": "last", "new": str(last)})
            self._followers.follow(connection, events)
        return _Inserted(offsets, before, last, events)

    def _acknowledge(self, ready: Sequence[tuple[Append, list[Record]]], inserted: "_Inserted") -> None:
        counted: set[int] = set()
        for item, own in ready:
            places = tuple(inserted.offsets[record.source] for record in own)
            new = {offset for offset in places if offset > inserted.before} - counted
            counted |= new
            item.done.set_result(Appended(places, len(new)))

    def _publish(self, events: Sequence[Event]) -> None:
        for listener in self._listeners:
            try:
                listener(events)
            except Exception:  # noqa: BLE001 - told, and never called again
                _log.exception("a listener of the journal failed and is no longer called")
                with self._listening:
                    self._listeners = tuple(other for other in self._listeners if other is not listener)

    def _begin_epoch(self, connection: Connection, clock: Clock) -> str:
        """The epoch to write in."""
        epoch = connection.execute(_GET, {"wanted": "epoch"}).scalar_one_or_none()
        if epoch is None:
            epoch = new_id(clock)
            rows = [{"name": "epoch", "value": epoch}, {"name": "last", "value": "0"}]
            connection.execute(insert(meta), rows)
        last = int(connection.execute(_GET, {"wanted": "last"}).scalar_one())
        seen_epoch, seen_last = self._mark.read()
        if seen_epoch == epoch and seen_last > last:
            # Restored from an older copy: the same offsets will name other events from here on.
            epoch = new_id(clock)
            connection.execute(_SET, {"wanted": "epoch", "new": epoch})
        return str(epoch)
