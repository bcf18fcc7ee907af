"""The context provider: the state of the work and what was learnt for it, in time or not at all."""

import asyncio
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hardwon.core import HardwonError
from hardwon.integrations.dspy.errands import Errands
from hardwon.integrations.dspy.source import Watching, open_source
from hardwon.integrations.dspy.wording import passages, state_of, whole

_log = logging.getLogger(__name__)

_FOR_STATE = 3  # one part of so many of the budget goes to the state of the work
_FOR_DAEMON = 2  # one part of so many of the time: the rest is enough to do without it
_MOST_KEPT = 100  # questions whose last answer is kept
_AGAIN = 3.0  # seconds until what came too late is asked for again, though nothing has changed
_SETTLING = 0.1  # seconds: changes come in bursts, such as a page and the event that tells of it

Question = tuple[str, tuple[str, ...]]


class NoContext(HardwonError):
    """There was no answer in time, and the program wanted to be told."""


@dataclass(frozen=True, slots=True)
class Provided:
    """Context as text for a field; `reason` says why it is not of this moment, and is empty where it is.

    `age` is how many seconds ago it was true; 0 for the fallback, which never was.
    """

    text: str
    reason: str = ""
    age: float = 0.0

    @property
    def stale(self) -> bool:
        """Whether this is the last answer or the fallback, because there was no new one."""
        return bool(self.reason)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class _Known:
    text: str
    begun: float


class ContextProvider:
    """Gives the context of the work in the repository at `repo`, for a field of a DSPy signature.

    That is the state of the work (branch, changes, who else is at it, findings, CI), and what was learnt that
    bears on a question or on files: about `budget` tokens at most. There is always an answer within
    `timeout` seconds: where none of this moment comes, the last one to the same question, if it is not older
    than `keep` seconds, else `fallback`; its `reason` says why. What is stale may hold a lesson that was
    retired meanwhile; with `keep=0` none does. With `strict` that raises instead: `NoContext`, or what went
    wrong. Any thread and any event loop may ask, and no loop is held up.
    """

    def __init__(
        self,
        repo: str | Path = ".",
        *,
        timeout: float = 2.0,
        fallback: str = "",
        keep: float = 300.0,
        budget: int = 1500,
        strict: bool = False,
    ) -> None:
        self._source = open_source(repo)
        self._timeout = timeout
        self._fallback = fallback
        self._keep = keep
        self._budget = budget
        self._strict = strict
        self._errands = Errands()
        self._lock = threading.Lock()
        self._last: OrderedDict[Question, _Known] = OrderedDict()

    def get(self, question: str = "", files: Sequence[str] = ()) -> Provided:
        """The context for `question` and `files` (relative to the repository); without both, the state alone.

        Waits; in a coroutine, await `aget`.
        """
        asked = (question, tuple(files))
        errand = self._begin(asked)
        try:
            return Provided(errand.result(self._timeout))
        except Exception as error:  # noqa: BLE001  whatever went wrong, the program goes on
            errand.cancel()
            return self._without(asked, error)

    async def aget(self, question: str = "", files: Sequence[str] = ()) -> Provided:
        """As `get`, for coroutines. Cancelling it costs nothing."""
        asked = (question, tuple(files))
        errand = self._begin(asked)
        try:
            async with asyncio.timeout(self._timeout):
                return Provided(await asyncio.wrap_future(errand))
        except Exception as error:  # noqa: BLE001  as in `get`
            return self._without(asked, error)

    async def updates(self, question: str = "", files: Sequence[str] = ()) -> AsyncGenerator[Provided, None]:
        """The context now, and again each time that lessons, sessions or the journal have made another of it.

        Without an end; `contextlib.aclosing` closes it. Of a burst of changes the last counts. Raises where
        the repository cannot be read when it begins.
        """
        loop = asyncio.get_running_loop()
        changed = asyncio.Event()

        def tell() -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(changed.set)

        watching = await asyncio.wrap_future(self._errands.begin(self._source.watch))
        stop = _follow(watching, tell)
        try:
            before = None
            while True:
                now = await self.aget(question, files)
                if before is None or (now.text, now.reason) != (before.text, before.reason):
                    before = now
                    yield now
                with suppress(TimeoutError):
                    async with asyncio.timeout(_AGAIN if now.stale else None):
                        await changed.wait()
                await asyncio.sleep(_SETTLING)
                changed.clear()
        finally:
            stop()

    def on_change(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Calls `callback`, in a thread of its own, whenever something has changed; what ends that.

        What has changed, `get` tells. An error of `callback` is logged. Raises where the repository cannot be
        read.
        """
        return _follow(self._source.watch(), callback)

    def _begin(self, asked: Question) -> "Future[str]":
        begun = time.monotonic()

        def look() -> str:
            text = self._look(*asked)
            with self._lock:
                known = self._last.get(asked)
                if known is None or known.begun < begun:  # one that was late overtakes none that was not
                    self._last[asked] = _Known(text, begun)
                    self._last.move_to_end(asked)
                while len(self._last) > _MOST_KEPT:
                    self._last.popitem(last=False)
            return text

        return self._errands.begin(look)

    def _look(self, question: str, files: tuple[str, ...]) -> str:
        document = self._source.state(patience=self._timeout / _FOR_DAEMON)
        state = state_of(document, budget=self._budget // _FOR_STATE)
        if not (question.strip() or files):
            return whole(state, "")
        left = self._budget - self._budget // _FOR_STATE
        return whole(state, passages(self._source.units(question, files=files, budget=left)))

    def _without(self, asked: Question, error: Exception) -> Provided:
        """What there is to say without an answer of this moment. Raises where that is wanted."""
        is_late = isinstance(error, TimeoutError)
        reason = f"no answer within {self._timeout:g} s" if is_late else f"{type(error).__name__}: {error}"
        if self._strict:
            if not is_late:
                raise error
            raise NoContext(reason, next_step="give it more time, or let it fall back") from None
        with self._lock:
            known = self._last.get(asked)
        age = time.monotonic() - known.begun if known is not None else 0.0
        if known is None or age > self._keep:
            return Provided(self._fallback, reason)
        return Provided(known.text, reason, age)


def _follow(watching: Watching, tell: Callable[[], object]) -> Callable[[], None]:
    """Calls `tell` at each change, in a thread; what ends that."""
    over = threading.Event()

    def run() -> None:
        while watching.wait(over.is_set):
            try:
                tell()
            except Exception:  # noqa: BLE001  the next change is to be told all the same
                _log.exception("the callback for changes failed")

    threading.Thread(target=run, name="hardwon-dspy-watch", daemon=True).start()
    return over.set
