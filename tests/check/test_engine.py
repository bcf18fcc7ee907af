"""A run over a project: what it reports and remembers, whatever order, processes and cache."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardwon.check import MemoryCache, Report, UnknownRule, check_project, check_texts
from hardwon.check.engine import PathOutside
from hardwon.core import CheckSettings
from tests.check.projects import split

SHOP = split("""\
from jobs import job_manager

def work(job_id):
    job_manager.update_job_status(job_id, "running")
# file: jobs.py
from base import Keeper

class JobManager(Keeper):
    def update_job_progress(self, job_id, progress=None, status=None):
        print(job_id, progress, status)

job_manager = JobManager()
# file: base.py
class Keeper:
    def get_job(self, job_id):
        return job_id
# file: other.py
from jobs import JobManager

class Later:
    def __init__(self, jobs: JobManager):
        self.jobs = jobs

    def run(self, job_id):
        self.jobs.finish_job(job_id)
# file: shop/orders.py
from shop.db import Order, SessionLocal

def total(order_id):
    with SessionLocal() as session:
        order = session.get(Order, order_id)
        session.commit()
    return order.total
# file: shop/__init__.py
# file: shop/db.py
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

SessionLocal = sessionmaker()

class Base(DeclarativeBase):
    pass

class Order(Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)
    total: Mapped[int]
