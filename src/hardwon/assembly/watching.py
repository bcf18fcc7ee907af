"""Following a daemon from outside: its events as they are committed, and what stands open."""

import json
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from hardwon.assembly.running import process_of
from hardwon.core import HardwonError, Places
from hardwon.store import Event, ask

_PATIENCE = 2.0  # seconds for one answer
_LONGEST = 16 << 20  # bytes of one event


class NoDaemon(HardwonError):
    """Nobody answers for this repository, or not any more."""


@dataclass(frozen=True, slots=True)
class Daemon:
    """A daemon that answers: `url` is its page (empty without one), `offset` its newest event."""

    pid: int
    url: str
    epoch: str
    offset: int


def find_daemon(places: Places) -> Daemon:
    """The daemon of this repository. Raises `NoDaemon`."""
    answer = ask(places, {"op": "ping"}, timeout=_PATIENCE)
    if answer is None or not process_of(answer):
        raise NoDaemon(
            "no daemon is up for this repository",
            next_step="`hardwon up` starts one, `hardwon service install` keeps one",
        )
    return Daemon(int(answer["pid"]), str(answer["url"]), str(answer["epoch"]), int(answer["offset"]))


def open_findings(places: Places) -> Mapping[str, Any] | None:
    """The first `findings` that stand open, and their `counts` by severity, as the daemon saw them last; None
    where it does not check.
    """
    answer = ask(places, {"op": "findings"}, timeout=_PATIENCE)
    return answer if answer and answer.get("ok") is True else None


def follow_events(places: Places, after: int, *, tick: float | None = None) -> Iterator[Event | None]:
    """Each committed event above offset `after`, in order, each once; ends only by raising `NoDaemon`.

    Where we were too slow for the daemon, it is followed again from where it stopped. None comes after
    `tick` seconds without an event.
    """
    while True:
        for event in _follow_once(places, after, tick):
            if isinstance(event, int):
                after = max(after, event)  # the daemon gave us up there
                break
            if event is not None:
                after = event.offset
            yield event
        else:
            raise NoDaemon("the daemon has ended", next_step=f"start it, then follow it after offset {after}")


def _follow_once(places: Places, after: int, tick: float | None) -> Iterator[Event | int | None]:
    """Events, None where there is none for a while; an offset where the daemon wants us to come again."""
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(_PATIENCE)
        line.connect(str(places.socket))
        line.sendall(json.dumps({"op": "follow", "after": after}).encode() + b"\n")
        buffer = b""
        line.settimeout(tick)
        told = time.monotonic()
        while True:
            if tick is not None and time.monotonic() - told >= tick:
                told = time.monotonic()
                yield None
            try:
                part = line.recv(1 << 18)
            except TimeoutError:
                continue
            if not part or len(buffer) > _LONGEST:
                return
            *lines, buffer = (buffer + part).split(b"\n")
            for one in lines:
                document = json.loads(one)
                if "event" not in document:
                    yield int(document.get("after", after))
                    return
                yield Event(**document["event"])
