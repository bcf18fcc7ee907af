"""The rules that a repository's pages bring along, and what a warm check reads of the pages."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hardwon.assembly import Workspace, open_workspace
from hardwon.assembly.checking import inspect
from hardwon.assembly.user_rules import brought_by_lessons
from hardwon.check import MemoryCache, UserPattern
from hardwon.lessons.pages import shelf as shelf_module

_PAGE = "---\ntitle: Do not\nstatus: {status}\nrule: {rule}\nenforce: warn\n---\nWhy.\n"
_OLD = (1_000_000, 1_000_000)

Write = Callable[..., None]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    (tmp_path / "repository").mkdir()
    return open_workspace(tmp_path / "repository")


@pytest.fixture
def write(workspace: Workspace) -> Write:
    def page(name: str, rule: str, status: str = "adopted") -> None:
        workspace.places.lessons.mkdir(parents=True, exist_ok=True)
        (workspace.places.lessons / f"{name}.md").write_text(_PAGE.format(rule=rule, status=status))

    return page


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that were read, as they are read."""
    names: list[str] = []
    real = shelf_module._bytes

    def bytes_of(file: Path) -> bytes:
        names.append(file.name)
        return real(file)

    monkeypatch.setattr(shelf_module, "_bytes", bytes_of)
    return names


def slugs(workspace: Workspace, cache: MemoryCache) -> list[str]:
    return [rule.slug for rule in brought_by_lessons(workspace, cache).rules]


def test_only_adopted_lessons_count(workspace: Workspace, write: Write) -> None:
    write("a", "{pattern: f()}")
    write("b", "{pattern: f()}", "candidate")
    write("c", "{pattern: f()}", "retired")
    write("d", "{ruff: [F401]}")
    write("e", "{command: rm}")
    assert slugs(workspace, MemoryCache()) == ["a", "d"]


def test_a_repository_without_lessons_brings_nothing(workspace: Workspace) -> None:
    cache = MemoryCache()
    brought = brought_by_lessons(workspace, cache)
    assert (brought.rules, brought.errors, cache.items) == ((), (), {})


def test_pages_that_did_not_change_are_not_read_again(
    workspace: Workspace, write: Write, reads: list[str]
) -> None:
    cache = MemoryCache()
    write("a", "{pattern: {language: go, rule: {kind: x}, fix: '', fix-is-safe: true}}")
    write("d", "{ruff: [F401, B]}")
    time.sleep(0.06)  # a page is trusted when it is older than a tick of the clock
    first = brought_by_lessons(workspace, cache)
    assert reads == ["a.md", "d.md"]
    assert brought_by_lessons(workspace, cache) == first
    assert reads == ["a.md", "d.md"]
    write("a", "{pattern: 'other()'}")
    [changed, _] = brought_by_lessons(workspace, cache).rules
    assert isinstance(changed, UserPattern)
    assert "other()" in changed.rule


def test_a_page_written_just_now_is_read_again(workspace: Workspace, write: Write, reads: list[str]) -> None:
    cache = MemoryCache()
    write("a", "{pattern: f()}")
    assert slugs(workspace, cache) == ["a"]
    assert slugs(workspace, cache) == ["a"]
    assert reads == ["a.md", "a.md"]


def test_what_is_damaged_in_the_cache_is_read_from_the_pages(workspace: Workspace, write: Write) -> None:
    cache = MemoryCache()
    write("a", "{pattern: f()}")
    time.sleep(0.06)
    assert slugs(workspace, cache) == ["a"]
    assert cache.items
    for damaged in (b"", b"[]", b'[[["Shell", {}]], []]', b"\xff"):
        cache.items = dict.fromkeys(cache.items, damaged)
        assert slugs(workspace, cache) == ["a"]


def test_a_broken_page_is_an_error_and_hides_no_other(workspace: Workspace, write: Write) -> None:
    write("a", "{pattern: f()}")
    write("b", "{pattern: {language: klingon, rule: f}}")
    brought = brought_by_lessons(workspace, MemoryCache())
    assert [rule.slug for rule in brought.rules] == ["a"]
    [error] = brought.errors
    assert (error.path, error.line) == (".hardwon/lessons/b.md", 4)
    assert "ast-grep knows no language `klingon`" in error.message


def test_a_check_runs_patterns_and_ruff_beside_the_built_in_rules(workspace: Workspace, write: Write) -> None:
    root = workspace.places.root
    write("no-eval", "{pattern: eval($A)}")
    write("unused", "{ruff: [F401]}")
    (root / "a.py").write_text("import os\neval(x)\neval(y)  # hardwon: ignore[no-eval] trusted\n")
    report = inspect(workspace)
    found = [(f.rule, f.lesson, f.line, f.severity) for f in report.findings]
    assert found == [("F401", "unused", 1, "warning"), ("no-eval", "no-eval", 2, "warning")]
    assert report.findings[0].fix is not None
    assert report.suppressed == 1
    assert report.errors == ()
    (root / "a.py").write_text("eval(z)\n")
    os.utime(root / "a.py", _OLD)
    assert [f.rule for f in inspect(workspace).findings] == ["no-eval"]
    texts = {"a.py": b"import os\n"}
    assert [f.rule for f in inspect(workspace, ["a.py"], texts=texts).findings] == ["F401"]
