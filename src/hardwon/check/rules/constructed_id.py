"""The rule `constructed-id`."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from hardwon.check.analyses.records.building import BUILDS, FRESH, IS_ID, Built, built_in, is_fresh
from hardwon.check.analyses.records.keys import Made, Making, is_generated, is_primary, key_of, refers
from hardwon.check.analyses.surroundings import is_test
from hardwon.check.findings import Severity
from hardwon.check.linking.models import model_of
from hardwon.check.linking.project import Project
from hardwon.check.linking.roots import functions_in
from hardwon.check.linking.scopes import Scope, scope_of
from hardwon.check.linking.values import Bound, ClassRef, FunctionRef
from hardwon.check.linking.words import Search, any_offered, pattern
from hardwon.check.rule import Breach, Found, Rule
from hardwon.check.searches import lazily
from hardwon.check.syntax.trees import Node

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
_STATEMENTS = frozenset({"select", "query", "delete", "update", "exists"})
_OWN = frozenset({"id", "uid", "uuid", "pk"})
_READS = frozenset({"get", "get_one", "get_or_404", "get_one_or_404", "load"})

_MODELS = """\
from uuid import uuid4
from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

class Base(DeclarativeBase):
    pass

def new_id() -> str:
    return uuid4().hex

class Job(Base):
    __tablename__ = "job"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
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

    It is advice for a column that is no key and refers to nothing, but has another source. It stays silent
    where the id is fresh and random, where the function or file that builds it also writes such rows, for
    columns that hold names and refer to nothing, in tests, and for texts that people read.
    """

    slug = "constructed-id"
    title = "Pass stored ids on instead of building them again"
    source = "https://docs.sqlalchemy.org/en/20/core/defaults.html"
    needs = (b".get(", b"get_one(", b"_or_404(", b"filter_by(", b".where(", b".filter(", b"func.max(", b"id=")
    world = (b"sqlalchemy", b"sqlmodel", b"SQLAlchemy")

    def wants(self, text: bytes) -> bool:
        return False  # which functions build and use an id is known only when the project is linked

    def offers(self, project: Project, path: str) -> Iterator[str]:
        if is_test(path):
            return
        yield from _makings(project, path)
        for function, node, text in functions_in(project, path):
            if len(function.short) > 4 and _TAKES_ID.search(str(node[4])) and _FINDS.search(text):
                yield f"{function.short}:finds"

    def check(self, project: Project, path: str, names: frozenset[str]) -> Iterator[Found]:
        seen: set[tuple[str, int]] = set()
        if is_test(path):
            return
        finders = any_offered(names, "finds")
        whole = project.text(path)
        if BUILDS.search(whole) is None and (finders is None or finders.search(whole) is None):
            return
        for function, _, text in functions_in(project, path):
            finds = _FINDS.search(text) or _WRITES.search(text)
            if not (finds and BUILDS.search(text)) and not _hands_on(finders, text):
                continue
            for built, use in _constructed(project, scope_of(project, function)):
                key = (built.scope.path, built.scope.span(built.node)[0])
                if key in seen:
                    continue
                seen.add(key)
                project.note(("offered", ":makes"))
                made = project.once(("made ids", names), lambda: Made.read(names))
                severity = _severity(project, made, built, use, path)
                if severity is not None:
                    yield _found(built, use, severity)

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
        Breach(
            text=_MODELS.replace(
                "class Job",
                "Key = Annotated[str, mapped_column(primary_key=True, default=new_id)]\n\nclass Job",
            ).replace("Mapped[str] = mapped_column(primary_key=True, default=new_id)", "Mapped[Key]")
            + """
def finish(session: Session, dataset: int) -> None:
    session.get(Job, f"import_{dataset}").state = "finished"  # here
""",
            cured=_MODELS,
        ),
        # The same recipe in two files: it holds until one of them is changed.
        Breach(
            text=_MODELS.replace(", default=new_id", "")
            + """
def start(session: Session, dataset: int) -> None:
    session.add(Job(id=f"import_{dataset}", state="new"))
# file: pages.py
from sqlalchemy.orm import Session
from app import Job

def state(session: Session, dataset: int) -> str:
    return session.get(Job, f"import_{dataset}").state  # here
""",
            cured=_MODELS.replace(", default=new_id", "")
            + """
def start(session: Session, dataset: int) -> None:
    session.add(Job(id=f"import_{dataset}", state="new"))

