"""The rule `detached-record`."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator

from hardwon.check.background import Outcome, analyse, outcomes, policy_of
from hardwon.check.handover import is_queued_when_called
from hardwon.check.models import model_of
from hardwon.check.pins import Range
from hardwon.check.project import Project, owner_of
from hardwon.check.requests import Requests
from hardwon.check.roots import functions_in
from hardwon.check.rule import Breach, Found, Rule
from hardwon.check.state import HandOver, Session, Site, State, Use
from hardwon.check.trees import Node
from hardwon.check.values import Bound, Closure, FunctionRef, RecordRef, Value
from hardwon.check.words import Search, any_word, pattern

_HANDS_OVER = pattern(
    r"add_task|create_task|ensure_future|run_in_executor|to_thread|run_in_threadpool|\b(?:Thread|Process|Timer)\("
    r"|\.(?:submit|delay|kiq|defer|defer_async|send|schedule|spawn)\(|apply_async|enqueue|add_job|start_soon"
    r"|BackgroundTask|start_activity|execute_activity|run_coroutine_threadsafe|submit_job|start_job|run_in_background"
)
# Those of them for which nobody waits.
_LEAVES_BEHIND = re.compile(
    rb"add_task|create_task|ensure_future|\b(?:Thread|Process)\(|\.(?:submit|delay|kiq|defer|defer_async|send)\("
    rb"|apply_async|enqueue\w*\(|add_job|run_coroutine_threadsafe"
)
_LEAVES_ANY = pattern(_LEAVES_BEHIND.pattern.decode())
_BLOCK = re.compile(rb"^([ \t]*)(?:async[ \t]+)?with\b([^\n]*)", re.MULTILINE)
_SESSION = pattern(r"ession|\bdb\b|uow|unit_of_work|get_db|\($")
_LOADS = pattern(r"ession|Depends|\.query\b|\bdb\b|\bselect\(|\.get_or_404")
_BINDS = re.compile(
    rb"^[ \t]+(\w+)(?:, *(\w+))?[ \t]*(?::[^=\n]*)?=[^=]|\bfor[ \t]+(\w+)(?:, *(\w+))? in\b", re.MULTILINE
)
_RETURNS = re.compile(
    rb"\breturn[ \t]+(?:await[ \t]+)?(\w+[ \t]*$|[\w.]*(?:ession|db|query|list|tuple)[\w.]*\(|\[)",
    re.MULTILINE,
)
_LETS_GO = pattern(r"\.(?:close|expunge|expunge_all|remove|aclose)\(")


class DetachedRecord(Rule):
    """A record belongs to the session that loaded it. Once that session is closed, the record is detached: what was
    not loaded before cannot be loaded any more (`DetachedInstanceError`, and in async code `MissingGreenlet`), what
    a commit has expired is gone as well, and a change made to it is never written.

    It happens where work outlives the session: a background task, a thread, a queue, or simply the lines below the
    `with` block. Tests rarely see it, because there the session lives longer. Hand over the id, and load the record
    where it is used, in a session of that work's own. The same holds for handing over the request's session itself:
    from FastAPI 0.106 to 0.117 it is closed before background tasks run.

    It stays silent where ids are handed over, where the record is merged or read again, and where all that is used
    was loaded and does not expire.
    """

    slug = "detached-record"
    title = "Load records in the session of the work that uses them"
    source = "https://docs.sqlalchemy.org/en/20/errors.html#error-bhk3"
    needs = (
        b"ession", b"add_task", b"create_task", b"ensure_future", b"run_in_executor", b"to_thread", b"Thread(",
        b".submit(", b".delay(", b"apply_async", b"enqueue", b"add_job", b"start_soon", b"BackgroundTask", b"huey",
    )  # fmt: skip

    world = (b"sqlalchemy", b"sqlmodel", b"SQLAlchemy")

    def wants(self, text: bytes) -> bool:
        if b"add_task" in text or b"BackgroundTask" in text:
            return True
        if _HANDS_OVER.search(text) is not None and _LOADS.search(text) is not None:
            return True
        return _goes_on_after_block(text, _SESSION)

    def offers(self, project: Project, path: str) -> Iterable[str]:
        for function, node, text in functions_in(project, path):
            if len(function.short) < 5 or function.short.startswith("__"):
                continue
            if _may_hand_out(text) and _hands_out_detached(project, function):
                yield f"{function.short}:record"
            elif _passes_parameter_on(node, text) or is_queued_when_called(project, function):
                yield f"{function.short}:relay"
            elif b"yield" in text and b"ession" in text and b"contextmanager" in project.text(path):
                yield f"{function.short}:session"

    def check(self, project: Project, path: str, names: frozenset[str]) -> Iterator[Found]:
        spoken = _Spoken(names)
        for function, _, text in functions_in(project, path):
            if self.wants(text) or spoken.concerns(text) or _method_hands_over(project, function, text):
                finals, machine = analyse(project, function)
                yield from _findings(project, path, machine, finals)
                yield from _inner_findings(project, path, machine, finals)
        text = project.text(path)
        if _goes_on_after_block(text, _SESSION) or spoken.concerns(text):
            finals, machine = analyse(project, path)
            yield from _findings(project, path, machine, finals)

    breaches = (
        Breach(
            text="""\
