"""The rule `constructed-id`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from hardwon.check.linking.models import model_of
from hardwon.check.linking.project import Project
from hardwon.check.linking.roots import functions_in
from hardwon.check.linking.scopes import Scope, scope_of
from hardwon.check.linking.values import Bound, ClassRef, FunctionRef
from hardwon.check.linking.words import Search, any_offered, pattern
from hardwon.check.rule import Breach, Found, Rule
from hardwon.check.searches import lazily
from hardwon.check.syntax.names import walk
from hardwon.check.syntax.trees import Node

# Another system says what its ids are made of; here they can only be put together as it does.
_ELSEWHERE = r"(?!(?:\w+_)?(?:external|ext|remote|upstream|third_party)_(?:\w+_)?u?id)"
_ID = lazily(
    _ELSEWHERE + r"(?!(?:\w+_)?(?:version|revision|transaction)_id)(?:\w+_)?(?:id|uid|uuid|pk)|\w+Id"
)
# A function must build something, and find or write rows by ids: most do neither.
_BUILDS = pattern(
    r"""\bf["']|\.format\(|["']\s*[%+]|\+\s*str\(|[\w)]\s*[-+]\s*\d|(?:==|\bid\s*=|_id\s*=)\s*[\w.]+\("""
)
_FINDS = pattern(
    r"\.get\(\s*[A-Z]|\.query\.get\(|\bget_one\(|_or_404\(|filter_by\(|\.(?:\w+_)?(?:id|uid|uuid|pk)\s*=="
    r"|==\s*\w+\.(?:\w+_)?(?:id|uid|uuid|pk)\b"
)
_WRITES = pattern(r"\b[A-Z]\w*\([^()]*\b(?:\w+_)?(?:id|uid|uuid|pk)\s*=")
_NAMES_ID = pattern(
    r"""\b\w*(?:id|uid|pk)\s*=\s*(?:\(\s*)?[^\n=]*(?:\bf["']|\.format\(|["']\s*[%+]|\+\s*str\()"""
)
_INLINE = lazily(rb"""\b\w+\((?=\s*f["'])""")
_TAKES_ID = lazily(r"\b(?:\w+_)?(?:id|uid|uuid|pk)\b")
_FRESH = lazily(
    r"uuid|secret|random|token|ulid|nanoid|ksuid|\btime|now\(|snowflake|counter|sequence", re.IGNORECASE
)
_READS = frozenset({"get", "get_one", "get_or_404", "get_one_or_404", "load"})
_DEEPEST = 3

_MODELS = """\
from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

class Base(DeclarativeBase):
    pass

class Job(Base):
    __tablename__ = "job"
    id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    number: Mapped[int]
"""


