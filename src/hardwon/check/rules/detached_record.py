"""The rule `detached-record`."""

from __future__ import annotations

import re
from collections.abc import Container, Hashable, Iterable, Iterator

from hardwon.check.analyses.records.background import Outcome, outcomes, policy_of
from hardwon.check.analyses.records.detachment import handed_over, used_detached
from hardwon.check.analyses.records.lending import BINDS, LETS_GO, hands_out_detached
from hardwon.check.analyses.runs import Ran, run, run_inner
from hardwon.check.analyses.surroundings import is_test
from hardwon.check.interpreter.handover import is_queued_when_called
from hardwon.check.interpreter.state import Site, Use
from hardwon.check.linking.project import Project, owner_of
from hardwon.check.linking.roots import functions_in
from hardwon.check.linking.values import FunctionRef
from hardwon.check.linking.words import any_offered, pattern
from hardwon.check.rule import Breach, Found, Rule
from hardwon.check.searches import lazily
from hardwon.check.syntax.trees import Node

_HANDS_OVER = pattern(
    r"add_task|create_task|ensure_future|run_in_executor|to_thread|run_in_threadpool|BackgroundTask|apply_async"
    r"|\b(?:Thread|Process|Timer)\(|\.(?:submit|delay|kiq|defer|defer_async|send|schedule|spawn)\(|enqueue|add_job"
    r"|start_soon|start_activity|execute_activity|run_coroutine_threadsafe|submit_job|start_job|run_in_background"
)
# Those of them for which nobody waits.
_LEAVES_BEHIND = lazily(
    rb"add_task|create_task|ensure_future|\b(?:Thread|Process)\(|\.(?:submit|delay|kiq|defer|defer_async|send)\("
    rb"|apply_async|enqueue\w*\(|add_job|run_coroutine_threadsafe"
)
_LEAVES_ANY = pattern(_LEAVES_BEHIND.pattern.decode())
_BLOCK = lazily(rb"^([ \t]*)(?:async[ \t]+)?with\b([^\n]*)", re.MULTILINE)
_WORKS = pattern(
    r"\.(?:get|get_one|query|execute|exec|scalars?|add|merge|refresh|load|stream_scalars)\(|\.query\b"
)
_LOADS = pattern(r"ession|Depends|\.query\b|\bdb\b|\bselect\(|\.get_or_404|\bwith\b")
_SAVES = rb"\b\w*(?:save|store|persist|upsert|update|merge|write|add)\w*\([^=]{0,80}?\b\w*%s(?:s|es)?\b"
_RETURNS = rb"\breturn\b[^\n]*\b%s\b(?!\.)"
_OWNERS = lazily(rb"\b([a-z_]\w*)\.\w+")
_NEXT = lazily(rb"\n(?:async )?def |\n(?:    )?@")
_NOT_SESSIONS = lazily(
    rb"[ \t]*(?:open|suppress|self\._?lock|lock|patch|tempfile|[\w.]*(?:raises|lock|span|timer)\b)"
)


_SHOP = """\
from threading import Thread
from fastapi import BackgroundTasks, Depends, FastAPI
from sqlalchemy import select
from sqlalchemy.orm import (
    DeclarativeBase, Mapped, Session, joinedload, mapped_column, relationship, sessionmaker,
)

SessionLocal = sessionmaker()
app = FastAPI()

class Base(DeclarativeBase):
    pass

class Customer(Base):
    __tablename__ = "customer"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]

class Order(Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)
    total: Mapped[int]
    seen: Mapped[bool]
    customer: Mapped[Customer] = relationship()

def get_db():
    with SessionLocal() as db:
        yield db
"""


