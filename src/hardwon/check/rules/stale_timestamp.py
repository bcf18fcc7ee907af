"""The rule `stale-timestamp`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from hardwon.check.analyses.records.modifying import WRITES, Modified
from hardwon.check.analyses.records.stamps import clocks, keepers, stamps_of
from hardwon.check.analyses.runs import run, run_inner
from hardwon.check.analyses.surroundings import is_test
from hardwon.check.linking.models import model_of
from hardwon.check.linking.project import Project
from hardwon.check.linking.roots import functions_in
from hardwon.check.linking.values import ClassRef
from hardwon.check.linking.words import Search, any_offered, pattern
from hardwon.check.rule import Breach, Found, Rule
from hardwon.check.searches import lazily

_MAPS = pattern(r"\bColumn\(|mapped_column|Mapped\[|table=True")
_ASSIGNS = lazily(
    rb"^[ \t]+(?!self\.\w+[ \t]*[-+:|]?=)\w[\w.\[\]]*(?:\([\w, ]*\))?\.\w+[ \t]*[-+*|/]?=[^=]", re.MULTILINE
)
_LOADS = pattern(r"ession|\bdb\b|query|get_or_404|Depends|Dep\b|repo|store\b|uow")
# The word under which files say what they keep stamped; it stands in no text.
_KEEPER = "*keeps*"
# Of how many functions that forget a column nobody says that they do.
_SEVERAL = 3
_CHANGES = lazily(rb"^[ \t]+(\w+)\.\w+[ \t]*[-+*|/]?=[^=]", re.MULTILINE)
_MIGRATION = lazily(r"(?:^|/)(?:migrations?|alembic|versions)/")

_SHOP = """\
from datetime import datetime
from sqlalchemy import event, func, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

class Base(DeclarativeBase):
    pass

