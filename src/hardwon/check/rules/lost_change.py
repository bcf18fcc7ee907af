"""The rule `lost-change`."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator

from hardwon.check.analyses.records.background import outcomes, policy_of
from hardwon.check.analyses.records.lending import hands_out_detached
from hardwon.check.analyses.records.losses import Lost, ended, forgotten, lost_changes, unadded
from hardwon.check.analyses.runs import Ran, run, run_inner
from hardwon.check.analyses.surroundings import is_test
from hardwon.check.interpreter.state import Site
from hardwon.check.interpreter.trace import Created
from hardwon.check.linking.models import model_of
from hardwon.check.linking.project import Project
from hardwon.check.linking.roots import functions_in
from hardwon.check.linking.values import ClassRef
from hardwon.check.linking.words import any_offered, pattern
from hardwon.check.rule import Breach, Found, Rule
from hardwon.check.searches import lazily
from hardwon.check.syntax.trees import Node

_ASSIGNS = lazily(
    rb"^[ \t]+(?!self\.\w+[ \t]*[-+:]?=)\w[\w.\[\]]*\.\w+[ \t]*[-+*|/]?=[^=]|\bsetattr\(", re.MULTILINE
)
_OPENS = pattern(
    r"\bwith\b[^\n]*ession|[sS]ession\w*\(|\.begin\(|Depends|Dep\b|\.close\(|\.remove\(|\.query\b"
)
_SESSION = pattern(r"ession|commit|\bdb\b|\.add\(|flush|add_all")
_WRITES = pattern(r"commit\(|\.begin\(|\.add\(|flush\(|add_all\(|\.merge\(|\.delete\(|Depends|Dep\b")
_HANDS_OVER = pattern(
    r"add_task|create_task|ensure_future|run_in_executor|to_thread|BackgroundTask|apply_async|\b(?:Thread|Timer)\("
    r"|\.(?:submit|delay|kiq|defer|defer_async|send|spawn)\(|enqueue|add_job|start_soon|submit_job|start_job"
)
# Decorators that may commit what a function leaves behind.
_COMMITS_LATE = lazily(r"session|transact|commit|atomic|unit_of_work|provide|with_db|inject", re.IGNORECASE)

# A function that runs after each request and commits what was left behind.
_COMMITS_AFTER = lazily(
    rb"(?:@[\w.]+\.(?:after_\w*request|teardown_\w+|middleware)\b|def dispatch\()[^\n]*\n(?:[^\n]*\n){0,20}?"
    rb"[^\n]*\bcommit\(|COMMIT_ON_TEARDOWN"
)

_SHOP = """\
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, sessionmaker
from sqlalchemy import ForeignKey, create_engine

sessions = sessionmaker(create_engine("sqlite://"))

class Base(DeclarativeBase):
    pass

class Order(Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str]
    lines: Mapped[list["Line"]] = relationship(back_populates="order")

class Line(Base):
    __tablename__ = "line"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    order: Mapped[Order] = relationship(back_populates="lines")
"""


class LostChange(Rule):
    """A session writes the records that it holds, when it is committed. A new record that nobody adds, one
    whose session is closed, and whatever changes after the last commit are not written, and nothing fails:
    the object in memory looks right, the row does not.

    Add new records (`session.add(order)`), or hang them into a relationship of a record in the session
    (`order.lines.append(line)`); from SQLAlchemy 2.0 the other direction, `Line(order=order)`, adds nothing.
    Change records while their session is open, or `merge` them into one that is, and commit afterwards.

    It stays silent where a record is returned, passed on or stored, since others may write it, and where a
    helper, a dependency or the end of a block commits. Records that came from a session need no `add`; with
    `explicit-add = true` it asks for that, too.
    """

    slug = "lost-change"
    title = "Add new records, and commit after the last change"
    source = "https://docs.sqlalchemy.org/en/20/orm/session_basics.html#adding-new-or-existing-items"
    needs = (b"ession", b"commit(")
    world = (b"sqlalchemy", b"sqlmodel", b"SQLAlchemy")

    def wants(self, text: bytes) -> bool:
        return _changes_last(text)

    def offers(self, project: Project, path: str) -> Iterable[str]:
        text = project.text(path)
        if (b"commit(" in text or b"COMMIT_ON" in text) and _COMMITS_AFTER.search(text) is not None:
            yield "session:hook"
        for function, _, content in () if is_test(path) else functions_in(project, path):
            if len(function.short) > 3 and hands_out_detached(project, function, content):
                yield f"{function.short}:record"

    def check(self, project: Project, path: str, names: frozenset[str]) -> Iterator[Found]:
        if is_test(path):
            return
        records = any_offered(names, "record")
        for function, node, text in functions_in(project, path):
            hands_over = _HANDS_OVER.search(text) is not None and _SESSION.search(text) is not None
            explicit = project.settings.explicit_add and _ASSIGNS.search(text) is not None
            head = max(text.find(b"("), 0)
            gets = records is not None and records.search(text, head) and _ASSIGNS.search(text)
            if not (hands_over or explicit or gets or _changes_last(text) or _forgets(project, path, text)):
                continue
            ran = run(project, function)
            project.note(("offered", ":hook"))
            commits_late = "session:hook" in names or any(
                _COMMITS_LATE.search(_decorator(part)) for part in node[5]
            )
            yield from _findings(project, path, ran, commits_late=commits_late)
            if hands_over:
                yield from _in_background(project, path, ran)
            for _, inner in run_inner(project, ran):
                yield from _findings(project, path, inner, commits_late=True)

    breaches = (
        Breach(
            text=_SHOP
            + """
