"""Taking decisions back: each is an event of its own, and so is taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import sqlalchemy as sa

from hardwon.core import Clock, hold_interrupts
from hardwon.lessons.curation.candidates import DECISION, TOLD, UNDONE
from hardwon.lessons.curation.decisions import NotCurated, tell
from hardwon.lessons.pages.change import PageChange, read_change, take_back
from hardwon.lessons.pages.shelf import Shelf
from hardwon.store import Sink

if TYPE_CHECKING:
    from hardwon.store import JournalReader

_WORDS = {
    "lesson.adopted": "adopted",
    "lesson.rejected": "rejected",
    "lesson.merged": "merged",
    "lesson.retired": "retired",
    "lesson.reviewed": "reviewed",
    TOLD: "learnt",
    UNDONE: "undone",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision about a lesson or candidate; `undoes` is the source of the one that it took back.

    `standing` says whether it has not been taken back itself.
    """

    source: str
    offset: int
    time: str
    kind: str
    slug: str
    candidate: str
    into: str
    because: str
    undoes: str
    standing: bool

    @property
    def word(self) -> str:
        """What was done, as people say it: `adopted`, `learnt`, `undone (adopted)`."""
        undone = _WORDS.get(self.undoes.partition(":")[0], "")
        return f"{_WORDS[self.kind]} ({undone})" if undone else _WORDS[self.kind]

    @property
    def about(self) -> str:
        """The lesson where there is one, else the candidate."""
        return self.slug or self.candidate


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A decision that was taken back, and the pages that this changed, relative to the repository."""

    decision: Decision
    pages: tuple[str, ...]


def list_decisions(reader: "JournalReader", *, limit: int = 20) -> list[Decision]:
    """The latest decisions, latest first; 0 for all."""
    query = sa.select(DECISION).order_by(DECISION.c.offset.desc())
    return [_decision(row) for row in reader.query(query.limit(limit) if limit else query)]


def undo(
    shelf: Shelf, reader: "JournalReader", sink: Sink, *, clock: Clock, last: int = 1, name: str = ""
) -> list[TakenBack]:
    """Takes back the last decision, the `last` ones, or the last about the lesson or candidate `name` begins.

    One alone may be an undoing, which is then undone itself; of several, each is a decision. Pages get the
    bytes that they had. Raises `NotCurated` where nothing is to be undone or a later decision builds on it,
    `PageChanged` where a page was changed since.
    """
    standing = [one for one in list_decisions(reader, limit=0) if one.standing]
    chosen = _with_its_retirement(_choose(standing, last, name), standing)
    if not chosen:
        about = f" about {name}" if name else ""
        raise NotCurated(
            f"no decision{about} is there to take back", next_step="`hardwon lessons undo --list` shows them"
        )
    done: list[TakenBack] = []
    for decision in chosen:
        _see_that_nothing_builds_on(decision, standing)
        done.append(_take_back(shelf, reader, sink, decision, clock))
        standing.remove(decision)
    return done


def _choose(standing: Sequence[Decision], last: int, name: str) -> list[Decision]:
    if name:
        named = [one for one in standing if name in (one.slug, one.candidate)] or [
            one for one in standing if one.about.startswith(name) or one.candidate.startswith(name)
        ]
        return [one for one in named if one.kind != UNDONE][:1]
    if last == 1:
        return list(standing[:1])
    return [one for one in standing if one.kind != UNDONE][:last]


def _with_its_retirement(chosen: list[Decision], standing: Sequence[Decision]) -> list[Decision]:
    """A review that retires is two events, and one thing to whoever did it."""
    if len(chosen) == 1 and chosen[0].kind == "lesson.reviewed":
        before = [one for one in standing if one.offset == chosen[0].offset - 1]
        return chosen + [o for o in before if o.kind == "lesson.retired" and o.slug == chosen[0].slug]
    return chosen


def _see_that_nothing_builds_on(decision: Decision, standing: Sequence[Decision]) -> None:
    own = {name for name in (decision.slug, decision.candidate) if name}
    for other in standing:
        if other.offset <= decision.offset or other.kind == UNDONE:
            continue
        if own & {other.slug, other.candidate, other.into}:
            raise NotCurated(
                f"{decision.about} was {other.word} after it was {decision.word}",
                next_step=f"take that back first: hardwon lessons undo {other.about}",
            )


def _take_back(
    shelf: Shelf, reader: "JournalReader", sink: Sink, decision: Decision, clock: Clock
) -> TakenBack:
    [event] = reader.read(decision.offset - 1, limit=1)
    told = event.payload.get("pages")
    changes = [change for one in told if (change := read_change(one))] if isinstance(told, list) else []
    if decision.kind == "lesson.reviewed" and not changes and event.payload.get("decision") == "keep":
        raise NotCurated(
            f"what the review of {decision.slug} made of its page is not known",
            next_step=f"`git log -p -- {shelf.name(shelf.folder)}/{decision.slug}.md` shows it",
        )
    payload = {
        "of": decision.source,
        "kind": decision.kind,
        **({"slug": decision.slug} if decision.slug else {}),
        **({"id": decision.candidate} if decision.candidate else {}),
    }
    back: list[PageChange] = []
    with hold_interrupts():  # the page and the event, or neither
        for change in reversed(changes):
            # Anybody may send an event: only a page of the shelf is touched, whatever path it names.
            back.append(take_back(shelf.folder / PurePosixPath(change.path).name, change))
            shelf.forget()
        tell(sink, UNDONE, payload, clock, *back)
    return TakenBack(decision, tuple(change.path for change in back))


def _decision(row: "sa.Row[tuple[object, ...]]") -> Decision:
    values = dict(row._mapping)
    return Decision(**{**values, "standing": bool(values["standing"])})
