"""The rule `gather-shared-session`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator

from hardwon.check.analyses.runs import Ran, run, run_inner
from hardwon.check.interpreter.state import Session, Site
from hardwon.check.interpreter.trace import Called
from hardwon.check.linking.project import Project
from hardwon.check.linking.roots import functions_in
from hardwon.check.linking.values import (
    Bound,
    Closure,
    Coroutine,
    External,
    FunctionRef,
    Group,
    Many,
    Method,
    Partial,
    SessionRef,
    Several,
    Value,
)
from hardwon.check.rule import Breach, Found, Rule
from hardwon.check.searches import lazily
from hardwon.check.syntax.names import walk
from hardwon.check.syntax.trees import Node

_STARTS = lazily(rb"\b(?:gather|create_task|ensure_future|start_soon|as_completed|asyncio\.wait)\(")
_TOGETHER = frozenset({"gather", "as_completed", "wait"})
_TASKS = frozenset({"create_task", "ensure_future", "start_soon"})
_LIBRARIES = frozenset({"asyncio", "anyio", "trio", "tqdm"})
# Methods of a session that talk to the database; the others only note what is to be done.
_QUERIES = frozenset(
    {
        "execute", "exec", "scalar", "scalars", "stream", "stream_scalars", "get", "get_one", "refresh",
        "flush", "commit", "rollback", "merge", "delete", "connection", "run_sync", "begin",
    }
)  # fmt: skip
# Offered by a registry that hands each task a session of its own.
_BY_TASK = "async_scoped_session:by_task"
_LOCK = lazily(rb"async with [\w.\[\]]*(?:lock|mutex)\w*\s*:", re.IGNORECASE)

_APP = """\
import asyncio
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

sessions = async_sessionmaker()

class Base(DeclarativeBase):
    pass

class Order(Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)
    paid: Mapped[bool]

async def count(session: AsyncSession, paid: bool) -> int:
    return await session.scalar(select(func.count()).where(Order.paid == paid))
"""


class GatherSharedSession(Rule):
    """An AsyncSession belongs to one task at a time: it has one connection and one transaction.

    Coroutines that run together and use the same session meet on that connection. The second query fails with
    "This session is provisioning a new connection; concurrent operations are not permitted" or the driver's
    "another operation is in progress", but only when both really overlap: seldom on a developer's machine,
    often under load. A rollback in one takes the other's changes with it. Await the queries one after the
    other, or let each task open a session of its own.

    It stays silent where each task opens its own session, where only one of them queries, and where a lock
    keeps them apart.
    """

    slug = "gather-shared-session"
    title = "Give each concurrent task a session of its own"
    source = "https://docs.sqlalchemy.org/en/20/orm/session_basics.html#session-faq-threadsafe"
    needs = (
        b"gather(",
        b"create_task(",
        b"ensure_future(",
        b"start_soon(",
        b"as_completed(",
        b"asyncio.wait(",
        b"async_scoped_session(",
    )
    world = (b"AsyncSession", b"async_sessionmaker", b"async_scoped_session")

    def wants(self, text: bytes) -> bool:
        return _STARTS.search(text) is not None

    def offers(self, project: Project, path: str) -> Iterable[str]:
        text = project.text(path)
        if b"async_scoped_session(" in text and b"current_task" in text:
            yield _BY_TASK

    def check(self, project: Project, path: str, names: frozenset[str]) -> Iterator[Found]:
        by_task = _BY_TASK in names
        for function, _, text in functions_in(project, path):
            if b"async" not in text or not self.wants(text):
                continue
            ran = run(project, function)
            project.note(("offered", _BY_TASK.partition(":")[0]))
            yield from _findings(project, path, ran, by_task=by_task)
            for _, inner in run_inner(project, ran):
                yield from _findings(project, path, inner, by_task=by_task)

    breaches = (
        Breach(
            text=_APP
            + """
async def dashboard(session: AsyncSession) -> dict[str, int]:
    paid, unpaid = await asyncio.gather(count(session, True), count(session, False))  # here
    return {"paid": paid, "unpaid": unpaid}
""",
            cured=_APP
            + """
async def dashboard(session: AsyncSession) -> dict[str, int]:
    paid = await count(session, True)
    return {"paid": paid, "unpaid": await count(session, False)}
""",
        ),
        Breach(
            text=_APP
            + """
async def mark(session: AsyncSession, order_id: int) -> None:
    order = await session.get(Order, order_id)
    order.paid = True

async def mark_all(order_ids: list[int]) -> None:
    async with sessions() as session, asyncio.TaskGroup() as group:
        for order_id in order_ids:
            group.create_task(mark(session, order_id))  # here
