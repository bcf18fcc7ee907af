"""The queue in front of the journal's writer thread."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from hardwon.store.events import Appended, NewEvent
from hardwon.store.failures import StoreClosed

_MOST_WAITING = 50_000  # events; whoever brings more waits, so that memory stays bounded
_BATCH = (
    2_000  # events in a transaction: enough that its sync costs nothing, few enough that nobody waits long
)


@dataclass(frozen=True, slots=True)
class Append:
    """Events that somebody wants in the journal."""

    events: tuple[NewEvent, ...]
    done: Future[Appended] = field(default_factory=Future)

    @property
    def weight(self) -> int:
        return max(1, len(self.events))


@dataclass(frozen=True, slots=True)
class Errand:
    """Work to do alone in a transaction, between appends."""

    run: Callable[[Connection], None]
    done: Future[None] = field(default_factory=Future)
    weight: int = 1


class Inbox:
    """First in, first out; bounded in events; closed once."""

    def __init__(self) -> None:
        self._items: deque[Append | Errand] = deque()
        self._weight = 0
        self._closed = False
        self._changed = threading.Condition()

    def put(self, item: Append | Errand, *, wait: bool = True) -> bool:
        """Queue `item`; False where there is no room and `wait` is false. Raises `StoreClosed`."""
        with self._changed:
            while not self._closed and self._items and self._weight >= _MOST_WAITING:
                if not wait:
                    return False
                self._changed.wait()
            if self._closed:
                raise StoreClosed("the journal is closed", next_step="open it again before you append")
            self._items.append(item)
            self._weight += item.weight
            self._changed.notify_all()
            return True

    def force(self, item: Append | Errand) -> None:
        """Queue `item` whether there is room or not: for the writer thread, which would wait for itself."""
        with self._changed:
            if self._closed:
                raise StoreClosed("the journal is closed", next_step="open it again before you append")
            self._items.append(item)
            self._weight += item.weight

    def take(self) -> Sequence[Append] | Errand | None:
        """What to do in the next transaction; waits for it. None once closed and empty."""
        with self._changed:
            while not self._items:
                if self._closed:
                    return None
                self._changed.wait()
            first = self._items[0]
            if isinstance(first, Errand):
                self._weight -= first.weight
                self._items.popleft()
                self._changed.notify_all()
                return first
            batch: list[Append] = []
            taken = 0
            while self._items and taken < _BATCH:
                item: Any = self._items[0]
                if isinstance(item, Errand):
                    break
                batch.append(item)
                taken += item.weight
                self._items.popleft()
            self._weight -= taken
            self._changed.notify_all()
            return batch

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