class ConstructedId(Rule):
    """An id is made once, by whoever writes the row, and then carried along. Built a second time from its
    parts, it only matches for as long as both places agree on prefix, order, separator and padding.

    When they no longer do, nothing fails: the query finds no row, the status of another job is updated, or a
    foreign key points nowhere. `max(id) + 1` is of the same kind: two callers get the same number, and a
    deleted row's id comes back. Pass on the id that was stored, look the row up by the columns that the id
    was built of, or let the database number the rows.

    It stays silent where the id is fresh and random, where the function that builds it also writes the row,
    and for texts that people read.
    """

    slug = "constructed-id"
    title = "Pass stored ids on instead of building them again"
    source = "https://docs.sqlalchemy.org/en/20/core/defaults.html"
    needs = (b".get(", b"get_one(", b"_or_404(", b"filter_by(", b".where(", b".filter(", b"func.max(")
    world = (b"sqlalchemy", b"sqlmodel", b"SQLAlchemy")

    def wants(self, text: bytes) -> bool:
        return False  # which functions build and use an id is known only when the project is linked

    def offers(self, project: Project, path: str) -> Iterator[str]:
        for function, node, text in functions_in(project, path):
            if len(function.short) > 4 and _TAKES_ID.search(str(node[4])) and _FINDS.search(text):
                yield f"{function.short}:finds"

    def check(self, project: Project, path: str, names: frozenset[str]) -> Iterator[Found]:
        seen: set[tuple[str, int]] = set()
        finders = any_offered(names)
        whole = project.text(path)
        if _BUILDS.search(whole) is None and (finders is None or finders.search(whole) is None):
            return
        for function, _, text in functions_in(project, path):
            finds = _FINDS.search(text) or _WRITES.search(text)
            if not (finds and _BUILDS.search(text)) and not _hands_on(finders, text):
                continue
            for built, use in _constructed(project, scope_of(project, function)):
                key = (built.scope.path, built.scope.span(built.node)[0])
                if key not in seen:
                    seen.add(key)
                    yield _found(built, use)

    breaches = (
        Breach(
            text=_MODELS
            + """
def finish(session: Session, dataset: int) -> None:
    job = session.get(Job, f"import_{dataset}")  # here
    job.state = "finished"
""",
            cured=_MODELS
            + """
def finish(session: Session, job_id: str) -> None:
    job = session.get(Job, job_id)
    job.state = "finished"
""",
        ),
        Breach(
            text=_MODELS
            + """
def start(session: Session) -> None:
    last = session.scalar(select(func.max(Job.id))) or 0
    session.add(Job(id=last + 1, state="new"))  # here
""",
            cured=_MODELS
            + """
def start(session: Session) -> None:
    session.add(Job(state="new"))
""",
        ),
        Breach(
            text=_MODELS
            + """
def job_id(dataset: int, kind: str) -> str:
    return kind + "-" + str(dataset)  # here

def state(session: Session, dataset: int) -> str:
    return session.scalar(select(Job.state).where(Job.id == job_id(dataset, "import")))
""",
            cured=_MODELS
            + """
def state(session: Session, job_id: str) -> str:
    return session.scalar(select(Job.state).where(Job.id == job_id))
""",
        ),
    )
    quiet = (
        _MODELS
        + """
from uuid import uuid4

def start(session: Session) -> str:
    job_id = f"job_{uuid4().hex}"
    session.add(Job(id=job_id, state="new"))
    return session.get(Job, job_id).state
""",
        _MODELS
        + """
def start(session: Session, dataset: int) -> Job:
    job_id = f"import_{dataset}"
    job = session.get(Job, job_id)
    if job is None:
        job = Job(id=job_id, state="new")
        session.add(job)
    return job
""",
        _MODELS
        + """
def show(session: Session, job_id: str) -> str:
    job = session.get(Job, job_id)
    return f"job-{job.id}: {job.state}"
""",
        _MODELS
        + """
class Account(Base):
    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    external_id: Mapped[str]

def sign_in(session: Session, issuer: str, subject: str) -> Account | None:
    return session.scalar(select(Account).where(Account.external_id == f"{issuer}|{subject}"))

def sign_up(session: Session, issuer: str, subject: str) -> None:
    session.add(Account(external_id=f"{issuer}|{subject}"))
""",
        _MODELS
        + """
def append(session: Session) -> None:
    last = session.scalar(select(func.max(Job.number))) or 0
    session.add(Job(number=last + 1, state="new"))
""",
        _MODELS
        + """
def page(session: Session, last_id: str) -> list[Job]:
    return list(session.scalars(select(Job).where(Job.id > last_id).limit(20 + 1)))
""",
    )


def _hands_on(finders: Search | None, text: bytes) -> bool:
    """Whether the function builds an id, in place or by the name it gives it, for what finds rows by one."""
    if finders is None or finders.search(text) is None:
        return False
    if _NAMES_ID.search(text):
        return True
    return any(finders.search(call) is not None for call in _INLINE.findall(text))


class _Built(Struct, frozen=True):
    """An expression that builds an id, where it stands, and whether by `max(id) + 1`."""

    scope: Scope
    node: Node
    numbered: bool


class _Use(Struct, frozen=True):
    """A place where an id finds or names a row: the expression, and what it is used as, for people."""

    node: Node
    what: str
    writes_row: bool = False


def _constructed(project: Project, scope: Scope) -> Iterator[tuple[_Built, _Use]]:
    found: list[tuple[_Built, _Use]] = []
    written: set[int] = set()
    for use in _uses(project, scope):
        built = _built(project, scope, use.node)
        if built is None:
            continue
        if use.writes_row and not built.numbered:
            # The one that writes the row says what its id is.
            if built.scope is scope:
                written.add(built.scope.span(built.node)[0])
            continue
        found.append((built, use))
    for built, use in found:
        if built.scope is not scope or scope.span(built.node)[0] not in written:
            yield built, use


