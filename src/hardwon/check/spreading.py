"""Spreads work over processes; the result is the same whatever their number."""

from __future__ import annotations

import gc
import marshal
import os
import signal
import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Generic, TypeVar

_T = TypeVar("_T")


def how_many(wanted: int) -> int:
    """How many processes to use: `wanted`, or one for each core we may run on where it is 0.

    One where forking is not safe: a copy of a process with threads may wait for ever on a lock that one of
    them held.
    """
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return 1
    return wanted or len(os.sched_getaffinity(0))


Work = Callable[[Sequence[_T], Any], list[Any]]


def spread(
    items: Sequence[_T],
    work: Callable[[Sequence[_T]], list[Any]],
    processes: int,
    weight: Callable[[_T], int],
) -> list[Any]:
    """What `work` gives for all items, in no particular order; results must be what `marshal` can carry."""
    with Crew({"": lambda share, _: work(share)}, processes, weight) as crew:
        return crew.run("", items)


class Crew(Generic[_T]):
    """Processes that do several kinds of work on the same items, and keep what they learnt from one kind to
    the next: an item always goes to the same one.

    `works` do a share of items, given one more value; results must be what `marshal` can carry. `home` says
    what keeps items together, `weight` how much work one is. A process that dies costs time, not results: its
    share is done again here.
    """

    def __init__(
        self,
        works: Mapping[str, Work[_T]],
        processes: int,
        weight: Callable[[_T], int],
        home: Callable[[_T], Hashable] = lambda item: item,
    ) -> None:
        self._works = works
        self._processes = processes
        self._weight = weight
        self._home = home
        self._homes: dict[Hashable, int] = {}
        self._loads = [0] * max(processes, 1)
        self._others: list[_Other] = []

    def __enter__(self) -> Crew[_T]:
        return self

    def __exit__(self, *exc: object) -> None:
        for other in self._others:
            other.dismiss(at_once=exc[0] is not None)

    def run(self, kind: str, items: Sequence[_T], more: Any = None, *, alone: bool = False) -> list[Any]:
        """What the work of that kind gives for all items, in no particular order; `alone` keeps it here."""
        if alone or (not self._others and min(self._processes, len(items)) <= 1):
            return self._works[kind](items, more)
        while len(self._others) < self._processes - 1:
            self._others.append(_Other(self._works, self._others))
        shares = self._shares(items)
        for other, share in zip(self._others, shares[1:], strict=True):
            other.ask(kind, share, more)
        results = self._works[kind](shares[0], more)
        for other, share in zip(self._others, shares[1:], strict=True):
            answer = other.answer()
            results.extend(self._works[kind](share, more) if answer is None else answer)
        return results

    def _shares(self, items: Sequence[_T]) -> list[list[_T]]:
        shares: list[list[_T]] = [[] for _ in range(self._processes)]
        for item in sorted(items, key=self._weight, reverse=True):
            home = self._home(item)
            if home not in self._homes:
                self._homes[home] = self._loads.index(min(self._loads))
            self._loads[self._homes[home]] += self._weight(item)
            shares[self._homes[home]].append(item)
        return shares


class _Other:
    """A copy of this process that does what it is asked, until it is dismissed."""

    def __init__(self, works: Mapping[str, Work[Any]], before: Sequence[_Other]) -> None:
        """`before` are those that exist already: their pipes, held open here, would never end."""
        asked, self._asking = os.pipe()
        self._answers, answering = os.pipe()
        self._pid = os.fork()
        if self._pid:
            os.close(asked)
            os.close(answering)
            return
        try:
            for other in (*before, self):
                os.close(other._asking)
                os.close(other._answers)
            gc.disable()
            _serve(works, asked, answering)
        finally:
            # No clean-up of the parent's in the child: it would flush its files a second time.
            os._exit(0)

    def ask(self, kind: str, share: Sequence[Any], more: Any) -> None:
        with suppress(OSError):
            _write(self._asking, _packed((kind, share, more)))

    def answer(self) -> list[Any] | None:
        """The results; None if the process died over them."""
        raw = _read(self._answers)
        return None if raw is None else marshal.loads(raw)

    def dismiss(self, *, at_once: bool) -> None:
        if at_once:
            os.kill(self._pid, signal.SIGKILL)
        os.close(self._asking)
        os.close(self._answers)
        os.waitpid(self._pid, 0)


def _serve(works: Mapping[str, Work[Any]], asked: int, answering: int) -> None:
    while (raw := _read(asked)) is not None:
        kind, share, more = marshal.loads(raw)
        _write(answering, _packed(works[kind](share, more)))


def _packed(value: Any) -> bytes:
    return marshal.dumps(value)


def _write(pipe: int, raw: bytes) -> None:
    rest = memoryview(len(raw).to_bytes(8, "big") + raw)
    while rest:
        rest = rest[os.write(pipe, rest) :]


def _read(pipe: int) -> bytes | None:
    """The next message; None where the other side is gone."""
    head = _exactly(pipe, 8)
    return None if head is None else _exactly(pipe, int.from_bytes(head, "big"))


def _exactly(pipe: int, size: int) -> bytes | None:
    parts: list[bytes] = []
    while size:
        part = os.read(pipe, min(size, 1 << 20))
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
