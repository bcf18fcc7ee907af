"""Writes a shop's back end of about 200 files: FastAPI, async SQLAlchemy, a job manager.

The domain is dull on purpose: forty resources, each with a model, a schema, a repository, a service
and a router, as such applications have them. Three of them carry a planted breach.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

# fmt: off
RESOURCES = (
    "account", "address", "article", "audit", "basket", "brand", "campaign", "carrier", "catalog", "category",
    "channel", "claim", "contract", "coupon", "currency", "customer", "delivery", "discount", "document",
    "employee", "event", "invoice", "item", "label", "ledger", "location", "message", "offer", "order",
    "parcel", "payment", "plan", "product", "refund", "region", "report", "review", "shipment", "supplier",
    "warehouse",
)
# fmt: on

PROJECT = """\
[project]
name = "shop"
version = "1.0"
dependencies = ["fastapi==0.115.6", "sqlalchemy[asyncio]==2.0.36"]
"""

DATABASE = """\
from collections.abc import AsyncIterator

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from app.settings import settings

engine = create_async_engine(settings.database_url)
session_factory = async_sessionmaker(engine)


class Base(DeclarativeBase):
    pass


async def get_session() -> AsyncIterator[AsyncSession]:
    async with session_factory() as session:
        yield session
"""

SETTINGS = """\
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    database_url: str = "postgresql+asyncpg:///shop"


settings = Settings()
"""

JOBS = """\
from datetime import datetime, timezone

from sqlalchemy import select

from app.database import session_factory
from app.models.job import Job


# What becomes of a job: pending, running, then done or failed.
class JobManager:
    \"\"\"Keeps one row for each background job.\"\"\"

    async def create_job(self, kind: str) -> int:
        async with session_factory() as session:
            job = Job(kind=kind, status="pending")
            session.add(job)
            await session.commit()
            await session.refresh(job)
            return job.id

    async def update_job_progress(
        self, job_id: int, *, status: str, current_step: str = "", progress: int = 0
    ) -> None:
        async with session_factory() as session:
            job = (await session.execute(select(Job).where(Job.id == job_id))).scalar_one()
            job.status = status
            job.current_step = current_step
            job.progress = progress
            job.updated_at = datetime.now(timezone.utc)
            await session.commit()

    async def get_job(self, job_id: int) -> Job | None:
        async with session_factory() as session:
            return await session.get(Job, job_id)


job_manager = JobManager()
"""

JOB_MODEL = """\
from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class Job(Base):
    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    status: Mapped[str]
    current_step: Mapped[str] = mapped_column(default="")
    progress: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime | None]
"""

MODEL = """\
from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class {Name}(Base):
    __tablename__ = "{name}s"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
"""

ORDER_MODEL = """\
from datetime import datetime

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base
from app.models.customer import Customer


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    customer: Mapped[Customer] = relationship()
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
"""

SCHEMA = """\
from pydantic import BaseModel


class {Name}In(BaseModel):
    title: str


class {Name}Out(BaseModel):
    id: int
    title: str
    state: str
"""

REPOSITORY = """\
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models.{name} import {Name}


class {Name}Repository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, {name}_id: int) -> {Name} | None:
        return await self.session.get({Name}, {name}_id)

    async def list(self, limit: int = 50) -> list[{Name}]:
        return list((await self.session.execute(select({Name}).limit(limit))).scalars())

    async def add(self, title: str) -> {Name}:
        {name} = {Name}(title=title)
        self.session.add({name})
        await self.session.commit()
        await self.session.refresh({name})
        return {name}
"""

TASKS = """\
import logging

from app.database import session_factory
from app.jobs import job_manager
from app.models.{name} import {Name}

logger = logging.getLogger(__name__)


async def export_{name}(job_id: int, {name}_id: int) -> None:
    await job_manager.update_job_progress(job_id, status="running", current_step="Starting")
    try:
        async with session_factory() as session:
            {name} = await session.get({Name}, {name}_id)
            if {name} is not None:
                logger.info("exporting %s", {name}.title)
        await job_manager.update_job_progress(job_id, status="done")
    except Exception:
        logger.exception("export of {name} %s failed", {name}_id)
        await job_manager.update_job_progress(job_id, status="failed")
        raise
"""

ROUTER = """\
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, HTTPException
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import get_session
from app.jobs import job_manager
from app.repositories.{name} import {Name}Repository
from app.schemas.{name} import {Name}In, {Name}Out
from app.tasks.{name} import export_{name}