def _uses(project: Project, scope: Scope) -> Iterator[_Use]:
    for visit in scope.visits:
        node = visit.node
        if node[0] == "binary" and node[2] == "==" and len(node[3]) == 2:
            left, right = node[3]
            for column, other in ((left, right), (right, left)):
                model = _id_column(project, scope, column)
                if model is not None:
                    yield _Use(other, f"`{model.short}.{column[3]}`")
        elif node[0] == "call":
            yield from _uses_in_call(project, scope, node)


def _uses_in_call(project: Project, scope: Scope, call: Node) -> Iterator[_Use]:
    function = call[2]
    word = function[3] if function[0] == "attr" else ""
    if word in _READS and call[3]:
        model = _mapped(project, scope, call[3][0])
        if model is not None and len(call[3]) > 1 and _has_id(project, model):
            yield _Use(call[3][1], f"`{model.short}`'s primary key")
        elif function[2][0] == "attr" and function[2][3] == "query":
            model = _mapped(project, scope, function[2][2])
            if model is not None and _has_id(project, model):
                yield _Use(call[3][0], f"`{model.short}`'s primary key")
        return
    if word == "filter_by":
        for name, value in call[4]:
            if name and _ID.fullmatch(name):
                yield _Use(value, f"`{name}`")
        return
    callee = scope.callee(call)
    if isinstance(callee, ClassRef):
        if model_of(project, callee) is not None:
            for name, value in call[4]:
                if name and _ID.fullmatch(name):
                    is_key = _is_primary(project, callee, name)
                    yield _Use(value, f"`{callee.short}.{name}`", writes_row=is_key)
        return
    target = callee.function if isinstance(callee, Bound) else callee
    if isinstance(target, FunctionRef):
        yield from _uses_as_argument(project, scope, call, target, bound=isinstance(callee, Bound))


def _uses_as_argument(
    project: Project, scope: Scope, call: Node, target: FunctionRef, *, bound: bool
) -> Iterator[_Use]:
    """Ids given to a function that finds rows by them; asked only for what looks built."""
    given = [*enumerate(call[3]), *call[4]]
    if not any(_built(project, scope, value) is not None for _, value in given):
        return
    finds, writes = _id_params(project, target)
    names = [param[0] for param in scope_of(project, target).params][1 if bound else 0 :]
    for place, value in given:
        name = place
        if isinstance(place, int):
            name = names[place] if place < len(names) else None
        if name in finds or name in writes:
            yield _Use(value, f"the `{name}` of `{target.short}`", writes_row=name in writes)


def _id_params(project: Project, function: FunctionRef) -> tuple[frozenset[str], frozenset[str]]:
    """The parameters by which a function finds rows, and those that it writes as the key of a new one."""
    nothing: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
    return project.once(("id params", function), lambda: _read_id_params(project, function), nothing)


def _read_id_params(project: Project, function: FunctionRef) -> tuple[frozenset[str], frozenset[str]]:
    scope = scope_of(project, function)
    names = {param[0] for param in scope.params if _ID.fullmatch(param[0])}
    used = (
        [use for use in _uses(project, scope) if use.node[0] == "name" and use.node[2] in names]
        if names
        else []
    )
    return (
        frozenset(use.node[2] for use in used if not use.writes_row),
        frozenset(use.node[2] for use in used if use.writes_row),
    )


# Models


def _mapped(project: Project, scope: Scope, node: Node) -> ClassRef | None:
    value = scope.value(node)
    return value if isinstance(value, ClassRef) and model_of(project, value) is not None else None


def _id_column(project: Project, scope: Scope, node: Node) -> ClassRef | None:
    """The model, where `node` names one of its ids, as in `Order.id`."""
    if node[0] != "attr" or not _ID.fullmatch(node[3]):
        return None
    return _mapped(project, scope, node[2])


def _has_id(project: Project, model: ClassRef) -> bool:
    """Whether the model's primary key is an id, not a name or a key that people choose."""
    made = model_of(project, model)
    ids = [name for name in (made.columns if made else ()) if _ID.fullmatch(name)]
    return any(_is_primary(project, model, name) for name in ids)


def _is_primary(project: Project, model: ClassRef, name: str) -> bool:
    member = project.member_of(model, name)
    return member is not None and "'primary_key'" in repr(member[1])


# What builds an id