def job_of(session: Session, dataset: int) -> Job:
    return session.get(Job, f"import_{dataset}")
# file: pages.py
from sqlalchemy.orm import Session
from app import job_of

def state(session: Session, dataset: int) -> str:
    return job_of(session, dataset).state
""",
        ),
    )
    quiet = (
        _MODELS
        + """
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
        # A name made of two, which the file that asks for it also gives.
        _MODELS
        + """
class Example(Base):
    __tablename__ = "example"
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[str]

def learn(session: Session, file: str, group: str) -> None:
    session.add(Example(group_id=file + ":" + group))

def forget(session: Session, file: str, group: str) -> None:
    session.query(Example).filter_by(group_id=file + ":" + group).delete()
""",
        # What the public calls such a row.
        _MODELS
        + """
class Weakness(Base):
    __tablename__ = "weakness"
    id: Mapped[int] = mapped_column(primary_key=True)
    cwe_id: Mapped[str]

def weakness(session: Session, number: int) -> Weakness:
    return session.query(Weakness).filter_by(cwe_id=f"CWE-{number}").one()
""",
        # A new one, made of a prefix and a fresh number.
        _MODELS
        + """
from app.numbers import generate_id

def generate_job_id() -> str:
    number = generate_id()
    return f"job_{number}"

def state(session: Session) -> str:
    job_id = generate_job_id()
    return session.get(Job, job_id).state
""",
        _MODELS.replace(
            "class Base",
            "# file: tests/test_app.py\nfrom uuid import uuid4\nfrom sqlalchemy import select\n"
            "from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column\n\nclass Base",
        )
        + """
def test_state(session: Session) -> None:
    assert session.get(Job, f"import_{3}").state == "new"
""",
    )


def _hands_on(finders: Search | None, text: bytes) -> bool:
    """Whether the function builds an id, in place or by the name it gives it, for what finds rows by one."""
    if finders is None or finders.search(text) is None:
        return False
    if _NAMES_ID.search(text):
        return True
    return any(finders.search(call) is not None for call in _INLINE.findall(text))


class _Use(Struct, frozen=True):
    """A place where an id finds or names a row: the expression, what it is used as, for people, and the
    column that holds such ids; its `model` is None where that is out of sight.
    """

    node: Node
    what: str
    model: ClassRef | None
    column: str
    writes_row: bool = False


def _constructed(project: Project, scope: Scope) -> Iterator[tuple[Built, _Use]]:
    found: list[tuple[Built, _Use]] = []
    written: set[int] = set()
    for use in _uses(project, scope):
        built = built_in(project, scope, use.node)
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
                    yield _Use(other, f"`{model.short}.{column[3]}`", model, column[3])
        elif node[0] == "call":
            yield from _uses_in_call(project, scope, node)


def _uses_in_call(project: Project, scope: Scope, call: Node) -> Iterator[_Use]:
    function = call[2]
    word = function[3] if function[0] == "attr" else ""
    if word in _READS and call[3]:
        model = _mapped(project, scope, call[3][0])
        key = key_of(project, model)
        if model is not None and len(call[3]) > 1 and key:
            yield _Use(call[3][1], f"`{model.short}`'s primary key", model, key)
        elif function[2][0] == "attr" and function[2][3] == "query":
            model = _mapped(project, scope, function[2][2])
            key = key_of(project, model)
            if model is not None and key:
                yield _Use(call[3][0], f"`{model.short}`'s primary key", model, key)
        return
    if word == "filter_by":
        for name, value in call[4]:
            if name and IS_ID.fullmatch(name):
                yield _Use(value, f"`{name}`", _asked(project, scope, function), name)
        return
    callee = scope.callee(call)
    if isinstance(callee, ClassRef):
        if model_of(project, callee) is not None:
            for name, value in call[4]:
                if name and IS_ID.fullmatch(name):
                    # What refers to no other row says itself what its id is.
                    writes = not refers(project, callee, name)
                    yield _Use(value, f"`{callee.short}.{name}`", callee, name, writes_row=writes)
        return
    target = callee.function if isinstance(callee, Bound) else callee
    if isinstance(target, FunctionRef):
        yield from _uses_as_argument(project, scope, call, target, bound=isinstance(callee, Bound))


