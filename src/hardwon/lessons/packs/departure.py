"""What exporting lessons writes: a pack that means the same in another repository."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import yaml

from hardwon.core import HardwonError
from hardwon.lessons.packs.contents import MANIFEST
from hardwon.lessons.packs.pack import FORMAT, Pack
from hardwon.lessons.pages.frontmatter import Wrong
from hardwon.lessons.pages.lesson import Lesson
from hardwon.lessons.pages.page import decode_page, read_page
from hardwon.lessons.pages.revision import change_evidence
from hardwon.store import redact

_ABROAD = ("url:", "pack:")  # evidence that says the same everywhere
_DROPPED = ("session:",)  # nobody else can open it, and it says who worked when


class NothingToExport(HardwonError):
    """No lesson was chosen, or one that was named cannot go into a pack."""


@dataclass(frozen=True, slots=True)
class Departure:
    """The files of a pack to write, by their paths in it; how many secrets were taken out of each.

    `kept` are the lessons that the pack has already and that were not chosen now; they stay.
    """

    pack: str
    version: int
    files: Mapping[str, bytes]
    lessons: tuple[str, ...]
    cleaned: Mapping[str, int]
    kept: tuple[str, ...] = ()


def choose_lessons(
    lessons: Sequence[Lesson], wanted: Sequence[str] = (), kinds: Sequence[str] = ()
) -> tuple[Lesson, ...]:
    """The adopted ones of `lessons` that a slug or pattern (`job-*`) of `wanted` names, of these `kinds`.

    Raises `NothingToExport` for a name that names none.
    """
    adopted = [lesson for lesson in lessons if lesson.status == "adopted"]
    for name in wanted:
        if not any(fnmatchcase(lesson.slug, name) for lesson in adopted):
            is_there = any(fnmatchcase(lesson.slug, name) for lesson in lessons)
            raise NothingToExport(
                f"{name} is not adopted" if is_there else f"no lesson is called {name}",
                next_step="a pack holds adopted lessons: `hardwon lessons list --status adopted`",
            )
    chosen = tuple(
        lesson
        for lesson in adopted
        if (not wanted or any(fnmatchcase(lesson.slug, name) for name in wanted))
        and (not kinds or lesson.kind in kinds)
    )
    if not chosen:
        raise NothingToExport("no adopted lesson was chosen", next_step="`hardwon lessons list` shows them")
    return chosen


def pack_up(
    pages: Mapping[str, bytes],
    *,
    name: str,
    title: str = "",
    about: str = "",
    templates: Mapping[str, bytes],
    before: Pack | None = None,
) -> Departure:
    """A pack called `name` of `pages` (by slug) and `templates` (by file name).

    `before` is the pack that stands where it goes: what is not given is taken from it, its version goes up
    by one where the content changes, and its other lessons stay. The same in gives the same bytes out.
    Raises `BadLesson`.
    """
    cleaned: dict[str, int] = {}
    files: dict[str, bytes] = {}
    for slug, data in sorted(pages.items()):
        files[f"lessons/{slug}.md"] = _page(data, f"lessons/{slug}.md", name, cleaned)
    for file, data in sorted(templates.items()):
        files[f"templates/{file}"] = _clean(_decode(data, file), f"templates/{file}", cleaned).encode()
    version = before.version if before else 1
    heads = {
        "name": name,
        "title": title or (before.title if before else "") or f"Lessons of {name}",
        "about": about or (before.about if before else "") or f"What was learnt in {name}.",
    }
    lists = {"before": list(before.checklist), "after": list(before.questions)} if before else {}
    heads = {key: _clean(value, MANIFEST, cleaned) for key, value in heads.items()}
    if before and _differs(before, files, heads):
        version += 1
    manifest: dict[str, object] = {**heads, "version": version, "format": FORMAT}
    manifest |= {key: lines for key, lines in lists.items() if lines}
    text = yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True, width=100)
    kept = [f"lessons/{page}" for page in before.pages] if before else []
    return Departure(
        pack=name,
        version=version,
        files={MANIFEST: text.encode(), **files},
        lessons=tuple(sorted(pages)),
        cleaned=cleaned,
        kept=tuple(path for path in kept if path not in files),
    )


def _differs(before: Pack, files: Mapping[str, bytes], heads: Mapping[str, str]) -> bool:
    old = {f"lessons/{name}": text for name, text in before.pages.items()}
    old |= {f"templates/{name}": text for name, text in before.templates.items()}
    if any(old.get(path) != data.decode() for path, data in files.items()):
        return True
    return (heads["name"], heads["title"], heads["about"].strip()) != (
        before.name,
        before.title,
        before.about,
    )


def _page(data: bytes, path: str, name: str, cleaned: dict[str, int]) -> bytes:
    text = _clean(_decode(data, path), path, cleaned).encode()
    lesson = read_page(text, path=path)
    evidence = evidence_abroad(lesson.evidence, name)
    return text if evidence == lesson.evidence else change_evidence(text, path=path, evidence=evidence)


def evidence_abroad(evidence: Sequence[str], name: str) -> tuple[str, ...]:
    """Evidence as it is said outside its repository.

    Addresses stay; a commit, a guide and whatever else belongs to the repository become text with the pack's
    name (`pack:NAME commit 4be1`); sessions are dropped.
    """
    said = []
    for one in evidence:
        if one.startswith(_DROPPED):
            continue
        if one.startswith(_ABROAD):
            said.append(one)
            continue
        kind, _, rest = one.partition(":")
        words = f"{kind} {rest.strip()}" if rest and re.fullmatch(r"[a-z]+", kind) else one
        said.append(f"pack:{name} {words}")
    return tuple(dict.fromkeys(said))


def _clean(text: str, path: str, cleaned: dict[str, int]) -> str:
    found = redact(text)
    if found.found:
        cleaned[path] = cleaned.get(path, 0) + sum(found.found.values())
    return found.text


def _decode(data: bytes, path: str) -> str:
    try:
        return decode_page(data)
    except Wrong as wrong:
        raise NothingToExport(f"{path}:{wrong.line}: {wrong.what}", next_step=wrong.next_step) from None
