"""`detached-record`, shape by shape: each snippet stands in a small shop."""

import pytest

from hardwon.check import check_texts
from tests.check.projects import marked, places

MODELS = """\
from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, backref, deferred, mapped_column, relationship

class Base(DeclarativeBase):
    pass

class Stamped:
    note: Mapped[str]

class Customer(Base):
    __tablename__ = "customer"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    city: Mapped["City"] = relationship()

class City(Base):
    __tablename__ = "city"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]

class Order(Stamped, Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)
    total: Mapped[int]
    invoice: Mapped[str] = mapped_column(deferred=True)
    customer: Mapped["Customer"] = relationship(backref="orders")
    items: Mapped[list["Item"]] = relationship(back_populates="order")
    address: Mapped["City"] = relationship(lazy="joined")
    raising: Mapped["City"] = relationship(lazy="raise")
    customer_email = association_proxy("customer", "email")

    @property
    def size(self):
        return len(self.items)

    @hybrid_property
    def is_big(self):
        return self.total > 100

    def describe(self):
        return self.customer.email

class Item(Base):
    __tablename__ = "item"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    order: Mapped["Order"] = relationship(back_populates="items")
"""
DB = """\
from contextlib import asynccontextmanager, contextmanager
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, scoped_session, sessionmaker

engine = create_engine("sqlite://")
SessionLocal = sessionmaker(engine)
KeepSession = sessionmaker(engine, expire_on_commit=False)
AsyncLocal = async_sessionmaker(create_async_engine("sqlite+aiosqlite://"))
registry = scoped_session(SessionLocal)

def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()

def get_committing_db():
    with SessionLocal() as db:
        yield db
        db.commit()

def get_plain_db():
    return SessionLocal()

async def get_async_db():
    async with AsyncLocal() as session:
        yield session

@contextmanager
def scope():
    session = SessionLocal()
    try:
        yield session
        session.commit()
    finally:
        session.close()

class UnitOfWork:
    def __init__(self, factory=SessionLocal):
        self.factory = factory

    def __enter__(self):
        self.session = self.factory()
        return self

    def __exit__(self, *args):
        self.session.close()
"""
HEAD = """\
import asyncio
import functools
from concurrent.futures import ThreadPoolExecutor
from threading import Thread, Timer
from typing import Annotated
from fastapi import BackgroundTasks, Depends, FastAPI
from sqlalchemy import select
from sqlalchemy.orm import (
    Session, defer, joinedload, load_only, make_transient, object_session, selectinload, undefer,
)
from sqlalchemy.ext.asyncio import AsyncSession
from shop.db import *
from shop.models import City, Customer, Item, Order

app = FastAPI()

def email(order):
    print(order.customer.email)

def total(order):
    print(order.total)

def pay(order):
    order.total = 0

async def email_async(order):
    print(order.customer.email)

"""

