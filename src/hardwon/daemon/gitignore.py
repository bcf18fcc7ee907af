"""What git ignores in a tree, asked path by path; a `.gitignore` is read when it is first needed."""

import os
import re
import warnings
from pathlib import Path

from pathspec import GitIgnoreSpec

from hardwon.daemon.changes import Ignored

_CLASS = re.compile(r"\[:([a-z]+):\]")
_CLASSES = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "blank": " \t",
    "digit": "0-9",
    "lower": "a-z",
    "punct": r"!-/:-@\[-`{-~",
    "space": r" \t\n\r\f\v",
    "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}


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
    lines = [line for line in map(_without_classes, text.splitlines()) if _is_pattern(line)]
    return _compile(lines) if lines else None


def _compile(lines: list[str]) -> GitIgnoreSpec:
    # Not the default backend: RE2 takes all patterns or none.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        return GitIgnoreSpec.from_lines(lines, backend="simple")


def _is_pattern(line: str) -> bool:
    """Whether `line` can be read as one; what cannot (`!` alone, `[z-a]`) matches nothing in git either."""
    if not line.strip() or line.startswith("#"):
        return False
    try:
        _compile([line])
    except (ValueError, re.error):
        return False
    return True


def _without_classes(line: str) -> str:
    """`line` with `[:alpha:]` and its like spelled out, which Python does not know."""
    return _CLASS.sub(lambda match: _CLASSES.get(match[1], match[0]), line)