from fastapi import BackgroundTasks, Depends, FastAPI
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, sessionmaker

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
    customer: Mapped[Customer] = relationship()

def get_db():
    with SessionLocal() as db:
        yield db

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
            cured="""\
from fastapi import BackgroundTasks, Depends, FastAPI
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, sessionmaker

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
    customer: Mapped[Customer] = relationship()

def get_db():
    with SessionLocal() as db:
        yield db

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
    )
    quiet = ()


# Which functions are worth running


class _Spoken:
    """What other files offer, and whether a function's text has to do with it."""

    def __init__(self, names: frozenset[str]) -> None:
        by_kind: dict[str, set[str]] = {"record": set(), "relay": set(), "session": set()}
        for name in names:
            word, _, kind = name.partition(":")
            by_kind[kind].add(word)
        self._records = any_word(by_kind["record"])
        self._relays = any_word(by_kind["relay"])
        self._sessions = any_word(by_kind["session"])

    def concerns(self, text: bytes) -> bool:
        head = max(text.find(b"("), 0)
        if self._records is not None and self._records.search(text, head):
            return True
        if self._relays is not None and _LOADS.search(text) and self._relays.search(text, head):
            return True
        return self._sessions is not None and _goes_on_after_block(text, self._sessions)


def _method_hands_over(project: Project, function: FunctionRef, text: bytes) -> bool:
    """Whether a method gives work to the background, in a class that has to do with sessions."""
    owner = owner_of(function)
    if owner is None or _HANDS_OVER.search(text) is None:
        return False
    known = project.class_of(owner)
    if known is None:
        return False
    start, end = project.span(owner.path, known.node[1])
    return b"ession" in project.text(owner.path)[start:end]


def _goes_on_after_block(text: bytes, header: Search) -> bool:
    """Whether what is bound in a `with` over a session is used below it, or a session lets go of it by hand."""
    if _LETS_GO.search(text) and b"ession" in text:
        return True
    for match in _BLOCK.finditer(text):
        if not header.search(match[2]):
            continue
        indent = len(match[1].expandtabs())
        inside, below = _split_at_dedent(text[match.end() :], indent)
        if below and any(name in below for names in _BINDS.findall(inside) for name in names if name):
            return True
    return False


def _split_at_dedent(text: bytes, indent: int) -> tuple[bytes, bytes]:
    """The lines that are deeper than `indent`, and all from the first that is not."""
    place = text.find(b"\n") + 1
    while 0 < place < len(text):
        end = text.find(b"\n", place)
        line = text[place : end if end >= 0 else len(text)]
        stripped = line.lstrip()
        if stripped and not stripped.startswith((b"#", b")")):
            if len(line.expandtabs()) - len(stripped.expandtabs()) <= indent:
                return text[:place], text[place:]
        place = end + 1 if end >= 0 else len(text)
    return text, b""


def _may_hand_out(text: bytes) -> bool:
    """Whether a function may return what it loaded in a session of its own."""
    if b"ession" not in text or not (b"with " in text or _LETS_GO.search(text)):
        return False
    found = _RETURNS.findall(text)
    if any(b"(" in returned or b"[" in returned for returned in found):
        return True
    bound = {name for names in _BINDS.findall(text) for name in names} if found else set()
    return any(returned.strip() in bound for returned in found)


def _hands_out_detached(project: Project, function: FunctionRef) -> bool:
    """Whether what a function returns is a record whose session is closed by then."""
    declared = project.returned(function)
    of = getattr(declared, "of", getattr(getattr(declared, "each", None), "of", None))
    if declared is not None and model_of(project, of if hasattr(of, "short") else None) is None:
        return False
    finals, machine = analyse(project, function)
    for value in machine.stack[0].returns:
        for ref in machine.records_in(value):
            for state in finals:
                record = state.records.get(ref.key)
                if record is not None and state.is_detached(record):
                    return True
    return False


