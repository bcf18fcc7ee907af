"""A process of its own that checks the repository again and again, so that the daemon's loop stays free."""

import asyncio
import os
import pickle
import struct
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from hardwon.core import HardwonError

_HEAD = struct.Struct(">I")
_LONGEST = 300.0  # seconds for one answer; the first check of a very large repository takes a minute
_STARTING = 10.0  # seconds between two starts of a process that keeps dying


class CheckerGone(HardwonError):
    """The process that checks has died, or hangs, or is of another version by now."""


class Refused(NamedTuple):
    """Stands for the error that the process would raise."""

    what: str
    next_step: str


class Checker:
    """Asks the process that `command` starts; one question at a time, in the order they came.

    The process is started when it is first asked, and again after it has died. It ends by itself when this
    process does, however that ends. `on_trouble` is told of one that died; the next is not started before
    `pause` seconds.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        on_trouble: Callable[[HardwonError], None],
        pause: float = _STARTING,
    ) -> None:
        self._command = command
        self._on_trouble = on_trouble
        self._pause = pause
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._not_before = 0.0
        self._closed = False

    @property
    def pid(self) -> int:
        """The process that checks; 0 where there is none just now."""
        return self._process.pid if self._process is not None else 0

    async def ask(self, request: object, *, patience: float = _LONGEST) -> Any:
        """The answer to `request`. Raises what the process says, and `CheckerGone`.

        `patience` is how many seconds the question may wait for its turn: later, nobody wants the answer.
        """
        try:
            async with asyncio.timeout(patience):
                await self._turn.acquire()
        except TimeoutError:
            raise CheckerGone("the checker is busy", next_step="wait, or run `hardwon check`") from None
        try:
            answer = await self._exchange(request)
        finally:
            self._turn.release()
        if isinstance(answer, Refused):
            raise HardwonError(answer.what, next_step=answer.next_step)
        return answer

    async def close(self) -> None:
        """Ends the process; nobody can ask any more."""
        self._closed = True
        await self._end()

    async def _exchange(self, request: object) -> Any:
        loop = asyncio.get_running_loop()
        for is_last in (False, True):
            process = self._process or await self._start()
            try:
                async with asyncio.timeout(_LONGEST):
                    answer, is_leaving = await _converse(process, request)
            except (asyncio.IncompleteReadError, OSError, TimeoutError) as error:
                why = await self._why(process, error)
                if not self._closed:
                    self._not_before = loop.time() + self._pause
                    gone = CheckerGone(
                        f"the process that checks has {why}",
                        next_step="it is started again; if that goes on, `hardwon check` shows why",
                    )
                    self._on_trouble(gone)
                    raise gone from None
                raise CheckerGone("the daemon ends", next_step="run `hardwon check`") from None
            except BaseException:
                await self._end()  # half an answer would be taken for the next one
                raise
            if is_leaving:
                await self._end()
            if answer is not None or is_last or not is_leaving:
                return answer  # else it is of another version than its code by now; the next one is not
        raise AssertionError  # pragma: no cover

    async def _start(self) -> asyncio.subprocess.Process:
        if self._closed:
            raise CheckerGone("the daemon ends", next_step="run `hardwon check`")
        if asyncio.get_running_loop().time() < self._not_before:
            raise CheckerGone("the checker has just died", next_step="it is started again soon")
        # A session of its own: Ctrl-C at the terminal is for the daemon, which ends it in its turn.
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        return self._process

    async def _why(self, process: asyncio.subprocess.Process, error: Exception) -> str:
        """Ends what is left of a process that did not answer; what became of it."""
        if isinstance(error, TimeoutError):
            await self._end()
            return f"not answered for {_LONGEST:.0f} s"
        with suppress(TimeoutError):
            async with asyncio.timeout(1):  # its pipe is closed, so it is about to end by itself
                await process.wait()
        code = process.returncode
        await self._end()
        return f"been killed by signal {-code}" if code is not None and code < 0 else f"ended ({code})"

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _converse(process: asyncio.subprocess.Process, request: object) -> tuple[Any, bool]:
    """The answer, and whether the process leaves after it."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(pack(request))
    await process.stdin.drain()
    [length] = _HEAD.unpack(await process.stdout.readexactly(_HEAD.size))
    answer: tuple[Any, bool] = pickle.loads(await process.stdout.readexactly(length))
    return answer


# The process's side


def pack(value: object) -> bytes:
    """`value` as it goes through the pipe. Only our own process is at the other end, so pickle is safe."""
    raw = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    return _HEAD.pack(len(raw)) + raw


def unpack(pipe: int) -> Any:
    """The next value from `pipe`; `EOFError` where the other side is gone."""
    [length] = _HEAD.unpack(_exactly(pipe, _HEAD.size))
    return pickle.loads(_exactly(pipe, length))


def _exactly(pipe: int, size: int) -> bytes:
    parts: list[bytes] = []
    while size:
        part = os.read(pipe, min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
