"""What is kept between runs changes nothing: each run finds what a first run would."""

import random
from dataclasses import dataclass
from pathlib import Path

import pytest

from hardwon.check import Kept, MemoryCache, Report, check_project, check_texts
from hardwon.core import CheckSettings
from tests.check.projects import split
from tests.check.samples import SAMPLES, Files, edited, share

# A tenth of the samples, a few steps each, in every run of the tests.
FEW, STEPS = 10, 6


class Repository:
    """A project on disk, checked again and again with what the runs before have left: in the cache, or in the
    memory of the process.
    """

    def __init__(self, root: Path, files: Files, kept: Kept | None = None) -> None:
        self.root = root
        self.kept = kept
        self.files: Files = {}
        self.cache = MemoryCache()
        self.become(files)

    def become(self, files: Files) -> None:
        for path in self.files.keys() - files.keys():
            (self.root / path).unlink()
        for path, text in files.items():
            if self.files.get(path) != text:
                (self.root / path).parent.mkdir(parents=True, exist_ok=True)
                (self.root / path).write_bytes(text.encode())
        self.files = files

    def propose(self, files: Files) -> Report:
        """As if `files` were saved, which they are not; of files that are there or not."""
        texts = {path: text.encode() for path, text in files.items() if self.files.get(path) != text}
        return check_project(
            self.root, settings=CheckSettings(), cache=self.cache, texts=texts, kept=self.kept
        )

    def check(self, **options: object) -> Report:
        settings = CheckSettings(**options)  # type: ignore[arg-type]
        return check_project(self.root, settings=settings, cache=self.cache, kept=self.kept)


def outcome(report: Report) -> tuple[object, ...]:
    return (report.findings, report.errors, report.suppressed, report.files)


def found_by(rule: str, report: Report) -> list[tuple[str, int]]:
    return [(finding.path, finding.line) for finding in report.findings if finding.rule == rule]


def propose_to(root: Path, name: str, steps: int, seed: int) -> int:
    """Proposes edits of a sample, and makes some of them; how many proposals were of something broken."""
    original = SAMPLES[name]
    chance = random.Random(f"proposed {seed} {name}")
    repository = Repository(root, original, Kept())
    repository.check()
    found = 0
    for _ in range(steps):
        files = edited(repository.files, original, chance)
        proposed = files if files.keys() >= repository.files.keys() else repository.files | files
        report = repository.propose(proposed)
        assert outcome(report)[:2] == outcome(check_texts(proposed))[:2]
        found += bool(report.findings)
        assert outcome(repository.check()) == outcome(check_texts(repository.files))
        if chance.random() < 0.3:
            repository.become(files)
    return found


def work_on(root: Path, name: str, steps: int, seed: int) -> int:
    """Edits a sample step by step; the number of steps after which something was found."""
    original = SAMPLES[name]
    chance = random.Random(f"{seed} {name}")
    repository = Repository(root, original, Kept() if chance.random() < 0.5 else None)
    assert outcome(repository.check()) == outcome(check_texts(original))
    found = 0
    for _ in range(steps):
        repository.become(edited(repository.files, original, chance))
        kept, anew = repository.check(), check_texts(repository.files)
        assert outcome(kept) == outcome(anew)
        found += bool(anew.findings)
    return found


@pytest.mark.parametrize("number", range(FEW))
def test_a_run_after_edits_finds_what_a_first_run_would(tmp_path: Path, number: int) -> None:
    found = 0
    for place, name in enumerate(share(number, FEW)[::3]):
        found += work_on(tmp_path / str(place), name, STEPS, seed=1)
    assert found > 10


@pytest.mark.parametrize("number", range(FEW))
def test_what_was_only_proposed_leaves_no_trace(tmp_path: Path, number: int) -> None:
    names = share(number, FEW)[1::6]
    assert sum(propose_to(tmp_path / str(place), name, STEPS, number) for place, name in enumerate(names))


def test_a_run_that_failed_leaves_nothing_half_known(tmp_path: Path) -> None:
    kept = Kept()
    name = min(SAMPLES)
    repository = Repository(tmp_path, SAMPLES[name], kept)
    expected = outcome(repository.check())

    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise Stopped

    repository.become({**SAMPLES[name], "more.py": "x = 1\n"})
    with pytest.raises(Stopped):
        check_project(tmp_path, settings=CheckSettings(), cache=repository.cache, progress=stop, kept=kept)
    repository.become(SAMPLES[name])
    assert outcome(repository.check()) == expected


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 6))
def test_a_run_after_many_edits_finds_what_a_first_run_would(tmp_path: Path, seed: int) -> None:
    found = sum(
        work_on(tmp_path / str(place), name, 12, seed=seed) for place, name in enumerate(sorted(SAMPLES))
    )
    assert found > 1000