class DetachedRecord(Rule):
    """A record belongs to the session that loaded it. Once that session is closed, the record is detached:
    what was not loaded before cannot be loaded any more (`DetachedInstanceError`, and in async code
    `MissingGreenlet`), what a commit has expired is gone as well, and a change made to it is never written.

    It happens where work outlives the session: a background task, a thread, a queue, or simply the lines
    below the `with` block. Tests rarely see it, because there the session lives longer. Hand over the id, and
    load the record where it is used, in a session of that work's own. The same holds for handing over the
    request's session itself: from FastAPI 0.106 to 0.117 it is closed before background tasks run.

    It stays silent where ids are handed over, where the record is merged or read again, and where all that is
    used was loaded and does not expire.
    """

    slug = "detached-record"
    title = "Load records in the session of the work that uses them"
    source = "https://docs.sqlalchemy.org/en/20/errors.html#error-bhk3"
    needs = (
        b"ession", b"add_task", b"create_task", b"ensure_future", b"run_in_executor", b"to_thread",
        b"Thread(", b".submit(", b".delay(", b"apply_async", b"enqueue", b"add_job", b"start_soon",
        b"BackgroundTask", b"huey",
    )  # fmt: skip

    world = (b"sqlalchemy", b"sqlmodel", b"SQLAlchemy")

    def wants(self, text: bytes) -> bool:
        if b"add_task" in text or b"BackgroundTask" in text:
            return True
        if _HANDS_OVER.search(text) is not None and _LOADS.search(text) is not None:
            return True
        return _goes_on_after_block(text)

    def offers(self, project: Project, path: str) -> Iterable[str]:
        for function, node, text in functions_in(project, path):
            if len(function.short) < 4 or function.short.startswith("__"):
                continue
            if hands_out_detached(project, function, text):
                yield f"{function.short}:record"
            elif _passes_parameter_on(node, text) or is_queued_when_called(project, function):
                yield f"{function.short}:relay"
            elif b"yield" in text and b"ession" in text and b"contextmanager" in project.text(path):
                yield f"{function.short}:session"

    def check(self, project: Project, path: str, names: frozenset[str]) -> Iterator[Found]:
        if is_test(path):
            return  # it fails by itself
        spoken = _Spoken(names)
        for function, _, text in functions_in(project, path):
            if self.wants(text) or spoken.concerns(text) or _method_hands_over(project, function, text):
                ran = run(project, function)
                yield from _findings(project, path, ran)
                known = {key for state in ran.finals for key in state.records}
                for _, inner in run_inner(project, ran):
                    yield from _findings(project, path, inner, known)
        text = project.text(path)
        if _goes_on_after_block(text) or spoken.concerns(text):
            yield from _findings(project, path, run(project, path))

    breaches = (
        Breach(
            text=_SHOP
            + """
def send_receipt(order):
    print(order.customer.email)

@app.post("/orders/{order_id}/receipt")
def receipt(order_id: int, tasks: BackgroundTasks, db: Session = Depends(get_db)):
    order = db.get(Order, order_id)
    tasks.add_task(send_receipt, order)  # here
    return {"queued": True}
# file: requirements.txt
fastapi==0.115.2
""",
            cured=_SHOP
            + """
def send_receipt(order_id):
    with SessionLocal() as session:
        print(session.get(Order, order_id).customer.email)

@app.post("/orders/{order_id}/receipt")
def receipt(order_id: int, tasks: BackgroundTasks, db: Session = Depends(get_db)):
    order = db.get(Order, order_id)
    tasks.add_task(send_receipt, order.id)
    return {"queued": True}
# file: requirements.txt
fastapi==0.115.2
""",
        ),
        Breach(
            text=_SHOP
            + """
def total_of(order_id):
    with SessionLocal() as session:
        order = session.get(Order, order_id)
        order.seen = True
        session.commit()
    return order.total  # here
""",
            cured=_SHOP
            + """
def total_of(order_id):
    with SessionLocal() as session:
        order = session.get(Order, order_id)
        order.seen = True
        session.commit()
        return order.total
""",
        ),
        Breach(
            text=_SHOP
            + """
def rebuild(db, order_id):
    print(db.get(Order, order_id).total)

@app.post("/orders/{order_id}/rebuild")
def start(order_id: int, tasks: BackgroundTasks, db: Session = Depends(get_db)):
    tasks.add_task(rebuild, db, order_id)  # here: advice
""",
            cured=_SHOP
            + """
def rebuild(order_id):
    with SessionLocal() as db:
        print(db.get(Order, order_id).total)

@app.post("/orders/{order_id}/rebuild")
def start(order_id: int, tasks: BackgroundTasks, db: Session = Depends(get_db)):
    tasks.add_task(rebuild, order_id)
""",
        ),
    )
    quiet = (
        _SHOP
        + """
def send_receipt(order):
    print(order.customer.email)

@app.post("/orders/{order_id}/receipt")
def receipt(order_id: int, tasks: BackgroundTasks, db: Session = Depends(get_db)):
    order = db.get(Order, order_id, options=[joinedload(Order.customer)])
    tasks.add_task(send_receipt, order)
# file: requirements.txt
fastapi==0.115.2
""",
        _SHOP
        + """
def send_receipt(order):
    with SessionLocal() as session:
        order = session.merge(order)
        print(order.customer.email)

def receipt(order_id):
    with SessionLocal() as session:
        order = session.get(Order, order_id)
    Thread(target=send_receipt, args=(order,)).start()
""",
        _SHOP
        + """
def rebuild(db, order_id):
    print(db.get(Order, order_id).total)

@app.post("/orders/{order_id}/rebuild")
def start(order_id: int, tasks: BackgroundTasks, db: Session = Depends(get_db)):
    tasks.add_task(rebuild, db, order_id)
# file: requirements.txt
fastapi==0.120.0
""",
        # A session that was closed begins anew when it is asked: the record is its own.
        _SHOP
        + """
def mark(order_id):
    db = next(get_db())
    order = db.get(Order, order_id)
    order.seen = True
    db.commit()

def relabel(db: Session, order_id):
    db.close()
    order = db.query(Order).filter(Order.id == order_id).first()
    order.seen = True
    db.commit()
""",
        # What is defined in the block is called there.
        _SHOP
        + """
def close(order_id):
    with SessionLocal() as session:
        order = session.get(Order, order_id)

        def mark(line):
            order.seen = True
            return line

        lines = [mark(line) for line in order.lines]
        session.commit()
    return lines
""",
        # What was let go of on purpose is a value like others.
        _SHOP
        + """
def totals(db: Session):
    orders = db.query(Order).all()
    db.expunge_all()
    return orders

def shown(db: Session):
    rows = totals(db)
    for number, row in enumerate(rows):
        row.total = row.total / 100
        rows[number] = {"total": row.total}
    return rows
""",
        # What is changed outside is saved by a function that has a session.
        _SHOP
        + """
from shop.queries import save_orders

def order_of(order_id) -> Order:
    with SessionLocal() as session:
        return session.query(Order).filter(Order.id == order_id).one()

def see(order_id):
    order = order_of(order_id)
    order.seen = True
    save_orders(orders=[order], lines=[])
""",
        # The relationship is read only where its key is not set.
        _SHOP.replace("    customer: Mapped", "    customer_id: Mapped[int]\n    customer: Mapped")
        + """
def of_whom(order):
    return order.customer_id or order.customer.id

def owner(order_id):
    with SessionLocal() as session:
        order = session.scalar(select(Order).where(Order.id == order_id))
    return of_whom(order)
""",
    )


