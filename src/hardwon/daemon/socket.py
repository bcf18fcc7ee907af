"""The daemon's Unix socket: one line of JSON a request, for hooks, commands and followers of events."""

import asyncio
import json
import os
import socket
import stat
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self

from hardwon.core import HardwonError
from hardwon.store import Event, NewEvent

LONGEST_LINE = 8 << 20  # bytes; a hook's event has some kilobytes, a batch of an importer some hundred
_MOST_CONNECTIONS = 512
_IDLE = 60.0  # seconds a connection may stay open without a request
_UNSENT = 1 << 18  # bytes held for a follower before it is waited for
_SLOWEST = 5.0  # seconds a follower may leave what it was sent unread


Answer = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, object]]]
"""What answers an op of its own: the request as it came, the answer without its `ok`."""


class SocketTaken(HardwonError):
    """The socket cannot be opened: another daemon answers there, or its place is not ours alone."""


class _Refused(HardwonError):
    """A request that is not one."""


class SocketServer:
    """Answers `append`, `ping`, `follow` and the ops of `answers` on a socket; an async context manager.

    `append` returns how many events were new, once they are durable. A `HardwonError` of an answer is
    told. The directory of `path` is made the user's own (0700), the socket too (0600); a file that a dead
    daemon left there is replaced.
    """

    def __init__(
        self,
        path: Path,
        *,
        append: Callable[[Sequence[NewEvent]], Awaitable[int]],
        ping: Callable[[], Mapping[str, object]],
        follow: Callable[[int], AsyncIterator[Sequence[Event]]],
        answers: Mapping[str, Answer] = MappingProxyType({}),
        slowest: float = _SLOWEST,
    ) -> None:
        self._path = path
        self._append = append
        self._ping = ping
        self._follow = follow
        self._answers = answers
        self._slowest = slowest
        self._server: asyncio.Server | None = None
        self._file: tuple[int, int] | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        """Listens from now on. Raises `SocketTaken`."""
        _own_directory(self._path.parent)
        listening = _listen(self._path)
        status = os.stat(self._path)
        self._file = (status.st_dev, status.st_ino)
        self._server = await asyncio.start_unix_server(self._connected, sock=listening, limit=LONGEST_LINE)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Takes no more requests, ends all connections and takes the file away."""
        assert self._server is not None
        with suppress(FileNotFoundError):
            status = os.stat(self._path)
            if (status.st_dev, status.st_ino) == self._file:
                self._path.unlink()
        self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            if len(self._connections) > _MOST_CONNECTIONS:
                await _answer(writer, _error(f"more than {_MOST_CONNECTIONS} connections -> try again"))
            else:
                await self._converse(reader, writer)
        except (ConnectionError, TimeoutError):
            pass  # the other end went away; what it got no answer for is its own to send again
        finally:
            self._connections.discard(task)
            writer.close()  # what is still unsent goes out, for as long as the other end is patient
            asyncio.get_running_loop().call_later(_IDLE, writer.transport.abort)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                async with asyncio.timeout(_IDLE):
                    line = await reader.readuntil(b"\n")
            except asyncio.IncompleteReadError:
                return  # closed; half a line is no request
            except asyncio.LimitOverrunError:
                await _discard_line(reader)
                sentence = f"the line is longer than {LONGEST_LINE:,} bytes -> send fewer events at once"
                await _answer(writer, _error(sentence))
                return
            try:
                request = _parse(line)
                if request["op"] == "follow":
                    await self._stream(_offset(request), reader, writer)
                    return
                answer = await self._respond(request)
            except HardwonError as error:
                answer = _error(str(error))
            await _answer(writer, answer)

    async def _respond(self, request: Mapping[str, Any]) -> Mapping[str, object]:
        match request["op"]:
            case "ping":
                return {"ok": True, **self._ping()}
            case "append":
                # Shielded: whether the asker waits or not, events that were handed over come in.
                added = await asyncio.shield(asyncio.ensure_future(self._append(_new_events(request))))
                return {"ok": True, "added": added}
            case op if op in self._answers:
                return {"ok": True, **await self._answers[op](request)}
            case op:
                known = ", ".join(["append", "ping", "follow", *self._answers])
                raise _Refused(f"there is no op {op!r}", next_step=f"it is one of {known}")

    async def _stream(self, after: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Sends events until either end has enough: reader and writer live and die together."""
        sending = asyncio.create_task(self._send_events(after, writer))
        hanging_up = asyncio.create_task(_until_closed(reader))
        try:
            await asyncio.wait([sending, hanging_up], return_when=asyncio.FIRST_COMPLETED)
        finally:
            sending.cancel()
            hanging_up.cancel()
            results = await asyncio.gather(sending, hanging_up, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise result

    async def _send_events(self, after: int, writer: asyncio.StreamWriter) -> None:
        async for batch in self._follow(after):
            for event in batch:
                writer.write(_encode({"event": _document(event)}))
                if writer.transport.get_write_buffer_size() > _UNSENT or event is batch[-1]:
                    try:
                        async with asyncio.timeout(self._slowest):
                            await writer.drain()
                    except TimeoutError:
                        sentence = f"too slow -> read faster, and follow again after offset {event.offset}"
                        writer.write(_encode({**_error(sentence), "after": event.offset}))
                        return


async def _until_closed(reader: asyncio.StreamReader) -> None:
    while await reader.read(4096):
        pass  # a follower has nothing more to say


async def _discard_line(reader: asyncio.StreamReader) -> None:
    """Reads on to the line's end, so that the other end gets to reading our answer."""
    async with asyncio.timeout(_IDLE):
        while True:
            part = await reader.read(1 << 16)
            if not part or b"\n" in part:
                return


async def _answer(writer: asyncio.StreamWriter, answer: Mapping[str, object]) -> None:
    writer.write(_encode(answer))
    async with asyncio.timeout(_IDLE):
        await writer.drain()


def _encode(document: Mapping[str, object]) -> bytes:
    return json.dumps(document).encode() + b"\n"


def _error(sentence: str) -> dict[str, object]:
    return {"ok": False, "error": sentence}


def _parse(line: bytes) -> dict[str, Any]:
    try:
        request = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _Refused(f"the line is no JSON: {error}", next_step="send one JSON object a line") from None
    if not isinstance(request, dict) or not isinstance(request.get("op"), str):
        raise _Refused("the line has no `op`", next_step='send {"op": "append"|"ping"|"follow", ...}')
    return request


def _offset(request: Mapping[str, Any]) -> int:
    after = request.get("after", 0)
    if not isinstance(after, int) or isinstance(after, bool) or after < 0:
        raise _Refused(f"`after` is {after!r}", next_step="give an offset: 0 for all events")
    return after


def _new_events(request: Mapping[str, Any]) -> list[NewEvent]:
    events = request.get("events")
    if not isinstance(events, list):
        raise _Refused("`events` is no list", next_step="send a list of events")
    return [_new_event(number, event) for number, event in enumerate(events)]


def _new_event(number: int, event: object) -> NewEvent:
    fields = event if isinstance(event, dict) else {}
    texts = [fields.get(name) for name in ("source", "kind", "time")]
    payload, session = fields.get("payload"), fields.get("session")
    if not all(isinstance(text, str) and text for text in texts):
        raise _Refused(f"event {number} lacks source, kind or time", next_step="give each as a text")
    if not isinstance(payload, dict) or not isinstance(session, str | None):
        raise _Refused(
            f"event {number} has no payload, or a session that is no text",
            next_step="give the payload as an object",
        )
    source, kind, time = texts
    return NewEvent(source=str(source), kind=str(kind), time=str(time), payload=payload, session=session)


def _document(event: Event) -> dict[str, object]:
    return {
        "offset": event.offset,
        "source": event.source,
        "kind": event.kind,
        "time": event.time,
        "payload": event.payload,
        "session": event.session,
    }


def _own_directory(directory: Path) -> None:
    """Makes the directory the user's own; refuses one that another could have planted."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SocketTaken(
            f"the directory for the socket, {directory}, cannot be made: {error.strerror}",
            next_step="set XDG_RUNTIME_DIR to a directory of your own",
        ) from error
    status = os.lstat(directory)
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
        raise SocketTaken(
            f"{directory} belongs to somebody else",
            next_step="set XDG_RUNTIME_DIR to a directory of your own",
        )
    if status.st_mode & 0o077:
        directory.chmod(0o700)


def _listen(path: Path) -> socket.socket:
    """A socket that listens at `path`; what a dead daemon left there is replaced in one step."""
    if _answers(path):
        raise SocketTaken(f"another daemon answers at {path}", next_step="stop it first, or use it")
    beside = path.with_name(f"{path.stem}.{os.getpid()}")
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with suppress(FileNotFoundError):
            beside.unlink()
        listening.bind(str(beside))
        beside.chmod(0o600)
        listening.listen(128)
        beside.rename(path)
    except OSError as error:
        listening.close()
        raise SocketTaken(
            f"no socket can be made at {path}: {error.strerror or error}",
            next_step="set XDG_RUNTIME_DIR to a short path of your own",
        ) from error
    return listening


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True