router = APIRouter(prefix="/{name}s")
Session = Annotated[AsyncSession, Depends(get_session)]


@router.get("/{{{name}_id}}", response_model={Name}Out)
async def read_{name}({name}_id: int, session: Session):
    {name} = await {Name}Repository(session).get({name}_id)
    if {name} is None:
        raise HTTPException(404)
    return {name}


@router.post("/", response_model={Name}Out)
async def create_{name}(body: {Name}In, session: Session):
    return await {Name}Repository(session).add(body.title)


@router.post("/{{{name}_id}}/export")
async def start_export({name}_id: int, tasks: BackgroundTasks) -> dict[str, int]:
    job_id = await job_manager.create_job("export-{name}")
    tasks.add_task(export_{name}, job_id, {name}_id)
    return {{"job": job_id}}
"""

# What each planted breach adds to a file, the line that must be reported, the rule, and the cure.
RECEIPT = """

async def send_receipt(order: Order) -> None:
    logger.info("receipt for %s to %s", order.title, order.customer.title)


@router.post("/{order_id}/receipt")
async def receipt(order_id: int, session: Session, tasks: BackgroundTasks) -> dict[str, str]:
    order = await OrderRepository(session).get(order_id)
    if order is None:
        raise HTTPException(404)
    tasks.add_task(send_receipt, order)
    return {"receipt": "on its way"}
"""

RECEIPT_CURED = """

async def send_receipt(order_id: int) -> None:
    async with session_factory() as session:
        order = await session.get_one(Order, order_id)
        logger.info("receipt for %s to %s", order.title, order.customer.title)


@router.post("/{order_id}/receipt")
async def receipt(order_id: int, session: Session, tasks: BackgroundTasks) -> dict[str, str]:
    if await OrderRepository(session).get(order_id) is None:
        raise HTTPException(404)
    tasks.add_task(send_receipt, order_id)
    return {"receipt": "on its way"}
"""

LATE_USE = """

async def rename_parcel(parcel_id: int, title: str) -> str:
    async with session_factory() as session:
        parcel = await session.get_one(Parcel, parcel_id)
        parcel.title = title
        await session.commit()
    return parcel.state
"""

LATE_USE_CURED = """

async def rename_parcel(parcel_id: int, title: str) -> str:
    async with session_factory() as session:
        parcel = await session.get_one(Parcel, parcel_id)
        parcel.title = title
        state = parcel.state
        await session.commit()
    return state
"""

WRONG_METHOD = """

async def close_refund(job_id: int) -> None:
    await job_manager.update_job_status(job_id, status="running")
"""

WRONG_METHOD_CURED = WRONG_METHOD.replace("update_job_status", "update_job_progress")


@dataclass(frozen=True, slots=True)
class Planted:
    """A breach that stands in the shop: where, which line, and the text that cures it."""

    path: str
    marked: str
    rule: str
    breach: str
    cure: str

    def line(self, root: Path) -> int:
        lines = (root / self.path).read_text(encoding="utf-8").splitlines()
        return next(number for number, line in enumerate(lines, 1) if self.marked in line)

    def mend(self, root: Path) -> None:
        file = root / self.path
        text = file.read_text(encoding="utf-8")
        assert self.breach in text
        file.write_text(text.replace(self.breach, self.cure), encoding="utf-8")


PLANTED = (
    Planted("app/routers/order.py", "(send_receipt, order)", "detached-record", RECEIPT, RECEIPT_CURED),
    Planted("app/tasks/parcel.py", "return parcel.state", "detached-record", LATE_USE, LATE_USE_CURED),
    Planted(
        "app/tasks/refund.py", "update_job_status", "unknown-job-method", WRONG_METHOD, WRONG_METHOD_CURED
    ),
)  # fmt: skip


def _with_imports(router: str) -> str:
    """The order router with the imports that the receipt needs, before and after its cure."""
    return "import logging\n" + (
        router.replace("import get_session\n", "import get_session, session_factory\n")
        .replace("from app.repo", "from app.models.order import Order\nfrom app.repo")
        .replace("import AsyncSession\n", "import AsyncSession\nfrom sqlalchemy.orm import selectinload\n")
        .replace("router = ", "logger = logging.getLogger(__name__)\nrouter = ")
    )


def write_shop(root: Path) -> int:
    """Writes the shop below `root`; how many Python files it has."""
    layers = {
        "models": MODEL,
        "schemas": SCHEMA,
        "repositories": REPOSITORY,
        "tasks": TASKS,
        "routers": ROUTER,
    }
    files = {
        "pyproject.toml": PROJECT,
        "README.md": "# Shop\n\nThe back end of a shop.\n",
        ".gitignore": "__pycache__/\n",
        "app/__init__.py": "",
        "app/settings.py": SETTINGS,
        "app/database.py": DATABASE,
        "app/jobs.py": JOBS,
        "app/models/job.py": JOB_MODEL,
    }
    for layer, template in layers.items():
        files[f"app/{layer}/__init__.py"] = ""
        for name in RESOURCES:
            files[f"app/{layer}/{name}.py"] = template.format(name=name, Name=name.capitalize())
    files["app/models/order.py"] = ORDER_MODEL
    files["app/routers/order.py"] = _with_imports(files["app/routers/order.py"])
    includes = "\n".join(f"app.include_router({name}.router)" for name in RESOURCES)
    files["app/main.py"] = dedent("""\
        from fastapi import FastAPI

        from app.routers import (
        {imports}
        )

        app = FastAPI()
        {includes}
        """).format(imports="\n".join(f"    {name}," for name in RESOURCES), includes=includes)
    for planted in PLANTED:
        files[planted.path] += planted.breach
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return sum(path.endswith(".py") for path in files)


RECEIPT_ERROR = """\
Exit code 1
tests/test_receipt.py:14: in test_receipt_names_the_customer
    await send_receipt(order)
