"""Repositories to ask about, and what stands in the way of an answer."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hardwon.assembly import open_workspace
from hardwon.store import NewEvent, spool_append

PASS_DOWN = """\
---
title: Pass the session down
status: adopted
kind: gotcha
applies-to: ["app/**/*.py"]
---
A second database session while the first is held waits for itself, for ever.
"""
STATUS_FIRST = """\
---
title: Mark a job running first
status: adopted
kind: pattern
---
A background job that loads before it says running is pending for ever.
"""
SAID = "the nightly export hangs because its session is opened twice"


def make_repository(root: Path) -> Path:
    """A git repository with a commit, on the branch `main`."""
    (root / "app").mkdir(parents=True)
    (root / "app/jobs.py").write_text("def export() -> None: ...\n")
    for words in (
        ("init", "-q", "-b", "main"),
        ("add", "-A"),
        ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-qm", "Begin the shop"),
    ):
        subprocess.run(["git", "-C", root, *words], check=True)
    return root


def write_lesson(root: Path, slug: str, page: str) -> None:
    folder = root / ".hardwon/lessons"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{slug}.md").write_text(page)


def turn(session: str, number: int, text: str) -> NewEvent:
    """Something that was said in a session."""
    told = {"turn": str(number), "line": number, "speaker": "assistant", "text": text}
    return NewEvent(f"turns:{session}:{number}", "session.turn", "2026-01-02T03:04:05.000Z", told, session)


def all_files(root: Path) -> dict[str, bytes]:
    """What stands in all files below `root`, by path."""
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@contextmanager
def locked_journal(root: Path) -> Iterator[None]:
    """Another program has the journal locked while the block lasts, and something waits to be taken in."""
    workspace = open_workspace(root)
    spool_append(workspace.places, [turn("s9", 1, "nobody has taken this in")])
    other = sqlite3.connect(workspace.places.journal)
    try:
        other.execute("BEGIN IMMEDIATE")
        yield
    finally:
        other.rollback()
        other.close()


@contextmanager
def slow_git(root: Path) -> Iterator[None]:
    """While the block lasts, git takes as long as on a disk that hangs."""
    folder = root.parent / "slow"
    folder.mkdir(exist_ok=True)
    (folder / "git").write_text("#!/bin/sh\nexec sleep 20\n")
    (folder / "git").chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
        yield
