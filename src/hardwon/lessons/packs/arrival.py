"""What a pack would change in a repository, file by file, before anything is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from rapidfuzz import fuzz, process

from hardwon.lessons.extraction.candidate import normalise
from hardwon.lessons.packs.pack import Pack
from hardwon.lessons.packs.pins import Pin, Pins, Written, fingerprint, status_of
from hardwon.lessons.packs.sources import ShippedSource, Source
from hardwon.lessons.pages.lesson import BadLesson, Lesson, Problem
from hardwon.lessons.pages.page import read_page
from hardwon.lessons.pages.revision import change_status
from hardwon.store import redact

_NEAR = 92  # percent of rapidfuzz's token sort ratio, as for candidates
_NEGATIONS = frozenset(("no", "not", "never", "don", "dont", "without", "avoid", "stop", "cannot"))


class Fate(Enum):
    """What becomes of one file of a pack; the value is what people read."""

    NEW = "new"
    RENEWED = "renewed"
    SAME = "as it is in the pack"
    GONE = "no longer in the pack, taken out"
    CHANGED = "changed here, left"
    YOURS = "there is another one of that name, left"
    LEFT_OUT = "taken out here, not brought back"
    NEAR = "nearly the same as another lesson, left"
    RETIRED = "retired in the pack, not brought"


WRITING = frozenset((Fate.NEW, Fate.RENEWED, Fate.GONE))


@dataclass(frozen=True, slots=True)
class Arriving:
    """One file: its path in `.hardwon`, its bytes there before and after (None: no file).

    `twin` is the lesson that nearly says the same; `cleaned` how many secrets were taken out.
    """

    path: str
    fate: Fate
    before: bytes | None
    after: bytes | None
    twin: str = ""
    cleaned: int = 0


@dataclass(frozen=True, slots=True)
class Arrival:
    """What importing a pack comes to: each of its files, its pages that cannot be read, and its pin."""

    pack: Pack
    pin: Pin
    files: tuple[Arriving, ...]
    problems: tuple[Problem, ...]

    @property
    def writes(self) -> tuple[Arriving, ...]:
        """Those that change something on disk."""
        return tuple(one for one in self.files if one.fate in WRITING)

    @property
    def is_fruitless(self) -> bool:
        """Whether nothing of the pack is here, nor was or would be: there is nothing to pin then."""
        return not self.pin.files and not any(one.fate is Fate.SAME for one in self.files)


def plan_arrival(
    pack: Pack,
    source: Source,
    *,
    here: Mapping[str, bytes],
    lessons: Sequence[Lesson],
    pin: Pin | None,
    commit: str = "",
    cautious: bool = False,
) -> Arrival:
    """What importing `pack` from `source` into a repository comes to.

    `here` are the repository's pages and templates by their paths in `.hardwon`, `lessons` its lessons;
    `pin` is what the pack wrote before. Nothing that a person wrote or changed is touched: a page is changed
    if more than its status is, and a renewed one keeps the status it was given here.
    """
    cautious = pin.cautious if pin else cautious
    old = pin.files if pin else {}
    names = {path.casefold(): path for path in here}
    problems = list(pack.problems)
    files: list[Arriving] = []
    written: dict[str, Written] = {}
    for path, text in _texts(pack):
        try:
            fresh, cleaned = _fresh(text, path, cautious=cautious)
        except BadLesson as bad:
            problems.extend(bad.problems)
            written |= {path: old[path]} if path in old else {}
            continue
        now = here.get(names.get(path.casefold(), path))
        # Where only the case of the name is another, it is another file.
        ours = old.get(path) if now is None or path in here else None
        one = replace(_judge(path, fresh, now, ours, lessons), cleaned=cleaned)
        files.append(one)
        if one.fate in WRITING or (one.fate is Fate.SAME and path in old):
            written[path] = Written(fingerprint(fresh, path), status_of(fresh, path))
        elif path in old:
            written[path] = old[path]
    broken = {problem.path for problem in problems}
    for path in sorted(old.keys() - dict(_texts(pack)).keys()):
        if path in broken:
            written[path] = old[path]
            continue
        files.append(_dropped(path, here.get(path), old[path]))
    new_pin = Pin(
        name=pack.name,
        source=source,
        version=pack.version,
        sha256=pack.digest,
        commit=commit,
        cautious=cautious,
        files=written,
        checklist=tuple(redact(line).text for line in pack.checklist),
        questions=tuple(redact(line).text for line in pack.questions),
    )
    return Arrival(pack, new_pin, tuple(files), tuple(problems))


def pin_shipped(pins: Pins, pack: Pack, written: Mapping[str, bytes]) -> Pins:
    """`pins` with files that were taken out of a pack that ships, by their paths in `.hardwon`."""
    pin = pins.get(pack.name) or Pin(
        name=pack.name,
        source=ShippedSource(pack.name),
        version=pack.version,
        sha256=pack.digest,
        checklist=pack.checklist,
        questions=pack.questions,
    )
    files = {path: Written(fingerprint(data, path), status_of(data, path)) for path, data in written.items()}
    return pins.put(replace(pin, files={**pin.files, **files})) if files else pins


def is_untouched(data: bytes, path: str, written: Written) -> bool:
    """Whether a file is as its pack wrote it, but for a page's status."""
    return fingerprint(data, path) == written.sha256


