"""Paths in a brief's texts: `{worktree}/…` as it is kept, absolute as it is read in one worktree."""

import re
from dataclasses import dataclass
from pathlib import Path

HERE = "{worktree}"
_BEFORE = r"(?<![\w/.~}-])"
_AFTER = r"(?=/|[\s'\"`),;:\]]|\.(?:\s|$)|$)"


@dataclass(frozen=True, slots=True)
class Tree:
    """The worktree that a brief is made in, the other ones of its repository, the user's home."""

    root: Path
    others: tuple[Path, ...] = ()
    home: Path | None = None


def portable(text: str, tree: Tree) -> str:
    """`text` with the top of any worktree as `{worktree}`."""
    for root in sorted((tree.root, *tree.others), key=lambda one: -len(str(one))):
        text = _pattern(root).sub(HERE, text)
    return text


def absolute(text: str, root: Path) -> str:
    """`text` as it reads in the worktree at `root`."""
    return text.replace(HERE, str(root))


def other_worktrees(text: str, tree: Tree) -> tuple[str, ...]:
    """The paths in `text` that lie in another worktree than the brief's own."""
    longest = sorted((tree.root, *tree.others), key=lambda one: -len(str(one)))
    found: list[str] = []
    for root in longest:
        if root != tree.root:
            found += [match[0] for match in re.finditer(_pattern(root).pattern + r"[\w./@+-]*", text)]
        text = _pattern(root).sub(HERE, text)
    return tuple(dict.fromkeys(one.rstrip(".") for one in found))


def homes(text: str, tree: Tree) -> tuple[str, ...]:
    """The paths in `text` below the user's home that are in no worktree."""
    pattern = r"(?<![\w/.-])~/[\w./@+-]+"
    if tree.home is not None and len(tree.home.parts) > 1:
        pattern = rf"{pattern}|{_BEFORE}{re.escape(str(tree.home))}/[\w./@+-]+"
    return tuple(dict.fromkeys(one.rstrip(".") for one in re.findall(pattern, portable(text, tree))))


def _pattern(root: Path) -> re.Pattern[str]:
    return re.compile(f"{_BEFORE}{re.escape(str(root))}{_AFTER}")