""",
            cured=_APP
            + """
async def mark(order_id: int) -> None:
    async with sessions() as session, session.begin():
        order = await session.get(Order, order_id)
        order.paid = True

async def mark_all(order_ids: list[int]) -> None:
    async with asyncio.TaskGroup() as group:
        for order_id in order_ids:
            group.create_task(mark(order_id))
""",
        ),
    )
    quiet = (
        _APP
        + """
async def counted(paid: bool) -> int:
    async with sessions() as session:
        return await count(session, paid)

async def dashboard() -> list[int]:
    return await asyncio.gather(counted(True), counted(False))
""",
        _APP
        + """
async def ping() -> None:
    await asyncio.sleep(1)

async def dashboard(session: AsyncSession) -> list[int]:
    return await asyncio.gather(count(session, True), ping())
""",
        _APP
        + """
async def guarded(session: AsyncSession, lock: asyncio.Lock, paid: bool) -> int:
    async with lock:
        return await count(session, paid)

async def dashboard(session: AsyncSession) -> list[int]:
    lock = asyncio.Lock()
    return await asyncio.gather(guarded(session, lock, True), guarded(session, lock, False))
""",
        _APP
        + """
async def later(session: AsyncSession) -> int:
    task = asyncio.create_task(count(session, True))
    paid = await task
    return paid + await count(session, False)
""",
    )


def _findings(project: Project, path: str, ran: Ran, *, by_task: bool) -> Iterator[Found]:
    taken: set[int] = set()
    sharing = _Sharing(project, ran, by_task=by_task)
    for place, happening in enumerate(ran.trace):
        if not isinstance(happening, Called) or happening.site.through or happening.site.path != path:
            continue
        word = _starts(happening)
        if not word or happening.site.start in taken:
            continue
        shared = sharing.shared(place, happening, word)
        if shared is not None:
            taken.add(happening.site.start)
            yield _finding(project, happening, word, shared)


def _starts(called: Called) -> str:
    """`gather`, `create_task` or their like, if that is what is called; "" otherwise."""
    function = called.node[2]
    word = str(function[3] if function[0] == "attr" else function[2] if function[0] == "name" else "")
    callee = called.callee
    if isinstance(callee, External) and callee.top in _LIBRARIES and callee.last in _TOGETHER | _TASKS:
        return callee.last
    is_group = isinstance(callee, Method) and isinstance(callee.owner, Group)
    return word if is_group and word in _TASKS else ""


class _Sharing:
    """Which sessions the tasks that a function starts talk to."""

    def __init__(self, project: Project, ran: Ran, *, by_task: bool) -> None:
        """`by_task` says that the project's registry hands each task a session of its own."""
        self._project = project
        self._by_task = by_task
        self._ran = ran
        self._machine = ran.machine
        self._sessions: dict[Hashable, Session] = {}
        for state in (*ran.finals, ran.machine.state):
            self._sessions.update(state.sessions)

    def shared(self, place: int, called: Called, word: str) -> Session | None:
        """The session that several tasks use at once because of the call."""
        counts = Counter[Hashable]()
        if word in _TOGETHER:
            for value in called.args:
                counts.update(self._used(value, called.site))
            counts.update(self._used_directly(called.site))
        elif called.args:
            work = Coroutine(called.args[0], called.args[1:], ()) if word == "start_soon" else called.args[0]
            own = self._used(work, called.site)
            if called.turns:
                sites = [turn.site for turn in called.turns]
                own = Counter({key: 2 for key in own if not self._opened_in(key, sites)})
            counts = own + self._used_beside(place, called)
        for key, count in counts.items():
            session = self._sessions.get(key)
            if (
                count > 1
                and session is not None
                and session.is_async
                and not (self._by_task and key == ("scoped",))
            ):
                return session
        return None

    def _opened_in(self, key: Hashable, spans: Iterable[Site]) -> bool:
        site = self._sessions[key].site
        return site is not None and any(
            site.path == span.path and span.start <= site.start < span.end for span in spans
        )

    def _used(self, value: Value, site: Site) -> Counter[Hashable]:
        """The sessions that a task made of `value` talks to; twice where it stands for many tasks."""
        if isinstance(value, Many):
            once = self._used(value.each, site)
            return Counter({key: 2 for key in once if not self._opened_in(key, [site])})
        if isinstance(value, Several):
            counts = Counter[Hashable]()
            for item in value.items:
                counts.update(self._used(item, site))
            return counts
        if not isinstance(value, Coroutine) or _has_lock(self._project, value.function):
            return Counter()
        return Counter(dict.fromkeys(self._queried(value), 1))

    def _queried(self, work: Coroutine) -> set[Hashable]:
        """Runs a coroutine aside; the sessions from outside of it that it queried."""
        machine = self._machine
        kept = machine.state, machine.stack, machine.steps, machine.trace
        machine.state = (self._ran.finals[-1] if self._ran.finals else machine.state).copy()
        before = set(machine.state.sessions)
        machine.stack, machine.steps, machine.trace = machine.stack[:1], 0, []
        machine.run_anyway(work.function, work.args, work.keywords, ("const", 0, None))
        found: set[Hashable] = set()
        for called in machine.trace:
            if isinstance(called, Called) and isinstance(called.owner, SessionRef) and _is_query(called):
                key = called.owner.key
                if key in before or self._is_everyones(key, work):
                    found.add(key)
                    self._sessions.setdefault(key, machine.state.sessions[key])
        machine.state, machine.stack, machine.steps, machine.trace = kept
        return found

    def _is_everyones(self, key: Hashable, work: Coroutine) -> bool:
        """Whether a session that the task finds by itself is everyone's: of the module, of `self`."""
        if key == ("scoped",):
            return True
        if not isinstance(key, tuple) or key[0] != "value" or not isinstance(key[1], tuple):
            return False
        if key[1][0] == "global":
            return True
        function = work.function
        return isinstance(function, Bound) and function.owner == self._machine.stack[0].owner

    def _used_directly(self, site: Site) -> Counter[Hashable]:
        """Queries written as arguments of the call itself."""
        counts = Counter[Hashable]()
        for called in self._ran.trace:
            if not isinstance(called, Called) or not isinstance(called.owner, SessionRef):
                continue
            if _is_query(called) and not called.site.through and _lies_in(called.site, site):
                repeated = any(_lies_in(turn.site, site) for turn in called.turns)
                counts[called.owner.key] += 2 if repeated else 1
        return counts

    def _used_beside(self, place: int, task: Called) -> Counter[Hashable]:
        """The sessions that the caller queries after it started the task and before it waits for it."""
        counts = Counter[Hashable]()
        end = self._waited_for(task)
        for called in self._ran.trace[place + 1 :]:
            if isinstance(called, Called) and isinstance(called.owner, SessionRef) and _is_query(called):
                at = called.site.through[0].start if called.site.through else called.site.start
                if task.site.end <= at < end:
                    counts[called.owner.key] = 1
        return counts

    def _waited_for(self, task: Called) -> int:
        """Where the caller waits for the task that the call starts; 0 where it is not plain."""
        frame = self._machine.stack[0]
        if frame.function is None:
            return 0
        name = ""
        for node in walk(self._project.body(frame.function)[2]):
            if node[0] == "assign" and node[3] is not None and node[2] and node[2][0][0] == "name":
                if frame.spans[node[3][1]] == task.site.start:
                    name = node[2][0][2]
            elif name and node[0] == "await" and _names(node, name):
                return frame.spans[node[1]]
        return 0


