"""The index of lessons: what is read before the work, and the rest by what it is about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hardwon.lessons.pages.checklist import PackQuestions
from hardwon.lessons.pages.lesson import Kind, Lesson
from hardwon.lessons.pages.reading import READING
from hardwon.lessons.pages.shelf import Shelf
from hardwon.lessons.pages.subjects import told_about
from hardwon.lessons.validity.bearing import packs_of

MOST_READING = 10
"""Minutes that all must-reads may take together: what takes longer is not read."""
_MUST_READ = 60  # minutes of worth
_ENFORCED = {"deny": 2, "warn": 1, "advise": 0}
_ADDRESSES = ("url:", "http:", "https:")
_KINDS: Mapping[Kind, str] = {
    "decision": "Decisions",
    "fix": "Fixes",
    "gotcha": "Gotchas",
    "pattern": "Patterns",
    "domain": "The domain",
}


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A lesson and how often it is known to have prevented a breach: at least `prevented` times."""

    lesson: Lesson
    prevented: int = 0

    @property
    def words(self) -> int:
        """Those of the whole page, examples included."""
        return len(f"{self.lesson.title} {self.lesson.body}".split())

    @property
    def reading(self) -> float:
        """Minutes, at `READING` words each."""
        return round(self.words / READING, 1)

    @property
    def spared(self) -> int:
        """Minutes: prevented times cost, as `Stats` reckons it."""
        return self.prevented * self.lesson.cost


@dataclass(frozen=True, slots=True)
class IndexGroup:
    """Lessons about the same: a subject, a pack, or a kind."""

    title: str
    entries: tuple[IndexEntry, ...]


@dataclass(frozen=True, slots=True)
class LessonIndex:
    """All lessons but candidates. `first` are the must-reads, what cost most on top; nothing is in two places.

    `crowded_out` counts those in `groups` that cost as much, but for which `MOST_READING` leaves no time.
    """

    first: tuple[IndexEntry, ...] = ()
    groups: tuple[IndexGroup, ...] = ()
    retired: tuple[Lesson, ...] = ()
    crowded_out: int = 0

    @property
    def reading(self) -> float:
        """Minutes that the must-reads take."""
        return _minutes(self.first)

    @property
    def entries(self) -> tuple[IndexEntry, ...]:
        """All adopted lessons, in the order of the index."""
        return (*self.first, *(entry for group in self.groups for entry in group.entries))


def arrange_lessons(shelf: Shelf, prevented: Mapping[str, int]) -> LessonIndex:
    """The index of `shelf`. `prevented` counts by slug; a lesson that is not in it has prevented nothing.

    A lesson of some `worth`, an hour, is a must-read, the dearest first, as far as the time for reading goes.
    The others stand by the subject that their title is about, else with their pack, else by kind.
    """
    entries = sorted((IndexEntry(one, prevented.get(one.slug, 0)) for one in shelf.adopted()), key=_order)
    first: list[IndexEntry] = []
    wanted = [entry for entry in entries if worth(entry.lesson, entry.prevented) >= _MUST_READ]
    for entry in wanted:
        if _minutes((*first, entry)) <= MOST_READING:
            first.append(entry)
    rest = [entry for entry in entries if entry not in first]
    packs = packs_of(shelf, [entry.lesson.slug for entry in rest])
    return LessonIndex(
        tuple(first),
        tuple(_grouped(rest, packs)),
        tuple(one for one in shelf.lessons() if one.status == "retired"),
        len(wanted) - len(first),
    )


def worth(lesson: Lesson, prevented: int = 0) -> int:
    """Minutes: what the lesson cost, once for each time it was seen and each that it has prevented.

    Seen is what its evidence says (addresses are no sightings), at least once. A sum of each machine's own
    records would be nearer the truth, but a file in git must come out alike on every machine.
    """
    seen = sum(not entry.startswith(_ADDRESSES) for entry in lesson.evidence)
    return lesson.cost * (max(1, seen) + prevented)


def _order(entry: IndexEntry) -> tuple[int, int, str]:
    lesson = entry.lesson
    return -worth(lesson, entry.prevented), -_ENFORCED[lesson.enforce], lesson.slug


def _grouped(entries: Sequence[IndexEntry], packs: Mapping[str, PackQuestions]) -> Iterable[IndexGroup]:
    """The groups, that of the dearest entry first."""
    found: dict[str, list[IndexEntry]] = {}
    for entry in entries:
        found.setdefault(_place(entry.lesson, packs), []).append(entry)
    return (IndexGroup(title, tuple(group)) for title, group in found.items())


def _place(lesson: Lesson, packs: Mapping[str, PackQuestions]) -> str:
    about = sorted(told_about(lesson))
    if about:
        return about[0][0].upper() + about[0][1:]
    pack = next((name for name, one in sorted(packs.items()) if lesson.slug in one.slugs), "")
    return f"From the pack {pack}" if pack else _KINDS[lesson.kind]


def _minutes(entries: Iterable[IndexEntry]) -> float:
    return round(sum(entry.words for entry in entries) / READING, 1)