BREACHES = {
    "read below the block": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
    return order.customer  # here
""",
    "read below the block, through two relationships": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1, options=[joinedload(Order.customer)])
    return order.customer.city.name  # here
""",
    "a list, turn by turn": """
def f():
    with SessionLocal() as s:
        orders = s.scalars(select(Order)).all()
    return [order.customer for order in orders]  # here
""",
    "a list, by index": """
def f():
    with SessionLocal() as s:
        orders = list(s.scalars(select(Order)))
    print(orders[0].items)  # here
""",
    "rows of a legacy query": """
def f():
    with SessionLocal() as s:
        for row in s.query(Order).filter(Order.total > 1).order_by(Order.id):
            order = row
    print(order.customer)  # here
""",
    "one of a result's rows": """
def f():
    with SessionLocal() as s:
        row = s.execute(select(Order)).one()
    print(row[0].customer, row.Order.total)  # here
""",
    "closed by hand": """
def f():
    s = SessionLocal()
    order = s.query(Order).get(1)
    s.close()
    return order.customer  # here
""",
    "closed in finally": """
def f():
    s = SessionLocal()
    try:
        order = s.query(Order).first()
    finally:
        s.close()
    return order.customer  # here
""",
    "expired by a commit": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
        s.commit()
    return order.total  # here
""",
    "expired by the transaction's end": """
def f():
    with SessionLocal.begin() as s:
        order = s.get(Order, 1)
    return order.total  # here
""",
    "expired by a block of begin()": """
def f():
    with SessionLocal() as s, s.begin():
        order = s.get(Order, 1)
    return order.total  # here
""",
    "a new record, expired": """
def f():
    with SessionLocal() as s:
        order = Order(total=1)
        s.add(order)
        s.commit()
    return order.id  # here
""",
    "committed by a scope": """
def f():
    with scope() as s:
        order = s.get(Order, 1)
    return order.total  # here
""",
    "a unit of work": """
def f():
    with UnitOfWork() as work:
        order = work.session.get(Order, 1)
    return order.customer  # here
""",
    "expunged": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
        s.expunge(order)
        return order.customer  # here
""",
    "everything expunged": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
        s.expunge_all()
        return order.customer  # here
""",
    "deferred column": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
    return order.invoice  # here
""",
    "column left out by load_only": """
def f():
    with SessionLocal() as s:
        order = s.scalars(select(Order).options(load_only(Order.id))).one()
    return order.total  # here
""",
    "column deferred by an option": """
def f():
    with SessionLocal() as s:
        order = s.scalars(select(Order).options(defer(Order.total))).one()
    return order.total  # here
""",
    "an association proxy": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
    return order.customer_email  # here
""",
    "a property over a relationship": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
    return order.size  # here
""",
    "a method over a relationship": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
    return order.describe()  # here
""",
    "a backref": """
def f():
    with SessionLocal() as s:
        customer = s.get(Customer, 1)
    return customer.orders  # here
""",
    "getattr by name": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
    return getattr(order, "customer")  # here
""",
    "a change": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
    order.total += 1  # here
""",
    "a change by setattr": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
    setattr(order, "total", 1)  # here
""",
    "passed to a function": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
    email(order)  # here
""",
    "what another function gave out": """
def load(order_id):
    with SessionLocal() as s:
        return s.get(Order, order_id)

def f():
    return load(1).customer  # here
""",
    "what a method gave out": """
class Orders:
    def find_order(self, order_id):
        with SessionLocal() as s:
            order = s.get(Order, order_id)
            return order

def f(orders: Orders):
    order = orders.find_order(1)
    return order.customer  # here
""",
    "on one way only": """
def f(flag):
    with SessionLocal() as s:
        if flag:
            order = s.get(Order, 1)
        else:
            order = None
    if order is not None:
        print(order.customer)  # here
""",
    "in a while loop": """
def f():
    while True:
        with SessionLocal() as s:
            order = s.get(Order, 1)
        print(order.customer)  # here
        break
""",
    "in match": """
def f(kind):
    with SessionLocal() as s:
        order = s.get(Order, 1)
    match kind:
        case 1:
            print(order.customer)  # here
""",
    "a thread": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
        worker = Thread(target=email, args=(order,))
        worker.start()  # here-not
""",
    "a timer": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
        Timer(5, email, [order]).start()  # here
""",
    "an executor that nobody waits for": """
pool = ThreadPoolExecutor()

def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
        pool.submit(email, order)  # here
""",
    "a partial": """
def f(tasks: BackgroundTasks):
    with SessionLocal() as s:
        order = s.get(Order, 1)
        tasks.add_task(functools.partial(email, order))  # here
""",
    "a lambda": """
def f(tasks: BackgroundTasks):
    with SessionLocal() as s:
        order = s.get(Order, 1)
        tasks.add_task(lambda: email(order))  # here
""",
    "a closure": """
def f(tasks: BackgroundTasks):
    with SessionLocal() as s:
        order = s.get(Order, 1)

        def send():
            print(order.customer)

        tasks.add_task(send)  # here
""",
    "a keyword": """
def f(tasks: BackgroundTasks):
    with SessionLocal() as s:
        order = s.get(Order, 1)
    tasks.add_task(email, order=order)  # here
""",
    "an object that keeps the record": """
class Mail:
    def __init__(self, order):
        self.order = order

    def send(self):
        print(self.order.customer)

def f(tasks: BackgroundTasks):
    with SessionLocal() as s:
        order = s.get(Order, 1)
    tasks.add_task(Mail(order).send)  # here
""",
    "a response's own background task": """
from starlette.background import BackgroundTask
from starlette.responses import JSONResponse

def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
    return JSONResponse({}, background=BackgroundTask(email, order))  # here
""",
    "a helper that passes on": """
def later(tasks: BackgroundTasks, order):
    tasks.add_task(email, order)  # here

def f(tasks: BackgroundTasks, db: Session = Depends(get_db)):
    later(tasks, db.get(Order, 1))
""",
    "a spawner that is given the work": """
def spawn(work):
    return asyncio.create_task(work)

async def f():
    async with AsyncLocal() as s:
        order = await s.get(Order, 1)
        spawn(email_async(order))  # here
""",
    "a task kept in a set": """
running = set()

async def f():
    async with AsyncLocal() as s:
        order = await s.get(Order, 1)
        task = asyncio.create_task(email_async(order))  # here
        running.add(task)
        task.add_done_callback(running.discard)
""",
    "the session of a block, to a task": """
async def work(session, order_id):
    print(await session.get(Order, order_id))

async def f():
    async with AsyncLocal() as s:
        asyncio.create_task(work(s, 1))  # here
""",
    "the request's session, to a task": """
async def work(session, order_id):
    print(await session.get(Order, order_id))

@app.get("/")
async def f(s: Annotated[AsyncSession, Depends(get_async_db)]):
    asyncio.create_task(work(s, 1))  # here
""",
    "a service that keeps the session": """
class Service:
    def __init__(self, db: Session = Depends(get_db)):
        self.db = db

    def rebuild(self):
        self.db.commit()

@app.get("/")
def f(tasks: BackgroundTasks, service: Service = Depends()):
    tasks.add_task(service.rebuild)  # here
""",
    "a closure over the session": """
@app.get("/")
def f(tasks: BackgroundTasks, db: Session = Depends(get_db)):
    def work():
        db.commit()

    tasks.add_task(work)  # here
""",
    "a record from a dependency": """
def current_customer(db: Session = Depends(get_db)):
    return db.query(Customer).first()

def greet(customer):
    print(customer.orders)

@app.get("/")
def f(tasks: BackgroundTasks, customer: Customer = Depends(current_customer)):
    tasks.add_task(greet, customer)  # here
""",
    "a route in a factory": """
def create_app():
    inner = FastAPI()

    @inner.get("/")
    def f(tasks: BackgroundTasks, db: Session = Depends(get_db)):
        tasks.add_task(email, db.get(Order, 1))  # here

    return inner
""",
    "celery": """
from celery import shared_task

@shared_task
def bill(order):
    print(order.customer)

def f():
    with SessionLocal() as s:
        bill.delay(s.get(Order, 1))  # here
        bill.apply_async(args=[s.get(Order, 2)])  # here
""",
    "celery, the session": """
from celery import shared_task

@shared_task(bind=True)
def bill(self, session, order_id):
    print(session, order_id)

def f(db: Session):
    bill.delay(db, 1)  # here
""",
    "an async record in a thread": """
async def f(s: AsyncSession):
    order = await s.get(Order, 1)
    await asyncio.to_thread(email, order)  # here
""",
    "a scheduler": """
def f(scheduler):
    with SessionLocal() as s:
        order = s.get(Order, 1)
        scheduler.add_job(email, "date", args=[order])  # here
""",
    "module level": """
with SessionLocal() as s:
    order = s.get(Order, 1)
print(order.customer)  # here
""",
    "closed before the response, whatever the version": """
def get_early():
    with SessionLocal() as db:
        yield db

@app.get("/")
def f(tasks: BackgroundTasks, db: Session = Depends(get_early, scope="function")):
    tasks.add_task(email, db.get(Order, 1))  # here
""",
}

QUIET = {
    "loaded columns": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
    return order.total, order.note, order.is_big
""",
    "strategies of the model": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
    return order.address.name, order.raising
""",
    "eager options, nested": """
def f():
    with SessionLocal() as s:
        order = s.scalars(
            select(Order).options(
                selectinload(Order.items).joinedload(Item.order),
                joinedload(Order.customer).options(joinedload(Customer.city)),
                undefer(Order.invoice),
            )
        ).one()
    print(order.customer.city.name, [item.name for item in order.items], order.invoice)
""",
    "options by name": """
def f():
    with SessionLocal() as s:
        orders = s.query(Order).options(joinedload("customer").joinedload("city")).all()
    print([order.customer.city for order in orders])
""",
    "options out of sight": """
def f(options):
    with SessionLocal() as s:
        order = s.scalars(select(Order).options(*options)).one()
        other = s.get(Order, 1, options=options)
        third = s.query(Order).options(joinedload("*")).one()
    print(order.customer, other.customer, third.customer)
""",
    "read while it was open": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
        print(order.customer)
    return order.customer
""",
    "refreshed": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
        s.commit()
        s.refresh(order)
        s.refresh(order, ["customer"])
        s.refresh(order, attribute_names=["items"])
    return order.total, order.customer, order.items
""",
    "read after the commit": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
        s.commit()
        print(order.id)
    return order.total
""",
    "expiry switched off": """
def f():
    with KeepSession() as s:
        order = s.get(Order, 1)
        s.commit()
    with SessionLocal(expire_on_commit=False) as s:
        other = s.get(Order, 1)
        s.commit()
    return order.total, other.total
""",
    "given to code out of sight": """
from library import serialise

def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
        serialise(order)
    return order.customer
""",
    "merged": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
    order.total = 5
    with SessionLocal() as s:
        order = s.merge(order)
        print(order.customer)
        s.commit()
""",
    "added to another session": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
    order.total = 5
    with SessionLocal() as s:
        s.add(order)
        print(order.customer)
        s.commit()
""",
    "made transient": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
        make_transient(order)
    order.total = 5
""",
    "never in a session": """
def f():
    order = Order(total=1)
    order.total = 2
    return order.customer
""",
    "a tuple of columns": """
def f():
    with SessionLocal() as s:
        rows = s.execute(select(Order.id, Order.total)).all()
    return [row.customer for row in rows]
""",
    "a registry": """
def f():
    order = registry.query(Order).first()
    return order.customer
""",
    "a registry's session, handed on": """
def work(session):
    session.commit()

def f(tasks: BackgroundTasks):
    tasks.add_task(work, registry)
""",
    "somebody else's session": """
def f(session: Session):
    order = session.get(Order, 1)
    session.commit()
    return order.customer
""",
    "awaited before the block ends": """
async def f():
    async with AsyncLocal() as s:
        order = await s.get(Order, 1, options=[joinedload(Order.customer)])
        task = asyncio.create_task(email_async(order))
        await task
        tasks = [asyncio.create_task(email_async(order)) for _ in range(3)]
        await asyncio.gather(*tasks)
        more = []
        for _ in range(3):
            more.append(asyncio.create_task(email_async(order)))
        await asyncio.wait(more)
""",
    "a task group inside the block": """
async def f():
    async with AsyncLocal() as s:
        order = await s.get(Order, 1)
        async with asyncio.TaskGroup() as group:
            group.create_task(email_async(order))
""",
    "an executor whose block ends inside": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
        with ThreadPoolExecutor() as pool:
            pool.submit(email, order)
""",
    "a joined thread": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
        thread = Thread(target=email, args=(order,))
        thread.start()
        thread.join()
""",
    "a result that is waited for": """
pool = ThreadPoolExecutor()

def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
        pool.submit(email, order).result()
""",
    "only loaded columns are used": """
def f(tasks: BackgroundTasks):
    with SessionLocal() as s:
        order = s.get(Order, 1)
    tasks.add_task(total, order)
""",
    "the response reads it first": """
@app.post("/")
def f(tasks: BackgroundTasks, db: Session = Depends(get_db)):
    order = Order(total=1)
    db.add(order)
    db.commit()
    tasks.add_task(total, order)
    return order
""",
    "a session that nobody closes": """
@app.get("/")
def f(tasks: BackgroundTasks, db: Session = Depends(get_plain_db)):
    tasks.add_task(email, db.get(Order, 1))
""",
    "ids in a list": """
def bill(ids):
    with SessionLocal() as s:
        for order_id in ids:
            print(s.get(Order, order_id).customer)

def f(tasks: BackgroundTasks, db: Session = Depends(get_db)):
    tasks.add_task(bill, [order.id for order in db.scalars(select(Order))])
""",
    "work out of sight": """
from library import send

def f(tasks: BackgroundTasks):
    with SessionLocal() as s:
        order = s.get(Order, 1)
    tasks.add_task(send, order)
""",
    "a name bound anew": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
    order = {"customer": 1}
    return order.customer
""",
    "a method of the same name": """
class Board:
    def add_task(self, name, order):
        print(name, order.customer)

def f(board: Board, db: Session):
    board.add_task("x", db.get(Order, 1))
""",
    "left by an exception": """
def f():
    with SessionLocal() as s:
        order = s.get(Order, 1)
        if order is None:
            raise LookupError
        return order.customer
""",
}
PINNED = "fastapi==0.115.0\n"


def project(code: str) -> dict[str, str]:
    return {
        "shop/__init__.py": "",
        "shop/models.py": MODELS,
        "shop/db.py": DB,
        "app.py": HEAD + code,
        "requirements.txt": PINNED,
    }


@pytest.mark.parametrize("name", BREACHES)
def test_a_detached_record_is_found(name: str) -> None:
    files = project(
        BREACHES[name]
        .replace("  # here-not", "")
        .replace("args=(order,))\n        worker", "args=(order,))  # here\n        worker")
    )
    assert marked(files)
    assert places(check_texts(files, rules=["detached-record"])) == marked(files)


@pytest.mark.parametrize("name", QUIET)
def test_what_works_stays_silent(name: str) -> None:
    report = check_texts(project(QUIET[name]), rules=["detached-record"])
    assert [(f.line, f.excerpt, f.message) for f in report.findings] == []
    assert report.errors == ()