# Which functions are worth running


class _Spoken:
    """What other files offer, and whether a function's text has to do with it."""

    def __init__(self, names: frozenset[str]) -> None:
        self._records = any_offered(names, "record")
        self._relays = any_offered(names, "relay")

    def concerns(self, text: bytes) -> bool:
        head = max(text.find(b"("), 0)
        if self._records is not None and self._records.search(text, head):
            return True
        if self._relays is None or _LOADS.search(text) is None:
            return False
        return self._relays.search(text, head) is not None


def _method_hands_over(project: Project, function: FunctionRef, text: bytes) -> bool:
    """Whether a method gives work to the background, in a class that has to do with sessions."""
    owner = owner_of(function)
    if owner is None or _HANDS_OVER.search(text) is None:
        return False
    known = project.class_of(owner)
    if known is None:
        return False
    return b"ession" in project.part(owner.path, owner.name, known.node[1])


def _goes_on_after_block(text: bytes) -> bool:
    """Whether what is bound in a `with` over a session is used below it, or a session is closed by hand."""
    if LETS_GO.search(text) and b"ession" in text:
        return True
    if b"with" not in text or _WORKS.search(text) is None:
        return False
    for match in _BLOCK.finditer(text):
        if _NOT_SESSIONS.match(match[2]):
            continue
        indent = len(match[1].expandtabs())
        inside, below = _split_at_dedent(text[match.end() :], indent)
        if (
            below
            and _WORKS.search(inside)
            and any(name in below for names in BINDS.findall(inside) for name in names if name)
        ):
            return True
    return False