def ship(order_id: int) -> None:
    with sessions() as session:
        order = session.get(Order, order_id)
        note = Line(text="shipped", order_id=order.id)  # here
        order.status = "shipped"
        session.commit()
""",
            cured=_SHOP
            + """
def ship(order_id: int) -> None:
    with sessions() as session:
        order = session.get(Order, order_id)
        note = Line(text="shipped", order_id=order.id)
        session.add(note)
        order.status = "shipped"
        session.commit()
""",
        ),
        Breach(
            text=_SHOP
            + """
def close(session: Session, order_id: int) -> None:
    order = session.get(Order, order_id)
    order.status = "closing"
    session.commit()
    order.status = "closed"  # here
""",
            cured=_SHOP
            + """
def close(session: Session, order_id: int) -> None:
    order = session.get(Order, order_id)
    order.status = "closing"
    session.commit()
    order.status = "closed"
    session.commit()
""",
        ),
        Breach(
            text=_SHOP
            + """
def find(order_id: int) -> Order:
    with sessions() as session:
        return session.get(Order, order_id)

def close(order_id: int) -> None:
    order = find(order_id)
    order.status = "closed"  # here
    with sessions() as session:
        session.commit()
""",
            cured=_SHOP
            + """
def find(order_id: int) -> Order:
    with sessions() as session:
        return session.get(Order, order_id)

def close(order_id: int) -> None:
    order = find(order_id)
    order.status = "closed"
    with sessions() as session:
        session.merge(order)
        session.commit()
""",
        ),
    )
    quiet = (
        _SHOP
        + """
def add_line(session: Session, order_id: int) -> None:
    order = session.get(Order, order_id)
    line = Line(text="gift")
    order.lines.append(line)
    session.commit()
""",
        _SHOP
        + """
def draft(session: Session) -> Order:
    order = Order(status="draft")
    session.commit()
    return order
""",
        _SHOP
        + """
def import_all(texts: list[str]) -> None:
    with sessions.begin() as session:
        order = Order(status="new")
        lines = [Line(text=text, order=order) for text in texts]
        session.add(order)
""",
        _SHOP
        + """
def advance(order_ids: list[int]) -> None:
    with sessions() as session:
        for order in session.query(Order).filter(Order.id.in_(order_ids)):
            session.commit()
            order.status = "next"
        session.commit()
""",
        _SHOP
        + """
def save(session: Session) -> None:
    session.commit()

def close(session: Session, order_id: int) -> None:
    order = session.get(Order, order_id)
    session.commit()
    order.status = "closed"
    save(session)
