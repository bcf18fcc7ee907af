"""Whatever the text, the analyzer neither crashes nor changes its mind over form."""

import random
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardwon.check import FileError, Finding, Report, builtin_rules, check_project, check_texts
from hardwon.core import CheckSettings
from tests.check.projects import split
from tests.check.renaming import rename_locals
from tests.check.samples import SAMPLES, broken, share

BREACHES_OF = {slug: [split(b.text) for b in rule.breaches] for slug, rule in builtin_rules().items()}
BREACHES = [files for breaches in BREACHES_OF.values() for files in breaches]
STANDARD = Path(sysconfig.get_paths()["stdlib"])
INSTALLED = Path(sysconfig.get_paths()["purelib"])


def failures(errors: tuple[FileError, ...]) -> list[str]:
    return [error.message for error in errors if "failed here" in error.message]


def check_all(texts: dict[str, bytes]) -> list[str]:
    readable = {path: raw.decode("utf-8", "replace") for path, raw in texts.items()}
    return failures(check_texts(readable).errors)


def test_a_sample_of_the_standard_library_is_digested() -> None:
    chosen = ["concurrent/futures", "asyncio", "multiprocessing", "email", "unittest", "sqlite3", "importlib"]
    files = [file for name in chosen for file in sorted((STANDARD / name).rglob("*.py"))]
    assert len(files) > 100
    assert check_all({str(file.relative_to(STANDARD)): file.read_bytes() for file in files}) == []


@pytest.mark.long
def test_all_of_the_standard_library_and_of_what_is_installed_is_digested() -> None:
    for root in (STANDARD, INSTALLED):
        report = check_project(root, settings=CheckSettings())
        assert report.files > 500
        assert failures(report.errors) == []


def test_two_web_frameworks_are_digested() -> None:
    files = [file for name in ("fastapi", "starlette") for file in sorted((INSTALLED / name).rglob("*.py"))]
    assert len(files) > 60
    assert check_all({str(file.relative_to(INSTALLED)): file.read_bytes() for file in files}) == []


def mutate(names: list[str], seed: int) -> int:
    """Breaks each sample once and checks it by all rules; how many of them no longer parse."""
    unparsed = 0
    for name in names:
        files = broken(SAMPLES[name], random.Random(f"{seed} {name}"))
        report = check_texts(files)
        assert failures(report.errors) == [], (name, seed)
        unparsed += bool(report.errors)
    return unparsed


@pytest.mark.parametrize("part", range(2))
def test_mutated_python_never_fails(part: int) -> None:
    names = share(part, 4)
    assert 0 < mutate(names, seed=part) < len(names)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10, 20))
def test_thousands_of_mutated_projects_never_fail(seed: int) -> None:
    assert mutate(sorted(SAMPLES), seed) > 100


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(alphabet=st.sampled_from("abw():,.=\n\t '\"#@[]{}*+ifdefclassyieldä\r\f\\"), max_size=200)
)
def test_random_text_never_fails(text: str) -> None:
    assert failures(check_texts({"a.py": text, "b.py": f"from a import x\n{text}"}).errors) == []


def cuts(step: int, files: dict[str, str]) -> int:
    text = files["app.py"]
    places = range(len(text) % step, len(text), step)
    for end in places:
        assert failures(check_texts({**files, "app.py": text[:end]}).errors) == []
    return len(places)


def test_a_file_that_is_cut_off_never_fails() -> None:
    assert sum(cuts(100, files) for files in BREACHES) > 100


@pytest.mark.long
def test_a_file_that_is_cut_off_anywhere_never_fails() -> None:
    assert sum(cuts(7, files) for files in BREACHES) > 1500


