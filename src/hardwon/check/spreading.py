"""Spreads work over processes; the result is the same whatever their number."""

from __future__ import annotations

import gc
import marshal
import os
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

_T = TypeVar("_T")


def how_many(wanted: int) -> int:
    """How many processes to use: `wanted`, or one for each core we may run on where it is 0.

    One where forking is not safe: a copy of a process with threads may wait for ever on a lock that one of
    them held.
    """
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return 1
    return wanted or len(os.sched_getaffinity(0))


def spread(
    items: Sequence[_T],
    work: Callable[[Sequence[_T]], list[Any]],
    processes: int,
    weight: Callable[[_T], int],
) -> list[Any]:
    """What `work` gives for all items, in no particular order; results must be what `marshal` can carry.

    Each process gets about the same weight. One that dies costs time, not results: its share is done again
    here.
    """
    processes = min(processes, len(items))
    if processes <= 1:
        return work(items)
    shares = _shares(items, processes, weight)
    children = [(_start(share, work), share) for share in shares[1:]]
    results = work(shares[0])
    for (pid, pipe), share in children:
        with os.fdopen(pipe, "rb") as file:
            raw = file.read()
        _, status = os.waitpid(pid, 0)
        results.extend(marshal.loads(raw) if status == 0 and raw else work(share))
    return results


def _shares(items: Sequence[_T], processes: int, weight: Callable[[_T], int]) -> list[list[_T]]:
    shares: list[list[_T]] = [[] for _ in range(processes)]
    loads = [0] * processes
    for item in sorted(items, key=weight, reverse=True):
        lightest = loads.index(min(loads))
        shares[lightest].append(item)
        loads[lightest] += weight(item)
    return shares


def _start(share: list[_T], work: Callable[[Sequence[_T]], list[Any]]) -> tuple[int, int]:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    status = 1
    try:
        os.close(reading)
        gc.disable()
        raw = marshal.dumps(work(share))
        with os.fdopen(writing, "wb") as file:
            file.write(raw)
        status = 0
    finally:
        # No clean-up of the parent's in the child: it would flush its files a second time.
        os._exit(status)