def _texts(pack: Pack) -> list[tuple[str, str]]:
    pages = [(f"lessons/{name}", text) for name, text in pack.pages.items()]
    return [*pages, *((f"templates/{name}", text) for name, text in pack.templates.items())]


def _fresh(text: str, path: str, *, cautious: bool) -> tuple[bytes, int]:
    """A pack's file as it would be written, and how many secrets were taken out of it. Raises `BadLesson`."""
    clean = redact(text)
    fresh = clean.text.encode()
    if clean.found and path.endswith(".md"):
        read_page(fresh, path=path)
    if cautious and status_of(fresh, path) == "adopted":
        fresh = change_status(fresh, path=path, status="candidate")
    return fresh, sum(clean.found.values())


def _judge(
    path: str, fresh: bytes, now: bytes | None, written: Written | None, lessons: Sequence[Lesson]
) -> Arriving:
    if now is None:
        if written is not None:
            return Arriving(path, Fate.LEFT_OUT, None, None)
        if status_of(fresh, path) == "retired":
            return Arriving(path, Fate.RETIRED, None, None)
        twin = _twin(fresh, path, lessons)
        return Arriving(path, Fate.NEAR if twin else Fate.NEW, None, None if twin else fresh, twin)
    if fingerprint(now, path) == fingerprint(fresh, path):
        # Another status is a person's decision, unless the pack has retired what it brought.
        if written is None or not _retires(fresh, now, path, written):
            return Arriving(path, Fate.SAME, now, now)
    elif written is None:
        return Arriving(path, Fate.YOURS, now, now)
    if not is_untouched(now, path, written):
        return Arriving(path, Fate.CHANGED, now, now)
    try:
        return Arriving(path, Fate.RENEWED, now, _renewed(fresh, now, path, written))
    except BadLesson:  # its front matter takes no other status
        return Arriving(path, Fate.CHANGED, now, now)


def _dropped(path: str, now: bytes | None, written: Written) -> Arriving:
    if now is None:
        return Arriving(path, Fate.GONE, None, None)
    as_written = written.fits(now, path)
    return Arriving(path, Fate.GONE if as_written else Fate.CHANGED, now, None if as_written else now)


def _retires(fresh: bytes, now: bytes, path: str, written: Written) -> bool:
    return (
        status_of(fresh, path) == "retired"
        and status_of(now, path) == written.status
        and written.status != "retired"
    )


def _renewed(fresh: bytes, now: bytes, path: str, written: Written) -> bytes:
    """The pack's page with the status that a person gave to the old one."""
    own = status_of(now, path)
    if own is None or own == written.status or status_of(fresh, path) == "retired":
        return fresh
    because = read_page(now, path=path).because
    return change_status(fresh, path=path, status=own, because=because)


def _twin(fresh: bytes, path: str, lessons: Sequence[Lesson]) -> str:
    """The slug of the lesson that nearly says the same as the page `fresh`; empty where none does."""
    if not path.endswith(".md") or not lessons:
        return ""
    own = _said(read_page(fresh, path=path))
    texts = {lesson.slug: _said(lesson) for lesson in lessons}
    near = process.extract(own, texts, scorer=fuzz.token_sort_ratio, score_cutoff=_NEAR, limit=3)
    negated = _NEGATIONS & set(own.split())
    return next((slug for text, _, slug in near if _NEGATIONS & set(text.split()) == negated), "")


def _said(lesson: Lesson) -> str:
    return normalise(f"{lesson.title} {lesson.body}")
