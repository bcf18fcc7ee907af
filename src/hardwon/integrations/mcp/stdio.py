"""Serving one client on standard input and output."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

from hardwon.integrations.mcp.desk import McpDesk
from hardwon.integrations.mcp.extra import loading

_PART = 1 << 16
_LONGEST = 64 << 20  # bytes of one message: whoever sends more is cut off


def serve_mcp(desk: McpDesk) -> None:
    """Serves `desk` until standard input ends, or SIGINT or SIGTERM comes. Raises `McpMissing`.

    Standard input reaches the library through a pipe of ours: it reads in a thread that nothing else ends,
    so a Ctrl-C would wait for the client's next line.
    """
    with loading():
        import anyio

        from hardwon.integrations.mcp.server import Server

        server = Server(desk)
    close = _put_pipe_before_input()
    interrupted = False

    def stop(number: int, _: object) -> None:
        nonlocal interrupted
        interrupted = number == signal.SIGINT
        signal.signal(number, signal.SIG_DFL)  # who cannot wait for a call that is going on presses again
        close()

    before = {one: signal.signal(one, stop) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        anyio.run(server.run_stdio_async)
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
    if interrupted:
        raise KeyboardInterrupt


def _put_pipe_before_input() -> Callable[[], None]:
    """Makes descriptor 0 a pipe that a thread fills from the true standard input; gives what ends it."""
    client = os.dup(0)
    reading, writing = os.pipe()
    os.dup2(reading, 0)
    os.close(reading)
    closing = threading.Lock()

    def close() -> None:
        if closing.acquire(blocking=False):
            os.close(writing)

    threading.Thread(target=_pump, args=(client, writing, close), daemon=True).start()
    return close


def _pump(client: int, writing: int, close: Callable[[], None]) -> None:
    length = 0
    with suppress(OSError):  # the pipe was closed: by a signal, or the library is done
        while part := os.read(client, _PART):
            end = part.rfind(b"\n")
            length = length + len(part) if end < 0 else len(part) - end - 1
            if length > _LONGEST:
                sys.stderr.write(
                    f"hardwon: a message of more than {_LONGEST >> 20} MB: the client is cut off\n"
                )
                break
            rest = memoryview(part)
            while rest:
                rest = rest[os.write(writing, rest) :]
    close()
