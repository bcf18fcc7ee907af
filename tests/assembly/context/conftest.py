"""Repositories for the tests of the context, in a home of their own."""

from pathlib import Path

import pytest

from tests.assembly.context.shop import commit, git


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Anna")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "anna@example.org")


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    return root


@pytest.fixture
def repo(empty: Path) -> Path:
    (empty / "app").mkdir()
    (empty / "app/a.py").write_text("x = 1\n")
    (empty / "b.txt").write_text("one\n")
    return commit(empty, "First")