def _passes_parameter_on(node: Node, text: bytes) -> bool:
    """Whether a short function gives one of its parameters to the background: its callers may hand a record in."""
    if text.count(b"\n") >= 40 or _LEAVES_ANY.search(text) is None:
        return False
    params = set(re.findall(r"(\w+)\s*[:,=)]", str(node[4] or "").partition("(")[2])) - {"self", "cls"}
    for match in _LEAVES_BEHIND.finditer(text):
        given = text[match.end() : match.end() + 200].decode("utf-8", "replace")
        if params & set(re.findall(r"\w+", given)):
            return True
    return False


# From what happened to a finding


def _findings(project: Project, path: str, machine: Requests, finals: list[State]) -> Iterator[Found]:
    versions = project.fastapi(path)
    best: dict[tuple[str, int], tuple[Outcome, Found]] = {}
    for outcome in outcomes(machine, finals, policy_of(versions)):
        found = _handed(project, machine, outcome, versions, finals)
        key = (found.path, found.whole[0])
        if key not in best or (outcome.certain and not best[key][0].certain):
            best[key] = (outcome, found)
    yield from (found for _, found in best.values())
    taken = {key for key in best}
    uses = {what: use for state in finals for what, use in state.uses.items()}
    seen: set[tuple[Hashable, int]] = set()
    for use in sorted(uses.values(), key=lambda use: (use.site.start, use.kind, use.attribute)):
        site = use.site.through[0] if use.site.through else use.site
        if use.kind == "session" or site.path != path or (path, site.start) in taken:
            continue
        if (use.record, site.start) not in seen:
            seen.add((use.record, site.start))
            yield _used(project, machine, use, site, finals)


def _inner_findings(project: Project, path: str, machine: Requests, finals: list[State]) -> Iterator[Found]:
    """The same for functions defined inside a function, such as routes in an application factory."""
    handed = {work.target for state in finals for work in state.handed.values()}
    for closure in machine.closures:
        if closure in handed or not finals:
            continue
        inner = Requests(project)
        inner.stack = [*machine.stack[:1]]
        inner.state = finals[-1].copy()
        inner.state.handed, inner.state.uses = {}, {}
        inner.adopt(machine)
        yield from _findings(project, path, inner, inner.run_inner(closure))


def _handed(
    project: Project, machine: Requests, outcome: Outcome, versions: Range | None, finals: list[State]
) -> Found:
    work = outcome.work
    target = _target_name(work.target)
    if outcome.session is not None:
        site, name = _session_argument(machine, work)
        message = f"{name} is {_whose(outcome.session)}; {_when(work, outcome, versions, target)}."
        do = f"open a session inside {target}, and hand over ids only"
        return _found(project, work, site, message, do, outcome)
    use = outcome.uses[0]
    site, name = _record_argument(machine, work, use)
    session = _session_of(machine, use, finals)
    whose = _whose(session) if session else "another session"
    message = (
        f"`{name}` is loaded in {whose}; {_when(work, outcome, versions, target)}, and {_what(name, use)}."
    )
    return _found(project, work, site, message, _instead(project, work, site, name, target), outcome)


def _found(project: Project, work: HandOver, site: Site, message: str, do: str, outcome: Outcome) -> Found:
    whole = (work.site.start, work.site.end)
    severity = "error" if outcome.certain else "warning"
    return Found(work.site.path, site.start, site.end, whole, message, do, severity)  # type: ignore[arg-type]


def _used(project: Project, machine: Requests, use: Use, site: Site, finals: list[State]) -> Found:
    text = project.text(site.path)[site.start : site.end].decode("utf-8", "replace")
    session = _session_of(machine, use, finals)
    model = use.model.short if use.model else "record"
    owner = _spoken_owner(text, use, model)
    what = _what(owner, use)
    message = f"{_whose(session) if session else 'the session'} is closed here, and {what}."
    if use.kind == "unloaded":
        do = f"use it inside the session's block, or load it with the record: selectinload({model}.{use.attribute})"
    elif use.kind == "expired":
        do = "read it before the commit, or make the session with expire_on_commit=False"
    else:
        do = "change it inside the session's block and commit there, or merge it into an open session"
    return Found(
        site.path, site.start, site.end, (site.start, site.end), message[0].upper() + message[1:], do
    )


