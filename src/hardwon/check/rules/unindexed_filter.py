"""The rule `unindexed-filter`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct, field

from hardwon.check.analyses.queries.filters import ASKS, Column, Query, queries_in
from hardwon.check.analyses.queries.growth import Growth, growth_of, leads_on, weight_of
from hardwon.check.analyses.queries.indexes import (
    INDEXING,
    home_of,
    indexed_beside,
    indexed_by_sql,
    indexed_in_migration,
    is_indexed,
    name_of,
    needs_none,
    table_of,
    tables_of,
)
from hardwon.check.linking.project import Project
from hardwon.check.linking.roots import functions_in
from hardwon.check.linking.values import ClassRef
from hardwon.check.rule import Breach, Found, Rule
from hardwon.check.searches import lazily
from hardwon.check.syntax.names import walk
from hardwon.check.syntax.trees import Node

_NAMES = lazily(rb"\b(?:[A-Z]\w*|cls)\.\w|filter_by\(")
# What checks or moves data once may read whole tables.
_ASIDE = lazily(
    r"(?:^|/)(?:tests?|testing|migrations?|alembic|versions|examples?|fixtures|seeds?|test_[^/]*|conftest\.py)(?:/|$)"
)
_MIGRATES = lazily(r"(?:^|/)(?:migrations?|alembic|versions|db_versions|revisions)/")

# With each request or so, and each time an index would have to be written as well.
_WRITTEN_OFTEN = lazily(r"^last_?(?:active|activity|seen|used|access|accessed|request|heartbeat|ping|poll)")

_DOES = {
    "filters": "filter on it", "joins": "join on it", "scans": "filter on it", "sorts": "sort by it first"
}  # fmt: skip

_APP = """\
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

class Base(DeclarativeBase):
    pass

class Customer(Base):
    __tablename__ = "customer"
    id: Mapped[int] = mapped_column(primary_key=True)

