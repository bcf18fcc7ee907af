"""Ending a session in order, and taking one up again."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hardwon.assembly.workspace import Workspace
from hardwon.core import HardwonError, iso, new_id
from hardwon.scribe import OWNER, Session, open_worklogs, resume_command, worklog_brief, worklog_rows
from hardwon.store import NewEvent, ask

if TYPE_CHECKING:
    from hardwon.scribe import Worklog
    from hardwon.store import Journal, JournalReader

_WIDE, _ALL = 10_000, 10_000  # to count lines, none is cut or left out
_SOON = 1.0  # seconds
_PATIENCE = 150.0  # seconds; a model may take 120 s for the worklog

Finish = Callable[[str], Awaitable[bool]]
"""Does the background work of a session before that of others; whether all of it is done."""


class BadEnd(HardwonError):
    """A request to end a session that names none."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What ending `session` came to: whether it still was open, and whether its background work is done.

    `noted` is false where the end waits in the spool for the journal's owner.
    """

    session: Session
    was_open: bool
    finished: bool
    noted: bool
    worklog: "Worklog"

    @property
    def brief(self) -> str:
        return worklog_brief(self.worklog)

    @property
    def worklog_lines(self) -> int:
        return sum(1 for _ in worklog_rows(self.worklog, width=_WIDE, most=_ALL))


@dataclass(frozen=True, slots=True)
class Resumed:
    """A session that is open again: how its agent goes on (empty: unknown), and how far it is."""

    session: Session
    command: str
    brief: str


def end_session(workspace: Workspace, beginning: str) -> Ended:
    """Ends the session whose id begins so: its queue is finished, its worklog written. Raises `NoSession`."""
    with workspace.reader() as reader:
        one = _find(workspace, reader, beginning)
    was_open = not one.ended
    answer = ask(workspace.places, {"op": "end", "session": one.id}, timeout=_PATIENCE)
    if answer is not None and answer.get("ok") is True:
        finished = answer.get("finished") is True
    else:
        finished = True  # without a daemon nothing is queued
        if was_open:
            with workspace.sink("end") as sink:
                sink.append([_end_of(workspace, one)])
    with workspace.reader() as reader, open_worklogs(reader, workspace.places, audience=OWNER) as worklogs:
        now = _find(workspace, reader, one.id)
        return Ended(now, was_open, finished, bool(now.ended), worklogs.of(now))


def resume_session(workspace: Workspace, beginning: str) -> Resumed:
    """Marks the session whose id begins so as open again. Raises `NoSession`."""
    with workspace.reader() as reader:
        one = _find(workspace, reader, beginning)
    time = max(iso(workspace.clock.now()), one.ended)
    event = NewEvent(f"sessions:resume:{new_id(workspace.clock)}", "session.resumed", time, {}, one.id)
    with workspace.sink("resume") as sink:
        sink.append([event])
    with workspace.reader() as reader, open_worklogs(reader, workspace.places, audience=OWNER) as worklogs:
        now = _find(workspace, reader, one.id)
        own = now.id
        if now.parent:  # a subagent goes on where its parent does
            own = now.parent
        return Resumed(now, resume_command(now.agent, own), worklog_brief(worklogs.of(now)))


def background_work(workspace: Workspace) -> Mapping[str, Any] | None:
    """What the daemon has to do for sessions, as a scheduler's figures; None where there is no daemon."""
    answer = ask(workspace.places, {"op": "queues"}, timeout=_SOON)
    return answer if answer is not None and answer.get("ok") is True else None


class EndDesk:
    """Answers the daemon's op `end`."""

    def __init__(self, workspace: Workspace, journal: "Journal", finish: Finish | None = None) -> None:
        self._workspace = workspace
        self._journal = journal
        self._finish = finish

    async def answer(self, request: Mapping[str, Any]) -> Mapping[str, object]:
        """Ends the session once what the daemon still had to do for it is done."""
        name = request.get("session")
        if not isinstance(name, str) or not name:
            step = 'send {"op": "end", "session": ID}'
            raise BadEnd("the request to end a session names none", next_step=step)
        one = await asyncio.to_thread(_find, self._workspace, self._journal, name)
        if not one.ended:
            await self._journal.append_async([_end_of(self._workspace, one)])
        # After the end: with it comes the last of the work, the worklog.
        finished = await self._finish(one.id) if self._finish else True
        return {"session": one.id, "finished": finished}


def _find(workspace: Workspace, reader: "JournalReader", beginning: str) -> Session:
    return workspace.sessions(reader).find(beginning, workspace.clock.now())


def _end_of(workspace: Workspace, one: Session) -> NewEvent:
    # No end comes before what it ends, whatever the clock says: else it would end nothing.
    time = max(iso(workspace.clock.now()), one.last)
    source = f"sessions:end:{new_id(workspace.clock)}"
    return NewEvent(source, "session.ended", time, {"why": "asked"}, one.id)
