"""What a repository has written down: sections of its documents, and its debt items, as they are on disk."""

import hashlib
import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from hardwon.lessons.extraction.markdown import Block, Code, Heading, Item, plain, read_blocks, sections
from hardwon.lessons.recall.index import VERSION, UnitIndex
from hardwon.lessons.recall.units import Entry
from hardwon.lessons.recall.words import mentioned_paths
from hardwon.store import redact

_ENDINGS = (".md", ".markdown", ".rst", ".txt")
_DOCUMENTS = frozenset({"docs", "doc", "documentation", "adr", "adrs", "runbooks", "rfcs"})
_NEVER_ENTERED = frozenset(
    {"node_modules", "venv", "env", "site-packages", "dist", "build", "_build", "vendor"}
)
_NOTHING_TO_ASK = re.compile(
    r"(?:licen[sc]e|copying|notice|code_of_conduct|authors|requirements)\b", re.IGNORECASE
)
_DEBT = ".hardwon/debt"
_MOST_FILES = 3_000
_LONGEST_FILE = 400_000  # bytes; more is data, or was generated
_LONGEST = 1_200  # characters of a unit; a longer section is several
_FINISHED = 1  # an index that was not filled has no offset, and is made again
_FRONT = re.compile(r"---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"^title:[ \t]*[\"']?(.*?)[\"']?[ \t]*$", re.MULTILINE)
_UNDERLINE = re.compile(r"([=\-~^\"'`#*+.:_])\1{2,}\s*")


@dataclass(frozen=True, slots=True)
class _Page:
    """A file of the repository, relative with `/`, and by what to see that it was written."""

    path: str
    seen: str


class Writings:
    """An index of documents, made anew as a whole when one of them changes: they are few and seldom do."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.index = UnitIndex(folder)

    def take_in(self, root: Path) -> None:
        """Brings the index up to what lies below `root`. For the store's owner only.

        Raises `IndexLost`, `IndexUnwritable`.
        """
        pages = find_writings(root)
        now = _state_of(pages)
        if self.index.is_whole() and (self.index.epoch, self.index.offset) == (now, _FINISHED):
            return
        self.index.start_over(now)
        self.index.add((0, entry) for page in pages for entry in read_writing(root, page.path))
        self.index.commit(_FINISHED)

    def close(self) -> None:
        """Lets go of the index's files."""
        self.index.close()


def find_writings(root: Path) -> tuple[_Page, ...]:
    """The documents below `root`, sorted: those at its top, in folders for documents, and debt items.

    Such a folder lies at the top or one below it. At most 3,000.
    """
    found: dict[str, _Page] = {}
    top = _look_in(root, "")
    inside = [(name, _look_in(root, name)) for name, is_folder, _ in top if is_folder]
    for path, entries in (("", top), *inside):
        here = PurePosixPath(path)
        for name, is_folder, seen in entries:
            if is_folder and name.casefold() in _DOCUMENTS:
                found.update((page.path, page) for page in _below(root, str(here / name)))
            elif not is_folder and (not path or name.casefold().startswith("readme")):
                found[str(here / name)] = _Page(str(here / name), seen)
    found.update((page.path, page) for page in _below(root, _DEBT))
    return tuple(sorted(found.values(), key=lambda page: page.path))[:_MOST_FILES]


def read_writing(root: Path, path: str) -> Iterator[Entry]:
    """The units of the document at `path`, without secrets; none where it cannot be read."""
    try:
        with (root / path).open("rb") as stream:
            raw = stream.read(_LONGEST_FILE + 1)
    except OSError:
        return
    if len(raw) > _LONGEST_FILE or b"\0" in raw:
        return
    text = redact(raw.decode("utf-8", "replace").replace("\r\n", "\n")).text
    if path.endswith(".rst"):
        text = _with_marked_headings(text)
    if path.startswith(f"{_DEBT}/"):
        source = f"debt:{PurePosixPath(path).stem}"
        told = _without_front_matter(text)
        yield Entry(source, "debt", source, told, told[:_LONGEST], paths=(path, *mentioned_paths(told)))
        return
    for headings, blocks in sections(read_blocks(text)):
        yield from _units(path, headings, blocks)


def _without_front_matter(text: str) -> str:
    """The title that the front matter gives, and the page below it."""
    front = _FRONT.match(text)
    if front is None:
        return text.strip()
    title = _TITLE.search(front[1])
    return f"{title[1].strip() if title else ''}\n{text[front.end() :]}".strip()


def _units(path: str, headings: tuple[Heading, ...], blocks: Sequence[Block]) -> Iterator[Entry]:
    """A section as one unit, or as several where it is long, each below its headings."""
    title = " > ".join(plain(heading.text) for heading in headings)
    part: list[str] = []
    line = headings[-1].line if headings else 1
    for number, block in enumerate(blocks):
        part.append(_shown(block))
        ends = number + 1 == len(blocks)
        if not ends and sum(map(len, part)) + len(_shown(blocks[number + 1])) < _LONGEST:
            continue
        body = "\n".join(part).strip()
        if body:
            text = f"{title}\n{body}" if title else body
            source = f"doc:{path}#L{line}"
            yield Entry(
                source, "doc", f"doc:{path}", text, text[:_LONGEST], paths=(path, *mentioned_paths(body))
            )
        part = []
        line = block.line if ends else blocks[number + 1].line


def _shown(block: Block) -> str:
    match block:
        case Code(text=text):
            return text[:_LONGEST]
        case Item(text=text):
            return f"- {plain(text)}"
        case _:
            return block.text if block.text.startswith("|") else plain(block.text)


def _with_marked_headings(text: str) -> str:
    """reStructuredText's underlined headings as Markdown's, line for line."""
    lines = text.split("\n")
    levels: list[str] = []
    for number in range(1, len(lines)):
        mark, above = lines[number], lines[number - 1]
        if above.strip() and _UNDERLINE.fullmatch(mark) and len(mark.rstrip()) >= len(above.rstrip()):
            if _UNDERLINE.fullmatch(above):
                continue
            if mark[0] not in levels:
                levels.append(mark[0])
            lines[number - 1] = f"{'#' * min(levels.index(mark[0]) + 1, 6)} {above.strip()}"
            lines[number] = ""
    return "\n".join(lines)


def _below(root: Path, folder: str) -> Iterator[_Page]:
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        for name, is_folder, seen in _look_in(root, here):
            if is_folder:
                waiting.append(f"{here}/{name}")
            else:
                yield _Page(f"{here}/{name}", seen)


def _look_in(root: Path, folder: str) -> list[tuple[str, bool, str]]:
    """Folders to enter and documents in `folder`: the name, whether a folder, and by what to see a change."""
    found = []
    try:
        with os.scandir(root / folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if not entry.name.startswith(".") and entry.name not in _NEVER_ENTERED:
                        found.append((entry.name, True, ""))
                elif entry.is_file(follow_symlinks=False) and _is_document(entry.name):
                    stat = entry.stat()
                    found.append((entry.name, False, f"{stat.st_mtime_ns} {stat.st_size}"))
    except OSError:
        return []
    return sorted(found)


def _is_document(name: str) -> bool:
    return name.casefold().endswith(_ENDINGS) and not _NOTHING_TO_ASK.match(name)


def _state_of(pages: Sequence[_Page]) -> str:
    told = json.dumps([VERSION, [(page.path, page.seen) for page in pages]])
    return hashlib.blake2b(told.encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()