def _split_at_dedent(text: bytes, indent: int) -> tuple[bytes, bytes]:
    """The lines that are deeper than `indent`, and all from the first that is not."""
    place = text.find(b"\n") + 1
    while 0 < place < len(text):
        end = text.find(b"\n", place)
        line = text[place : end if end >= 0 else len(text)]
        stripped = line.lstrip()
        depth = len(line.expandtabs()) - len(stripped.expandtabs())
        if stripped and not stripped.startswith((b"#", b")")) and depth <= indent:
            return text[:place], text[place:]
        place = end + 1 if end >= 0 else len(text)
    return text, b""


def _passes_parameter_on(node: Node, text: bytes) -> bool:
    """Whether a short function gives one of its parameters to the background: its callers may hand a record
    in.
    """
    if text.count(b"\n") >= 40 or _LEAVES_ANY.search(text) is None:
        return False
    params = set(re.findall(r"(\w+)\s*[:,=)]", str(node[4] or "").partition("(")[2])) - {"self", "cls"}
    for match in _LEAVES_BEHIND.finditer(text):
        given = text[match.end() : match.end() + 200].decode("utf-8", "replace")
        if params & set(re.findall(r"\w+", given)):
            return True
    return False


# From what happened to findings


def _findings(
    project: Project, path: str, ran: Ran, known: Container[Hashable] = frozenset()
) -> Iterator[Found]:
    """`known` are records of the function around this one, which may call it while their session is open."""
    machine, finals = ran.machine, ran.finals
    versions = project.fastapi(path)
    best: dict[tuple[str, int], tuple[Outcome, Found]] = {}
    for outcome in outcomes(machine, finals, policy_of(versions)):
        hands_over = outcome.work.kind == "thread" and outcome.session is not None
        if hands_over and b".join()" in project.text(outcome.work.site.path):
            continue  # whoever stops the thread may well do it before the session is closed
        found = handed_over(project, machine, outcome, versions, finals)
        key = (found.path, found.whole[0])
        if key not in best or (outcome.certain and not best[key][0].certain):
            best[key] = (outcome, found)
    yield from (found for _, found in best.values())
    taken = set(best)
    uses = {what: use for state in finals for what, use in state.uses.items()}
    seen: set[tuple[Hashable, int]] = set()
    let_go = [state.gone for state in finals]
    for use in sorted(uses.values(), key=lambda use: (use.site.start, use.kind, use.attribute)):
        site = use.site.through[0] if use.site.through else use.site
        if use.kind == "session" or site.path != path or (path, site.start) in taken:
            continue
        if use.kind == "changed" and any(not gone.isdisjoint(_line(use.record)) for gone in let_go):
            continue
        if use.record in known or _is_spare(project, use) or _is_saved(project, use, site):
            continue
        if (use.record, site.start) not in seen:
            seen.add((use.record, site.start))
            yield used_detached(project, machine, use, site, finals)


def _line(key: Hashable) -> Iterator[Hashable]:
    """A record and those by way of which it was read."""
    yield key
    while isinstance(key, tuple) and len(key) == 2 and isinstance(key[1], str):
        key = key[0]
        yield key


def _is_saved(project: Project, use: Use, site: Site) -> bool:
    """Whether a changed record goes on to what saves it, as far as names tell: `save_order(order)`, or to the
    caller.
    """
    if use.kind != "changed":
        return False
    if use.site.through:
        return True  # a function that changes what it is given leaves saving it to others, or does it
    text = project.text(site.path)
    below = _NEXT.split(text[site.end : site.end + 4000], maxsplit=1)[0]
    owners = _OWNERS.findall(text[site.start : site.end])
    return any(
        re.search(way % re.escape(owner), below) is not None for owner in owners for way in (_SAVES, _RETURNS)
    )


def _is_spare(project: Project, use: Use) -> bool:
    """Whether a relationship is read only where its key is not set: `order.owner_id or order.owner.id`."""
    before = project.text(use.site.path)[max(0, use.site.start - 120) : use.site.start]
    word = use.attribute.encode()
    return (
        word in before
        and re.search(rb"\b%s_(?:id|uuid)\s+or\s+[\w.(]*$" % re.escape(word), before) is not None
    )
