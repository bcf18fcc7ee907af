"""How long `hardwon check` takes on a real repository, or on one of 500,000 lines made here.

    python benchmarks/check.py [PATH] [--lines N]

Prints CPU seconds of all processes, wall seconds and peak memory for: `ast.parse` of every file (the floor),
`ruff check --select ASYNC` without its cache (the alternative), and hardwon cold, warm, with five changed
files, and with one changed base class, and the same answered by `hardwon up`; each beside the floor. The
repository given is copied, never written to. Budgets (2 cores, 500k lines): cold 1.5 x the floor's CPU and
2.5 s of wall, warm and five files 150 ms of CPU, 400 MB.
"""

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from running import Ground, up

_PARSE = """
import ast, sys, warnings
warnings.simplefilter("ignore")
for path in sys.stdin.read().splitlines():
    try:
        ast.parse(open(path, "rb").read())
    except (SyntaxError, ValueError, RecursionError):
        pass
"""
_MODEL = """\
from datetime import datetime

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.base import Base


class Model{n}(Base):
    __tablename__ = "model{n}"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    updated_at: Mapped[datetime] = mapped_column(onupdate=func.now())
    parent_id: Mapped[int] = mapped_column(ForeignKey("model{n}.id"), index=True)
    parent: Mapped["Model{n}"] = relationship()
"""
_ROUTES = """\
import asyncio

import httpx
from fastapi import APIRouter, BackgroundTasks, Depends
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import get_db
from app.jobs import job_manager
from app.model{n} import Model{n}

router = APIRouter()


def tell{n}(record_id: int) -> None:
    job_manager.update_job_progress(record_id, status="running")


@router.get("/{n}")
def list{n}(db: Session = Depends(get_db)) -> list[str]:
    return [record.name for record in db.scalars(select(Model{n}))]


@router.post("/{n}/tell")
def start{n}(record_id: int, tasks: BackgroundTasks, db: Session = Depends(get_db)) -> dict[str, int]:
    record = db.get(Model{n}, record_id)
    tasks.add_task(tell{n}, record.id)
    return {{"queued": record.id}}


@router.put("/{n}/name")
def rename{n}(record_id: int, name: str, db: Session = Depends(get_db)) -> dict[str, str]:
    record = db.scalars(select(Model{n}).where(Model{n}.id == record_id)).one()
    record.name = name
    db.commit()
    return {{"name": record.name}}


def load{n}(record_id: int) -> str:
    with httpx.Client() as client:
        return client.get(f"https://example.org/{n}/{{record_id}}").text


async def fetch{n}(client: httpx.AsyncClient, record_id: int, limit: asyncio.Semaphore) -> str:
    async with limit:
        return (await client.get(f"https://example.org/{n}/{{record_id}}")).text


@router.get("/{n}/remote")
async def remote{n}(record_ids: list[int]) -> list[str]:
    limit = asyncio.Semaphore(10)
    async with httpx.AsyncClient() as client:
        texts = await asyncio.gather(*(fetch{n}(client, one, limit) for one in record_ids))
    first = await asyncio.to_thread(load{n}, 1)
    return [first, *texts]
"""
_LOGIC = '''\
class Case{n}_{m}:
    """One of the things that the application reckons with."""

    def __init__(self, values: dict[str, int], *, limit: int = 10) -> None:
        self.values = dict(values)
        self.limit = limit

    def total(self, names: list[str]) -> int:
        found = 0
        for name in names:
            if name in self.values and self.values[name] < self.limit:
                found += self.values[name] * {m} + len(name)
            else:
                found -= 1
        return found

    async def report(self, prefix: str = "") -> str:
        lines = [f"{{prefix}}{{name}}: {{value}}" for name, value in sorted(self.values.items())]
        return "\\n".join(lines) or "nothing"


'''
_FIXED = {
    "app/__init__.py": "",
    "app/base.py": "from sqlalchemy.orm import DeclarativeBase\n\n\nclass Base(DeclarativeBase):\n    pass\n",
    "app/db.py": "from sqlalchemy.orm import sessionmaker\n\nSessionLocal = sessionmaker()\n\n\n"
    "def get_db():\n    with SessionLocal() as db:\n        yield db\n",
    "app/jobs.py": "class JobManager:\n"
    "    def update_job_progress(self, job_id, progress=None, status=None):\n"
    "        print(job_id, progress, status)\n\n\njob_manager = JobManager()\n",
}


