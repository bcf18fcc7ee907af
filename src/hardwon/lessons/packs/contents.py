"""The files of a pack as bytes, taken from a folder that somebody else has filled."""

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hardwon.core import HardwonError
from hardwon.lessons.pages.lesson import Problem

MANIFEST = "pack.yaml"
MOST_FILES = 500
LARGEST = 256 * 1024  # bytes of one file: a hundred times a page that somebody reads
LARGEST_TOTAL = 8 * 1024 * 1024  # bytes
_FOLDERS = {"lessons": ".md", "templates": ".txt"}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:\.[A-Za-z0-9_-]{1,20}){1,3}")


class BadPack(HardwonError):
    """What should be a pack is none, or cannot be taken as it is."""


@dataclass(frozen=True, slots=True)
class Contents:
    """A pack's files by their paths in it (`pack.yaml`, `lessons/x.md`, `templates/y.txt`).

    `problems` are the files that were not taken, each with its reason. Whatever else the folder holds, such
    as a README, is no part of the pack.
    """

    files: Mapping[str, bytes]
    problems: tuple[Problem, ...] = ()


def folder_contents(folder: Path) -> Contents:
    """The pack in `folder`, without following a link. Raises `BadPack`."""
    sizes: dict[str, int] = {}
    problems: list[Problem] = []
    for path in _paths(folder):
        wrong = wrong_name(path)
        found = os.lstat(folder / path)
        if not wrong and not stat.S_ISREG(found.st_mode):
            wrong = "a link" if stat.S_ISLNK(found.st_mode) else "no ordinary file"
        if not wrong and found.st_size > LARGEST:
            wrong = too_large(found.st_size)
        if wrong:
            problems.append(left_out(path, wrong))
        else:
            sizes[path] = found.st_size
    require_bounds(sizes, where=str(folder))
    return Contents({path: _read(folder / path) for path in sorted(sizes)}, tuple(problems))


def is_part(path: str) -> bool:
    """Whether a file at `path` of a pack's folder is part of the pack."""
    folder, _, name = path.rpartition("/")
    if folder not in _FOLDERS:
        return path == MANIFEST
    return name.endswith(_FOLDERS[folder]) and name[0] != "." and name.casefold() != "readme.md"


def wrong_name(path: str) -> str:
    """What is wrong with a part's path; empty where nothing is."""
    name = path.rpartition("/")[2]
    return "" if _NAME.fullmatch(name) else "its name has more than letters, digits, `-`, `_` and `.`"


def too_large(size: int) -> str:
    """Why a file of `size` bytes is not taken."""
    return f"{size:,} bytes, at most {LARGEST:,} are taken"


def left_out(path: str, why: str) -> Problem:
    """The problem of a file that is not taken; its name may be anything, and is shown as plain letters."""
    shown = path.encode("ascii", "backslashreplace").decode()
    shown = "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in shown)
    return Problem(shown, 1, why, "mend it in the pack")


def require_bounds(sizes: Mapping[str, int], *, where: str) -> None:
    """Raises `BadPack` where a pack at `where` has no manifest, too many files or too many bytes."""
    if MANIFEST not in sizes:
        raise BadPack(
            f"{where} is no pack: it has no {MANIFEST}",
            next_step="name the folder that has one; `hardwon export` writes one",
        )
    if len(sizes) > MOST_FILES or sum(sizes.values()) > LARGEST_TOTAL:
        raise BadPack(
            f"{where} holds {len(sizes):,} files of {sum(sizes.values()):,} bytes",
            next_step=f"a pack has at most {MOST_FILES:,} files and {LARGEST_TOTAL:,} bytes; split it",
        )


def _paths(folder: Path) -> list[str]:
    try:
        found = [MANIFEST] if os.path.lexists(folder / MANIFEST) else []
        for name in _FOLDERS:
            inner = folder / name
            if inner.is_symlink():
                raise BadPack(f"{inner} is a link", next_step="a pack holds its files itself")
            if inner.is_dir():
                found += [path for entry in os.listdir(inner) if is_part(path := f"{name}/{entry}")]
                if len(found) > MOST_FILES:
                    require_bounds(dict.fromkeys([MANIFEST, *found], 0), where=str(folder))
    except OSError as error:
        raise BadPack(
            f"{error.filename} cannot be read: {error.strerror}",
            next_step="take care that you may read it",
        ) from error
    return sorted(found)


def _read(file: Path) -> bytes:
    try:
        # Neither a link nor a pipe that takes the file's place meanwhile leads us astray, or waits for ever.
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(descriptor, "rb") as stream:
            return stream.read(LARGEST)
    except OSError as error:
        raise BadPack(
            f"{file} cannot be read: {error.strerror}", next_step="take care that you may read it"
        ) from error
