"""Memory: what was learnt and what was said, given back where it bears on the work."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from hardwon.core import Clock, Places
from hardwon.lessons.pages.shelf import Shelf
from hardwon.lessons.recall.at_hand import AtHand, find_file
from hardwon.lessons.recall.digests import Digests
from hardwon.lessons.recall.index import IndexLost, IndexUnwritable, UnitIndex
from hardwon.lessons.recall.lore import LivingLore, prose
from hardwon.lessons.recall.packing import Packed, Unit, pack
from hardwon.lessons.recall.ranking import Question, Weights, rank, read_question
from hardwon.lessons.recall.units import EVENT_KINDS, read_entry
from hardwon.lessons.recall.words import mentioned_paths
from hardwon.lessons.recall.writings import Writings

if TYPE_CHECKING:
    from hardwon.scribe import Worklogs
    from hardwon.store import Event, Journal, JournalReader

_EMPTY_HANDS = AtHand()
_AT_ONCE = 20_000  # units between two commits: what a killed process has to index again
_LINE = Weights(after=(), before=())  # a line of a worklog or a section of a document stands for itself
_READ, _MOST_MENTIONED = 20_000, 8  # characters of a question, files that it may speak of
_LOOKING = 0.05  # seconds between two looks at an index that another process makes
_CONSIDERED = 40  # units that are looked at for one packed answer


class Events(Protocol):
    """The journal, as far as memory reads it."""

    @property
    def epoch(self) -> str: ...
    def last_offset(self) -> int: ...
    def scan(self, after: int = 0, *, kinds: Sequence[str] = ()) -> "Iterator[Event]": ...


class Memory:
    """All that can be recalled of a repository: adopted lessons as their pages are now, journal, documents.

    Opened by `open_memory`. Only the store's owner may call `catch_up`; anyone may ask.
    """

    def __init__(
        self, root: Path, index: UnitIndex, digests: Digests, writings: Writings, lore: LivingLore
    ) -> None:
        self._root = root
        self._index = index
        self._digests = digests
        self._writings = writings
        self._lore = lore

    @property
    def offset(self) -> int:
        """The last event of the journal that can be recalled; 0 for none."""
        return self._index.offset

    @property
    def count(self) -> int:
        """How many units of the journal can be recalled."""
        return self._index.count

    @property
    def is_complete(self) -> bool:
        """Whether the index was made to its end once; not while it is made anew."""
        return self._index.is_complete

    def is_current(self, epoch: str, offset: int) -> bool:
        """Whether everything up to `offset` of the journal `epoch` can be recalled."""
        return self._index.is_whole() and self._index.epoch == epoch and self._index.offset >= offset

    def catch_up(self, events: Events, progress: Callable[[int, int], None] | None = None) -> int:
        """Takes in what the journal has beyond the index; how many units were added.

        An index that is missing, damaged, of another version or of another journal is built anew.
        `progress` is told the offset reached and the last one. For the store's owner only.
        Raises `IndexUnwritable`.
        """
        if not self._index.is_whole() or self._index.epoch != events.epoch:
            self._index.start_over(events.epoch)
        try:
            return self._take_in(events, progress)
        except IndexLost:
            self._index.start_over(events.epoch)
            return self._take_in(events, progress)

    def take_worklogs(self, worklogs: "Worklogs", now: datetime, *, epoch: str, offset: int) -> None:
        """Brings the worklogs' lines up to the journal's `offset`; only sessions that went on are read.

        It reads each of those whole: call it when a session rests, not at each event. For the store's
        owner only. Raises `IndexUnwritable`.
        """
        try:
            self._digests.take_in(worklogs, now, epoch=epoch, offset=offset)
        except IndexLost:
            self._digests.take_in(worklogs, now, epoch=epoch, offset=offset)

    def take_writings(self, root: Path) -> None:
        """Brings the documents below `root` up to what is on disk. For the store's owner only.

        Raises `IndexUnwritable`.
        """
        try:
            self._writings.take_in(root)
        except IndexLost:
            self._writings.take_in(root)

    def recall(self, words: str, at_hand: AtHand = _EMPTY_HANDS, *, budget: int) -> Packed:
        """What bears on `words` and on what is at hand, in `budget` tokens.

        Best first, often little, never a retired lesson, nothing twice; empty where nothing bears on it.
        The same question has the same answer as long as nothing is added.
        """
        question = read_question(words, at_hand)
        ranked = self._rank(question, words, at_hand, _CONSIDERED)
        telling = {word: 0.0 if at_hand else self._index.weight_of(word) for word in question.words}
        return pack(ranked, words=telling, budget=budget)

    def best(self, words: str, k: int, at_hand: AtHand = _EMPTY_HANDS) -> tuple[Unit, ...]:
        """The `k` units that bear most on `words`: whole, without budget, even if they say the same."""
        return tuple(self._rank(read_question(words, at_hand), words, at_hand, k))

    def refresh(self) -> None:
        """Looks at the index on disk again: another process may have added to it."""
        self._index.refresh()
        self._digests.index.refresh()
        self._writings.index.refresh()

    def close(self) -> None:
        """Lets go of the index's files."""
        self._index.close()
        self._digests.close()
        self._writings.close()

    def _rank(self, question: Question, words: str, at_hand: AtHand, limit: int) -> list[Unit]:
        lessons = self._lore.rank(question, words, self._files(words, at_hand), self._index)
        units = [
            Unit(f"lesson:{lesson.slug}", "lesson", score, prose(lesson)) for score, lesson in lessons[:limit]
        ]
        units += [
            Unit(one.unit.source, one.unit.kind, one.score, one.unit.text)
            for one in (
                *rank(self._index, question, limit),
                *rank(self._digests.index, question, limit, _LINE, rarity=self._index),
                *rank(self._writings.index, question, limit, _LINE, rarity=self._index),
            )
        ]
        return sorted(units, key=lambda unit: (-unit.score, unit.source))[:limit]

    def _files(self, words: str, at_hand: AtHand) -> tuple[str, ...]:
        """The files of this repository that are at hand, or that `words` speak of, as a traceback does."""
        spoken_of = mentioned_paths(words[:_READ], at_most=_MOST_MENTIONED) if not at_hand.files else ()
        found = (name for path in spoken_of if (name := find_file(self._root, path)))
        return tuple(dict.fromkeys((*at_hand.files, *at_hand.tested(), *found)))

    def _take_in(self, events: Events, progress: Callable[[int, int], None] | None) -> int:
        last = events.last_offset()
        if self._index.offset >= last:
            return 0
        reached = added = 0
        batch = []
        if progress is not None:
            progress(self._index.offset, last)
        for event in events.scan(self._index.offset, kinds=EVENT_KINDS):
            entry = read_entry(event)
            if entry is not None:
                batch.append((event.offset, entry))
            reached = event.offset
            if len(batch) >= _AT_ONCE:
                self._index.add(batch)
                self._index.commit(reached, complete=self._index.is_complete)
                added += len(batch)
                batch.clear()
                if progress is not None:
                    progress(reached, last)
        self._index.add(batch)
        self._index.commit(max(reached, last))
        if progress is not None:
            progress(last, last)
        return added + len(batch)