""")
FOUND = [("app.py", 4), ("other.py", 8), ("shop/orders.py", 7)]


def write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def lines(report: Report) -> list[tuple[str, int]]:
    return [(finding.path, finding.line) for finding in report.findings]


def check(root: Path, *paths: str, cache: MemoryCache | None = None, **options: object) -> Report:
    return check_project(root, paths, settings=CheckSettings(**options), cache=cache)  # type: ignore[arg-type]


def test_texts_are_checked_as_one_project() -> None:
    report = check_texts(SHOP)
    assert lines(report) == FOUND
    assert (report.files, report.errors) == (7, ())


def test_only_the_rules_named_are_run() -> None:
    assert lines(check_texts(SHOP, rules=["detached-record"])) == [("shop/orders.py", 7)]


def test_a_rule_that_does_not_exist_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UnknownRule) as refused:
        check_texts(SHOP, rules=["detached-records"])
    assert "`detached-record`" in refused.value.next_step


def test_a_finding_says_where_what_and_the_way_out() -> None:
    [finding] = check_texts(SHOP, rules=["detached-record"]).findings
    assert (finding.column, finding.end_line, finding.end_column) == (12, 7, 23)
    assert finding.excerpt == "    return order.total"
    assert finding.scope == "total"
    assert "`order.total` has expired" in finding.message
    assert "expire_on_commit" in finding.do


def test_columns_count_characters() -> None:
    text = SHOP["app.py"].replace("(job_id, ", "(job_id, ").replace("    job_", '    "ä€😀"; job_')
    [finding] = check_texts({**SHOP, "app.py": text}, rules=["unknown-job-method"]).findings[:1]
    assert finding.excerpt[finding.column - 1 : finding.end_column - 1] == "update_job_status"


def test_the_files_on_disk_give_the_same_as_their_texts(tmp_path: Path) -> None:
    write(tmp_path, SHOP)
    assert check(tmp_path).findings == check_texts(SHOP).findings


def test_named_paths_are_linked_against_the_whole_project(tmp_path: Path) -> None:
    write(tmp_path, SHOP)
    report = check(tmp_path, "other.py", "shop")
    assert lines(report) == [("other.py", 8), ("shop/orders.py", 7)]
    assert report.files == 4
    assert lines(check(tmp_path, str(tmp_path / "app.py"))) == [("app.py", 4)]


def test_what_is_not_python_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, {**SHOP, "README.md": "job_manager.update_job_status()"})
    report = check(tmp_path, "README.md")
    assert (report.findings, report.files, report.errors) == ((), 0, ())


def test_a_path_outside_of_the_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PathOutside):
        check(tmp_path, "../elsewhere.py")


def test_an_unsaved_text_stands_in_for_the_file(tmp_path: Path) -> None:
    write(tmp_path, SHOP)
    cache = MemoryCache()
    assert lines(check(tmp_path, cache=cache)) == FOUND
    draft = {"app.py": b"x = 1\n"}
    edited = check_project(tmp_path, settings=CheckSettings(), cache=cache, texts=draft)
    assert lines(edited) == FOUND[1:]
    assert lines(check(tmp_path, cache=cache)) == FOUND


def test_an_unsaved_text_may_have_no_file_yet(tmp_path: Path) -> None:
    write(tmp_path, SHOP)
    draft = {"new.py": SHOP["app.py"].encode()}
    report = check_project(tmp_path, ["new.py"], settings=CheckSettings(), texts=draft)
    assert lines(report) == [("new.py", 4)]


def test_a_file_with_a_syntax_error_is_named_and_analysed_as_far_as_it_parses() -> None:
    broken = SHOP["app.py"] + "\ndef broken(:\n    pass\n"
    report = check_texts({**SHOP, "app.py": broken})
    assert lines(report) == FOUND
    [error] = report.errors
    assert (error.path, error.line) == ("app.py", 6)
    assert "syntax error" in error.message


def test_settings_choose_the_rules(tmp_path: Path) -> None:
    write(tmp_path, SHOP)
    assert lines(check(tmp_path, select=("detached-record",))) == [FOUND[2]]
    assert lines(check(tmp_path, ignore=("detached-record",))) == FOUND[:2]
    assert lines(check(tmp_path, per_path={"shop/": ("detached-record",)})) == FOUND[:2]
    with pytest.raises(UnknownRule):
        check(tmp_path, ignore=("no-such-rule",))


def test_settings_choose_the_files(tmp_path: Path) -> None:
    write(tmp_path, SHOP)
    report = check(tmp_path, exclude=("shop/",))
    assert (lines(report), report.files) == (FOUND[:2], 4)
    assert check(tmp_path, include=("shop/**",)).files == 3


def test_an_unchanged_project_is_neither_parsed_nor_read_again(tmp_path: Path) -> None:
    write(tmp_path, SHOP)
    settle(tmp_path)
    cache = MemoryCache()
    first = check(tmp_path, cache=cache)
    assert first.changed == 7
    for path in SHOP:
        (tmp_path / path).chmod(0)
    again = check(tmp_path, cache=cache)
    for path in SHOP:
        (tmp_path / path).chmod(0o644)
    assert (again.findings, again.changed) == (first.findings, 0)


def settle(root: Path) -> None:
    """Makes the files old enough that their times can be trusted."""
    import os

    for file in root.rglob("*.py"):
        os.utime(file, (1_700_000_000, 1_700_000_000))


def test_a_changed_base_class_in_another_file_changes_the_findings(tmp_path: Path) -> None:
    write(tmp_path, SHOP)
    cache = MemoryCache()
    check(tmp_path, cache=cache)
    more = SHOP["base.py"] + "\n    def finish_job(self, job_id):\n        print(job_id)\n"
    (tmp_path / "base.py").write_text(more)
    assert lines(check(tmp_path, cache=cache)) == [FOUND[0], FOUND[2]]
    (tmp_path / "base.py").unlink()
    assert lines(check(tmp_path, cache=cache)) == [FOUND[2]]
    write(tmp_path, SHOP)
    assert lines(check(tmp_path, cache=cache)) == FOUND


def test_a_damaged_cache_is_as_good_as_none(tmp_path: Path) -> None:
    write(tmp_path, SHOP)
    cache = MemoryCache()
    expected = check(tmp_path, cache=cache).findings
    for key, value in cache.items.items():
        cache.items[key] = value[:-3] + b"\xff\xff\xff"
    assert check(tmp_path, cache=cache).findings == expected


def test_progress_ends_at_the_number_of_files(tmp_path: Path) -> None:
    write(tmp_path, SHOP)
    told: list[tuple[int, int]] = []
    check_project(tmp_path, settings=CheckSettings(), progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (7, 7)
    assert told == sorted(told)


EDITS = {
    "jobs.py": ["", SHOP["jobs.py"], SHOP["jobs.py"].replace("update_job_progress", "update_job_status")],
    "base.py": ["", SHOP["base.py"], SHOP["base.py"] + "    def finish_job(self, job_id): ...\n"],
    "app.py": [SHOP["app.py"], "\n\n" + SHOP["app.py"], "x = 1\n", "def f(:\n" + SHOP["app.py"]],
    "shop/db.py": [SHOP["shop/db.py"], SHOP["shop/db.py"].replace("()", "(expire_on_commit=False)"), ""],
    "shop/orders.py": [
        SHOP["shop/orders.py"],
        SHOP["shop/orders.py"].replace("    return", "        return"),
    ],
    "other.py": [SHOP["other.py"], SHOP["other.py"].replace("    run", "    go")],
    "late.py": ["from jobs import job_manager as jm\njm.stop_job(1)\n", ""],
}


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=6), seed=st.integers(0, 10**6))
def test_results_do_not_depend_on_cache_processes_or_order(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str], seed: int
) -> None:
    root = tmp_path_factory.mktemp("project")
    chance = random.Random(seed)
    files = dict(SHOP)
    write(root, files)
    cache = MemoryCache()
    check(root, cache=cache)
    for path in steps:
        text = chance.choice(EDITS[path])
        if text:
            files[path] = text
            write(root, {path: text})
        elif path in files:
            del files[path]
            (root / path).unlink()
        warm = check(root, cache=cache, processes=chance.choice([1, 2, 3]))
        shuffled = list(files.items())
        chance.shuffle(shuffled)
        fresh = check_texts(dict(shuffled))
        assert (warm.findings, warm.errors) == (fresh.findings, fresh.errors)


def test_several_processes_find_what_one_finds(tmp_path: Path) -> None:
    for number in range(30):
        write(tmp_path, {f"part{number}/{path}": text for path, text in SHOP.items()})
    one = check(tmp_path, processes=1)
    assert len(one.findings) == 90
    assert check(tmp_path, processes=3).findings == one.findings
