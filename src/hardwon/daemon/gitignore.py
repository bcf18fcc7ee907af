"""What git ignores in a tree, asked path by path; a `.gitignore` is read when it is first needed."""

import os
from pathlib import Path

from pathspec import GitIgnoreSpec

from hardwon.daemon.changes import Ignored


def load_gitignore(root: Path, git_dir: Path | None) -> Ignored:
    """The rules as the files hold them now: `.git/info/exclude`, and the `.gitignore` of each directory.

    The deepest file that speaks of a path decides, in it the last line. A path is asked for only where
    the directories above it are not ignored: git too never looks below an ignored one.
    """
    info = _read(git_dir / "info/exclude") if git_dir is not None else None
    specs: dict[str, GitIgnoreSpec | None] = {}

    def ignored(path: str) -> bool:
        directory = path.rstrip("/").rpartition("/")[0]
        while True:
            if directory not in specs:
                specs[directory] = _read(root / directory / ".gitignore")
            spec = specs[directory]
            if spec is not None:
                inside = path[len(directory) + 1 :] if directory else path
                verdict = spec.check_file(inside).include
                if verdict is not None:
                    return verdict
            if not directory:
                return info is not None and info.match_file(path)
            directory = directory.rpartition("/")[0]

    return ignored


def _read(file: Path) -> GitIgnoreSpec | None:
    try:
        text = os.fsdecode(file.read_bytes())
    except OSError:
        return None
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return _compile(lines)


def _compile(lines: list[str]) -> GitIgnoreSpec | None:
    """The lines as rules; those that are no patterns are passed over, as git does."""
    try:
        return GitIgnoreSpec.from_lines(lines) if lines else None
    except ValueError:
        good = [line for line in lines if _is_pattern(line)]
        return GitIgnoreSpec.from_lines(good) if good else None


def _is_pattern(line: str) -> bool:
    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
