"""A repository whose lessons name evidence in it."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from hardwon.lessons import Ground
from hardwon.scribe import Git


class Repository:
    """A git repository below a test's own folder, with what evidence may name."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.name", "Anna Example")
        self.git("config", "user.email", "anna@example.org")

    def git(self, *words: str) -> str:
        done = subprocess.run(
            ["git", "-C", str(self.root), *words], capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def write(self, **files: str) -> None:
        """Files by their paths, `__` for `/` and a trailing `_py` for `.py`."""
        for name, text in files.items():
            head, _, ending = name.replace("__", "/").rpartition("_")
            self.put(f"{head}.{ending}", text)

    def put(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def commit(self, message: str = "Work") -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def ground(self, session_is_known: Callable[[str], bool | None] = lambda _: None) -> Ground:
        return Ground(self.root, Git(self.root, dict(os.environ)), session_is_known)