# What a formatter, a generator of code or a bad day does to one line: each as deep or long as `n` says.
DEPTHS: dict[str, Callable[[int], str]] = {
    "brackets": lambda n: f"x = {'(' * n}1{')' * n}",
    "lists": lambda n: f"x = {'[' * n}{']' * n}",
    "open brackets": lambda n: f"x = {'({[' * n}",
    "sums": lambda n: f"x = {' + '.join(['one'] * n)}",
    "queries": lambda n: f"x = session.query(Order){'.filter(Order.id == 1)' * n}",
    "attributes": lambda n: f"x = order{'.parent' * n}",
    "calls": lambda n: f"x = {'f(' * n}{')' * n}",
    "awaits": lambda n: f"x = {'await ' * n}f()",
    "lambdas": lambda n: f"x = {'lambda: ' * n}1",
    "choices": lambda n: f"x = {'a if b else ' * n}c",
    "annotations": lambda n: f"x: {'Optional[' * n}int{']' * n} = None",
    "assignments": lambda n: f"{'x = ' * n}1",
    "statements": lambda n: "; ".join(["order.total = order.total + 1"] * n),
    "variables": lambda n: "; ".join(f"x{place + 1} = x{place}" for place in range(n)),
}


@pytest.mark.parametrize("what", sorted(DEPTHS))
def test_no_depth_or_length_of_a_line_fails(what: str) -> None:
    line = DEPTHS[what](2000)
    for rule in builtin_rules().values():
        files = split(rule.breaches[0].text)
        path = next(path for path, text in files.items() if "# here" in text)
        lines = files[path].splitlines()
        place = next(place for place, text in enumerate(lines) if "# here" in text)
        lines.insert(place, " " * (len(lines[place]) - len(lines[place].lstrip())) + line)
        assert failures(check_texts({**files, path: "\n".join(lines)}).errors) == []


def places(report: Report) -> list[tuple[str, str, int]]:
    return [(finding.rule, finding.path, finding.line) for finding in report.findings]


# Knows the record of a job by what people call it; a name that says nothing is none of a job's.
BY_NAME = frozenset({"job-never-running"})


def with_a_word_before(name: str, _: int) -> str:
    return f"a_{name}"


def without_meaning(_: str, number: int) -> str:
    return f"v{number}"


def rename_all(names: list[str], new_name: Callable[[str, int], str], but: frozenset[str]) -> int:
    """Renames the local variables of samples, whose findings stay; how many there were."""
    found = 0
    for name in names:
        files = SAMPLES[name]
        changed = {
            path: rename_locals(text, new_name) if path.endswith(".py") else text
            for path, text in files.items()
        }
        if changed != files:
            before = [place for place in places(check_texts(files)) if place[0] not in but]
            assert [p for p in places(check_texts(changed)) if p[0] not in but] == before, name
            found += len(before)
    return found


@pytest.mark.parametrize(("new_name", "but"), [(with_a_word_before, frozenset()), (without_meaning, BY_NAME)])
def test_findings_stay_when_locals_are_renamed(
    new_name: Callable[[str, int], str], but: frozenset[str]
) -> None:
    assert rename_all(share(3, 5), new_name, but) > 20


@pytest.mark.long
@pytest.mark.parametrize(("new_name", "but"), [(with_a_word_before, frozenset()), (without_meaning, BY_NAME)])
def test_findings_stay_when_locals_are_renamed_in_any_project(
    new_name: Callable[[str, int], str], but: frozenset[str]
) -> None:
    assert rename_all(sorted(SAMPLES), new_name, but) > 200


def identity(finding: Finding) -> tuple[str, str, str, str]:
    return (finding.path, finding.rule, finding.scope, finding.fingerprint)


def reformat(root: Path, names: list[str], *, width: int, quotes: str) -> int:
    """Formats samples anew, whose findings and fingerprints stay; how many there were."""
    for name in names:
        for path, text in SAMPLES[name].items():
            (root / name / path).parent.mkdir(parents=True, exist_ok=True)
            (root / name / path).write_text(text, encoding="utf-8")
    options = [f"--config=line-length={width}", f"--config=format.quote-style='{quotes}'"]
    command = [
        sys.executable,
        "-m",
        "ruff",
        "format",
        "--quiet",
        "--isolated",
        "--no-cache",
        *options,
        str(root),
    ]
    subprocess.run(command, check=True)
    found = changed = 0
    for name in names:
        files = SAMPLES[name]
        formatted = {path: (root / name / path).read_text(encoding="utf-8") for path in files}
        before = sorted(map(identity, check_texts(files).findings))
        assert sorted(map(identity, check_texts(formatted).findings)) == before, name
        found += len(before)
        changed += formatted != files
    assert changed > len(names) // 4
    return found


