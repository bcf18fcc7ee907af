"""A repository whose context is asked for, and what is done to it."""

import subprocess
from pathlib import Path
from typing import Any

from hardwon.store import NewEvent

TIME = "2026-11-21T09:30:00.000Z"
LESSON = """\
---
title: Commit before you publish
status: adopted
kind: gotcha
cost: 2h
applies-to: ["app/**/*.py"]
---
Or the reader finds nothing.
"""


def git(root: Path, *words: str, check: bool = True) -> str:
    done = subprocess.run(["git", "-C", root, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0 or not check, done.stderr
    return done.stdout.strip()


def commit(root: Path, subject: str) -> Path:
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", subject)
    return root


def values(document: dict[str, Any]) -> dict[str, Any]:
    assert [part["error"] for part in document["parts"].values() if part["error"]] == []
    return {name: part["value"] for name, part in document["parts"].items()}


def session_events(root: Path, name: str, time: str, *kinds: str) -> list[NewEvent]:
    payloads: dict[str, dict[str, object]] = {
        "session.started": {"agent": "codex", "cwd": str(root), "branch": "main"},
        "session.turn": {"speaker": "user", "text": f"Mend {name}", "turn": "1", "line": 1},
        "session.ended": {},
    }
    return [NewEvent(f"{name}:{kind}", kind, time, payloads[kind], session=name) for kind in kinds]
