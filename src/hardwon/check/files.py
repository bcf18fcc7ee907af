"""Finds a repository's files and reads their text; trouble is a sentence about one file, not an exception."""

from __future__ import annotations

import codecs
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hardwon.check.ignores import Patterns, Translations
from hardwon.core import CheckSettings

# Size, modification time, change time (both in ns), inode: what changes when a file does.
Stamp = tuple[int, int, int, int]

LARGEST = 5_000_000
_NEVER = frozenset({".git", ".hg", ".svn", ".venv", "node_modules", "__pycache__"})
_DEFAULT_INCLUDE = ("**/*.py", "**/*.pyi")
# Files that say which version of a library the project runs on.
_PINS = re.compile(
    r"requirements[\w.-]*\.(?:txt|in)|pyproject\.toml|setup\.(?:py|cfg)|(?:uv|poetry|pdm|Pipfile)\.lock|Pipfile"
)
_CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")


@dataclass(slots=True)
class Inventory:
    """What was found: sources, version files and files in other languages that are asked for, each with its
    stamp, by path relative to the root with `/`.
    """

    sources: dict[str, Stamp] = field(default_factory=dict)
    others: dict[str, Stamp] = field(default_factory=dict)
    pins: dict[str, Stamp] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def is_pin(path: str) -> bool:
    """Whether the file at `path` may say what the project runs on: versions of libraries, or the database's
    own definitions in migrations.
    """
    directory, _, name = path.rpartition("/")
    if name.endswith(".sql"):
        return "migrat" in directory.lower()
    return _PINS.fullmatch(name) is not None or (
        path.startswith("requirements/") and name.endswith((".txt", ".in"))
    )


def is_source(path: str) -> bool:
    """Whether `path` names Python."""
    return path.endswith((".py", ".pyi"))


def discover(
    root: Path, settings: CheckSettings, translations: Translations, others: tuple[str, ...] = ()
) -> Inventory:
    """All files below `root` that git does not ignore and the settings include, and all that end with one of
    `others`; symbolic links to directories are not followed, so that a loop cannot trap it."""
    found = Inventory()
    exclude = Patterns(settings.exclude, translations)
    include = None if settings.include == _DEFAULT_INCLUDE else Patterns(settings.include, translations)
    top = _patterns_in(root / ".git/info/exclude", translations)
    waiting: list[tuple[str, tuple[tuple[str, Patterns], ...]]] = [("", (("", top),) if top else ())]
    while waiting:
        directory, specs = waiting.pop()
        try:
            entries = list(os.scandir(os.path.join(root, directory)))
        except OSError as error:
            found.errors[directory or "."] = f"the directory cannot be read: {error.strerror}"
            continue
        names = {entry.name for entry in entries}
        if "pyvenv.cfg" in names and directory:
            continue
        if ".gitignore" in names:
            own = _patterns_in(Path(root, directory, ".gitignore"), translations)
            specs = (*specs, (f"{directory}/" if directory else "", own)) if own else specs
        for entry in entries:
            path = f"{directory}/{entry.name}" if directory else entry.name
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in _NEVER and not _left_out(f"{path}/", specs, exclude):
                    waiting.append((path, specs))
            elif others and entry.name.endswith(others):
                if not _left_out(path, specs, exclude):
                    _take(found, root, path, entry, others)
            elif _wanted(path, include):
                if not _left_out(path, specs, exclude):
                    _take(found, root, path, entry)
            elif is_pin(path):
                _take(found, root, path, entry)
    return found


def is_left_out(root: Path, path: str, settings: CheckSettings) -> bool:
    """Whether a check of all below `root` passes over the file at `path`, which need not be there yet.

    By the settings, by what git ignores, or by where it lies; as `discover` has it.
    """
    translations: Translations = {}
    exclude = Patterns(settings.exclude, translations)
    specs: tuple[tuple[str, Patterns], ...] = ()
    if top := _patterns_in(root / ".git/info/exclude", translations):
        specs = (("", top),)
    *folders, _ = path.split("/")
    for depth in range(len(folders) + 1):
        here = "/".join(folders[:depth])
        if depth:
            unwanted = folders[depth - 1] in _NEVER or (root / here / "pyvenv.cfg").exists()
            if unwanted or _left_out(f"{here}/", specs, exclude):
                return True
        if own := _patterns_in(root / here / ".gitignore", translations):
            specs = (*specs, (f"{here}/" if here else "", own))
    return _left_out(path, specs, exclude)


def _wanted(path: str, include: Patterns | None) -> bool:
    return is_source(path) if include is None else include.covers(path)


