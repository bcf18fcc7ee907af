"""What a person or an agent says was learnt: it becomes a candidate, or is found to be known."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hardwon.core import Clock, iso, new_id
from hardwon.lessons.curation.candidates import Decided, list_decided
from hardwon.lessons.curation.citing import cite
from hardwon.lessons.curation.decisions import NotCurated, NotKept, merge
from hardwon.lessons.extraction.candidate import Candidate, candidate_events, make_candidate
from hardwon.lessons.extraction.duplicates import Texts
from hardwon.lessons.extraction.policy import Refused, clean, count_words, judge, relative_paths, shorten
from hardwon.lessons.pages.frontmatter import wrong_glob
from hardwon.lessons.pages.lesson import Kind, Lesson
from hardwon.lessons.pages.shelf import Shelf
from hardwon.store import Sink

if TYPE_CHECKING:
    from hardwon.store import JournalReader

_SCORE = 0.9  # somebody took the trouble to say it
_FEWEST = 3  # words that mean something: `Never push to main` has as many
_LONGEST = 20_000  # characters; what is longer is a document or a log, and nobody's lesson
# The end of a sentence: not within code or a name, and something follows.
_END = re.compile(r"(?<=[\w`)\]\"'][.!?])\s+(?=[A-Z`\"'(\d])|(?<=[。！？])\s*(?=\S)|\n+")
_KINDS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"\b(?:we|i) (?:have )?(?:decided|chose|agreed)\b|\bdecision:", re.IGNORECASE), "decision"),
    (re.compile(r"\broot cause\b|\bcaused by\b|\bfixed by\b|\bturn(?:s|ed) out\b", re.IGNORECASE), "fix"),
)


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was said waits as `candidate`; `cleaned` says what was taken out of it, empty for nothing."""

    candidate: Candidate
    cleaned: str


@dataclass(frozen=True, slots=True)
class Known:
    """What was said is known already, by the lesson or candidate `known`, with so many of its words.

    `merged` is the evidence that this one has gained; empty where nobody asked for that, or it was no news.
    """

    known: Lesson | Decided
    percent: int
    merged: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.known.slug if isinstance(self.known, Lesson) else self.known.candidate.id


@dataclass(frozen=True, slots=True)
class Statement:
    """What a person says was learnt. `kind` None is read from the words; `cost` in minutes; `files` globs."""

    text: str
    kind: Kind | None = None
    cost: int = 0
    files: tuple[str, ...] = ()
    because: str = ""
    evidence: tuple[str, ...] = ()


def learn_from(
    statement: Statement,
    shelf: Shelf,
    reader: "JournalReader",
    sink: Sink,
    *,
    clock: Clock,
    roots: Iterable[str] = (),
    into_known: bool = False,
    find_commit: Callable[[str], str] | None = None,
) -> Learnt | Known:
    """Takes what was said as a candidate; its first sentence is the title.

    What is known already is told and nothing doubled; with `into_known` the lesson or candidate that says it
    gains the evidence, which `find_commit` reads as `cite` does. Raises `NotKept` where the policy refuses it
    or the evidence is none, `NotCurated` where it was rejected.
    """
    folders = tuple(roots)
    evidence = (clean(one, roots=folders).text for one in statement.evidence)
    cited = tuple(cite(one, find_commit=find_commit) for one in evidence if one)
    candidate, cleaned = _candidate(replace(statement, evidence=cited), clock, folders)
    decided = list_decided(reader)
    texts, near = _texts(shelf, decided), None
    known = next((one for one in decided if one.candidate.id == candidate.id), None)
    if known is None or known.state == "withdrawn":
        near = texts.nearest_same(candidate.title, candidate.body)
    found: Lesson | Decided | None = None
    if known is not None and known.state != "withdrawn":
        found = known
    elif near is not None:
        found = next((one for one in shelf.lessons() if one.slug == near.name), None) or next(
            one for one in decided if one.candidate.id == near.name
        )
    if found is None:
        _tell(candidate, sink, clock)
        return Learnt(candidate, cleaned)
    merged: tuple[str, ...] = ()
    if into_known:
        merged = _merge(candidate, found, shelf, sink, clock)
    return Known(found, near.percent if near else 100, merged)


