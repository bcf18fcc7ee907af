"""The rules that the repository's lessons bring along, without reading the pages that did not change."""

import json
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any

from hardwon.assembly.workspace import Workspace
from hardwon.check import FactCache, FileError, UserCodes, UserPattern

# Kernels tick in some milliseconds: a page written in the tick of its reading may change and look the same.
_TICK_NS = 50_000_000


@dataclass(frozen=True, slots=True)
class Brought:
    """`rules` are those of the adopted lessons; `errors` name the pages that cannot be read."""

    rules: tuple[UserPattern | UserCodes, ...] = ()
    errors: tuple[FileError, ...] = ()


def brought_by_lessons(workspace: Workspace, cache: FactCache) -> Brought:
    """What the repository's lessons bring along.

    Reading YAML takes longer than a whole warm check may, so that what the pages say is kept in `cache`.
    """
    started = time.time_ns()
    stamps = _stamps(os.fspath(workspace.places.lessons), ".md")
    if not stamps:
        return Brought()
    written = repr((_own_stamps(), stamps)).encode("utf-8", "surrogateescape")
    key = blake2b(written, digest_size=16, person=b"user rules").digest()
    held = cache.get_many([key]).get(key)
    if held is not None:
        try:
            return _loaded(held)
        except (ValueError, TypeError, KeyError):
            pass  # damaged: the pages are still there
    brought = _read(workspace)
    newest = max(max(stamp[2:4]) for stamp in stamps)
    if newest < started - _TICK_NS:
        cache.put_many({key: _dumped(brought)})
    return brought


def page_stamps(workspace: Workspace) -> object:
    """Changes when a page of a lesson does."""
    return _stamps(os.fspath(workspace.places.lessons), ".md")


def _read(workspace: Workspace) -> Brought:
    from hardwon.lessons import user_rule

    shelf = workspace.shelf()
    rules = (user_rule(lesson) for lesson in shelf.adopted())
    errors = (
        FileError(
            problem.path,
            f"no lesson, its rule is not run: {problem.what} -> {problem.next_step}",
            problem.line,
        )
        for problem in shelf.problems()
    )
    return Brought(tuple(rule for rule in rules if rule is not None), tuple(errors))


def _stamps(folder: str, ending: str) -> list[tuple[str, int, int, int, int]]:
    """Name, size, times and inode of each file with that ending; nothing where there is no `folder`."""
    try:
        with os.scandir(folder) as entries:
            found = [(entry.name, entry.stat()) for entry in entries if entry.name.endswith(ending)]
    except OSError:
        return []
    return sorted((name, s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino) for name, s in found)


def _own_stamps() -> list[tuple[str, int, int, int, int]]:
    """What reads the pages, and what they are read to: another version of it may read them otherwise."""
    here = os.path.dirname(__file__)
    folders = (os.path.join(here, os.pardir, name) for name in ("lessons", "check", "assembly"))
    return [stamp for folder in folders for stamp in _stamps(folder, ".py")]


def _dumped(brought: Brought) -> bytes:
    rules = [(type(rule).__name__, asdict(rule)) for rule in brought.rules]
    return json.dumps((rules, [asdict(error) for error in brought.errors])).encode()


def _loaded(held: bytes) -> Brought:
    rules, errors = json.loads(held)
    kinds: dict[str, type[UserPattern] | type[UserCodes]] = {
        "UserPattern": UserPattern,
        "UserCodes": UserCodes,
    }
    return Brought(
        tuple(kinds[kind](**_tuples(values)) for kind, values in rules),
        tuple(FileError(**values) for values in errors),
    )


def _tuples(values: dict[str, Any]) -> dict[str, Any]:
    return {
        key: tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
        for key, value in values.items()
    }