app/routers/order.py:41: in send_receipt
    logger.info("receipt for %s to %s", order.title, order.customer.title)
E   sqlalchemy.orm.exc.DetachedInstanceError: Parent instance <Order> is not bound to a Session
1 failed in 0.61s"""

_EDIT = {"file_path": "app/routers/order.py", "old_string": "order)", "new_string": "order.id)"}

# What an agent's session about the shop looked like: who spoke, and what (text, or a tool with its result).
SESSION = (
    ("user", "The receipt mail fails in production: DetachedInstanceError in send_receipt. Please fix it."),
    ("tool", ("Bash", {"command": "pytest tests/test_receipt.py -q"}, True, RECEIPT_ERROR)),
    (
        "assistant",
        "The root cause: `order` is loaded in the request's session, and FastAPI closes that session before "
        "the background task runs, so `order.customer` cannot be loaded any more.",
    ),
    ("user", "No, don't pass the session into the task. Pass the id and load the order there."),
    ("tool", ("Edit", _EDIT, False, "The file has been updated.")),
    ("tool", ("Bash", {"command": "pytest tests/test_receipt.py -q"}, False, "1 passed in 0.42s")),
    ("assistant", "Fixed: `send_receipt` takes the order's id and loads the order in a session of its own."),
)


def write_session(home: Path, root: Path) -> Path:
    """Writes an agent's transcript about the shop at `root` where Claude Code keeps it below `home`."""
    folder = home / ".claude/projects" / re.sub(r"[^A-Za-z0-9]", "-", str(root.resolve()))
    folder.mkdir(parents=True)
    lines = []
    for number, (speaker, said) in enumerate(SESSION, 1):
        common = {
            "sessionId": "5e0c1e9a-0000-4000-8000-000000000001",
            "cwd": str(root.resolve()),
            "gitBranch": "main",
            "version": "2.1.6",
            "isSidechain": False,
        }
        blocks: list[tuple[str, list[dict[str, object]]]]
        if isinstance(said, str):
            blocks = [(speaker, [{"type": "text", "text": said}])]
        else:
            tool, given, failed, printed = said
            call = f"toolu_{number}"
            blocks = [
                ("assistant", [{"type": "tool_use", "id": call, "name": tool, "input": given}]),
                (
                    "user",
                    [{"type": "tool_result", "tool_use_id": call, "is_error": failed, "content": printed}],
                ),
            ]
        for role, content in blocks:
            line = {
                **common,
                "type": role,
                "uuid": f"00000000-0000-4000-8000-{len(lines):012d}",
                "timestamp": f"2026-11-02T09:{len(lines):02d}:00.000Z",
                "message": {"role": role, "content": content},
            }
            lines.append(json.dumps(line))
    file = folder / "5e0c1e9a-0000-4000-8000-000000000001.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file
