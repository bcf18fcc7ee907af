"""The rule `sync-session-in-async`."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator

from hardwon.check.analyses.runs import Ran, run, run_inner
from hardwon.check.analyses.surroundings import is_aside, is_script
from hardwon.check.interpreter.running import is_context_manager
from hardwon.check.interpreter.sessions import is_session_class
from hardwon.check.interpreter.state import Session, Site
from hardwon.check.interpreter.trace import Called
from hardwon.check.linking.project import Project, owner_of
from hardwon.check.linking.roots import functions_in
from hardwon.check.linking.values import FunctionRef, Made, SessionRef, Value
from hardwon.check.linking.words import Search, any_offered, pattern
from hardwon.check.rule import Breach, Found, Rule
from hardwon.check.searches import lazily
from hardwon.check.syntax.trees import Node

# Methods of a session that wait for the database.
_QUERIES = frozenset(
    {
        "execute", "exec", "scalar", "scalars", "query", "get", "get_one", "refresh", "flush", "commit",
        "rollback", "merge", "connection", "bulk_save_objects",
    }
)  # fmt: skip
_SPEAKS = lazily(rb"[Ss]ess|\bdb\b|_db\b|\buow\b|[Rr]epo|query")
# What makes a sync session, or is one's class.
_SYNC = pattern(r"\bSession\b|\bsessionmaker\(|\bscoped_session\(|\bSQLAlchemy\(")
_LIBRARY = pattern("sqlalchemy|sqlmodel")
_GIVES = lazily(rb"\byield\b|\breturn\s+(?:[\w.]*(?:[Ss]ess|[Mm]aker|db)\w*|[A-Z]\w*\()")
_SESSION_NAME = lazily(r"[Ss]ession|Local|[Mm]aker")
_MAKERS = frozenset({"sessionmaker", "async_sessionmaker"})
# An alias of a dependency, or what a call gives.
_MADE_OF = lazily(rb"[^=]*=\s*(?:[\w.]+\(|Annotated\[|typing\.Annotated\[)")
_STARTS = lazily(r"(?:^|_)(?:startup|start_up|shutdown|lifespan|bootstrap)(?:_|$)")

_APP = """\
from fastapi import Depends, FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

SessionLocal = sessionmaker()
AsyncLocal = async_sessionmaker()
app = FastAPI()

class Base(DeclarativeBase):
    pass

class Order(Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)

def get_db():
    with SessionLocal() as db:
        yield db

async def get_async_db():
    async with AsyncLocal() as db:
        yield db
"""


class SyncSessionInAsync(Rule):
    """A sync `Session` waits for the database with its thread: in an `async def`, with the event loop's.

    While one query runs, no other request is answered, no heartbeat sent, no timeout noticed: a query of two
    seconds is an outage of two seconds. Nothing fails, the service is only slow under load. Use an
    AsyncSession and await it, or make the function a plain `def`: FastAPI and Starlette run that in a thread.

    It stays silent where the session comes from `run_sync`, in event listeners, and in modules that only make
    engines and factories.
    """

    slug = "sync-session-in-async"
    title = "Use an AsyncSession in async functions"
    source = "https://docs.sqlalchemy.org/en/20/orm/extensions/asyncio.html"
    needs = (b"async def", b"Session", b"sessionmaker", b"SQLAlchemy(")
    world = (b"sqlalchemy", b"sqlmodel", b"SQLAlchemy")

    rounds = 1

    def wants(self, text: bytes) -> bool:
        return False  # only few async functions have to do with a sync session; which, is known when linked

    def offers(self, project: Project, path: str) -> Iterator[str]:
        text = project.text(path)
        if _LIBRARY.search(text) is not None and _SYNC.search(text) is not None:
            yield from _spreading(project, path, _SYNC)

    def relays(self, project: Project, path: str, names: frozenset[str]) -> Iterator[str]:
        spoken = any_offered(names)
        if spoken is not None:
            yield from _spreading(project, path, spoken)

    def check(self, project: Project, path: str, names: frozenset[str]) -> Iterator[Found]:
        if b"async def" not in project.text(path) or is_aside(path) or is_script(project, path):
            return  # there nobody else waits
        spoken = any_offered(names)
        found = False
        for function, node, text in (
            functions_in(project, path) if _may_concern(project, path, spoken) else ()
        ):
            if not (node[7] or b"async def" in text) or not _concerns(project, function, text, spoken):
                continue
            if _STARTS.search(function.short):
                continue  # nobody is served yet
            ran = run(project, function)
            runs = [ran] if node[7] else []
            runs.extend(inner for closure, inner in run_inner(project, ran) if closure.node[7])
            for each in runs:
                made = _first_use(project, path, each)
                if made is not None:
                    found = True
                    yield made
        if not found:
            yield from _both_kinds(project, path)

    breaches = (
        Breach(
            text=_APP
            + """
