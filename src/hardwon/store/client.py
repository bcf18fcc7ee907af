"""Asking the daemon over its Unix socket, in one line of JSON each way."""

import json
import socket
import time
from collections.abc import Mapping, Sequence
from typing import Any

from hardwon.core import Places
from hardwon.store.events import NewEvent

_PATIENCE = 0.1  # seconds; a hook has 50 ms to spare for all it does when the daemon is up


def ask(
    places: Places, request: Mapping[str, object], *, timeout: float = _PATIENCE
) -> dict[str, Any] | None:
    """The daemon's answer to `request`; None where no JSON comes within `timeout` seconds."""
    deadline = time.monotonic() + timeout
    line = json.dumps(request).encode() + b"\n"
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line_to_daemon:
            line_to_daemon.settimeout(timeout)
            line_to_daemon.connect(str(places.socket))
            line_to_daemon.sendall(line)
            answer = json.loads(_read_line(line_to_daemon, deadline))
    except (OSError, ValueError):
        return None
    return answer if isinstance(answer, dict) else None


def send(places: Places, events: Sequence[NewEvent]) -> bool:
    """Whether the daemon has taken `events` into the journal; if not, spool them: nothing comes in twice."""
    document = [
        {"source": e.source, "kind": e.kind, "time": e.time, "payload": dict(e.payload), "session": e.session}
        for e in events
    ]
    answer = ask(places, {"op": "append", "events": document})
    return answer is not None and answer.get("ok") is True


def _read_line(line_to_daemon: socket.socket, deadline: float) -> bytes:
    parts = []
    while True:
        line_to_daemon.settimeout(max(deadline - time.monotonic(), 0.001))
        part = line_to_daemon.recv(65536)
        head, newline, _ = part.partition(b"\n")
        parts.append(head)
        if newline or not part:
            return b"".join(parts)
