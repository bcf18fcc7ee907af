"""The table `[tool.hardwon]` in `pyproject.toml`, or `hardwon.toml` where there is none."""

import tomllib
from dataclasses import dataclass
from typing import Any

from hardwon.integrations.sections import (
    BOM,
    Style,
    cut_section,
    find_section,
    insert_section,
    require_text,
)

PYPROJECT = "pyproject.toml"
OWN_FILE = "hardwon.toml"
_STYLE = Style.HASH
_BODY = """\
[tool.hardwon]
# Every setting has a default; these two are the ones that are changed most:
# guide-budget = 1200                  # tokens that the section in CLAUDE.md and AGENTS.md may take
# check = {exclude = ["migrations/"]}  # gitignore patterns of files that `hardwon check` leaves out
"""


@dataclass(frozen=True, slots=True)
class TableAdded:
    """The file with the table."""

    data: bytes


@dataclass(frozen=True, slots=True)
class TableThere:
    """The file has the table already; what it says is a person's."""


@dataclass(frozen=True, slots=True)
class TableRefused:
    """The table cannot be added safely, because of `why`. Nothing is lost: every setting has a default."""

    why: str


@dataclass(frozen=True, slots=True)
class TableTaken:
    """The file without the table; None where it was made for it."""

    data: bytes | None


@dataclass(frozen=True, slots=True)
class TableKept:
    """The file without our markers; the table stays, because it holds a person's `settings`."""

    data: bytes
    settings: tuple[str, ...]


def add_table(data: bytes | None, *, path: str) -> TableAdded | TableThere | TableRefused:
    """The file with an empty `[tool.hardwon]` at its end; None stands for no file.

    Raises `BrokenMarkers`, `NotText`.
    """
    text = require_text(data or b"", path=path)
    if find_section(data or b"", _STYLE, path=path):
        return TableThere()
    before = _parse(text)
    if before is None:
        return TableRefused(f"{path} is not valid TOML")
    if _table(before) is not None:
        return TableThere()
    after = insert_section(data, len(data or b""), _STYLE, _BODY)
    wanted = {**before, "tool": {**_dict(before.get("tool")), "hardwon": {}}}
    if repr(_parse(require_text(after, path=path))) != repr(wanted):  # repr: nan is not equal to itself
        return TableRefused(f"{path} writes `tool` in a way to which no table can be added")
    return TableAdded(after)


def take_table(data: bytes, *, path: str, everything: bool = False) -> TableTaken | TableKept:
    """The file as it was before the table came, whatever a person has added elsewhere.

    Settings that a person wrote into it keep it, unless `everything`. Raises `BrokenMarkers`.
    """
    section = find_section(data, _STYLE, path=path)
    if section is None:
        return TableTaken(data)
    now = _parse(data.removeprefix(BOM).decode("utf-8", errors="replace"))
    settings = tuple(_dict(_table(now or {})))
    cut = cut_section(data, section, _STYLE)
    rest = _parse((cut or b"").removeprefix(BOM).decode("utf-8", errors="replace"))
    # Settings written below the end marker would fall to the table above: then the header has to stay.
    alike = now is None or rest is None or repr(_without_table(now)) == repr(_without_table(rest))
    if (settings and not everything) or not alike:
        inner = data[section.inner[0] : section.inner[1]]
        return TableKept(data[: section.start] + inner + data[section.end :], settings)
    return TableTaken(cut)


def _parse(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _table(document: dict[str, Any]) -> object:
    return _dict(document.get("tool")).get("hardwon")


def _without_table(document: dict[str, Any]) -> dict[str, Any]:
    """`document` as it would be without hardwon's settings."""
    tool = {key: value for key, value in _dict(document.get("tool")).items() if key != "hardwon"}
    rest = {key: value for key, value in document.items() if key != "tool"}
    return {**rest, "tool": tool} if tool else rest