def _candidate(statement: Statement, clock: Clock, roots: tuple[str, ...]) -> tuple[Candidate, str]:
    if len(statement.text) > _LONGEST:
        raise NotKept(
            f"this is not kept: it has {len(statement.text):,} characters, at most {_LONGEST:,} are read",
            next_step="say in a few sentences what was learnt; a document belongs into docs",
        )
    files = _files(statement.files, roots)
    title, body = _split(statement.text)
    if statement.because.strip():
        reason = statement.because.strip()
        first = reason[0] if reason[1:2].isupper() else reason[0].lower()
        body = f"{body}\n\nBecause {first}{reason[1:]}".strip()
    judged = judge(title, body, roots=roots)
    if isinstance(judged, Refused):
        raise NotKept(f"this is not kept: {judged.reason}", next_step=judged.next_step)
    heading, text = judged
    if count_words(f"{title} {body}") < _FEWEST:
        raise NotKept(
            "this is not kept: too few words to be understood later",
            next_step="say what is to be done or left, where, and why (--because)",
        )
    candidate = make_candidate(
        heading.text,
        text.text or heading.text,
        kind=statement.kind or _kind(statement.text),
        evidence=statement.evidence or [f"person:{clock.now().date().isoformat()}"],
        score=_SCORE,
        reasons=("said by a person", *(("with a reason",) if statement.because else ())),
        origin="person",
    )
    # Of what was said once: the body may hold the title again.
    cleaned = clean(f"{statement.text}\n{statement.because}", roots=roots).sentence
    said = (*candidate.reasons, cleaned) if cleaned else candidate.reasons
    return replace(candidate, reasons=said, cost=statement.cost, files=files), cleaned


def _files(globs: Sequence[str], roots: tuple[str, ...]) -> tuple[str, ...]:
    """`globs` from the repository's top. Raises `NotKept` for one that no page could have."""
    files = tuple(relative_paths(glob, roots) for glob in globs)
    for glob in files:
        cure = wrong_glob(glob)
        if cure:
            raise NotKept(f"this is not kept: `{glob}` matches no file", next_step=cure)
    return files


def _split(text: str) -> tuple[str, str]:
    """The first sentence, and the rest; all of it where the first is too long for a title."""
    whole = text.strip()
    first, *_ = _END.split(whole, maxsplit=1)
    rest = whole[len(first) :].strip()
    return first, whole if shorten(first).endswith("…") and not first.endswith("…") else rest


def _kind(text: str) -> Kind:
    return next((kind for pattern, kind in _KINDS if pattern.search(text)), "gotcha")


def _texts(shelf: Shelf, decided: Sequence[Decided]) -> Texts:
    texts = Texts()
    for lesson in shelf.lessons():
        texts.add(lesson.slug, lesson.title, lesson.body)
    for one in decided:
        if one.state != "withdrawn":
            texts.add(one.candidate.id, one.candidate.title, one.candidate.body)
    return texts


def _tell(candidate: Candidate, sink: Sink, clock: Clock) -> None:
    # A source of its own: what was taken back may be said again.
    sink.append(
        [
            event._replace(source=f"{event.kind}:{new_id(clock)}")
            for event in candidate_events([candidate], time=iso(clock.now()))
        ]
    )


def _merge(
    candidate: Candidate, known: Lesson | Decided, shelf: Shelf, sink: Sink, clock: Clock
) -> tuple[str, ...]:
    if isinstance(known, Decided):
        if known.state == "rejected":
            raise NotCurated(
                f"{known.candidate.id} {known.sentence}",
                next_step=f"`hardwon lessons undo {known.candidate.id}` lets it wait again",
            )
        if known.slug or (known.into and not known.into.startswith("c-")):
            return _merge(candidate, shelf.get(known.slug or known.into), shelf, sink, clock)
        if known.candidate.id == candidate.id:
            new = tuple(one for one in candidate.evidence if one not in known.candidate.evidence)
            if new:
                _tell(replace(known.candidate, evidence=candidate.evidence), sink, clock)
            return new
    into = known if isinstance(known, Lesson) else known.candidate
    _tell(candidate, sink, clock)
    return merge(shelf, candidate, into, sink=sink, clock=clock)
