"""What git ignores in a tree, asked path by path; a `.gitignore` is read when it is first needed."""

import os
import re
import warnings
from pathlib import Path

from hardwon.check import translate_gitignore
from hardwon.daemon.changes import Ignored

_Rule = tuple[re.Pattern[str], bool]


def load_gitignore(root: Path, git_dir: Path | None) -> Ignored:
    """The rules as the files hold them now: `.git/info/exclude`, and the `.gitignore` of each directory.

    The deepest file that speaks of a path decides, in it the last line. A path is asked for only where
    the directories above it are not ignored: git too never looks below an ignored one.
    """
    info = _read(git_dir / "info/exclude") if git_dir is not None else []
    # The rules that bear on what is in a directory, the nearest first: each with where its paths begin.
    chains: dict[str, list[tuple[int, list[_Rule]]]] = {}

    def chain(directory: str) -> list[tuple[int, list[_Rule]]]:
        if directory not in chains:
            above = chain(directory.rpartition("/")[0]) if directory else [(0, info)] if info else []
            rules = _read(root / directory / ".gitignore")
            chains[directory] = [(len(directory) + 1 if directory else 0, rules), *above] if rules else above
        return chains[directory]

    def ignored(path: str) -> bool:
        directory = path.rstrip("/").rpartition("/")[0]
        for begin, rules in chains.get(directory) or chain(directory):
            verdict = _decide(rules, path[begin:])
            if verdict is not None:
                return verdict
        return False

    return ignored


def _decide(rules: list[_Rule], path: str) -> bool | None:
    """What the last rule that speaks of `path` itself says; those of a directory above it do not count."""
    for expression, include in reversed(rules):
        match = expression.match(path)
        if match is None:
            continue
        if "ps_d" in expression.groupindex:  # where pathspec's expression meets the end of a directory
            speaks = match.end("ps_d") in (-1, len(path))
        else:  # `src/**` is about what is in the directory
            speaks = match.end() < len(path) or not path.endswith("/")
        if speaks:
            return include
    return None


def _read(file: Path) -> list[_Rule]:
    """The rules in a file, without the lines that are none; no rules where it cannot be read."""
    try:
        text = os.fsdecode(file.read_bytes())
    except OSError:
        return []
    return [rule for rule in map(_translate, text.splitlines()) if rule is not None]


def _translate(line: str) -> _Rule | None:
    expression, include = translate_gitignore(line)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # Python warns of `[[`, which it takes as it stands
        return (re.compile(expression), include) if expression else None