@dataclass(frozen=True, slots=True)
class News:
    """A file that comes, or changes, and a finding elsewhere, in a file that holds none of its words."""

    rule: str
    project: Files
    path: str
    text: str


NEWS = {
    "a registry of sessions by task": News(
        "gather-shared-session",
        SAMPLES["gather-shared-session/breach_registry_by_request"],
        "more.py",
        "from asyncio import current_task\nfrom sqlalchemy.ext.asyncio import async_scoped_session\n"
        "other = async_scoped_session(None, scopefunc=current_task)\n",
    ),
    "the limits of a client": News(
        "unbounded-gather",
        split("""\
import asyncio
import httpx
from shop import client

async def get(url: str) -> str:
    return (await client.get(url)).text

async def previews(urls: list[str]) -> list[str]:
    return await asyncio.gather(*(get(url) for url in urls))
# file: shop.py
import httpx
def made() -> httpx.AsyncClient: ...
client: httpx.AsyncClient = made()
"""),
        "limits.py",
        "import httpx\n\nmade = httpx.AsyncClient(limits=httpx.Limits(max_connections=10))\n",
    ),
    "a hook that commits": News(
        "lost-change",
        split("""\
from sqlalchemy.orm import Session
from shop import Order

def close(db: Session, order_id: int) -> None:
    order = db.get(Order, order_id)
    db.commit()
    order.status = "closed"
# file: shop.py
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase):
    pass

class Order(Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str]
"""),
        "hooks.py",
        "from app import app, session\n\n@app.after_request\ndef end(reply):\n    session.commit()\n"
        "    return reply\n",
    ),
    "a class that fulfils a protocol": News(
        "sequential-awaits",
        split("""\
from ports import Weather

async def compare(cities: list[str], weather: Weather) -> list[dict]:
    found = []
    for city in cities:
        found.append(await weather.current(city))
    return found
# file: ports.py
from typing import Protocol

class Weather(Protocol):
    async def current(self, city: str) -> dict: ...
# file: other.py
import httpx

async def ping() -> int:
    async with httpx.AsyncClient() as client:
        return (await client.get("https://example.com")).status_code
"""),
        "client.py",
        """\
import httpx

client = httpx.AsyncClient()

class Online:
    async def current(self, city: str) -> dict:
        return (await client.get("https://example.com/" + city)).json()
""",
    ),
    "a hook of the workers": News(
        "job-never-running",
        SAMPLES["job-never-running/breach_celery_only_done_and_failed"],
        "hooks.py",
        """\
from celery import signals

@signals.task_prerun.connect
def begin(task_id, **kwargs):
    jobs.set_status(task_id, JobState.RUNNING)
""",
    ),
    "an index that a migration makes": News(
        "unindexed-filter",
        split("""\
from sqlmodel import Field, Session, SQLModel, select

class Order(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    customer_id: int
    paid: bool

def bought(session: Session, customer_id: int) -> list[Order]:
    return session.exec(select(Order).where(Order.customer_id == customer_id)).all()

def unpaid(session: Session, customer_id: int) -> list[Order]:
    return session.exec(select(Order).where(Order.customer_id == customer_id, ~Order.paid)).all()
"""),
        "migrations/versions/0001_index.py",
        "from alembic import op\n\ndef upgrade() -> None:\n"
        '    op.create_index("ix_order_customer_id", "order", ["customer_id"])\n',
    ),
    "a method that its class offers": News(
        "transitive-blocking-call",
        split("""\
import requests
from wiring import exporter

async def show() -> str:
    return exporter.load()

def fetch() -> str:
    return requests.get("https://example.com").text
# file: wiring.py
from exports import Exporter

exporter = Exporter()
# file: exports.py
class Exporter:
    def load(self) -> str:
        return "nothing"
"""),
        "exports.py",
        """\
import requests

class Exporter:
    def load(self) -> str:
        return requests.get("https://example.com").text
""",
    ),
}


@pytest.mark.parametrize("what", sorted(NEWS))
def test_news_from_another_file_reach_a_finding_that_names_none_of_them(tmp_path: Path, what: str) -> None:
    news = NEWS[what]
    repository = Repository(tmp_path, news.project)
    before = repository.check()
    repository.become({**news.project, news.path: news.text})
    after = repository.check()
    assert outcome(after) == outcome(check_texts(repository.files))
    assert found_by(news.rule, after) != found_by(news.rule, before)
    repository.become(news.project)
    assert outcome(repository.check()) == outcome(before)