class Order(Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
"""


class StaleTimestamp(Rule):
    """A column like `updated_at` is believed by whoever syncs, caches or debugs by it. `default` and
    `server_default` set it when the row is inserted and never again: a function that changes the record
    and does not set it leaves a row that claims to be older than it is.

    Let the column keep itself, with `onupdate=func.now()`, which works for bulk updates as well; a trigger
    or a `before_update` listener does it too. Otherwise set it wherever the record is changed. Where a model
    keeps `updated_by`, set that too in functions that know who acts.

    It stays silent where the model, a mixin, a listener, a setter or a trigger keeps the column, where the
    record goes on to code out of sight, for a row's own bookkeeping (`last_seen`, counters), where only
    another time is set (`suspended_at`), for rows that only let go of others, and where something is due so
    long after the column's time.
    With `strict-timestamps = true` it asks for the timestamp always.
    """

    slug = "stale-timestamp"
    title = "Set the time of the last change with the change"
    source = "https://docs.sqlalchemy.org/en/20/core/metadata.html#sqlalchemy.schema.Column.params.onupdate"
    needs = (
        b"mapped_column",
        b"Column(",
        b"table=True",
        b"before_",
        b"listen",
        b"trigger",
        b"TRIGGER",
        b"+ timedelta(",
    )
    world = (b"sqlalchemy", b"sqlmodel", b"SQLAlchemy")

    def wants(self, text: bytes) -> bool:
        return False

    def offers(self, project: Project, path: str) -> Iterable[str]:
        text = project.text(path)
        yield from (f"{_KEEPER}:{keeper}" for keeper in keepers(text))
        yield from (f"{_KEEPER}:clock:{clock.decode()}" for clock in clocks(text))
        if is_test(path) or _MIGRATION.search(path) or _MAPS.search(text) is None:
            return
        for name, choices in project.names(path).by_name.items():
            ref = ClassRef(path, name)
            if choices[-1].kind == "class" and stamps_of(project, ref) is not None:
                yield f"{name}:model"
                model = model_of(project, ref)
                yield from (f"{_KEEPER}:column:{column}" for column in (model.columns if model else ()))

    def relays(self, project: Project, path: str, names: frozenset[str]) -> Iterable[str]:
        """Functions that change a record they are given and leave it to their callers to write it, and those
        that give records out.
        """
        models = any_offered(names, "model")
        if models is None or is_test(path) or models.search(project.text(path)) is None:
            return
        for function, node, text in functions_in(project, path):
            head = str(node[4])
            if len(function.short) < 3 or not models.search(head.encode()):
                continue
            gives = "->" in head and models.search(head.rpartition("->")[2].encode())
            if gives and len(function.short) > 3 and function.short[0] != "_":
                yield f"{function.short}:gives"
            if WRITES.search(text):
                continue
            given = {match[1].encode() for match in re.finditer(r"(\w+)\s*:", head)}
            if any(match[1] in given for match in _CHANGES.finditer(text)):
                yield f"{function.short}:changes"

    def check(self, project: Project, path: str, names: frozenset[str]) -> Iterator[Found]:
        models = any_offered(names, "model")
        if models is None or is_test(path) or _MIGRATION.search(path):
            return
        giving, changing = any_offered(names, "gives"), any_offered(names, "changes")
        content = project.text(path)
        speaks = models.search(content) is not None
        if not speaks and (giving is None or b"commit(" not in content or giving.search(content) is None):
            return
        judged: list[Modified] = []
        kept = _kept(project, names)
        for function, _, text in functions_in(project, path) if "*" not in kept else ():
            head = max(text.find(b"("), 0)
            relies = changing is not None and b"ession" in text and changing.search(text, head) is not None
            if not relies and not _modifies(text, names):
                continue
            gets = giving is not None and giving.search(text, head) is not None
            if not (relies or gets or (speaks and (_LOADS.search(text) or models.search(text)))):
                continue
            modified = Modified(project, function, text, kept)
            ran = run(project, function)
            modified.look_at(ran)
            for _, inner in run_inner(project, ran):
                modified.look_at(inner)
            modified.look_at_scope()
            judged.append(modified)
        stale = Counter(model for modified in judged for model in modified.stale)
        fresh = Counter(model for modified in judged for model in modified.fresh)
        told = {name.rpartition(":")[2] for name in names if name.startswith(f"{_KEEPER}:clock:")}
        for modified in judged:
            for model, found in modified.stale.items():
                if told and _is_clock(project, model, told):
                    continue
                # Where both are usual, the column means something narrower than any change.
                if stale[model] < _SEVERAL or fresh[model] < 2:
                    yield found

    breaches = (
        Breach(
            text=_SHOP
            + """
def ship(session: Session, order_id: int) -> None:
    order = session.get(Order, order_id)
    order.status = "shipped"  # here: warning
    session.commit()
""",
            cured=_SHOP
            + """
def ship(session: Session, order_id: int) -> None:
    order = session.get(Order, order_id)
    order.status = "shipped"
    order.updated_at = func.now()
    session.commit()
""",
        ),
        Breach(
            text=_SHOP
            + """
def cancel_old(session: Session, before: datetime) -> None:
    old = Order.updated_at < before
    session.execute(update(Order).where(old).values(status="cancelled"))  # here: warning
    session.commit()
""",
            cured=_SHOP
            + """
def cancel_old(session: Session, before: datetime) -> None:
    stale = update(Order).where(Order.updated_at < before)
    session.execute(stale.values(status="cancelled", updated_at=func.now()))
    session.commit()
""",
        ),
    )
    quiet = (
        _SHOP.replace("server_default=func.now()", "server_default=func.now(), onupdate=func.now()")
        + """
def ship(session: Session, order_id: int) -> None:
    order = session.get(Order, order_id)
    order.status = "shipped"
    session.commit()
""",
        _SHOP
        + """
@event.listens_for(Base, "before_update", propagate=True)
def touch(mapper, connection, target):
    target.updated_at = func.now()

def ship(session: Session, order_id: int) -> None:
    order = session.get(Order, order_id)
    order.status = "shipped"
    session.commit()
""",
        _SHOP
        + """
def touch(record: Base) -> None:
    record.updated_at = func.now()

def ship(session: Session, order_id: int) -> None:
    order = session.get(Order, order_id)
    order.status = "shipped"
    touch(order)
    session.commit()
""",
        # What is due is reckoned from it: to set it would put that off.
        _SHOP.replace("import datetime", "import datetime, timedelta")
        + """
def is_due(order: Order, now: datetime) -> bool:
    return order.updated_at + timedelta(days=3) < now

def ship(session: Session, order_id: int) -> None:
    order = session.get(Order, order_id)
    order.status = "shipped"
    session.commit()
""",
        # Before the parent is deleted its rows let go of it.
        _SHOP.replace("    status:", "    parent_id: Mapped[int | None]\n    status:")
        + """
def disconnect(session: Session, ids: list[int]) -> None:
    session.execute(update(Order).where(Order.parent_id.in_(ids)).values(parent_id=None))
    session.commit()
""",
        # When it was suspended has a column of its own.
        _SHOP.replace("    status:", "    suspended_at: Mapped[datetime | None]\n    status:")
        + """
def reopen(session: Session, order_id: int) -> None:
    order = session.get(Order, order_id)
    order.suspended_at = None
    session.commit()
""",
        _SHOP
        + """
def create(session: Session) -> Order:
    order = Order()
    order.status = "new"
    session.add(order)
    session.commit()
    return order
""",
    )


# Which functions are worth running


def _kept(project: Project, names: frozenset[str]) -> frozenset[str]:
    """What other files keep stamped: `listener:Base`, `trigger:orders`, or `*` for everything."""
    for kind in ("listener", "trigger", "*", "column", "clock"):
        project.note(("offered", f":{kind}"))
    own = (name.partition(":")[2] for name in names if name.startswith(f"{_KEEPER}:"))
    return frozenset(name for name in own if not name.startswith(("column:", "clock:")))


def _is_clock(project: Project, model: ClassRef, told: set[str]) -> bool:
    """Whether something is reckoned from the column: to set it would move what is due."""
    stamps = stamps_of(project, model)
    return stamps is not None and any(f"{model.short.lower()}.{time}" in told for time in stamps.times)


@lru_cache(maxsize=16)
def _assigns(names: frozenset[str]) -> Search:
    """Finds assignments to the columns of the models in question."""
    columns = sorted(name.rpartition(":")[2] for name in names if name.startswith(f"{_KEEPER}:column:"))
    words = "|".join(re.escape(column) for column in columns) or "$"
    return pattern(rf"[\w\])]\.(?:{words})[ \t]*[-+*|/]?=[^=]")


def _modifies(text: bytes, names: frozenset[str]) -> bool:
    """Whether a function's text changes attributes of something but `self`, or rows by a statement."""
    if b"setattr(" in text or b"sqlmodel_update(" in text or (b"update(" in text and b".values(" in text):
        return True
    if b"query" in text and b".update(" in text:
        return True
    return _assigns(names).search(text) is not None and _ASSIGNS.search(text) is not None