def _spoken_owner(text: str, use: Use, model: str) -> str:
    """What the code calls the record at a use of one of its attributes."""
    head, dot, last = text.rpartition(".")
    if dot and last == use.attribute and len(head) < 40 and "\n" not in head:
        return head
    return model.lower()


def _target_name(target: Value) -> str:
    if isinstance(target, FunctionRef):
        return f"`{target.short}`"
    if isinstance(target, Bound):
        return f"`{target.function.short}`"
    if isinstance(target, Closure):
        return f"`{target.node[2]}`" if target.node[0] == "def" else "the lambda"
    return "the work"


def _whose(session: Session) -> str:
    if session.kind == "request":
        return "the request's session"
    if session.kind == "block":
        return "the session of a `with` block"
    if session.kind == "outer":
        return "the caller's session"
    return "a session of its own"


def _when(work: HandOver, outcome: Outcome, versions: Range | None, target: str) -> str:
    session = outcome.session
    kind = session.kind if session else ""
    if work.kind == "process":
        return f"{target} runs in another process (`{work.by}`), where that session does not exist"
    if work.kind == "response":
        if not outcome.certain:
            known = f"`{versions.source}` allows both" if versions else "no version is pinned"
            return f"when {target} runs, that session may be closed (FastAPI 0.106 to 0.117 closes it first; {known})"
        closes = f" (FastAPI {_version(versions)} closes it before background tasks)" if versions else ""
        return f"when {target} runs, that session is closed{closes if kind != 'block' else ''}"
    if work.kind == "later":
        return f"when {target} runs, that session is long closed"
    return f"{target} goes on (`{work.by}`) when that session is closed"


def _version(versions: Range) -> str:
    return ".".join(str(part) for part in versions.low)


def _what(name: str, use: Use) -> str:
    spoken = f"`{name}.{_attribute(use)}`"
    if use.kind == "unloaded":
        return f"{spoken} is not loaded"
    if use.kind == "expired":
        return f"{spoken} has expired with the commit"
    return f"the change of {spoken} is never written"


def _attribute(use: Use) -> str:
    """The attribute with the relationships on the way to it."""
    steps = [use.attribute]
    key: object = use.record
    while isinstance(key, tuple) and len(key) == 2 and isinstance(key[1], str):
        steps.insert(0, key[1])
        key = key[0]
    return ".".join(steps)


def _top(key: Hashable) -> Hashable:
    while isinstance(key, tuple) and len(key) == 2 and isinstance(key[1], str):
        key = key[0]
    return key


def _session_of(machine: Requests, use: Use, finals: list[State]) -> Session | None:
    for state in (*finals, machine.state):
        record = state.records.get(_top(use.record))
        if record is not None and record.session in state.sessions:
            return state.sessions[record.session]
    return None


def _record_argument(machine: Requests, work: HandOver, use: Use) -> tuple[Site, str]:
    top = _top(use.record)
    for site, value, name in work.arguments:
        if any(ref.key in (top, use.record) for ref in machine.records_in(value)):
            return site, name
    for site, value, _ in work.arguments:
        if value == work.target:
            return site, _captured(machine, work, top, use)
    return work.site, _captured(machine, work, top, use)


def _captured(machine: Requests, work: HandOver, top: Hashable, use: Use) -> str:
    """What the code calls a record that a function sees from outside."""
    for names in machine.state.variables.values():
        for name, value in names.items():
            if isinstance(value, RecordRef) and value.key == top:
                return name
    return use.model.short.lower() if use.model else "the record"


def _session_argument(machine: Requests, work: HandOver) -> tuple[Site, str]:
    for site, value, name in work.arguments:
        if machine.sessions_in(value):
            return site, f"`{name}`"
    for site, value, name in work.arguments:
        if value == work.target:
            return site, f"the session that `{name}` uses"
    return work.site, "the session that it uses"


def _instead(project: Project, work: HandOver, site: Site, name: str, target: str) -> str:
    text = project.text(work.site.path)
    call = text[work.site.start : work.site.end].decode("utf-8", "replace")
    given = text[site.start : site.end].decode("utf-8", "replace")
    if given == name and "\n" not in call and len(call) < 90:
        before = text[work.site.start : site.start].decode("utf-8", "replace")
        after = text[site.end : work.site.end].decode("utf-8", "replace")
        return f"hand over the id and load it there:  {before}{name}.id{after}"
    return f"hand `{name}.id` to {target} and load it there, in a session of its own"
