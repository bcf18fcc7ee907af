"""What files' times and sizes tell of whether an answer about them still holds."""

import os
import time
from collections.abc import Hashable, Iterable, Iterator
from pathlib import Path

# A file may be written again in the same tick of the kernel's clock without its time changing; the longest
# tick is 10 ms. Until a file is older than this, nothing is concluded from its time.
_YOUNG = 0.05

# What decides the answers of git, in a worktree's own directory and in the common one.
_OWN = (
    "HEAD", "index", "config.worktree", "info/sparse-checkout", "MERGE_HEAD", "CHERRY_PICK_HEAD",
    "REVERT_HEAD", "BISECT_LOG", "rebase-merge", "rebase-merge/msgnum", "rebase-apply", "rebase-apply/next",
)  # fmt: skip
_COMMON = (
    "config", "packed-refs", "shallow", "info/exclude", "info/attributes", "info/grafts", "reftable",
    "reftable/tables.list",
)  # fmt: skip


def stamp(paths: Iterable[Path | str]) -> Hashable | None:
    """A value that differs once one of `paths` was written, replaced, made or deleted.

    Of a directory it tells which names are in it. None while that cannot be known: one of them was written
    just now, or may not be looked at.
    """
    newest = time.time() - _YOUNG
    looks: list[tuple[int, int, int, int] | None] = []
    for path in paths:
        try:
            status = os.stat(path)
        except (FileNotFoundError, NotADirectoryError):
            looks.append(None)
            continue
        except OSError:
            return None
        if max(status.st_mtime, status.st_ctime) > newest:
            return None
        looks.append((status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size))
    return tuple(looks)


def git_files(own: Path, common: Path, home: Path) -> Iterator[Path | str]:
    """All files outside the work tree on which git's answers depend; a ref that moves is seen in its
    directory, which git writes a new file into.
    """
    yield from (own / name for name in _OWN)
    yield from (common / name for name in _COMMON)
    yield from (
        home / ".gitconfig",
        home / ".config/git/config",
        home / ".config/git/ignore",
        "/etc/gitconfig",
    )
    waiting = [str(common / "refs")]
    while waiting:
        directory = waiting.pop()
        yield directory
        try:
            with os.scandir(directory) as entries:
                waiting += sorted(entry.path for entry in entries if entry.is_dir(follow_symlinks=False))
        except OSError:
            continue


def pages(folder: Path) -> Iterator[Path | str]:
    """A folder and the pages in it."""
    yield folder
    try:
        yield from sorted(entry.path for entry in os.scandir(folder) if entry.name.endswith(".md"))
    except OSError:
        return
