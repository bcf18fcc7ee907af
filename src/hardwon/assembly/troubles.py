"""What the daemon could not do: told to people, and kept as events."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from hardwon.core import Clock, HardwonError, iso, new_id
from hardwon.store import NewEvent, StoreError

if TYPE_CHECKING:
    from concurrent.futures import Future

    from hardwon.store import Appended, Journal

_SILENT = 60.0  # seconds in which the same sentence is not told again
_MOST = 200  # sentences remembered, and troubles that wait for a store that can be written


class Troubles:
    """Takes in what does not work, from any thread, and shows and keeps it."""

    def __init__(self, journal: "Journal", clock: Clock, show: Callable[[HardwonError], None]) -> None:
        self._journal = journal
        self._clock = clock
        self._show = show
        self._told: dict[str, float] = {}
        self._lock = threading.Lock()
        self._unwritten: deque[NewEvent] = deque(maxlen=_MOST)
        journal.subscribe(self._write_again)

    def __call__(self, error: HardwonError) -> None:
        """Shows `error`, and appends `daemon.trouble`; the same one at most once a minute."""
        now = self._clock.monotonic()
        with self._lock:
            if now - self._told.get(error.what, -_SILENT) < _SILENT:
                return
            if len(self._told) >= _MOST:
                self._told.clear()
            self._told[error.what] = now
        self._show(error)
        payload = {"error": error.what, "next_step": error.next_step}
        event = NewEvent(f"trouble:{new_id(self._clock)}", "daemon.trouble", iso(self._clock.now()), payload)
        self._keep([event])

    def _keep(self, events: Sequence[NewEvent]) -> None:
        with suppress(StoreError):  # closed; it has been shown
            self._journal.submit(events).add_done_callback(lambda done: self._kept(done, events))

    def _kept(self, done: "Future[Appended]", events: Sequence[NewEvent]) -> None:
        if not done.cancelled() and isinstance(done.exception(), StoreError):
            self._unwritten.extend(events)

    def _write_again(self, _: object) -> None:
        # Something was written: where the store was the trouble, it is none any more.
        events = [self._unwritten.popleft() for _ in range(len(self._unwritten))]
        if events:
            self._keep(events)


class TroubleLog(logging.Handler):
    """Hands on what is logged as a warning or worse, such as a subscriber that failed."""

    def __init__(self, tell: Callable[[HardwonError], None]) -> None:
        super().__init__(logging.WARNING)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        """As `logging.Handler`."""
        why = ""
        if record.exc_info and record.exc_info[1] is not None:
            why = f": {type(record.exc_info[1]).__name__}: {record.exc_info[1]}"
        step = "start the daemon again; report it if it comes back"
        self._tell(HardwonError(record.getMessage() + why, next_step=step))