""",
    )


# Which functions are worth running


def _changes_last(text: bytes) -> bool:
    """Whether an attribute is assigned below the last commit that the text shows."""
    committed = text.rfind(b"commit(")
    if committed >= 0:
        if _ASSIGNS.search(text, committed) is not None:
            return True
        # What is committed may be another session's.
        return text.count(b"ession(") + text.count(b"essions(") > 1 and _ASSIGNS.search(text) is not None
    return _OPENS.search(text) is not None and _ASSIGNS.search(text) is not None


def _forgets(project: Project, path: str, text: bytes) -> bool:
    """Whether a new record is bound to a name that is nowhere given to anybody."""
    if _WRITES.search(text) is None:
        return False
    for match in _MAKES.finditer(text):
        name = match["name"] or match["list"]
        if name is not None and _is_given_away(text, name, match.end()):
            continue
        owner, _, last = match["model"].decode().rpartition(".")
        value = project.lookup(path, owner or last)
        model = project.attribute(value, last) if owner else value
        if isinstance(model, ClassRef) and model_of(project, model) is not None:
            return True
    return False


_MAKES = lazily(
    rb"^[ \t]*(?:(?P<name>\w+)(?:[ \t]*:[^=\n]+)?[ \t]*=[ \t]*\[?\s*|(?P<list>\w+)\.append\(\s*)?"
    rb"(?P<model>[A-Z]\w*|\w+\.[A-Z]\w*)\(",
    re.MULTILINE,
)


_LOOKED = lazily(rb"(?:\blen\(|\bif |\bfor \w+ in |%[ \t]|\bprint\()$")


def _given(name: bytes) -> tuple[bytes, ...]:
    """The forms in which nearly all names are given away, found without a pattern."""
    return (b"add(" + name + b")", b"return " + name + b"\n", b"append(" + name + b")", b", " + name + b")")


def _is_given_away(text: bytes, name: bytes, place: int) -> bool:
    """Whether the name stands alone anywhere below `place`, not as the head of an attribute."""
    again = text.find(b" " + name + b" = ", place)
    if any(0 <= text.find(form, place) < (again if again >= 0 else len(text)) for form in _given(name)):
        return True
    alone = re.compile(
        rb"(?<![\w.\"'])" + re.escape(name) + rb"\b(?![\w\"']|[ \t]*(?:=[^=]|:[ \t]*\w+[ \t]*=)|\.)"
    )
    match_again = re.compile(rb"^[ \t]*" + re.escape(name) + rb"[ \t]*=[^=]", re.MULTILINE).search(
        text, place
    )
    end = match_again.start() if match_again else len(text)
    return any(
        not _LOOKED.search(text[max(match.start() - 40, 0) : match.start()])
        for match in alone.finditer(text, place, end)
    )


# From what happened to findings


def _findings(project: Project, path: str, ran: Ran, *, commits_late: bool) -> Iterator[Found]:
    for made in forgotten(ran):
        if made.site.path == path:
            yield _never_added(project, made)
    seen: set[tuple[Hashable, str]] = set()
    for lost in lost_changes(ran, commits_late=commits_late):
        if lost.site.path == path and (lost.change.record, lost.reason) not in seen:
            seen.add((lost.change.record, lost.reason))
            yield _not_written(project, lost)
    if project.settings.explicit_add:
        asked: set[Hashable] = set()
        for change in unadded(ran):
            if change.site.path == path and change.record not in asked:
                asked.add(change.record)
                owner = _owner(project, change.site, change.attribute, change.model.short)
                message = f"`{owner}` is changed and not added afterwards, which explicit-add asks for."
                yield _found(change.site, message, f"session.add({owner})")


def _never_added(project: Project, made: Created) -> Found:
    model = made.model.short
    message = f"This new {model} is never added to a session, so no row is written for it."
    return _found(made.site, message, f"session.add(...) it, or leave it away if no {model} is wanted")


def _not_written(project: Project, lost: Lost) -> Found:
    change = lost.change
    owner = _owner(project, lost.site, change.attribute, change.model.short)
    what = f"{owner}.{change.attribute}" if change.attribute else owner
    if lost.reason == "detached":
        message = f"The session of `{owner}` is closed here: this change of `{what}` is never written."
        do = f"change it while its session is open, or take it into one: {owner} = session.merge({owner})"
    elif lost.reason == "late":
        message = f"`{what}` is changed after the last commit of its session, so the change is never written."
        do = "change it before the commit, or commit again"
    else:
        message = f"`{what}` is changed, but its session is never committed: the change is rolled back."
        do = "commit the session after the change"
    return _found(lost.site, message, do)


def _found(site: Site, message: str, do: str) -> Found:
    return Found(site.path, site.start, site.end, (site.start, site.end), message, do)


def _owner(project: Project, site: Site, attribute: str, model: str) -> str:
    """What the code calls the record whose attribute is assigned there."""
    text = project.text(site.path)[site.start : site.end].decode("utf-8", "replace")
    head, dot, last = text.rpartition(".")
    if dot and last == attribute and len(head) < 40 and "\n" not in head:
        return head
    given = re.match(r"setattr\(\s*([\w.]+)", text)
    return given[1] if given else model[:1].lower() + model[1:]


def _in_background(project: Project, path: str, ran: Ran) -> Iterator[Found]:
    """Changes that work in the background makes to records of a session that is closed by then."""
    versions = project.fastapi(path)
    seen: set[Hashable] = set()
    policy = policy_of(versions)
    _, commits = ended(ran)
    committed = {commit.session for commit in commits}
    for outcome in outcomes(ran.machine, ran.finals, "unknown" if policy == "open" else policy):
        for use in outcome.uses:
            if use.kind != "changed" or use.record in seen or use.model is None:
                continue
            owners = {
                final.records[use.record].session for final in ran.finals if use.record in final.records
            }
            if not outcome.certain and (not owners or owners & committed):
                continue  # where the session is open until then, it is committed at its end
            seen.add(use.record)
            owner = _owner(project, use.site, use.attribute, use.model.short)
            message = (
                f"`{owner}` belongs to the session of the function that hands this work over:"
                " nothing commits that session afterwards, so the change is never written."
            )
            yield _found(use.site, message, "hand over the id, and load the record in a session opened here")


def _decorator(node: Node) -> str:
    inner = node[2] if node[0] == "call" else node
    return str(inner[3] if inner[0] == "attr" else inner[2] if inner[0] == "name" else "")