def _left_out(path: str, specs: tuple[tuple[str, Patterns], ...], exclude: Patterns) -> bool:
    if exclude.decide(path):
        return True
    for prefix, spec in reversed(specs):
        decided = spec.decide(path[len(prefix) :])
        if decided is not None:
            return decided
    return False


def _patterns_in(file: Path, translations: Translations) -> Patterns | None:
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return Patterns(text.splitlines(), translations)


def _take(
    found: Inventory, root: Path, path: str, entry: os.DirEntry[str], others: tuple[str, ...] = ()
) -> None:
    try:
        if entry.is_symlink():
            target = os.path.realpath(entry.path)
            if target.startswith(f"{os.path.realpath(root)}{os.sep}") and os.path.exists(target):
                return  # it will be met under its own name
        status = entry.stat()
    except OSError as error:
        found.errors[path] = f"cannot be read: {error.strerror}"
        return
    stamp = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    if others:
        found.others[path] = stamp
    elif is_source(path):
        found.sources[path] = stamp
    elif is_pin(path):
        found.pins[path] = stamp
    else:
        found.sources[path] = stamp


def stamp_of(file: Path) -> Stamp | None:
    """The stamp of one file; None where there is none."""
    try:
        status = file.stat()
    except OSError:
        return None
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def read_bytes(root: Path, path: str) -> bytes | str:
    """The content of a file; a sentence where it cannot be had."""
    try:
        with open(os.path.join(root, path), "rb", opener=_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return "cannot be read: it is no regular file"
            if status.st_size > LARGEST:
                return f"larger than {LARGEST // 1_000_000} MB, not analysed"
            return file.read()
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def _without_waiting(path: str, flags: int) -> int:
    # Opening a named pipe waits for somebody who writes into it, for ever.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def decode(raw: bytes) -> tuple[bytes, str]:
    """The text in UTF-8 without byte order mark, and what is wrong with it ("" if nothing).

    Text is empty where there is none to analyse. Follows PEP 263 for the encoding that a file declares.
    """
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return b"", "is UTF-16, which Python does not read; save it as UTF-8"
    if b"\0" in raw:
        return b"", f"line {raw.count(bytes([10]), 0, raw.index(0)) + 1}: holds a null byte; not analysed"
    if raw.startswith(codecs.BOM_UTF8):
        raw = raw[3:]
    if raw.isascii() and b"\r" not in raw and b"coding" not in raw[:200]:
        return raw, ""
    text, trouble = _recode(raw)
    if b"\r" in text and b"\n" not in text:
        text = text.replace(b"\r", b"\n")
    return text, trouble


def _recode(raw: bytes) -> tuple[bytes, str]:
    encoding = _declared(raw)
    if encoding:
        try:
            return codecs.decode(raw, encoding).encode("utf-8"), ""
        except LookupError:
            return _replaced(raw), f"line 1: declares the encoding `{encoding}`, which Python does not know"
        except (ValueError, TypeError) as error:
            return _replaced(raw), f"is not the {encoding} that it declares: {error}"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return _replaced(raw), f"line {line}: not UTF-8; declare the encoding or save it as UTF-8"
    return raw, ""


def _replaced(raw: bytes) -> bytes:
    return raw.decode("utf-8", "replace").encode("utf-8")


def _declared(raw: bytes) -> str:
    for line in raw.split(b"\n", 2)[:2]:
        match = _CODING.match(line)
        if match:
            name = match[1].decode("ascii", "replace").lower()
            return "" if name.replace("_", "-") in ("utf-8", "utf8") else name
        if line.strip() and not line.lstrip().startswith(b"#"):
            break
    return ""


def relative(root: Path, paths: Iterable[str]) -> Iterator[str]:
    """`paths` below `root`, with `/`; "" is the root itself. Raises `ValueError` for one outside."""
    top = os.path.realpath(root)
    for path in paths:
        full = os.path.normpath(os.path.join(top, path))
        if not (full + os.sep).startswith(top.rstrip(os.sep) + os.sep):
            full = os.path.realpath(full)
        if not (full + os.sep).startswith(top.rstrip(os.sep) + os.sep):
            raise ValueError(path)
        inside = os.path.relpath(full, top).replace(os.sep, "/")
        yield "" if inside == "." else inside


def selects(wanted: Iterable[str], path: str) -> bool:
    """Whether `path` is one of `wanted` or below one; an empty string stands for the root."""
    return any(not place or path == place or path.startswith(f"{place}/") for place in wanted)


def ignored_rules(
    per_path: Mapping[str, tuple[str, ...]], translations: Translations
) -> list[tuple[Patterns, frozenset[str]]]:
    """The `per-path` setting, ready to be asked."""
    return [(Patterns([pattern], translations), frozenset(slugs)) for pattern, slugs in per_path.items()]
