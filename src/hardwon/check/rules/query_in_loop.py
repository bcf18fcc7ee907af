"""The rule `query-in-loop`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hardwon.check.analyses.queries.eager import eager, spoken
from hardwon.check.analyses.queries.growth import is_seldom
from hardwon.check.analyses.queries.repeated import Repeated, Repetition
from hardwon.check.analyses.queries.suspects import LOADS, Suspects, relationships_in, tells
from hardwon.check.analyses.runs import run, run_inner
from hardwon.check.linking.models import model_of
from hardwon.check.linking.project import Project
from hardwon.check.linking.roots import functions_in
from hardwon.check.linking.scopes import Scope, scope_of
from hardwon.check.rule import Breach, Found, Rule
from hardwon.check.searches import lazily
from hardwon.check.syntax.trees import Node

# Checks of today's data, and scripts that run once, may ask as often as they like.
_ASIDE = lazily(r"(?:^|/)(?:tests?|testing|migrations?|alembic|versions|test_[^/]*|conftest\.py)(?:/|$)")

_APP = """\
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

class Base(DeclarativeBase):
    pass

class Customer(Base):
    __tablename__ = "customer"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]

class Order(Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    customer: Mapped[Customer] = relationship()

"""


class QueryInLoop(Rule):
    """One query for the records and one more for each of them: a page of 200 orders sends 201.

    A relationship that was not loaded with its record is loaded when it is read, by a query of its own; so is
    whatever the body of the loop asks for by itself. With ten rows on a developer's machine nobody notices,
    with thousands in production most of the time goes into waiting for the network between two small queries.
    Let the statement load the relationship with `.options(selectinload(Order.customer))`, or fetch what the
    loop needs before it begins: `.in_([...])` for rows, `group_by` for counts.

    It stays silent where the session has the record already (`session.get` and the way back to a parent), in
    loops over chunks, pages and ids, in loops that commit or flush each turn, over roles, settings and other
    things of which there is a handful, where one thing is deleted or copied, in scripts, and for writes.
    """

    slug = "query-in-loop"
    title = "Load what a loop needs before it begins"
    source = "https://docs.sqlalchemy.org/en/20/orm/queryguide/relationships.html#what-kind-of-loading-to-use"
    needs = (b"elationship(", b"ession", b".query", b".scalar", b".execute(", b".exec(")
    world = (b"sqlalchemy", b"sqlmodel")

    def wants(self, text: bytes) -> bool:
        return False  # which functions matter is known only when all relationships are

    def offers(self, project: Project, path: str) -> Iterable[str]:
        if _ASIDE.search(path):
            return
        text = project.text(path)
        if b"elationship(" in text:
            for model, name in relationships_in(text):
                yield f"{model}:rel:{name}"
        if LOADS.search(text):
            for function, _, part in functions_in(project, path):
                for kind in tells(part, function.short):
                    yield f"{function.short}:{kind}"

    def relays(self, project: Project, path: str, names: frozenset[str]) -> Iterable[str]:
        if not _ASIDE.search(path):
            suspects = _suspects(project, names)
            for function, _, text in functions_in(project, path):
                if suspects.reads(text, function.short):
                    yield f"{function.short}:reads"

    def check(self, project: Project, path: str, names: frozenset[str]) -> Iterator[Found]:
        if _ASIDE.search(path):
            return
        suspects = _suspects(project, names)
        if not suspects.may_rouse(project.text(path)):
            return
        for function, node, text in functions_in(project, path):
            if is_seldom(path, function.name) or _is_command(node) or not suspects.rouses(text):
                continue
            scope = scope_of(project, function)
            ran = run(project, function)
            runs = [ran, *(inner for _, inner in run_inner(project, ran))]
            seen: set[tuple[int, str]] = set()
            for each in runs:
                for found in Repetition(project, scope, each).found():
                    made = _finding(project, scope, found)
                    if (made.start, made.message) not in seen:
                        seen.add((made.start, made.message))
                        yield made

    breaches = (
        Breach(
            text=_APP
            + """
def names(session: Session) -> list[str]:
    orders = session.scalars(select(Order).order_by(Order.id)).all()
    return [order.customer.name for order in orders]  # here: warning
""",
            cured=_APP.replace("mapped_column, relationship", "mapped_column, relationship, selectinload")
            + """
def names(session: Session) -> list[str]:
    orders = session.scalars(select(Order).options(selectinload(Order.customer)).order_by(Order.id)).all()
    return [order.customer.name for order in orders]
""",
        ),
        Breach(
            text=_APP
            + """
def report(session: Session) -> None:
    for order in session.query(Order).all():
        customer = session.get(Customer, order.customer_id)  # here: warning
        print(order.id, customer.name)
""",
            cured=_APP
            + """
def report(session: Session) -> None:
    orders = session.query(Order).all()
    wanted = select(Customer).where(Customer.id.in_({order.customer_id for order in orders}))
    customers = {customer.id: customer for customer in session.scalars(wanted)}
    for order in orders:
        print(order.id, customers[order.customer_id].name)
""",
        ),
    )
    quiet = (
        _APP
        + """
def names(session: Session) -> list[str]:
    customers = session.scalars(select(Customer)).all()
    orders = session.scalars(select(Order)).all()
    print(len(customers))
    return [order.customer.name for order in orders]
""",
        _APP.replace("relationship()", 'relationship(lazy="joined")')
        + """
def names(session: Session) -> list[str]:
    return [order.customer.name for order in session.scalars(select(Order))]
""",
        _APP
        + """
def forget(session: Session, ids: list[int]) -> None:
    for start in range(0, len(ids), 500):
        for order in session.scalars(select(Order).where(Order.id.in_(ids[start : start + 500]))):
            session.delete(order)
""",
        _APP
        + """
def names(session: Session, order_ids: list[int]) -> list[str]:
    found = {}
    for order in session.scalars(select(Order).where(Order.id.in_(order_ids))):
        if order.customer_id not in found:
            found[order.customer_id] = session.get(Customer, order.customer_id).name
    return list(found.values())
""",
        # Each commit expires what was loaded: eager loading would be thrown away with the first turn.
        _APP
        + """
def remind(session: Session, unit, send) -> None:
    for order in session.scalars(select(Order)).all():
        send(order.customer.name)
        order.reminded = True
        unit.commit()
""",
        # Each row is locked for as short as can be.
        _APP
        + """
def credit(session: Session) -> None:
    for order in session.scalars(select(Order)).all():
        wanted = select(Customer).where(Customer.id == order.customer_id).with_for_update()
        customer = session.execute(wanted).scalar_one()
        customer.name = customer.name.title()
""",
        # The first of two orders that become one has to be seen by the second.
        _APP
        + """
def assign(session: Session, customer_id: int) -> None:
    for order in session.scalars(select(Order).where(Order.customer_id.is_(None))).all():
        mine = select(Order).where(Order.customer_id == customer_id, Order.number == order.number)
        same = session.scalar(mine)
        if same is None:
            order.customer_id = customer_id
        else:
            session.delete(order)
""",
        # Each turn writes for itself: the query is not what it waits for.
        _APP
        + """
def close(session: Session, send) -> None:
    for order in session.scalars(select(Order)).all():
        customer = session.get(Customer, order.customer_id)
        send(customer.name)
        order.closed = True
        session.flush()
""",
        # To delete a record loads what hangs on it.
        _APP
        + """
def forget(session: Session, only_test: bool) -> None:
    for order in session.scalars(select(Order)).all():
        print(order.customer.name)
        if not only_test:
            session.delete(order)

def touch(session: Session) -> None:
    for order in session.scalars(select(Order)).all():
        order.note = order.customer.name
        order.save()
""",
        _APP
        + """
import click

@click.command()
@click.option("--verbose", is_flag=True)
def show(verbose: bool) -> None:
    with Session() as session:
        for order in session.scalars(select(Order)).all():
            click.echo(order.customer.name)
""",
        # What the records were asked for is at hand.
        _APP.replace("customer", "party").replace("Customer", "Party")
        + """
def viewed(session: Session, parties: list[Party]) -> list[str]:
    wanted = select(Order).where(Order.number.in_([each.id for each in parties]))
    return [order.party.name for order in session.scalars(wanted).all()]
""",
        # One customer is deleted, with what hangs on it; and of roles there is a handful.
        _APP
        + """
def delete_customer(session: Session, customer_id: int) -> None:
    for order in session.scalars(select(Order).where(Order.number == customer_id)).all():
        print(session.get(Customer, order.customer_id).name)

class Role(Base):
    __tablename__ = "role"
    id: Mapped[int] = mapped_column(primary_key=True)
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    granted_by: Mapped[Customer] = relationship()

def granted(session: Session) -> list[str]:
    return [role.granted_by.name for role in session.scalars(select(Role)).all()]
""",
        # It gathers what hangs on those that one statement deletes afterwards.
        _APP
        + """
from sqlalchemy import delete

def leave(session: Session, number: int, drop) -> None:
    names = []
    for order in session.scalars(select(Order).where(Order.number == number)).all():
        for customer in session.scalars(select(Customer).where(Customer.id == order.customer_id)).all():
            names.append(customer.name)
    drop(names)
    session.execute(delete(Order).where(Order.number == number))
""",
        _APP
        + """
def export_user(session: Session, number: int) -> list[str]:
    orders = session.scalars(select(Order).where(Order.number == number)).all()
    return [order.customer.name for order in orders]
""",
        _APP
        + """
from cachetools import TTLCache, cached

KEPT = TTLCache(maxsize=1000, ttl=60)

@cached(KEPT, key=lambda customer_id, _: customer_id)
def get_customer_name(customer_id: int, session: Session) -> str:
    return session.query(Customer).filter(Customer.id == customer_id).one().name

def greet(session: Session, send) -> None:
    for order in session.scalars(select(Order)).all():
        name = get_customer_name(order.customer_id, session)
        send(name)
""",
    )


def _is_command(node: Node) -> bool:
    """Whether a function is a command of click's, by its options: somebody runs it by hand."""
    decorators = (part[2] if part[0] == "call" else part for part in node[5] or ())
    return any(part[-1] in ("option", "argument", "pass_context") for part in decorators)


def _suspects(project: Project, names: frozenset[str]) -> Suspects:
    return project.once(("query-in-loop", names), lambda: Suspects(names))


def _finding(project: Project, scope: Scope, found: Repeated) -> Found:
    site = found.site
    written = project.text(site.path)[site.start : site.end].decode("utf-8", "replace")
    spot = " ".join(written.split())
    if len(spot) > 60:
        spot = f"{spot[:57]}..."
    whole = (site.start, site.end)
    if found.load is None:
        message = f"`{spot}` sends a query for each `{found.model.short}` of the loop."
        return Found(site.path, site.start, site.end, whole, message, _before(found), "warning")
    model, attribute = found.steps[-1]
    dynamic = _is_dynamic(project, found)
    if found.load.site == site:
        what = f"`{spot}` is not loaded with its `{model.short}`"
    else:
        what = f"`{spot}` reads `{model.short}.{attribute}`, which is not loaded"
    message = f"{what}: a query for each `{found.model.short}` of the loop."
    if dynamic:
        message = f"`{spot}` is a query of its own for each `{found.model.short}` of the loop."
        do = "ask once before the loop: `group_by` for counts, `.in_([...])` for rows"
        return Found(site.path, site.start, site.end, whole, message, do, "warning")
    edits = eager(project, scope, found.key, found.steps)
    do = f"load it with the records:  .options({spoken(found.steps)})"
    rewrite = edits[0] if edits else None
    return Found(
        site.path, site.start, site.end, whole, message, do, "warning", rewrite, bool(edits), edits[1:]
    )


def _is_dynamic(project: Project, found: Repeated) -> bool:
    model, attribute = found.steps[-1]
    known = model_of(project, model)
    relationship = known.relationships.get(attribute) if known else None
    return relationship is not None and relationship.dynamic


def _before(found: Repeated) -> str:
    if found.asked is None:
        return "ask once before the loop: `.in_([...])` for rows, `group_by` for counts"
    asked = found.asked.short
    return f"fetch them all before the loop, by `.in_([...])` on `{asked}`, and look them up by key"
