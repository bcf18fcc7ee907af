"""Worklogs in the background: written when a session ends or rests, and worded by a model if one is set."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from hardwon.assembly.intake import learn_here
from hardwon.assembly.workspace import Till, Workspace
from hardwon.core import HardwonError, iso, new_id, parse_iso
from hardwon.scribe import (
    NoSession,
    Priority,
    Scheduler,
    Worklog,
    open_worklogs,
    put_into_words,
    words_of,
    worklog_brief,
)
from hardwon.store import BlobCache, Event, NewEvent

if TYPE_CHECKING:
    from hardwon.store import Journal

WRITTEN, WORDED, TROUBLE = "worklog.written", "worklog.worded", "worklog.trouble"
_AT_REST = 30.0  # seconds without an event after which a session is digested
_TELLING = ("session.turn", "session.tool", "session.result", "session.ended")
_MOST_QUEUES = 100  # sessions named in one answer
_LEARN_EVERY, _LEARN_SOON = 600.0, 60.0  # seconds; the latter once a session has ended
_DAY = timedelta(hours=24)
_AT_ONCE = 200  # events in memory while looking for what was missed
_SECTIONS = (
    "asked", "files", "commands", "commits", "decided", "fixed", "in_vain", "left_open", "corrections",
)  # fmt: skip

Ask = Callable[[str, str], Awaitable[str]]


class Digester:
    """Follows the journal and writes what is due, each session in its fair turn; never in the way of capture.

    Of what a digest came to, `worklog.written` tells (small; the worklog itself follows from the journal),
    `worklog.worded` keeps a model's words where one is set, `worklog.trouble` says what could not be done.
    When nothing is due, candidates for lessons are marked: at most once in `learn_every` seconds, or in 60
    once a session has ended.
    """

    def __init__(
        self,
        workspace: Workspace,
        journal: "Journal",
        on_trouble: Callable[[HardwonError], None],
        *,
        ask: Ask | None = None,
        at_rest: float = _AT_REST,
        learn_every: float = _LEARN_EVERY,
    ) -> None:
        self._workspace = workspace
        self._journal = journal
        self._on_trouble = on_trouble
        self._ask = ask
        self._at_rest = at_rest
        self._turns = Scheduler(clock=workspace.clock, catch_up=self._job, on_failure=self._fail)
        self._learn_every = learn_every
        self._learnt = -learn_every
        self._has_ended = False
        self._due: dict[str, float] = {}
        self._heard = 0  # the last offset of which it is noted what is due for it
        self._told: set[str] = set()
        self._worded: deque[datetime] | None = None  # when a model was asked, in the last 24 hours
        self._is_behind = True
        self._changed = asyncio.Event()

    async def run(self, stopping: asyncio.Event) -> None:
        """Writes worklogs until `stopping` is set; what waits then is due again at the next start."""
        loop = asyncio.get_running_loop()

        def hear(events: Sequence[Event]) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._note, *_sessions_in(events), events[-1].offset)

        unsubscribe = self._journal.subscribe(hear)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._turns.run(stopping))
                group.create_task(self._end(stopping))
                missed = await asyncio.to_thread(self._missed)
                self._note(missed - self._due.keys(), set(), 0)
                self._is_behind = False
                while not stopping.is_set():
                    await self._wait()
                    self._submit_due()
        finally:
            unsubscribe()

    async def answer(self, request: Mapping[str, Any]) -> Mapping[str, object]:
        """Answers the op `worklog`: writes that of `session` now, and says what it comes to."""
        name = request.get("session")
        if not isinstance(name, str) or not name:
            raise HardwonError("no session is named", next_step='send {"op": "worklog", "session": ID}')
        worklog = await self.write(name)
        return {"brief": worklog_brief(worklog) if worklog else ""}

    async def finish(self, name: str) -> bool:
        """Writes the worklog of a session that ends, ahead of others; false if `run` ended before it was."""
        self._turns.submit(name, self._job(name), key="worklog", priority=Priority.HIGH)
        return await self._turns.finish(name)

    async def write_one(self, name: str) -> bool:
        """The same where `run` does not run."""
        await self.write(name)
        return True

    async def queues(self, _request: Mapping[str, Any]) -> Mapping[str, object]:
        """Answers the op `queues`: the background work in all, and that of sessions with long queues."""
        figures = asdict(self._turns.figures())
        return {**figures, "sessions": figures["sessions"][:_MOST_QUEUES]}

    async def write(self, name: str) -> Worklog | None:
        """Writes the worklog of one session now; None where there is nothing to tell."""
        worklog, offset = await asyncio.to_thread(self._digest, name)
        if worklog is None:
            return None
        source = f"worklog:{self._journal.epoch}:{name}:{offset}"
        if await asyncio.to_thread(self._is_written, name, offset):
            return worklog
        events = []
        if self._ask is not None and await asyncio.to_thread(self._may_word, worklog):
            events += await self._put_into_words(worklog, self._ask, source, offset)
        told = {
            "offset": offset,
            "brief": worklog_brief(worklog),
            "lines": {name: len(getattr(worklog, name)) for name in _SECTIONS if getattr(worklog, name)},
        }
        events.append(self._event(source, WRITTEN, told, name))
        await self._journal.append_async(events)
        return worklog

    def _note(self, sessions: Iterable[str], ended: Iterable[str], offset: int) -> None:
        now = asyncio.get_running_loop().time()
        over = dict.fromkeys(ended, now)
        self._due |= dict.fromkeys(sessions, now + self._at_rest) | over
        self._has_ended |= bool(over)
        self._heard = max(self._heard, offset)
        self._changed.set()

    async def _wait(self) -> None:
        """Until something is due, or something has changed."""
        first = min(self._due.values(), default=None)
        try:
            async with asyncio.timeout_at(first):
                await self._changed.wait()
        except TimeoutError:
            return
        self._changed.clear()

    async def _end(self, stopping: asyncio.Event) -> None:
        await stopping.wait()
        self._changed.set()

    def _submit_due(self) -> None:
        now = asyncio.get_running_loop().time()
        for name in [name for name, when in self._due.items() if when <= now]:
            del self._due[name]
            self._turns.submit(name, self._job(name), key="worklog", priority=Priority.LOW)

    def _job(self, name: str) -> Callable[[], Awaitable[None]]:
        async def job() -> None:
            await self.write(name)
            figures = self._turns.figures()
            if (
                not (self._is_behind or self._due)
                and figures.waiting + figures.overdue == 0
                and figures.running <= 1
            ):
                await asyncio.to_thread(self._remember, self._heard)
                await self._learn()

        return job

    async def _learn(self) -> None:
        """Marks what may become a lesson; now and then, since it reads sessions that have grown whole."""
        now = asyncio.get_running_loop().time()
        every = min(_LEARN_SOON, self._learn_every) if self._has_ended else self._learn_every
        if now - self._learnt >= every:
            self._learnt, self._has_ended = now, False
            await asyncio.to_thread(learn_here, self._workspace, self._journal, Till(self._journal))

    def _digest(self, name: str) -> tuple[Worklog | None, int]:
        with open_worklogs(self._journal, self._workspace.places) as worklogs:
            try:
                session = worklogs.sessions.find(name, self._workspace.clock.now())
            except NoSession:  # what is private to it has no worklog for others
                return None, 0
            digest = worklogs.digest(session)
            worklog = digest.worklog(session)
        return (worklog if worklog.says_anything else None), digest.offset

    def _is_written(self, name: str, offset: int) -> bool:
        later = self._journal.read(offset, kinds=(WRITTEN,), session=name)
        return any(event.payload.get("offset") == offset for event in later)

    def _missed(self) -> set[str]:
        """The sessions that went on while nobody wrote worklogs."""
        self._heard = self._journal.last_offset()
        with closing(BlobCache(self._workspace.places.cache)) as cache:
            mark = cache.get_many([self._key()]).get(self._key(), b"0")
        after = int(mark) if mark.isdigit() else 0
        events = self._journal.scan(after, kinds=_TELLING, batch=_AT_ONCE)
        return {event.session for event in events if event.session}

    def _remember(self, offset: int) -> None:
        with closing(BlobCache(self._workspace.places.cache)) as cache:
            cache.put_many({self._key(): str(offset).encode()})

    def _key(self) -> bytes:
        return f"worklogs:{self._journal.epoch}".encode()

    def _may_word(self, worklog: Worklog) -> bool:
        """Whether a model is asked: about work of the last day, and so often a day."""
        now = self._workspace.clock.now()
        if self._worded is None:
            self._worded = deque(parse_iso(event.time) for event in self._journal.scan(kinds=(WORDED,)))
        while self._worded and now - self._worded[0] > _DAY:
            self._worded.popleft()
        is_fresh = timedelta(0) <= now - parse_iso(worklog.session.last) <= _DAY
        if not is_fresh or len(self._worded) >= self._workspace.settings.model.a_day:
            return False
        self._worded.append(now)
        return True

    async def _put_into_words(self, worklog: Worklog, ask: Ask, source: str, offset: int) -> list[NewEvent]:
        name = worklog.session.id
        try:
            worded = await put_into_words(worklog, ask)
        except HardwonError as error:
            self._tell(error)
            return [self._trouble(error, name)]
        payload = {"offset": offset, "model": self._workspace.settings.model.name, "words": words_of(worded)}
        return [self._event(f"{source}:worded", WORDED, payload, name)]

    def _fail(self, name: str, error: Exception) -> None:
        known = error if isinstance(error, HardwonError) else _unknown(name, error)
        self._tell(known)
        self._journal.submit([self._trouble(known, name)])

    def _tell(self, error: HardwonError) -> None:
        if error.what not in self._told:
            self._told.add(error.what)
            self._on_trouble(error)

    def _trouble(self, error: HardwonError, name: str) -> NewEvent:
        source = f"worklog:trouble:{new_id(self._workspace.clock)}"
        return self._event(source, TROUBLE, {"error": error.what, "next_step": error.next_step}, name)

    def _event(self, source: str, kind: str, payload: Mapping[str, Any], name: str) -> NewEvent:
        return NewEvent(source, kind, iso(self._workspace.clock.now()), payload, name)


def model_of(workspace: Workspace) -> Ask | None:
    """The model that `[tool.hardwon.model]` sets; None where it sets none."""
    settings = workspace.settings.model
    if not settings.name:
        return None
    from hardwon.integrations import ask_claude

    return partial(ask_claude, model=settings.name, timeout=settings.timeout)


def _sessions_in(events: Sequence[Event]) -> tuple[set[str], set[str]]:
    """The sessions that went on, and those of them that ended, or are about to forget what they know."""
    telling = [event for event in events if event.session and (event.kind in _TELLING or _pauses(event))]
    ended = {str(event.session) for event in telling if event.kind == "session.ended" or _pauses(event)}
    return {str(event.session) for event in telling}, ended


def _pauses(event: Event) -> bool:
    """Whether an agent's hook tells that its context is about to be cut down."""
    return event.kind == "session.hook" and event.payload.get("event") == "PreCompact"


def _unknown(name: str, error: Exception) -> HardwonError:
    return HardwonError(
        f"the worklog of {name} could not be written: {type(error).__name__}: {error}",
        next_step="`hardwon worklog` shows whether it works there, and says more",
    )
