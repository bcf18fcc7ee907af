"""Noticing, the moment it happens, that the process of a session is gone."""

import asyncio
import os
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from hardwon.assembly.workspace import Workspace
from hardwon.core import iso
from hardwon.scribe import is_gone
from hardwon.store import Event, NewEvent, StoreError

if TYPE_CHECKING:
    from hardwon.store import Journal

_GRACE = 3.0  # seconds; an agent's last hook may come in after it has ended
_MOST = 500  # processes under watch; each costs a file descriptor

Process = tuple[int, int]


class Vigil:
    """Ends the sessions of a process that went without a word: crashed where it was at work.

    The kernel tells when a process ends (pidfd, Linux 5.3); elsewhere, and for those that were gone before
    they were seen, whoever reads the session judges by what is there. Only a process that was seen alive
    can be seen to end: one of another machine or container never is.
    """

    def __init__(self, workspace: Workspace, journal: "Journal", *, grace: float = _GRACE) -> None:
        self._workspace = workspace
        self._journal = journal
        self._grace = grace
        self._sessions: dict[Process, set[str]] = {}
        self._watched: dict[Process, int] = {}
        self._judging: set[asyncio.Task[None]] = set()

    async def run(self, stopping: asyncio.Event) -> None:
        """Watches until `stopping` is set."""
        loop = asyncio.get_running_loop()

        def hear(events: Sequence[Event]) -> None:
            told = _processes(events)
            if told and not loop.is_closed():
                loop.call_soon_threadsafe(self._watch, told)

        unsubscribe = self._journal.subscribe(hear)
        try:
            self._watch(await asyncio.to_thread(self._open_sessions))
            await stopping.wait()
        finally:
            unsubscribe()
            for watched in self._watched.values():
                loop.remove_reader(watched)
                os.close(watched)
            for task in self._judging:
                task.cancel()
            await asyncio.gather(*self._judging, return_exceptions=True)

    def _open_sessions(self) -> list[tuple[str, Process]]:
        return [(one.session, one.process) for one in self._workspace.sessions(self._journal).tied()]

    def _watch(self, told: Sequence[tuple[str, Process]]) -> None:
        for session, process in told:
            if process not in self._watched and not self._open(process):
                continue
            self._sessions.setdefault(process, set()).add(session)

    def _open(self, process: Process) -> bool:
        pid, started = process
        if not started or len(self._watched) >= _MOST or not hasattr(os, "pidfd_open"):
            return False
        try:
            watched = os.pidfd_open(pid)
        except OSError:
            return False
        if is_gone(pid, started):  # asked after the opening: the number may have been another's before
            os.close(watched)
            return False
        self._watched[process] = watched
        asyncio.get_running_loop().add_reader(watched, self._ended, process)
        return True

    def _ended(self, process: Process) -> None:
        watched = self._watched.pop(process)
        asyncio.get_running_loop().remove_reader(watched)
        os.close(watched)
        task = asyncio.create_task(self._judge(process, self._sessions.pop(process, set())))
        self._judging.add(task)
        task.add_done_callback(self._judging.discard)

    async def _judge(self, process: Process, names: set[str]) -> None:
        await asyncio.sleep(self._grace)
        events = await asyncio.to_thread(self._ends, process, names)
        if events:
            with suppress(StoreError):  # where the store is the trouble, readers still see what it is
                await self._journal.append_async(events)

    def _ends(self, process: Process, names: set[str]) -> list[NewEvent]:
        now = iso(self._workspace.clock.now())
        # Who said so itself is not open any more, and who goes on in another process is tied to that.
        left = self._workspace.sessions(self._journal).tied(sorted(names))
        return [
            NewEvent(
                f"vigil:{one.session}:{process[0]}:{process[1]}",
                "session.ended",
                max(now, one.last),
                {"why": "its process is gone", "crashed": one.working},
                one.session,
            )
            for one in left
            if one.process == process
        ]


def _processes(events: Sequence[Event]) -> list[tuple[str, Process]]:
    """The sessions in `events` that say in which process they run."""
    told = []
    for event in events:
        if event.session and event.kind.startswith("session.") and event.kind != "session.ended":
            pid, started = event.payload.get("pid"), event.payload.get("pid_started")
            if isinstance(pid, int) and isinstance(started, int) and pid > 0:
                told.append((event.session, (pid, started)))
    return told