@app.get("/orders/{order_id}")
async def show(order_id: int, db: Session = Depends(get_db)):
    order = db.get(Order, order_id)  # here
    return {"id": order.id}
""",
            cured=_APP
            + """
@app.get("/orders/{order_id}")
async def show(order_id: int, db: AsyncSession = Depends(get_async_db)):
    order = await db.get(Order, order_id)
    return {"id": order.id}
""",
        ),
        Breach(
            text=_APP
            + """
async def nightly():
    with SessionLocal() as db:  # here
        for order in db.scalars(select(Order)):
            print(order.id)
""",
            cured=_APP
            + """
async def nightly():
    async with AsyncLocal() as db:
        for order in await db.scalars(select(Order)):
            print(order.id)
""",
        ),
        Breach(
            text="""\
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session  # here: advice

def count(db: Session) -> int:
    return len(db.scalars(select(1)).all())

async def count_async(db: AsyncSession) -> int:
    return len((await db.scalars(select(1))).all())
""",
            cured="""\
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

async def count_async(db: AsyncSession) -> int:
    return len((await db.scalars(select(1))).all())
""",
        ),
    )
    quiet = (
        _APP
        + """
# file: shop/cli/report.py
from app import Order, SessionLocal
from sqlalchemy import select

async def report():
    with SessionLocal() as db:
        for order in db.scalars(select(Order)):
            print(order.id)
""",
        # A program of its own, run by hand.
        _APP
        + """
# file: shop/copy_orders.py
import argparse
import asyncio
from app import Order, SessionLocal
from sqlalchemy import select

async def copy(limit):
    with SessionLocal() as db:
        for order in db.scalars(select(Order).limit(limit)):
            print(order.id)

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("limit", type=int)
    asyncio.run(copy(parser.parse_args().limit))
""",
        _APP
        + """
@app.get("/orders/{order_id}")
def show(order_id: int, db: Session = Depends(get_db)):
    return {"id": db.get(Order, order_id).id}
""",
        _APP
        + """
def load(session: Session) -> list[int]:
    return [order.id for order in session.scalars(select(Order))]

async def ids(db: AsyncSession) -> list[int]:
    return await db.run_sync(load)
""",
        _APP
        + """
import asyncio

def load() -> list[int]:
    with SessionLocal() as db:
        return [order.id for order in db.scalars(select(Order))]

async def ids() -> list[int]:
    return await asyncio.to_thread(load)
""",
        # FastAPI runs a plain dependency in a thread, also for an async route.
        _APP
        + """
def order_of(order_id: int, db: Session = Depends(get_db)):
    return db.get(Order, order_id)

@app.get("/orders/{order_id}")
async def show(order = Depends(order_of)):
    return {"id": order.id}
""",
        _APP
        + """
async def run_database_startup():
    with SessionLocal() as db:
        db.get(Order, 1)
""",
        """\
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, sessionmaker

