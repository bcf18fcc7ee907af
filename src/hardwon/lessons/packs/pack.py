"""A pack: lessons about one subject, with templates of code and a checklist, in a folder."""

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable

import yaml

from hardwon.core import HardwonError
from hardwon.lessons.packs.contents import MANIFEST, BadPack, Contents, folder_contents
from hardwon.lessons.pages.frontmatter import Wrong
from hardwon.lessons.pages.lesson import BadLesson, Lesson, Problem
from hardwon.lessons.pages.page import decode_page, read_page

FORMAT = 1  # of the folder: a reader refuses what is newer than it
_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LONGEST = 64 * 1024  # characters of a manifest
_MOST_LINES = 100  # of a checklist
_PACK_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069]")


class NoSuchPack(HardwonError):
    """No pack of that name ships with hardwon."""


@dataclass(frozen=True, slots=True)
class Pack:
    """What a pack's folder holds.

    `pages` are the lessons' texts by file name (`job-status-first.md`), `lessons` the same as values;
    `templates` are texts by file name, `checklist` is what to do before the work, `questions` what to ask of
    it in review. `problems` are the pages that are in none of these because something is wrong with them;
    `digest` is the SHA-256 of the whole pack, those included, whatever the line ends.
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
    problems: tuple[Problem, ...] = ()
    digest: str = ""


def pack_names() -> tuple[str, ...]:
    """The names of the packs that ship with hardwon, sorted."""
    return tuple(sorted(entry.name for entry in _shelf().iterdir() if (entry / MANIFEST).is_file()))


def pack(name: str) -> Pack:
    """The pack called `name` that ships with hardwon. Raises `NoSuchPack`."""
    return read_pack(shipped_contents(name), where=name)


def shipped_contents(name: str) -> Contents:
    """The files of the pack called `name` that ships with hardwon. Raises `NoSuchPack`."""
    if name not in pack_names():
        near = get_close_matches(name, pack_names(), n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(pack_names())}"
        raise NoSuchPack(f"no pack is called {name}", next_step=hint)
    with as_file(_shelf() / name) as folder:
        return folder_contents(folder)


def read_pack(contents: Contents, *, where: str, known_rules: Collection[str] | None = None) -> Pack:
    """The pack of these files, whoever wrote them; `where` names it in errors.

    A page or template that cannot be read is a problem and hides no other. `known_rules` as `read_page`.
    Raises `BadPack` where the manifest cannot be read or asks for a newer hardwon.
    """
    if MANIFEST not in contents.files:
        why = next(
            (problem.what for problem in contents.problems if problem.path == MANIFEST), "it is missing"
        )
        raise BadPack(f"{where}: {MANIFEST}: {why}", next_step="mend it in the pack")
    manifest = _Manifest(_load(contents.files[MANIFEST], where), where)
    problems = list(contents.problems)
    pages: dict[str, str] = {}
    lessons: dict[str, Lesson] = {}
    templates: dict[str, str] = {}
    for path, data in sorted(contents.files.items()):
        folder, _, name = path.rpartition("/")
        if not folder:
            continue
        try:
            text = _text(data)
            if folder == "templates":
                templates[name] = text
                continue
            lesson = read_page(text, path=path, known_rules=known_rules)
            if lesson.slug.casefold() in lessons:
                raise Wrong(1, "its name differs from another page's in case alone", "rename one of them")
        except Wrong as wrong:
            problems.append(Problem(path, wrong.line, wrong.what, wrong.next_step))
        except BadLesson as bad:
            problems.extend(bad.problems)
        else:
            pages[name] = text
            lessons[lesson.slug.casefold()] = lesson
    return Pack(
        name=manifest.name(),
        title=manifest.text("title"),
        about=manifest.text("about", default=""),
        version=manifest.number("version"),
        pages=pages,
        lessons=tuple(lessons.values()),
        templates=templates,
        checklist=manifest.lines("before"),
        questions=manifest.lines("after"),
        problems=tuple(problems),
        digest=_digest(contents.files),
    )


class _Manifest:
    """A manifest's keys, each asked for by its kind; a wrong one is a `BadPack`. Others are not looked at."""

    def __init__(self, keys: Mapping[object, object], where: str) -> None:
        self._keys = keys
        self._where = where
        made = self.number("format", default=FORMAT)
        if made > FORMAT:
            raise BadPack(
                f"{where} is a pack of format {made}, this hardwon reads {FORMAT}",
                next_step="take a newer hardwon: pip install -U hardwon",
            )

    def name(self) -> str:
        found = self.text("name")
        if not _PACK_NAME.fullmatch(found):
            raise self._wrong("name", "write lower case letters, digits and `-`, at most 60")
        return found

    def text(self, key: str, default: str | None = None) -> str:
        found = self._keys.get(key, default)
        if not isinstance(found, str) or _CONTROL.search(found) or len(found) > 2000:
            raise self._wrong(key, f"write `{key}: a few words`")
        return found.strip()

    def number(self, key: str, default: int | None = None) -> int:
        found = self._keys.get(key, default)
        if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found < 10**9:
            raise self._wrong(key, f"write `{key}: 1`, a whole number")
        return found

    def lines(self, key: str) -> tuple[str, ...]:
        found = self._keys.get(key) or []
        if not isinstance(found, list) or len(found) > _MOST_LINES:
            raise self._wrong(key, f"write a list of sentences under `{key}:`, at most {_MOST_LINES}")
        if not all(isinstance(one, str) and len(one) <= 500 and not _CONTROL.search(one) for one in found):
            raise self._wrong(key, "write each as one sentence, in quotes where it holds `: `")
        return tuple(" ".join(one.split()) for one in found)

    def _wrong(self, key: str, step: str) -> BadPack:
        found = self._keys.get(key)
        what = "is missing" if found is None else f"is {ascii(found)[:60]}"
        return BadPack(f"{self._where}: {MANIFEST}: `{key}` {what}", next_step=step)


def _load(data: bytes, where: str) -> Mapping[object, object]:
    try:
        text = decode_page(data)
        if len(text) > _LONGEST:
            raise Wrong(1, f"it has more than {_LONGEST:,} characters", "shorten it")
        keys = yaml.load(text, Loader=_FAST)
    except Wrong as wrong:
        raise BadPack(f"{where}: {MANIFEST}:{wrong.line}: {wrong.what}", next_step=wrong.next_step) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        why = getattr(error, "problem", None) or "nothing that can be read"
        raise BadPack(
            f"{where}: {MANIFEST}{line} is no YAML: {why}", next_step="mend it in the pack"
        ) from None
    if not isinstance(keys, dict):
        raise BadPack(
            f"{where}: {MANIFEST} holds no keys",
            next_step="begin it with `name:`, `title:`, `about:`, `version: 1`",
        )
    return keys


def _text(data: bytes) -> str:
    """A file as text. Raises `Wrong`; signs that hide what a terminal or an editor shows are refused, too."""
    text = decode_page(data)
    hidden = _CONTROL.search(text)
    if hidden:
        line = text.count("\n", 0, hidden.start()) + 1
        raise Wrong(line, f"holds the control character U+{ord(hidden[0]):04X}", "take it out")
    return text


def _digest(contents: Mapping[str, bytes]) -> str:
    total = hashlib.sha256()
    for path, data in sorted(contents.items()):
        plain = data.replace(b"\r\n", b"\n")
        total.update(f"{path}\0{len(plain)}\0".encode() + plain)
    return total.hexdigest()


def _shelf() -> Traversable:
    return files("hardwon.lessons.packs")
