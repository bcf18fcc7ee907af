"""A pack: lessons about one subject, with templates of code and a checklist, in a folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from importlib.resources.abc import Traversable

import yaml

from hardwon.core import HardwonError
from hardwon.lessons.pages.lesson import Lesson
from hardwon.lessons.pages.page import read_page


class NoSuchPack(HardwonError):
    """No pack of that name ships with hardwon."""


@dataclass(frozen=True, slots=True)
class Pack:
    """What a pack's folder holds.

    `pages` are the lessons' texts by file name (`job-status-first.md`), `lessons` the same as values;
    `templates` are texts by file name, `checklist` is what to do before the work, `questions` what to ask of
    it in review.
    """

    name: str
    title: str
    about: str
    version: int
    pages: Mapping[str, str]
    lessons: tuple[Lesson, ...]
    templates: Mapping[str, str]
    checklist: tuple[str, ...]
    questions: tuple[str, ...]


def pack_names() -> tuple[str, ...]:
    """The names of the packs that ship with hardwon, sorted."""
    return tuple(sorted(entry.name for entry in _shelf().iterdir() if (entry / "pack.yaml").is_file()))


def pack(name: str) -> Pack:
    """The pack called `name`. Raises `NoSuchPack`."""
    if name not in pack_names():
        near = get_close_matches(name, pack_names(), n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(pack_names())}"
        raise NoSuchPack(f"no pack is called {name}", next_step=hint)
    folder = _shelf() / name
    manifest = yaml.safe_load((folder / "pack.yaml").read_text(encoding="utf-8"))
    pages = _texts(folder / "lessons", ".md")
    return Pack(
        name=manifest["name"],
        title=manifest["title"],
        about=manifest["about"],
        version=manifest["version"],
        pages=pages,
        lessons=tuple(read_page(text, path=file) for file, text in pages.items()),
        templates=_texts(folder / "templates", ".txt"),
        checklist=tuple(manifest["before"]),
        questions=tuple(manifest["after"]),
    )


def _texts(folder: Traversable, ending: str) -> dict[str, str]:
    entries = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(ending)), key=lambda e: e.name
    )
    return {entry.name: entry.read_text(encoding="utf-8") for entry in entries}


def _shelf() -> Traversable:
    return files("hardwon.lessons.packs")
