"""`hardwon.Scribe`: the same as `AsyncScribe` for programs that do not await."""

import asyncio
import threading
from collections.abc import Coroutine, Iterable, Mapping
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from hardwon.assembly.recording import AsyncScribe, Private
from hardwon.assembly.writing import Closed
from hardwon.scribe import Account, Session
from hardwon.store import Event

_T = TypeVar("_T")


class Scribe:
    """Keeps sessions in the journal of the repository at `repo`; a context manager, or to be closed.

    It has an event loop of its own, in a thread of its own: whether the caller runs in a loop does not
    matter, and any thread may call. In a coroutine, `AsyncScribe` does the same without holding the loop up.
    What the methods do and raise is told there.
    """

    def __init__(self, repo: str | Path = ".", *, roles: Iterable[str] = ()) -> None:
        self._core = AsyncScribe(repo, roles=roles)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="hardwon-scribe", daemon=True)
        self._thread.start()
        try:
            self._wait(self._core.__aenter__())
        except BaseException:
            self._stop()
            raise

    def close(self) -> None:
        """Writes what waits, and ends the thread. Closing again does nothing."""
        if not self._loop.is_closed():
            try:
                self._wait(self._core.__aexit__(None, None, None))
            finally:
                self._stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(
        self,
        *,
        title: str = "",
        agent: str = "python",
        parent: str = "",
        session: str = "",
        private: Private = False,
    ) -> str:
        return self._wait(
            self._core.start(title=title, agent=agent, parent=parent, session=session, private=private)
        )

    def turn(
        self, session: str, text: str, *, speaker: str = "user", private: Private = False, key: str = ""
    ) -> None:
        self._wait(self._core.turn(session, text, speaker=speaker, private=private, key=key))

    def tool(
        self, session: str, tool: str, given: Mapping[str, object], *, private: Private = False, key: str = ""
    ) -> str:
        return self._wait(self._core.tool(session, tool, given, private=private, key=key))

    def result(
        self, session: str, call: str, text: str = "", *, error: bool = False, private: Private = False
    ) -> None:
        self._wait(self._core.result(session, call, text, error=error, private=private))

    def note(
        self,
        session: str,
        kind: str,
        content: Mapping[str, object],
        *,
        private: Private = False,
        key: str = "",
    ) -> None:
        self._wait(self._core.note(session, kind, content, private=private, key=key))

    def end(self, session: str) -> None:
        self._wait(self._core.end(session))

    def resume(self, session: str) -> None:
        self._wait(self._core.resume(session))

    def get(self, session: str) -> Account:
        return self._wait(self._core.get(session))

    def events(self, session: str, *, after: int = 0) -> list[Event]:
        return self._wait(self._core.events(session, after=after))

    def sessions(self, *, limit: int = 20) -> list[Session]:
        return self._wait(self._core.sessions(limit=limit))

    def _wait(self, doing: Coroutine[Any, Any, _T]) -> _T:
        if self._loop.is_closed():
            doing.close()
            raise Closed("this scribe is closed", next_step="open another one")
        done: Future[_T] = asyncio.run_coroutine_threadsafe(doing, self._loop)
        try:
            return done.result()
        except BaseException:
            done.cancel()  # Ctrl-C: nobody waits any more
            raise

    def _stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
