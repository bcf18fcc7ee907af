"""The lessons in the project's own documentation: an index, and a checklist for reviews."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import quote

from hardwon.core import HardwonError
from hardwon.integrations.changes import Change
from hardwon.integrations.guide import EVERYWHERE
from hardwon.integrations.installation import Note, Plan
from hardwon.integrations.layout import is_site
from hardwon.integrations.prose import cell, code, plain
from hardwon.integrations.sections import NotText, Style, find_section, put_section
from hardwon.integrations.tree import Tree, Unusable
from hardwon.lessons import (
    Asked,
    IndexEntry,
    Lesson,
    LessonIndex,
    Shelf,
    arrange_lessons,
    describe_cost,
    packs_of,
    questions_of,
)

INDEX, CHECKLIST = "README.md", "checklist.md"
# In a row of the index: the link at the end of the first cell, the cost, what was prevented.
_PREVENTED = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9_-]*)\.md[)`]\) \| [^|\n]* \| (?:[^|,\n]*, )?(\d+) prevented \|"
)
_HEAD = """\
{top} Lessons this team has paid for

Made from the pages by `hardwon docs`: change those. For the work at hand ask `hardwon lessons checklist`;
what to look for in a review is in [{checklist}]({checklist}).
"""
_Linker = Callable[[Lesson], str]


class TakenFolder(HardwonError):
    """The folder for the documents holds files of hardwon's that are kept otherwise."""


def plan_docs(root: Path, folder: str, index: LessonIndex, shelf: Shelf) -> Plan:
    """What `hardwon docs` would write of `shelf` below `folder`, relative to the repository at `root`.

    What a person writes around the two sections stays. Where `folder` belongs to a site of documentation,
    pages are named and not linked: its builder refuses links that lead out. Raises `TakenFolder`,
    `BrokenMarkers`, `NotText`, `Unusable`.
    """
    if folder.rstrip("/") == "docs" or f"{folder}/".startswith(".hardwon/"):
        raise TakenFolder(
            f"{folder}/ has pages of `hardwon init`, of lessons, or both",
            next_step="name a folder of its own, such as docs/lessons",
        )
    tree = Tree(root)
    lessons = [entry.lesson for entry in index.entries]
    asked = questions_of(lessons, tuple(packs_of(shelf, [one.slug for one in lessons]).values()))
    link = _linker(folder, linked=not (folder.split("/")[0] == "docs" and is_site(tree)))
    pages = ((INDEX, partial(index_page, index, link)), (CHECKLIST, partial(checklist_page, asked, link)))
    changes = []
    for name, write in pages:
        path = f"{folder}/{name}" if folder else name
        before = tree.read(path)
        alone = before is None or _is_ours_alone(before, path)
        after = put_section(before, Style.MARKDOWN, write(top="#" if alone else "##"), path=path)
        if after != before:
            changes.append(Change(tree.canonical(path), before, after))
    return Plan(tuple(changes), ())


def plan_kept_docs(root: Path, folder: str, shelf: Shelf) -> Plan:
    """What keeps the documents current where they are, with the preventions that they name; else nothing.

    Raises `BrokenMarkers`.
    """
    try:
        page = Tree(root).read(f"{folder}/{INDEX}")
        if page is None or find_section(page, Style.MARKDOWN, path=f"{folder}/{INDEX}") is None:
            return Plan((), ())
        return plan_docs(root, folder, arrange_lessons(shelf, counted_on(root, folder)), shelf)
    except (NotText, TakenFolder, Unusable) as error:
        return Plan((), (Note(folder, f"left alone: {error}"),))


def counted_on(root: Path, folder: str) -> Mapping[str, int]:
    """How often each lesson has prevented a breach, by slug, as the index below `folder` says.

    Raises `Unusable`.
    """
    page = Tree(root).read(f"{folder}/{INDEX}" if folder else INDEX) or b""
    return {slug: int(count) for slug, count in _PREVENTED.findall(page.decode("utf-8", "replace"))}


def index_page(index: LessonIndex, link: _Linker, *, top: str = "#") -> str:
    """The index in Markdown, headed by `top`."""
    parts = [_HEAD.format(top=top, checklist=CHECKLIST)]
    if index.first:
        more = ""
        if index.crowded_out:
            have = "has" if index.crowded_out == 1 else "have"
            more = f" {index.crowded_out} more {have} cost an hour or more, and stand below."
        lessons = "1 lesson" if len(index.first) == 1 else f"{len(index.first)} lessons"
        said = f"{lessons}, {index.reading} minutes.{more}"
        parts.append(f"\n{top}# Read these first\n\n{said}\n\n{_table(index.first, link)}")
    parts += [f"\n{top}# {plain(one.title)}\n\n{_table(one.entries, link)}" for one in index.groups]
    if not index.entries:
        parts.append("\nNone is adopted yet: `hardwon lessons inbox` shows the candidates.\n")
    if index.retired:
        parts.append(f"\nRetired: {', '.join(link(one) for one in index.retired)}.\n")
    return "".join(parts)


def checklist_page(asked: Sequence[Asked], link: _Linker, *, top: str = "#") -> str:
    """The checklist in Markdown, headed by `top`: a part for before the work, one for its review."""
    head = (
        f"{top} What the lessons ask\n\nMade from the adopted lessons by `hardwon docs`. Those that bear on\n"
        "a change, and no others: `hardwon lessons checklist`, and `hardwon review` as a comment.\n"
    )
    if not asked:
        return f"{head}\nNone is adopted yet: `hardwon lessons inbox` shows the candidates.\n"
    before = "".join(f"- [ ] {plain(one.before)} ({link(one.lesson)})\n" for one in asked)
    after = "".join(f"- [ ] {plain(one.after)} ({link(one.lesson)})\n" for one in asked)
    return f"{head}\n{top}# Before the work\n\n{before}\n{top}# In review\n\n{after}"


def _table(entries: Iterable[IndexEntry], link: _Linker) -> str:
    rows = "".join(f"| {' | '.join(_cells(entry, link))} |\n" for entry in entries)
    return f"| lesson | cost | saved | to read | where |\n| --- | --- | --- | --- | --- |\n{rows}"


def _cells(entry: IndexEntry, link: _Linker) -> Iterator[str]:
    lesson = entry.lesson
    yield f"{cell(lesson.title)} ({link(lesson)})"
    yield describe_cost(lesson.cost) if lesson.cost else ""
    saved = f"{describe_cost(entry.spared)}, " if entry.spared else ""
    yield f"{saved}{entry.prevented} prevented" if entry.prevented else ""
    yield f"{entry.reading} min"
    places = (pattern for pattern in lesson.applies_to if pattern not in EVERYWHERE)
    yield cell(", ".join(map(code, places)))


def _linker(folder: str, *, linked: bool) -> _Linker:
    def link(lesson: Lesson) -> str:
        if not linked:
            return code(lesson.path)
        return f"[{lesson.slug}]({quote(os.path.relpath(lesson.path, folder or '.').replace(os.sep, '/'))})"

    return link


def _is_ours_alone(page: bytes, path: str) -> bool:
    """Whether nothing stands around the section."""
    section = find_section(page, Style.MARKDOWN, path=path)
    return section is not None and not (page[: section.start] + page[section.end :]).strip()
