"""What is ignored, held against git itself."""

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardwon.daemon import load_gitignore


def git(root: Path, *words: str) -> bytes:
    environment = {"PATH": os.environ["PATH"], "HOME": str(root), "GIT_CONFIG_NOSYSTEM": "1"}
    return subprocess.run(
        ["git", "-C", root, *words], check=True, capture_output=True, env=environment
    ).stdout


def seen_by_git(root: Path) -> set[str]:
    return set(os.fsdecode(git(root, "ls-files", "-o", "--exclude-standard", "-z")).split("\0")) - {""}


def seen_by_us(root: Path) -> set[str]:
    """A walk that, like the watcher, does not enter ignored directories."""
    ignored = load_gitignore(root, root / ".git")
    seen: set[str] = set()
    waiting = [""]
    while waiting:
        directory = waiting.pop()
        for entry in os.scandir(root / directory):
            path = f"{directory}/{entry.name}" if directory else entry.name
            if entry.is_dir():
                if entry.name != ".git" and not ignored(path + "/"):
                    waiting.append(path)
            elif not ignored(path):
                seen.add(path)
    return seen


FILES = ["a.py", "b.log", "build/x", "src/build/y", "src/a.py", "src/keep.log", "src/deep/a.py", "doc/b.log"]
PATTERNS = [
    "*.log", "!keep.log", "build/", "/build", "src/*", "!src/deep/", "src/**/a.py", "a.py", "/a.py",
    "**/deep", "doc/", "!doc/b.log", "# a", "", "\\!x", "[", "deep/", "*/a.py", "src", "!src", "?.py",
    "[ab].py", "  ", "*.l?g ", "!", "a\\", "[z-a]", "[[:alpha:]].py",
    "*.[[:lower:][:digit:]]og", "[![:alpha:]].py",
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    top=st.lists(st.sampled_from(PATTERNS), max_size=5),
    inner=st.lists(st.sampled_from(PATTERNS), max_size=3),
    info=st.lists(st.sampled_from(PATTERNS), max_size=2),
)
def test_we_and_git_see_the_same_files(
    tmp_path_factory: pytest.TempPathFactory, top: list[str], inner: list[str], info: list[str]
) -> None:
    root = tmp_path_factory.mktemp("r")
    git(root, "init", "-q")
    for name in FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")
    (root / ".git/info").mkdir(exist_ok=True)
    (root / ".git/info/exclude").write_text("\n".join(info))
    (root / ".gitignore").write_text("\n".join(top))
    (root / "src/.gitignore").write_text("\n".join(inner))
    assert seen_by_us(root) == seen_by_git(root)


def test_without_git_and_without_files_nothing_is_ignored(tmp_path: Path) -> None:
    ignored = load_gitignore(tmp_path, None)
    assert not ignored("a/b.log")
    assert not ignored("a/")