def bring_up(
    memory: Memory,
    journal: "JournalReader",
    places: Places,
    clock: Clock,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Brings `memory` up to journal, worklogs and documents; `progress` as `catch_up` has it.

    For the store's owner. Raises `IndexUnwritable`.
    """
    epoch, offset = journal.epoch, journal.last_offset()
    memory.catch_up(journal, progress)
    from hardwon.scribe import open_worklogs  # here: who only asks does without it

    with open_worklogs(journal, places) as worklogs:
        memory.take_worklogs(worklogs, clock.now(), epoch=epoch, offset=offset)
    memory.take_writings(places.root)


@contextmanager
def open_memory(
    places: Places,
    open_shelf: Callable[[], Shelf],
    prior: Callable[[], Mapping[str, float]] = dict,
) -> Iterator[Memory]:
    """The memory of a repository, to be asked; what is not there yet reads as empty.

    `open_shelf` gives the shelf as it is now; it is asked at each question, read only after a change.
    `prior` is asked then, too: what to multiply a lesson's score by, by slug.
    """
    digests = Digests(places.index / "worklogs")
    writings = Writings(places.index / "writings")
    lore = LivingLore(open_shelf, places.root, prior)
    memory = Memory(places.root, UnitIndex(places.index), digests, writings, lore)
    try:
        yield memory
    finally:
        memory.close()


@contextmanager
def open_current_memory(
    places: Places,
    open_shelf: Callable[[], Shelf],
    own: Callable[[], "AbstractContextManager[Journal]"],
    clock: Clock,
    unless: tuple[type[Exception], ...],
    prior: Callable[[], Mapping[str, float]] = dict,
    patience: float = 0.0,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Memory]:
    """`open_memory`, caught up if this process can own the store for a moment.

    `own` gives the journal to its owner; where it raises one of `unless` (another process owns it and
    keeps the index, or the disk cannot be written) memory is what is there: once it is whole, which the
    owner is waited for `patience` seconds at most. `progress` as `bring_up` has it.
    """
    stopped: tuple[type[Exception], ...] = (IndexUnwritable, *unless)
    with open_memory(places, open_shelf, prior) as memory:
        try:
            with own() as journal:
                bring_up(memory, journal, places, clock, progress)
        except stopped:
            memory.refresh()
            _wait_for(memory, patience)
        yield memory


def _wait_for(memory: Memory, patience: float) -> None:
    """Until somebody else has made the index whole: half of it would give half an answer."""
    deadline = time.monotonic() + patience
    while not memory.is_complete and time.monotonic() < deadline:
        time.sleep(_LOOKING)
        memory.refresh()
