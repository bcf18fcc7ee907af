"""Committed events, in order, to any number of followers, each at its own pace."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence

from hardwon.store import Event

# What is kept in memory for those who keep up; who is further behind is served from the journal.
_KEPT_EVENTS = 5_000
_KEPT_CHARACTERS = 8_000_000
_BATCH = 500


class Feed:
    """The newest events in memory, all others from the journal.

    Nothing is queued for anybody, so a slow follower costs no memory and never holds the writer up.
    Belongs to one event loop; `read(after, limit)` is called in a thread.
    """

    def __init__(self, read: Callable[[int, int], Sequence[Event]]) -> None:
        self._read = read
        self._kept: deque[tuple[Event, int]] = deque()
        self._weight = 0
        self._complete_after = 0
        self._last = 0
        self._news = asyncio.Event()
        self._closed = False

    @property
    def last_offset(self) -> int:
        """The newest event that followers can see."""
        return self._last

    def begin(self, last_offset: int) -> None:
        """What was committed up to `last_offset` will not be published; the journal has it."""
        self._complete_after = self._last = last_offset

    def publish(self, events: Sequence[Event]) -> None:
        """Takes in the next committed events; those already known are passed over."""
        for event in events:
            if event.offset <= self._last:
                continue
            weight = _characters(event.payload) + 500
            self._kept.append((event, weight))
            self._weight += weight
            self._last = event.offset
        while len(self._kept) > _KEPT_EVENTS or self._weight > _KEPT_CHARACTERS:
            dropped, weight = self._kept.popleft()
            self._weight -= weight
            self._complete_after = dropped.offset
        self._wake()

    async def follow(self, after: int) -> AsyncIterator[Sequence[Event]]:
        """All events after the offset `after`, in order, each once, at most 500 at a time; then the new ones.

        Ends when the feed is closed.
        """
        while not self._closed:
            news = self._news
            batch: Sequence[Event]
            if after >= self._complete_after:
                batch = self._kept_after(after)
            else:
                batch = await asyncio.to_thread(self._read, after, _BATCH)
            if batch:
                after = batch[-1].offset
                yield batch
            elif after < self._complete_after:
                after = self._complete_after  # the journal has no more up to here: offsets may have gaps
            else:
                await news.wait()

    def close(self) -> None:
        """Ends all followers, each after the batch it is at."""
        self._closed = True
        self._wake()

    def _kept_after(self, after: int) -> list[Event]:
        found: list[Event] = []
        for event, _ in reversed(self._kept):
            if event.offset <= after:
                break
            found.append(event)
        found.reverse()
        return found[:_BATCH]

    def _wake(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()


def _characters(value: object) -> int:
    """Roughly how much memory the texts of a JSON value take."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(len(key) + _characters(item) for key, item in value.items())
    if isinstance(value, list):
        return sum(map(_characters, value))
    return 8
