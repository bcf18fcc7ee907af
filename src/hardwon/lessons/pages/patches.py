"""What a unified diff changes: the lines that count, file by file."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

_PROSE = frozenset((".md", ".rst", ".txt", ".adoc", ".css", ".scss", ".less", ".svg", ".lock", ".csv", ".po"))
_HUNK = re.compile(r"@@ -\S+ \+\S+ @@ ?(.*)")
_COMMENT = re.compile(r"\s*(?:#(?!\[|!)|//|--\s|/\*|\*\s)")
# What a comment may say that is not about it.
_MARK = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b|\bno(?:qa|sec)\b|type: ignore|(?:eslint|pylint)[:-]")
_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"")
_SQL = re.compile(r"\b(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP)\b", re.IGNORECASE)
_TOKEN = re.compile(r"\w+|[^\w\s]")
_NAME = re.compile(r"[A-Za-z_]\w*")
_FEW = 2  # spaces in quotes that are no sentence yet
_MOST_NAMES = 3  # that one rename may change together: a name, its plural, the import of it


@dataclass(frozen=True, slots=True)
class Change:
    """One changed file: the text of the lines that were added, and where they stand.

    Without comments and without sentences in quotes; `text` is empty where nothing but names changed, or
    nothing was added. `inside` are the functions that git names around the changed lines.
    """

    path: str
    text: str = ""
    inside: str = ""

    @property
    def is_prose(self) -> bool:
        """Documentation, styles, data: what stands in it is not code that runs."""
        return PurePosixPath(self.path).suffix.casefold() in _PROSE


def read_diff(text: str) -> tuple[Change, ...]:
    """The changed files of `git diff` (with `a/` and `b/` or without), in its order; deleted ones not.

    A file whose lines differ by a few names alone, the same ones everywhere, was renamed in: it counts by
    its path only.
    """
    return tuple(_read_file(lines) for lines in _files(text) if not _is_deleted(lines))


def whole_file(path: str, text: str) -> Change:
    """A file that is new, or looked at as a whole."""
    return Change(path, _code(text.splitlines()))


def _code(lines: Iterable[str]) -> str:
    """The lines that are code, without what they say to people; marks such as TODO and SQL stay."""
    kept = (line for line in lines if line.strip() and (not _COMMENT.match(line) or _MARK.search(line)))
    return _STRING.sub(_quoted, "\n".join(kept))


def _quoted(match: re.Match[str]) -> str:
    text = match[0]
    return '""' if text.count(" ") > _FEW and not _SQL.search(text) else text


def _files(text: str) -> Iterator[list[str]]:
    lines: list[str] = []
    for line in text.splitlines():
        starts = line.startswith("diff --git ") or (line.startswith("--- ") and not lines)
        if starts and lines:
            yield lines
            lines = []
        if starts or lines:
            lines.append(line)
    if lines:
        yield lines


def _is_deleted(lines: list[str]) -> bool:
    return any(line.startswith("+++ /dev/null") for line in lines)


def _read_file(lines: list[str]) -> Change:
    added: list[str] = []
    removed: list[str] = []
    inside: list[str] = []
    heading, in_hunk, path = "", False, ""
    for line in lines:
        hunk = _HUNK.match(line)
        if hunk is not None:
            heading, in_hunk = hunk[1], True
        elif not in_hunk:
            path = _path(line) or path
        elif line.startswith("+"):
            added.append(line[1:])
            if heading and line[1:2] in (" ", "\t"):
                inside.append(heading)
                heading = ""
        elif line.startswith("-"):
            removed.append(line[1:])
    if _is_rename(removed, added):
        return Change(path)
    text = _code(added)
    return Change(path, text, "\n".join(inside) if text else "")


def _path(line: str) -> str:
    if line.startswith("+++ "):
        return line[4:].partition("\t")[0].strip().strip('"').removeprefix("b/")
    if line.startswith("rename to "):
        return line.removeprefix("rename to ").strip().strip('"')
    return line.rpartition(" b/")[2] if line.startswith("diff --git ") else ""


def _is_rename(removed: list[str], added: list[str]) -> bool:
    """Whether `added` is `removed` with a few names exchanged, each everywhere for the same other."""
    old, new = _TOKEN.findall("\n".join(removed)), _TOKEN.findall("\n".join(added))
    if not old or len(old) != len(new) or len(removed) != len(added):
        return False
    exchanged: dict[str, str] = {}
    for before, after in zip(old, new, strict=True):
        if before != after and not (_NAME.fullmatch(before) and _NAME.fullmatch(after)):
            return False
        if before != after and exchanged.setdefault(before, after) != after:
            return False
    return len(exchanged) <= _MOST_NAMES and not any(f".{name}" in "".join(removed) for name in exchanged)