def _is_query(called: Called) -> bool:
    function = called.node[2]
    return isinstance(called.owner, SessionRef) and function[0] == "attr" and function[3] in _QUERIES


def _lies_in(site: Site, outer: Site) -> bool:
    return site.path == outer.path and outer.start < site.start < outer.end


def _names(node: Node, name: str) -> bool:
    return any(inner[0] == "name" and inner[2] == name for inner in walk((node,)))


def _has_lock(project: Project, function: Value) -> bool:
    inner = function.function if isinstance(function, Bound | Partial) else function
    if isinstance(inner, FunctionRef):
        return _LOCK.search(project.part(inner.path, inner.name, inner.number)) is not None
    if isinstance(inner, Closure):
        return any(
            node[0] == "with" and any("lock" in repr(item[0]).lower() for item in node[2])
            for node in walk((inner.node,))
        )
    return False


def _finding(project: Project, called: Called, word: str, session: Session) -> Found:
    whose = "the request's session" if session.kind == "request" else "one AsyncSession"
    message = (
        f"The tasks of this `{word}` share {whose}: it serves one task at a time, and fails when two overlap."
    )
    do = "await the queries one after the other, or open a session inside each task"
    site = called.site
    head = called.node[2]
    end = site.start + len(word)
    text = project.text(site.path)
    opening = text.find(b"(", site.start, site.end)
    end = opening if head[0] in ("attr", "name") and opening > 0 else end
    return Found(site.path, site.start, end, (site.start, site.end), message, do)