def _uses_as_argument(
    project: Project, scope: Scope, call: Node, target: FunctionRef, *, bound: bool
) -> Iterator[_Use]:
    """Ids given to a function that finds rows by them; asked only for what looks built."""
    given = [*enumerate(call[3]), *call[4]]
    if not any(built_in(project, scope, value) is not None for _, value in given):
        return
    known = _id_params(project, target)
    names = [param[0] for param in scope_of(project, target).params][1 if bound else 0 :]
    for place, value in given:
        name = place
        if isinstance(place, int):
            name = names[place] if place < len(names) else None
        use = known.get(name) if isinstance(name, str) else None
        if use is not None:
            what = f"the `{name}` of `{target.short}`"
            yield _Use(value, what, use.model, use.column, use.writes_row)


def _id_params(project: Project, function: FunctionRef) -> dict[str, _Use]:
    """The parameters by which a function finds rows, or that it writes as the key of a new one."""
    nothing: dict[str, _Use] = {}
    return project.once(("id params", function), lambda: _read_id_params(project, function), nothing)


def _read_id_params(project: Project, function: FunctionRef) -> dict[str, _Use]:
    scope = scope_of(project, function)
    names = {param[0] for param in scope.params if IS_ID.fullmatch(param[0])}
    found: dict[str, _Use] = {}
    for use in _uses(project, scope) if names else ():
        if use.node[0] == "name" and use.node[2] in names:
            before = found.get(use.node[2])
            if before is None or before.writes_row:
                found[use.node[2]] = use
    return found


# Models


def _mapped(project: Project, scope: Scope, node: Node) -> ClassRef | None:
    value = scope.value(node)
    return value if isinstance(value, ClassRef) and model_of(project, value) is not None else None


def _id_column(project: Project, scope: Scope, node: Node) -> ClassRef | None:
    """The model, where `node` names one of its ids, as in `Order.id`."""
    if node[0] != "attr" or not IS_ID.fullmatch(node[3]):
        return None
    return _mapped(project, scope, node[2])


def _asked(project: Project, scope: Scope, node: Node) -> ClassRef | None:
    """The model that a statement asks for, from the call of `filter_by` inwards."""
    while node[0] in ("attr", "call"):
        if node[0] == "call" and node[2][-1] in _STATEMENTS and node[3]:
            first = node[3][0]
            return _mapped(project, scope, first) or (
                _mapped(project, scope, first[2]) if first[0] == "attr" else None
            )
        if node[0] == "attr" and node[3] == "query":
            return _mapped(project, scope, node[2])
        node = node[2]
    return None


# Where else the ids come from


def _makings(project: Project, path: str) -> Iterator[str]:
    """The rows that a file writes with ids of their own, as names."""
    for function, _, text in functions_in(project, path):
        if not _WRITES.search(text) or not (
            BUILDS.search(text) or FRESH.search(text.decode(errors="replace"))
        ):
            continue
        scope = scope_of(project, function)
        for use in _uses(project, scope):
            if not use.writes_row or use.model is None:
                continue
            built = built_in(project, scope, use.node)
            if built is not None:
                yield Making(use.model, use.column, built.recipe, built.scope.path).spoken
                yield Making(use.model, use.column, built.recipe, path).spoken
            elif is_fresh(scope, use.node):
                yield Making(use.model, use.column, "", path).spoken


def _severity(project: Project, made: Made, built: Built, use: _Use, path: str) -> Severity | None:
    """How sure it is that such ids are not made so; None where they are, or where they are only names."""
    if built.is_counted:
        return "error"
    model, column = use.model, use.column
    same = made.by_recipe(built.recipe, model, column)
    if same & {built.scope.path, path}:
        return None
    if model is None:
        return None if same or column not in _OWN else "error"
    if is_generated(project, model, column) or made.is_fresh(model, column):
        return "error"
    if refers(project, model, column) or is_primary(project, model, column):
        return "error"
    return "advice" if made.is_built(model, column) and not same else None


def _found(built: Built, use: _Use, severity: Severity) -> Found:
    start, end = built.scope.span(built.node)
    if built.numbered:
        message = f"This number becomes {use.what}: two callers at once get the same one."
        do = "let the database number the rows (an autoincrementing key or a sequence)"
    else:
        message = (
            f"This id is built from parts and used as {use.what}: it matches only while both places agree."
        )
        do = "pass on the id that was stored, or look the row up by the columns it is built of"
    return Found(built.scope.path, start, end, (start, end), message, do, severity)