_CHECK = [sys.executable, "-m", "hardwon", "check"]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command took: CPU seconds of all its processes, wall seconds, peak memory in MB."""

    cpu: float
    wall: float
    memory: float


def main() -> None:
    """Runs all measurements and prints them as a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("path", nargs="?", type=Path)
    parser.add_argument("--lines", type=int, default=500_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ground = Ground(Path(folder))
        if options.path:
            left_out = shutil.ignore_patterns(".git", ".venv", "node_modules")
            shutil.copytree(options.path, ground.repo, ignore=left_out, dirs_exist_ok=True)
        else:
            generate(ground.repo, options.lines)
        files = sorted(ground.repo.rglob("*.py"))
        age(files)
        floor = compare(ground, files)
        compare_with_daemon(ground, files, floor)


def generate(root: Path, lines: int) -> None:
    """A web application of about `lines` lines: one file in ten has to do with the database."""
    for path, text in _FIXED.items():
        write(root / path, text)
    written = number = 0
    while written < lines:
        number += 1
        if number % 20 == 0:
            texts = {f"app/model{number}.py": _MODEL, f"app/routes{number}.py": _ROUTES}
            for path, text in texts.items():
                written += write(root / path, text.format(n=number))
        text = "".join(_LOGIC.format(n=number, m=part) for part in range(12))
        written += write(root / f"app/part{number % 40}/logic{number}.py", text)


def write(file: Path, text: str) -> int:
    """Writes a file; the number of its lines."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return text.count("\n")


def age(files: list[Path]) -> None:
    """Makes files older than the moment in which their times could not be trusted."""
    for file in files:
        os.utime(file, (1_700_000_000, 1_700_000_000))


def compare(ground: Ground, files: list[Path]) -> Cost:
    """Prints what checks cost that each are a process of their own; the cost of the floor."""
    lines = sum(file.read_bytes().count(b"\n") for file in files)
    cores, python = len(os.sched_getaffinity(0)), sys.version.split()[0]
    print(f"{len(files):,} files, {lines:,} lines, {cores} cores, Python {python}\n")
    listing = "\n".join(map(str, files))
    floor = measure([sys.executable, "-c", _PARSE], ground, listing)
    show("ast.parse of every file", floor, floor)
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--quiet", "--select", "ASYNC"]
    show("ruff check --select ASYNC", measure([*ruff, "."], ground), floor)
    show("hardwon, cold", measure(_CHECK, ground), floor)
    show("hardwon, warm", measure(_CHECK, ground), floor)
    change_five(files)
    show("hardwon, 5 changed files", measure(_CHECK, ground), floor)
    change_base_class(files)
    show("hardwon, 1 changed base class", measure(_CHECK, ground), floor)
    return floor


def compare_with_daemon(ground: Ground, files: list[Path], floor: Cost) -> None:
    """Prints what a check costs that `hardwon up` answers, beside what that costs the daemon."""
    with up(ground) as daemon:
        measure(_CHECK, ground)
        for name, change, rest in (
            ("daemon, warm", lambda: None, 0.0),
            ("daemon, 5 files just saved", lambda: change_five(files), 0.0),
            ("daemon, 5 files saved before", lambda: change_five(files), 3.0),
        ):
            before = daemon.cpu()
            change()
            time.sleep(rest)
            cost = measure(_CHECK, ground)
            show(name, cost, floor, f"  and {daemon.cpu() - before:.3f} s CPU of the daemon")


def change_five(files: list[Path]) -> None:
    """Adds a function to five files, spread over the repository."""
    for file in files[:: max(len(files) // 5, 1)][:5]:
        with file.open("a", encoding="utf-8") as out:
            out.write("\n\ndef added_by_the_benchmark():\n    return 1\n")


def change_base_class(files: list[Path]) -> None:
    """Adds an attribute to the class that most others in the repository inherit from."""
    texts = {file: file.read_text(encoding="utf-8", errors="surrogateescape") for file in files}
    bases = Counter(
        base for text in texts.values() for base in re.findall(r"^class \w+\((\w+)", text, re.MULTILINE)
    )
    for name, _ in bases.most_common():
        for file, text in texts.items():
            head = re.search(rf"^class {name}\b[^\n]*:\n(?=( +))", text, re.MULTILINE)
            if head:
                changed = f"{text[: head.end()]}{head[1]}note_of_the_benchmark = 1\n{text[head.end() :]}"
                file.write_text(changed, encoding="utf-8", errors="surrogateescape")
                return


def measure(command: list[str], ground: Ground, text: str = "") -> Cost:
    """Runs a command in the repository; what it and its children took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    # GNU time is not everywhere; a helper process tells the peak of its own children.
    wrapper = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdin=sys.stdin,"
        " stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL);"
        " print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    run = subprocess.run(
        [sys.executable, "-c", wrapper, *command],
        cwd=ground.repo,
        env=ground.environment,
        input=text,
        capture_output=True,
        text=True,
        check=True,
    )
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu - _wrapper_cost(), wall, int(run.stdout) / 1024)


def _wrapper_cost() -> float:
    """CPU seconds that starting the measuring process takes; subtracted, so that 100 ms mean 100 ms."""
    if not _WRAPPER:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        for _ in range(5):
            subprocess.run([sys.executable, "-c", "import resource, subprocess"], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        _WRAPPER.append((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / 5)
    return _WRAPPER[0]


_WRAPPER: list[float] = []


def show(name: str, cost: Cost, floor: Cost, more: str = "") -> None:
    ratio = cost.cpu / floor.cpu
    figures = f"{cost.cpu:7.3f} s CPU  {cost.wall:7.3f} s wall  {cost.memory:6.0f} MB"
    print(f"{name:32} {figures}  {ratio:6.2f} x ast.parse{more}")


if __name__ == "__main__":
    main()
