"""Sessions of programs of one's own: started, told, ended and read back, from any number of tasks."""

import asyncio
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from hardwon.assembly.workspace import Workspace, open_workspace
from hardwon.assembly.writing import Closed, Pen
from hardwon.core import iso, new_id
from hardwon.scribe import Account, Audience, Session, Sessions, started_at, worktrees
from hardwon.store import Event, JournalReader, NewEvent

Private = bool | Sequence[str]
"""Whether something is kept to its session: true, or the roles that may read it as well."""


class AsyncScribe:
    """Keeps sessions in the journal of the repository at `repo`; an async context manager.

    Who else works on the journal does not matter: events go to its owner, and what was written can be read
    back. `roles` are those in which this program reads what other sessions keep to themselves; what its own
    keep, it reads. Raises what opening a workspace and writing to it raise, `NoSession`, and `Closed`.
    """

    def __init__(self, repo: str | Path = ".", *, roles: Iterable[str] = ()) -> None:
        self._repo = repo
        self._roles = frozenset(roles)
        self._own: set[str] = set()
        self._lines: dict[str, int] = {}
        self._private: dict[str, Private] = {}
        self._stack = ExitStack()
        self._parts: tuple[Workspace, Pen, JournalReader, tuple[Path, ...]] | None = None

    async def __aenter__(self) -> Self:
        workspace = await asyncio.to_thread(open_workspace, self._repo)
        reader = await asyncio.to_thread(self._stack.enter_context, workspace.reader())
        roots = tuple(await asyncio.to_thread(worktrees, workspace.places))
        self._parts = (workspace, Pen(workspace, "scribe"), reader, roots)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Writes what waits; sessions that have not ended stay open."""
        if self._parts is not None:
            pen = self._parts[1]
            self._parts = None
            await pen.close()
            await asyncio.to_thread(self._stack.close)

    async def start(
        self,
        *,
        title: str = "",
        agent: str = "python",
        parent: str = "",
        session: str = "",
        private: Private = False,
    ) -> str:
        """Starts a session, or one that is called `session`; its id."""
        workspace = self._open()[0]
        session = session or new_id(workspace.clock)
        self._own.add(session)
        self._lines.setdefault(session, 0)
        if private:
            self._private[session] = private
        places = workspace.places
        told = {"title": title, "parent": parent, "branch": places.branch, "cwd": str(Path.cwd())}
        process = {"pid": os.getpid(), "pid_started": started_at(os.getpid())}
        payload = {"agent": agent, **{key: value for key, value in told.items() if value}, **process}
        await self._tell(session, "started", payload)
        return session

    async def turn(
        self, session: str, text: str, *, speaker: str = "user", private: Private = False, key: str = ""
    ) -> None:
        """Adds what was said; `assistant` is the agent, any other speaker a person or program by that name.

        The same `key` again adds nothing: for those who cannot know whether they have told it.
        """
        await self._say(session, "turn", {"speaker": speaker, "text": text}, private, key)

    async def tool(
        self, session: str, tool: str, given: Mapping[str, object], *, private: Private = False, key: str = ""
    ) -> str:
        """Adds a call of `tool`; the id that its `result` is to name."""
        call = key or new_id(self._open()[0].clock)
        await self._say(session, "tool", {"call": call, "tool": tool, "input": dict(given)}, private, call)
        return call

    async def result(
        self, session: str, call: str, text: str = "", *, error: bool = False, private: Private = False
    ) -> None:
        """Adds what the call `call` came to."""
        await self._say(session, "result", {"call": call, "text": text, "error": error}, private, call)

    async def note(
        self,
        session: str,
        kind: str,
        content: Mapping[str, object],
        *,
        private: Private = False,
        key: str = "",
    ) -> None:
        """Adds anything else, of a kind of one's own."""
        await self._say(session, "note", {"type": kind, "raw": dict(content)}, private, key)

    async def end(self, session: str) -> None:
        """Ends `session`; a turn after that takes it up again."""
        await self._tell(session, "ended", {})

    async def resume(self, session: str) -> None:
        """Takes `session` up again: from now on it is this program's own."""
        self._own.add(session)
        process = {"pid": os.getpid(), "pid_started": started_at(os.getpid())}
        await self._tell(session, "resumed", process)

    async def get(self, session: str) -> Account:
        """What `session` is and did; the beginning of its id is enough. Raises `NoSession`."""
        sessions = await self._sessions(session)
        now = self._open()[0].clock.now()
        return await asyncio.to_thread(lambda: sessions.show(sessions.find(session, now)))

    async def events(self, session: str, *, after: int = 0) -> list[Event]:
        """The events of `session` above the offset `after`, in order."""
        sessions = await self._sessions(session)
        return await asyncio.to_thread(lambda: list(sessions.events(session, after)))

    async def sessions(self, *, limit: int = 20) -> list[Session]:
        """The `limit` latest sessions (0: all) that anybody in these roles may see, latest first."""
        sessions = await self._sessions("")
        now = self._open()[0].clock.now()
        return await asyncio.to_thread(lambda: sessions.latest(now, limit=limit))

    async def _sessions(self, session: str) -> Sessions:
        _, pen, reader, roots = self._open()
        await pen.settle()
        own = next((one for one in self._own if session and one.startswith(session)), "")
        audience = Audience(session=own, roles=self._roles)
        return Sessions(reader, roots=roots, audience=audience)

    async def _say(
        self, session: str, kind: str, payload: Mapping[str, object], private: Private, key: str
    ) -> None:
        # A line's number is its evidence, as in a transcript.
        if session not in self._lines:
            last = await self._last_line(session)
            self._lines.setdefault(session, last)
        self._lines[session] += 1
        line = self._lines[session]
        numbered = {"line": line, **({"turn": str(line)} if kind == "turn" else {})}
        kept = {"private": private} if private else {}
        await self._tell(session, kind, {**payload, **numbered, **kept}, key)

    async def _last_line(self, session: str) -> int:
        reader = self._open()[2]
        lines = await asyncio.to_thread(
            lambda: [event.payload.get("line") for event in reader.scan(session=session)]
        )
        return max((line for line in lines if isinstance(line, int)), default=0)

    async def _tell(self, session: str, kind: str, payload: Mapping[str, object], key: str = "") -> None:
        workspace, pen, _, _ = self._open()
        now = workspace.clock.now()
        source = f"scribe:{session}:{kind}:{key or new_id(workspace.clock)}"
        kept = self._private.get(session)
        told = {"private": kept, **payload} if kept else payload
        await pen.write([NewEvent(source, f"session.{kind}", iso(now), told, session)])

    def _open(self) -> tuple[Workspace, Pen, JournalReader, tuple[Path, ...]]:
        if self._parts is None:
            raise Closed("this scribe is not open", next_step="use it in a `with` block, or call `open`")
        return self._parts