@pytest.mark.parametrize(("part", "width", "quotes"), [(0, 40, "single"), (1, 200, "single")])
def test_findings_and_fingerprints_stay_when_the_file_is_reformatted(
    tmp_path: Path, part: int, width: int, quotes: str
) -> None:
    assert reformat(tmp_path, share(part, 5), width=width, quotes=quotes) > 20


@pytest.mark.long
@pytest.mark.parametrize("width", [40, 60, 79, 100, 200])
def test_findings_and_fingerprints_stay_however_wide_the_lines_are(tmp_path: Path, width: int) -> None:
    assert reformat(tmp_path, sorted(SAMPLES), width=width, quotes="single") > 150


WITHS = ["with {}:", "with ({}):", "with (\n        {}\n    ):", "with (\n        {},\n    ):", "with ({},):"]


@pytest.mark.parametrize("form", WITHS)
def test_brackets_around_what_is_entered_change_nothing(form: str) -> None:
    files = BREACHES_OF["detached-record"][1]
    plain = "with SessionLocal() as session:"
    assert plain in files["app.py"]
    bracketed = files["app.py"].replace(plain, form.format("SessionLocal() as session"))
    before, after = check_texts(files), check_texts({**files, "app.py": bracketed})
    assert after.errors == ()
    assert [*map(identity, after.findings)] == [*map(identity, before.findings)]
    assert before.findings


def test_a_fingerprint_survives_moved_lines_and_renamed_files() -> None:
    files = BREACHES[0]
    [before] = check_texts(files).findings
    moved = {"web/handlers.py": "import os\n\n\n" + files["app.py"].replace("app = ", "\n\napp = "), **files}
    del moved["app.py"]
    [after] = check_texts(moved).findings
    assert after.path == "web/handlers.py"
    assert after.line != before.line
    assert after.fingerprint == before.fingerprint


def test_two_like_findings_in_one_function_have_two_fingerprints() -> None:
    text = "class JobManager:\n    def get_job(self): ...\n\njobs = JobManager()\n\ndef f():\n"
    report = check_texts({"a.py": text + "    jobs.stop(1)\n    jobs.stop(1)\n"})
    assert len({finding.fingerprint for finding in report.findings}) == 2


# What stands before and after a definition in a file.
_STANDING = (
    """\
import asyncio
from functools import partial
from fastapi import BackgroundTasks, Depends
from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_scoped_session
from sqlalchemy.orm import Session, scoped_session, sessionmaker
""",
    """\
async def run(tasks: BackgroundTasks, session = Depends(Session)):
    with Session() as session:
        order = session.get(Order, 1)
        order.updated_at = 1
        for each in session.scalars(select(Order)):
            print(session.get(Order, each.id))
    tasks.add_task(send, order)
    await asyncio.gather(*(send(each) for each in order))
""",
)


@pytest.mark.parametrize(
    "definition",
    [
        "Session = scoped_session(Session)",
        "Session = async_scoped_session(Other)\nOther = scoped_session(Session)",
        "Session = sessionmaker(class_=Session)",
        "Session = partial(Session, expire_on_commit=False)",
        "Session = Depends(Session)\ndef get_db(db = Session):\n    return get_db(db)",
        "class Session(Session):\n    pass",
        "class Base(Order):\n    pass\nclass Order(Base):\n    other = Order",
        "def Session():\n    return Session()",
        "tasks = tasks.tasks\nSession = Session.begin",
        "async def send(order):\n    return await send(send(order))",
    ],
)
def test_what_stands_for_itself_is_digested(definition: str) -> None:
    """As in `Session = scoped_session(Session)`, where each name has been something else before."""
    report = check_texts({"app.py": _STANDING[0] + definition + "\n" + _STANDING[1]})
    assert report.errors == ()


def test_tasks_of_methods_that_nobody_can_see_never_fail() -> None:
    text = """\
from functools import partial

import anyio
from sqlalchemy.ext.asyncio import AsyncSession


class News:
    async def tell(self, session: AsyncSession, clients: dict) -> None:
        async with anyio.create_task_group() as group:
            for client in clients.values():
                group.start_soon(partial(client.tell, session))
"""
    report = check_texts({"news.py": text})
    assert report.errors == ()