class Order(Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"){index}){mark}
    paid: Mapped[bool]

def orders(session: Session, customer_id: int) -> list[Order]:
    return list(session.scalars(select(Order).where(Order.customer_id == customer_id)))

def unpaid(session: Session, customer_id: int) -> list[Order]:
    return list(session.scalars(select(Order).where(Order.customer_id == customer_id, ~Order.paid)))
"""
_USES = "from sqlalchemy import select\nfrom sqlalchemy.orm import Session\nfrom app import Order\n\n"


class UnindexedFilter(Rule):
    """A column that queries look up by, and that no index leads to: each of them reads the whole table.

    A foreign key gets no index by itself in PostgreSQL, SQLite, Oracle and SQL Server; nor does a slug, a
    token or a timestamp that pages are sorted by. With a hundred rows that costs nothing, with a million a
    second a query, and it holds locks meanwhile. Add `index=True` to the column, or a composite `Index` that
    begins with it, and a migration.

    It counts what the whole project filters, joins and first sorts on, and reads indexes from models and
    migrations. It stays silent for a column that is used once (`index-after`), for Booleans, enums and names
    of what there is little of, and where another condition of the same query has an index already, or a
    helper goes on with the statement.

    A table has to look as if it grows: its rows are called like what there is more of every day (runs,
    messages, orders), belong to people, or to rows of another table that is not set up by hand; the message
    says which. Where nothing tells, one query more has to ask, and those that delete, import or serve a
    command line count half or not at all; so do keys to roles, themes, plugins and other things of which
    there is a handful. What was mailed to a person, such as `confirmation_token`, counts half.
    """

    slug = "unindexed-filter"
    title = "Give an index to what queries look up by"
    source = "https://docs.sqlalchemy.org/en/20/core/constraints.html#indexes"
    needs = (b".where(", b".filter(", b".filter_by(", b".order_by(", b"onclause", *INDEXING)
    world = (b"sqlalchemy", b"sqlmodel")

    def wants(self, text: bytes) -> bool:
        return ASKS.search(text) is not None and _NAMES.search(text) is not None

    def offers(self, project: Project, path: str) -> Iterable[str]:
        text = project.text(path)
        if any(word in text for word in INDEXING):
            if _MIGRATES.search(path) or b"op." in text:
                for table, column in indexed_in_migration(text.decode("utf-8", "replace")):
                    yield f"{table}:made:{column}"
            elif b"INDEX" in text or b"index" in text:
                for table, column in indexed_by_sql(text.decode("utf-8", "replace")):
                    yield f"{table}:made:{column}"
            if b"Index(" in text or b"UniqueConstraint(" in text:
                for model, column in indexed_beside(project, path):
                    yield f"{model.short}:beside:{model.path}:{model.name}:{column}"
        if not _ASIDE.search(path) and ASKS.search(text):
            yield from _uses(project, path)

    def check(self, project: Project, path: str, names: frozenset[str]) -> Iterator[Found]:
        known = project.once(("unindexed-filter", names), lambda: _Known.read(names))
        lacking = {
            home: found
            for home, uses in known.by_home.get(path, {}).items()
            if (found := _lacking(project, known, path, home, uses))
        }
        least = project.settings.index_after
        told: set[tuple[str, str]] = set()
        while lacking:
            # An index on one column serves the queries that ask for others besides.
            home = max(lacking, key=lambda home: (len(lacking[home]), home[1].endswith("_id"), home))
            uses = lacking.pop(home)
            if len(uses) < least:
                return
            if home[:2] not in told and (growth := _growth(project, home[1], uses.values(), least)):
                told.add(home[:2])
                yield _finding(project, path, home, list(uses.values()), growth)
            served = {use.place for use in uses.values() if use.how in ("filters", "joins")}
            lacking = {
                other: {place: use for place, use in more.items() if place not in served or use.is_alone}
                for other, more in lacking.items()
            }

    breaches = (
        Breach(
            text=_APP.format(index="", mark="  # here: warning"),
            cured=_APP.format(index=", index=True", mark=""),
        ),
        Breach(
            text=_APP.format(index="", mark="")
            .replace("Order.customer_id ==", "Order.number ==")
            .replace("    paid:", "    number: Mapped[str]  # here: warning\n    paid:"),
            cured=_APP.format(index="", mark="")
            .replace("Order.customer_id ==", "Order.number ==")
            .replace("    paid:", "    number: Mapped[str] = mapped_column(unique=True)\n    paid:"),
        ),
    )
    quiet = (
        _APP.format(index="", mark="").replace("Order.customer_id == customer_id, ~", "~"),
        _APP.format(index="", mark="").replace(
            "    paid:",
            '    __table_args__ = (Index("ix_order_customer", "customer_id", "paid"),)\n    paid:',
        ),
        # The base class adds what its tables have in common.
        _APP.format(index="", mark="").replace(
            "    paid:", '    _table_args = (Index("ix_order_customer", "customer_id"),)\n    paid:'
        ),
        _APP.format(index="", mark="").replace(
            "Order.customer_id == customer_id", "Order.id == customer_id, Order.customer_id == customer_id"
        ),
        _APP.format(index="", mark="")
        + """
# file: migrations/versions/0001_index.py
from alembic import op

def upgrade() -> None:
    op.create_index("ix_order_customer_id", "order", ["customer_id"])
""",
        _APP.format(index="", mark="")
        .replace("Order.customer_id ==", "Order.file_format ==")
        .replace("    paid:", "    file_format: Mapped[str]\n    paid:"),
        # What is looked up by its name is of few, and so are the names that rows say they belong to.
        _APP.format(index="", mark="")
        .replace("Order.customer_id ==", "Order.shop_name ==")
        .replace("    paid:", "    shop_name: Mapped[str]\n    paid:"),
        _APP.format(index="", mark="").replace("Order", "OrderLock"),
        # What an installation sets up it has a handful of, and a key to it has few values.
        _APP.format(index="", mark="").replace("Customer", "Theme").replace("customer", "theme"),
        _APP.format(index="", mark="")
        .replace("class Order", "class ShippingZone")
        .replace("Order.", "ShippingZone.")
        .replace("customer", "carrier")
        .replace("select(Order)", "select(ShippingZone)"),
        # The table's columns may go by another name.
        _APP.format(index="", mark="")
        + """
from sqlalchemy import Index

columns = Base.metadata.tables["order"].columns
Index("ix_order_customer", columns.customer_id, columns.paid)
""",
        # One function is not the project.
        _APP.format(index="", mark="")
        .replace("Order.customer_id ==", "Order.number ==")
        .replace("    paid:", "    number: Mapped[str]\n    paid:")
        .replace(
            "\n\ndef unpaid(session: Session, customer_id: int) -> list[Order]:\n    return", "\n    return"
        ),
        # Most rows belong to nobody in particular.
        _APP.format(index=', default="0"', mark=""),
        # The key that narrows it down wants the index, and only one query asks for it.
        _APP.format(index="", mark="")
        .partition("def orders")[0]
        .replace("    paid:", "    clerk_id: Mapped[int]\n    placed_at: Mapped[int]\n    paid:")
        + """
def newest(session: Session, customer_id: int) -> Order | None:
    mine = select(Order).where(Order.customer_id == customer_id)
    return session.scalars(mine.order_by(Order.placed_at.desc()).limit(1)).first()

def newest_paid(session: Session, clerk_id: int) -> Order | None:
    mine = select(Order).where(Order.clerk_id == clerk_id)
    return session.scalars(mine.order_by(Order.placed_at.desc()).limit(1)).first()
""",
        # A cache holds as much as it may.
        _APP.format(index="", mark="").replace("Order", "OrderCacheEntry"),
        # An index would be written with each request.
        _APP.format(index="", mark="")
        .replace("Order.customer_id ==", "Order.last_seen_at >")
        .replace("    paid:", "    last_seen_at: Mapped[int]\n    paid:"),
        # What is needed once, and fades.
        _APP.format(index="", mark="")
        .replace("Order", "LoginCode")
        .replace("    paid:", "    expires_at: Mapped[int]\n    paid:"),
        # Asked once a person, when the mail is answered.
        _APP.format(index="", mark="")
        .replace("Order.customer_id ==", "Order.confirmation_token ==")
        .replace("    paid:", "    confirmation_token: Mapped[str]\n    paid:"),
        # An import is run by hand, once.
        _APP.format(index="", mark="")
        .replace("def orders", "def import_orders")
        .replace("def unpaid", "def seed"),
        # The helper may narrow the statement down by what has an index.
        _APP.format(index="", mark="").partition("def unpaid")[0]
        + """
def seen(session: Session, customer_id: int) -> list[Order]:
    query = select(Order).where(Order.customer_id == customer_id)
    query = visible(session, query)
    return list(session.scalars(query))
""",
        _APP.format(index="", mark="").replace("def orders", f"# file: examples/load.py\n{_USES}def orders"),
    )


# The class that declares a column, the column, and the table's class where that is another one.
Home = tuple[str, str, str]


class _Use(Struct, frozen=True):
    """One query that a column would need an index for; an index to one of `besides` would do as well."""

    model: ClassRef
    place: str
    how: str
    is_alone: bool
    besides: tuple[Column, ...]


class _Known(Struct, frozen=True):
    """What all files offer: uses by the file and class that declare the column, and indexes."""

    by_home: dict[str, dict[Home, list[_Use]]] = field(default_factory=dict)
    made: set[tuple[str, str]] = field(default_factory=set)
    beside: set[Column] = field(default_factory=set)

    @classmethod
    def read(cls, names: frozenset[str]) -> _Known:
        known = cls()
        for name in sorted(names):
            word, kind, *rest = name.split(":")
            if kind == "made":
                known.made.add((word, rest[0]))
            elif kind == "beside":
                known.beside.add(Column(ClassRef(rest[0], rest[1]), rest[2]))
            elif kind == "use":
                home, owner, column, path, model, place, how, alone, besides = rest
                others = tuple(
                    Column(ClassRef(*part.split("|")[:2]), part.split("|")[2])
                    for part in besides.split(";")
                    if part
                )
                use = _Use(ClassRef(path, model), place, how, alone == "alone", others)
                table = "" if owner == model else model
                known.by_home.setdefault(home, {}).setdefault((owner, column, table), []).append(use)
        return known

    def leads_to(self, project: Project, column: Column) -> bool:
        """Whether an index leads to the column, by its model, beside it or in a migration."""
        if is_indexed(project, column.model, column.name):
            return True
        # The table's name need not stand in the model's file, nor that of a class below it.
        project.note(("offered", ":made"))
        project.note(("offered", ":beside"))
        if any(k.name == column.name and _same(project, k.model, column.model) for k in self.beside):
            return True
        by_sql = project.once(("by sql",), lambda: frozenset(indexed_in_migration(project.sql())))
        name = name_of(project, column.model, column.name)
        return any(
            place in self.made or place in by_sql
            for place in ((table, name) for table in (*tables_of(project, column.model), "*"))
        )


def _same(project: Project, one: ClassRef, other: ClassRef) -> bool:
    return one == other or any(known.ref == one for known in project.line_of(other).classes)


def _uses(project: Project, path: str) -> Iterator[str]:
    """What the file's queries look up by, as names: word, `use`, home, class and column, model, place."""
    for function, _, text in functions_in(project, path):
        if not ASKS.search(text) or not _NAMES.search(text):
            continue
        for number, query in enumerate(queries_in(project, function)):
            for column, how, besides in _lookups(query):
                if how in ("sorts", "scans") and _WRITTEN_OFTEN.search(column.name):
                    continue
                if how == "sorts" and any(leads_on(project, key.model, key.name) for key in query.equal):
                    continue  # the key is what wants an index
                found = home_of(project, column.model, column.name)
                if found is None or needs_none(project, column.model, column.name):
                    continue
                owner = found[0].ref
                others = ";".join(f"{c.model.path}|{c.model.name}|{c.name}" for c in besides)
                place = f"{path}#{function.name}#{number}"
                alone = "alone" if how == "scans" and not besides else ""
                spoken = (column.model.path, column.model.name, place, how, alone, others)
                yield ":".join((owner.short, "use", owner.path, owner.name, column.name, *spoken))


def _lookups(query: Query) -> Iterator[tuple[Column, str, list[Column]]]:
    """The columns that a query needs an index for, and those that would do instead."""
    if query.is_vague:
        return
    narrowing = [*query.equal, *query.compared]
    for how, columns in (("filters", query.equal), ("scans", query.others), ("joins", query.joined)):
        for column in columns:
            yield column, how, [other for other in narrowing if other != column]
    if query.sorted is not None and query.is_cut and query.sorted not in query.equal:
        yield query.sorted, "sorts", narrowing


def _lacking(project: Project, known: _Known, path: str, home: Home, uses: list[_Use]) -> dict[str, _Use]:
    """The uses, by their place, that no index serves."""
    owner, name, _ = home
    found = home_of(project, ClassRef(path, owner), name)
    if found is None or found[0].ref.path != path or _is_covered(project, path, found[1]):
        return {}
    lacking: dict[str, _Use] = {}
    for use in uses:
        column = Column(use.model, name)
        if needs_none(project, use.model, name) or known.leads_to(project, column):
            continue
        if not any(known.leads_to(project, other) for other in use.besides):
            lacking.setdefault(use.place, use)
    return lacking


def _growth(project: Project, name: str, uses: Collection[_Use], least: int) -> Growth | None:
    """What the table grows with; None where too few queries ask, for a table of which that is all we know."""
    model = next(iter(uses)).model
    growth = growth_of(project, model, name)
    if growth.is_same:
        return None
    places = [tuple(use.place.split("#")[:2]) for use in uses]
    if not leads_on(project, model, name):
        places = list(set(places))  # one function alone hardly makes a column one to look up by
    weight = sum(weight_of(path, function, name, growth) for path, function in places)
    return growth if weight >= (least if growth.by else least + 1) else None


def _is_covered(project: Project, path: str, node: Node) -> bool:
    """Whether it is a foreign key, and the only database is one that indexes those by itself."""
    calls = [inner for inner in walk((node,)) if inner[0] == "call"]
    is_key = any(c[2][-1] == "ForeignKey" or any(w == "foreign_key" for w, _ in c[4]) for c in calls)
    return is_key and project.only_mysql(path)


def _finding(project: Project, path: str, home: Home, uses: list[_Use], growth: Growth) -> Found:
    owner, name, _ = home
    found = home_of(project, ClassRef(path, owner), name)
    node: Node = found[1] if found else ("const", 0, None)
    short = owner.rpartition(".")[2]
    hows = sorted({use.how for use in uses})
    does = _DOES.get(hows[0], "") if len(hows) == 1 else "look it up or sort by it"
    functions = sorted({use.place.split("#")[1].rpartition(".")[2] for use in uses})
    shown = ", ".join(f"`{function}`" for function in functions[:3]) + (", ..." if len(functions) > 3 else "")
    message = f"No index leads to `{short}.{name}`, and {len(uses)} queries {does} (in {shown}): "
    message += "each reads the whole table"
    message += f", which grows with every {growth.by}." if growth.by else "."
    table = table_of(project, uses[0].model) or uses[0].model.short.lower()
    do = (
        f'add index=True to the column, or Index("ix_{table}_{name}", "{name}") to the table, and a migration'
    )
    start, end = project.span(path, node[1])
    place = project.span(path, node[2][0][1])
    return Found(path, place[0], place[1], (start, end), message, do, "warning")