make = sessionmaker(class_=Session)
make_async = async_sessionmaker(create_async_engine("sqlite+aiosqlite://"), class_=AsyncSession)
""",
    )


def _spreading(project: Project, path: str, spoken: Search) -> Iterator[str]:
    """Names at the top of a module by which others come to a sync session.

    Variables, classes, and functions that give something away; not those that only use one.
    """
    text = project.text(path)
    for node in project.facts(path).interface:
        start, end = project.span(path, node[1])
        part = text[start:end]
        if node[0] == "assign":
            if spoken.search(part) and _MADE_OF.match(part) is not None:
                yield from (f"{target[2]}:sync" for target in node[2] if target[0] == "name")
        elif node[0] in ("class", "def") and len(node[2]) > 3:
            gives = node[0] == "class" or _GIVES.search(part) is not None
            if gives and spoken.search(part):
                yield f"{node[2]}:sync"


def _may_concern(project: Project, path: str, spoken: Search | None) -> bool:
    """Whether `_concerns` may be true of any function of a file."""
    text = project.text(path)
    if spoken is not None and spoken.search(text) is not None:
        return True
    return _SYNC.search(text) is not None and _LIBRARY.search(text) is not None


def _concerns(project: Project, function: FunctionRef, text: bytes, spoken: Search | None) -> bool:
    """Whether a function, or the class it is a method of, names a sync session or what gives one."""
    if spoken is not None and spoken.search(text):
        return True
    if _SYNC.search(text) and _LIBRARY.search(project.text(function.path)):
        return True
    owner = owner_of(function)
    known = project.class_of(owner) if owner is not None and _SPEAKS.search(text) else None
    if owner is None or known is None:
        return False
    whole = project.part(owner.path, owner.name, known.node[1])
    return spoken is not None and spoken.search(whole) is not None


def _first_use(project: Project, path: str, ran: Ran) -> Found | None:
    """The first call in an async function that uses or opens a sync session."""
    sessions: dict[Hashable, Session] = {}
    for state in (*ran.finals, ran.machine.state):
        sessions.update(state.sessions)
    opened: dict[tuple[int, int], bool] = {}
    for made in sessions.values():
        if made.site is not None and _is_sync(made):
            first = made.site.through[0] if made.site.through else made.site
            opened[(first.start, first.end)] = bool(made.site.through)
    for called in ran.trace:
        if not isinstance(called, Called):
            continue
        site = called.site.through[0] if called.site.through else called.site
        if site.path != path:
            continue
        if isinstance(called.owner, SessionRef):
            session = sessions.get(called.owner.key)
            if session is None or not _is_sync(session):
                continue
            if not called.site.through and not called.in_async:
                continue  # a plain dependency: the framework runs it in a thread
            if called.site.through and not _reaches_in(called, session):
                continue
            if session.site is None and _is_awaited(project, path, called, site):
                continue
            return _found(project, path, site.start, site.end, session)
        inside = opened.get((site.start, site.end))
        # What a function opens for itself is its own affair; what a context manager opens, it gives.
        if inside is False or (inside and is_context_manager(called.callee, ran.machine)):
            return _found(project, path, site.start, site.end, None)
    return None


def _is_sync(session: Session) -> bool:
    # Flask runs an async view in a thread and a loop of its own.
    return session.is_async is False and session.opener != "flask"


def _reaches_in(called: Called, session: Session) -> bool:
    """Whether a sync function queries a session that the async one handed to it."""
    word = called.node[2][3] if called.node[2][0] == "attr" else ""
    own = session.site is None or not session.site.through
    is_given = session.kind == "request" or (session.kind != "scoped" and own)
    return is_given and not called.in_async and word in _QUERIES


def _is_awaited(project: Project, path: str, called: Called, site: Site) -> bool:
    """Whether the file awaits calls on what it calls the session: then its annotation is wrong."""
    written = project.text(path)[site.start : site.end].partition(b"(")[0]
    owner = written.rpartition(b".")[0] if not called.site.through else b""
    return bool(owner) and re.search(rb"await\s+" + re.escape(owner) + rb"\.", project.text(path)) is not None


def _found(project: Project, path: str, start: int, end: int, session: Session | None) -> Found:
    written = project.text(path)[start:end].partition(b"(")[0].decode("utf-8", "replace")
    what = f"`{written}` uses" if session is not None else f"`{written}()` opens"
    message = f"{what} a sync session in an async function: the event loop waits while the database works."
    do = "use an AsyncSession and await it, or make the function a plain `def`"
    return Found(path, start, start + len(written.encode()), (start, end), message, do)


# Both kinds in one module


def _both_kinds(project: Project, path: str) -> Iterator[Found]:
    """Advice where the functions of one module use sync and async sessions."""
    text = project.text(path)
    if b"ession" not in text:
        return
    kinds: dict[bool, list[tuple[str, Node]]] = {True: [], False: []}
    for name, choices in project.names(path).by_name.items():
        for binding in choices:
            if binding.kind == "from" and _SESSION_NAME.search(name):
                is_async = _kind(project, project.lookup(path, name))
                if is_async is not None:
                    kinds[is_async].append((name, binding.node))
    if not kinds[True] or not kinds[False]:
        return
    if _is_used(project, path, [name for name, _ in kinds[True]]):
        used = _is_used(project, path, [name for name, _ in kinds[False]])
        if used:
            start, end = project.span(path, kinds[False][0][1][1])
            message = "The functions of this module use sync and async sessions: the wrong one is soon taken."
            do = "keep one kind in a module, or move the sync functions to one of their own"
            yield Found(path, start, end, (start, end), message, do, "advice")


def _kind(project: Project, value: Value) -> bool | None:
    """True for what makes or is an async session, False for a sync one, None for anything else."""
    made = value.of if isinstance(value, Made) else None
    if made is not None and made.top in ("sqlalchemy", "sqlmodel") and made.last in _MAKERS:
        return made.last.startswith("async")
    return is_session_class(project, value)


def _is_used(project: Project, path: str, names: list[str]) -> bool:
    """Whether a function that somebody calls with one of `names` has to do with it.

    Factories, listeners and what `run_sync` calls are none.
    """
    spoken = re.compile(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b")
    opens = re.compile((spoken.pattern + r"(?:\.begin)?\(").encode())
    module = project.text(path)
    for function, node, text in functions_in(project, path):
        if b"yield" in text or (node[5] and "listen" in repr(node[5])):
            continue
        given_away = re.search(rb"run_sync\(\s*" + re.escape(function.short.encode()) + rb"\b", module)
        if given_away:
            continue
        if spoken.search(str(node[4] or "").partition("->")[0]) or opens.search(text):
            return True
    return False