def _built(project: Project, scope: Scope, node: Node, depth: int = 0) -> _Built | None:
    """The expression that builds the id which `node` stands for; None where it is none, or a fresh one."""
    if depth > _DEEPEST:
        return None
    if node[0] == "await":
        return _built(project, scope, node[2], depth)
    if node[0] == "name":
        given = scope.assigned(node[2])
        if len(given) != 1 or given[0].how != "value" or given[0].node is None or scope.is_param(node[2]):
            return None
        return _built(project, scope, given[0].node, depth + 1)
    if node[0] == "call" and not _is_format(node):
        callee = scope.callee(node)
        target = callee.function if isinstance(callee, Bound) else callee
        return _built_by(project, target, depth) if isinstance(target, FunctionRef) else None
    numbered = _is_numbered(scope, node)
    if (numbered or _is_built(scope, node)) and not _is_fresh(scope, node):
        return _Built(scope, node, numbered)
    return None


def _built_by(project: Project, function: FunctionRef, depth: int) -> _Built | None:
    """What a short function gives back, where that is a built id."""
    text = project.part(function.path, function.name, function.number)
    if text.count(b"\n") > 12 or b"return" not in text or not _BUILDS.search(text):
        return None
    scope = scope_of(project, function)
    returned = [v.node[2] for v in scope.visits if v.node[0] == "return" and v.node[2] and not v.is_inner]
    if len(returned) != 1 or _writes(project, scope):
        return None
    return _built(project, scope, returned[0], depth + 1)


def _writes(project: Project, scope: Scope) -> bool:
    return any(
        isinstance(callee, ClassRef) and model_of(project, callee) is not None
        for callee in (scope.callee(visit.node) for visit in scope.calls())
    )


def _is_format(node: Node) -> bool:
    return bool(
        node[0] == "call" and node[2][0] == "attr" and node[2][3] == "format" and node[2][2][0] == "str"
    )


def _is_built(scope: Scope, node: Node) -> bool:
    if node[0] == "fstr":
        text = scope.text(node)
        parts = text.count("{") - 2 * text.count("{{")
        literal = re.sub(r"\{[^{}]*\}", "", text[2:-1]).strip("\"'")
        return parts > 1 or (parts == 1 and bool(literal))
    if node[0] == "binary" and node[2] == "+":
        return any(part[0] in ("str", "fstr") for part in node[3]) or _is_neighbour(node)
    if node[0] == "binary" and node[2] == "-":
        return _is_neighbour(node)
    if node[0] == "binary" and node[2] == "%":
        return bool(node[3][0][0] == "str")
    return _is_format(node)


def _is_neighbour(node: Node) -> bool:
    """`order_id + 1`: the id of another row, if there is one."""
    if len(node[3]) != 2 or node[3][1][0] != "const":
        return False
    first = node[3][0]
    name = first[3] if first[0] == "attr" else first[2] if first[0] == "name" else ""
    return isinstance(node[3][1][2], int) and bool(_ID.fullmatch(str(name)))


def _is_numbered(scope: Scope, node: Node) -> bool:
    """`max(id) + 1`, in one expression or two."""
    if node[0] != "binary" or node[2] != "+" or len(node[3]) != 2 or node[3][1][0] != "const":
        return False
    first = node[3][0]
    if first[0] == "name":
        given = [assigned.node for assigned in scope.assigned(first[2]) if assigned.node is not None]
        return any(_takes_max(inner) for inner in given)
    return _takes_max(first)


def _takes_max(node: Node) -> bool:
    for inner in walk((node,)):
        if inner[0] == "call" and inner[3] and inner[2][-1] == "max":
            first = inner[3][0]
            if first[0] == "attr" and _ID.fullmatch(first[3]):
                return True
    return False


def _is_fresh(scope: Scope, node: Node) -> bool:
    """Whether something in the expression differs each time, so that the id was never stored before."""
    texts = [scope.text(node)]
    for inner in walk((node,)):
        if inner[0] == "name":
            texts += [scope.text(given.node) for given in scope.assigned(inner[2]) if given.node is not None]
    return any(_FRESH.search(text) for text in texts)


def _found(built: _Built, use: _Use) -> Found:
    start, end = built.scope.span(built.node)
    if built.numbered:
        message = f"This number becomes {use.what}: two callers at once get the same one."
        do = "let the database number the rows (an autoincrementing key or a sequence)"
    else:
        message = (
            f"This id is built from parts and used as {use.what}: it matches only while both places agree."
        )
        do = "pass on the id that was stored, or look the row up by the columns it is built of"
    return Found(built.scope.path, start, end, (start, end), message, do)
