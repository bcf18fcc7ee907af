"""Which units bear on a question: evidence at several scales, fused into one score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import nlargest, nsmallest

from hardwon.lessons.recall.at_hand import AtHand
from hardwon.lessons.recall.dates import asked_dates
from hardwon.lessons.recall.facts import (
    SPEAKER_AT,
    Tells,
    asking_of,
    kind_of,
    length_of,
    read_asked,
    speaker_mark,
    tells_of,
    was_said_by,
)
from hardwon.lessons.recall.index import Kept, UnitIndex
from hardwon.lessons.recall.parts import Part
from hardwon.lessons.recall.synonyms import other_forms, other_words
from hardwon.lessons.recall.units import KINDS
from hardwon.lessons.recall.words import mentioned_paths, path_names, read_words

_SEQUENCE_BITS = 24
_LONGEST_QUESTION = 20_000  # characters; of a longer one (a log that was pasted) the beginning is read
_MOST_MENTIONED = 8  # files of a text that is asked with
_MOST_SYMBOLS = 24  # words of names at hand
_NAMES = tuple(KINDS)
_NOTHING = Tells(0)
_EMPTY_HANDS = AtHand()
_COMMON = 0.3  # of a word's rarity: a synonym that says less than that only costs time


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each kind of evidence counts beside the words of the unit itself, which count 1.

    Each word of the question counts once, where it counts most: in the unit; `after` places before it,
    for an answer comes after its question (and more so, by `answer`, the more that asks); `before` places
    after it. `other` is what a synonym counts. To that come, times the rarity of the name, `speaker` for what
    was said by the person asked about, and `present` as much of it for what was said in that person's
    presence; and in shares of what the rarest word of the question counts: `tells` for a time, number, name
    or reason where it asks for one, `length` for each doubling up to 32 words, less `asking` for what only
    asks.
    Fitted by benchmarks/fit_recall.py.
    """

    after: tuple[float, ...] = (0.7, 0.45, 0.25)
    before: tuple[float, ...] = (0.5, 0.3, 0.1)
    answer: float = 0.5
    other: float = 0.6
    speaker: float = 1.2
    present: float = 1.2
    tells: float = 0.3
    length: float = 0.15
    asking: float = 0.3
    path: float = 1.0
    date: float = 1.0
    kinds: Mapping[str, float] = field(default_factory=lambda: dict(KINDS))
    parts: int = 12
    hits: int = 150
    shortlist: int = 80


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: words as the index has them (each once), names of files and dates, what is sought.

    `symbols` are the words of functions, classes and tests that are worked on, none of them in `words`.
    """

    words: tuple[str, ...]
    paths: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    asked: Tells = _NOTHING
    symbols: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit and its score, comparable within one answer only."""

    score: float
    unit: Kept


def read_question(text: str, at_hand: AtHand = _EMPTY_HANDS) -> Question:
    """The question behind `text` and what is at hand; nothing in `text` is syntax.

    A file that `text` speaks of (the frames of a traceback, say) counts as if it were at hand.
    """
    text = text[:_LONGEST_QUESTION]
    files = (*at_hand.files, *at_hand.tested(), *mentioned_paths(text, at_most=_MOST_MENTIONED))
    paths = tuple(dict.fromkeys(name for file in files for name in path_names(file)))
    words = tuple(dict.fromkeys(read_words(text)))
    names = dict.fromkeys(word for word in read_words(" ".join(at_hand.names())) if word not in words)
    return Question(words, paths, asked_dates(text), read_asked(text), tuple(names)[:_MOST_SYMBOLS])


def rank(
    index: UnitIndex,
    question: Question,
    limit: int,
    weights: Weights = Weights(),
    *,
    rarity: UnitIndex | None = None,
) -> list[Ranked]:
    """The `limit` units of `index` that bear most on `question`, best first; ties by source.

    BM25 (Robertson & Zaragoza 2009, eq. 3.15; k1 1.2, b 0.75) of each word and its synonyms, read in the
    unit and its neighbours: so a short answer is found by what it answers. Kinds count by
    `weights`. A small index is measured by the `rarity` of words in a larger one, so that scores of both
    compare. Raises `IndexLost`.
    """
    with index.guarded():
        if not weights.after and not weights.before:
            return _rank_alone(index, question, limit, weights, rarity)
        return _rank(index, question, limit, weights, rarity)


class _Evidence:
    """What each part of the question says for which unit, and the facts of those units."""

    def __init__(self, index: UnitIndex, weights: Weights) -> None:
        self.parts: list[dict[int, float]] = []
        self.facts: dict[int, int] = {}
        self._index = index
        self._weights = weights
        self._kinds = [weights.kinds[kind] for kind in _NAMES]

    def add(self, hits: Sequence[tuple[int, float, int]], factor: float) -> None:
        """Takes in the hits of one part."""
        kinds = self._kinds
        self.parts.append({key: factor * score * kinds[facts & 15] for key, score, facts in hits})
        self.facts.update((key, facts) for key, _, facts in hits)

    def shortlist(self, own: Mapping[int, float], size: int) -> list[int]:
        """The keys of the `size` most promising units: those in `own` and those beside one of them."""
        best = nsmallest(2 * size, [(-score, key) for key, score in own.items()])
        rough = dict(own)
        for step, part in _steps(self._weights):
            for negative, key in best:
                rough[key + step] = rough.get(key + step, 0.0) - part * negative
        ordered = nsmallest(size, [(-score, key) for key, score in rough.items()])
        self.facts.update(
            self._index.facts_at([key for _, key in ordered if key >= 0 and key not in self.facts])
        )
        return [key for _, key in ordered if key in self.facts]

    def weigh(self, keys: Sequence[int]) -> list[float]:
        """What the words say for the units at `keys`: each part where it counts most."""
        next_to = self._weights.after[0] if self._weights.after else 0.0
        answers = [
            next_to * (1 + self._weights.answer * asking_of(self.facts.get(key - 1, 0))) for key in keys
        ]
        steps = [(-step, part) for step, part in _steps(self._weights) if step != 1]
        kinds = [self._kinds[self.facts[key] & 15] for key in keys]
        totals = [0.0] * len(keys)
        for given in self.parts:
            get = given.get
            for place, key in enumerate(keys):
                handed = answers[place] * get(key - 1, 0.0)
                for step, part in steps:
                    score = part * get(key + step, 0.0)
                    if score > handed:
                        handed = score
                totals[place] += max(handed * kinds[place], get(key, 0.0))
        return totals

    def said_by(self, mark: int) -> set[int]:
        """The keys of the units known here that the person with `mark` said."""
        return {
            key
            for key, facts in self.facts.items()
            if (said := facts >> SPEAKER_AT) == mark or (said > 0xFFFF and was_said_by(facts, mark))
        }


def _steps(weights: Weights) -> list[tuple[int, float]]:
    steps = [(distance, part) for distance, part in enumerate(weights.after, start=1)]
    return steps + [(-distance, part) for distance, part in enumerate(weights.before, start=1)]


def _rank(
    index: UnitIndex, question: Question, limit: int, weights: Weights, rarity: UnitIndex | None
) -> list[Ranked]:
    names = [word for word in question.words if index.holding(word, "speaker")]
    parts = _take_apart(index, question, names, weights, rarity)
    evidence = _Evidence(index, weights)
    own = _gather(index, evidence, [part for part, _ in parts], question, names, weights)
    bonus = [(weights.speaker * index.weight_of(name, "speaker"), speaker_mark(name)) for name in names]
    for points, mark in bonus:
        for key in evidence.said_by(mark).intersection(own):
            own[key] += points
    keys = evidence.shortlist(own, max(weights.shortlist, 2 * limit))
    reach = (max(len(weights.after), 1), max(len(weights.before), 1))
    near = index.search_around([part for part, _ in parts], keys, reach)
    for hits, (_, factor) in zip(near, parts, strict=True):
        evidence.add(hits, factor)
    totals = evidence.weigh(keys)
    for points, mark in bonus:
        said = evidence.said_by(mark)
        present = {key >> _SEQUENCE_BITS for key in said}
        for place, key in enumerate(keys):
            if key in said:
                totals[place] += points
            if key >> _SEQUENCE_BITS in present:
                totals[place] += points * weights.present
    for name in question.dates:
        rare = weights.date * index.weight_of(name, "dates")
        held = index.among(keys, "dates", name)
        totals = [total + rare * (key in held) for key, total in zip(keys, totals, strict=True)]
    known = [(key, total, evidence.facts[key]) for key, total in zip(keys, totals, strict=True)]
    return _fetch(index, _scored(known, question, names, weights, rarity or index), limit)


def _rank_alone(
    index: UnitIndex, question: Question, limit: int, weights: Weights, rarity: UnitIndex | None
) -> list[Ranked]:
    """The same for units that stand for themselves: what one search says of them is all there is."""
    parts = [
        replace(part, weights={word: weight * factor for word, weight in part.weights.items()})
        for part, factor in _take_apart(index, question, (), weights, rarity)
    ]
    if question.dates:
        parts.append(Part(dict.fromkeys(question.dates, weights.date), "dates", added=True))
    kinds = [weights.kinds[kind] for kind in _NAMES]
    hits = index.search(parts, limit=max(weights.shortlist, 2 * limit))
    known = [(key, score * kinds[facts & 15], facts) for key, score, facts in hits]
    return _fetch(index, _scored(known, question, (), weights, rarity or index), limit)


def _scored(
    known: Sequence[tuple[int, float, int]],
    question: Question,
    names: Sequence[str],
    weights: Weights,
    rarity: UnitIndex,
) -> list[tuple[float, int]]:
    """The score, negated, and key of each unit of which key, points for its words and facts are `known`."""
    rarest = max((rarity.weight_of(word) for word in question.words if word not in names), default=0.0)
    asked = int(question.asked)  # an enum's own arithmetic is slow
    scored = []
    for key, total, facts in known:
        points = weights.length * length_of(facts) - weights.asking * asking_of(facts)
        points += weights.tells * (tells_of(facts) & asked).bit_count()
        points *= rarest
        scored.append((-round(total + weights.kinds[_NAMES[kind_of(facts)]] * points, 4), key))
    return scored


def _gather(
    index: UnitIndex,
    evidence: _Evidence,
    parts: Sequence[Part],
    question: Question,
    names: Sequence[str],
    weights: Weights,
) -> dict[int, float]:
    """What all parts together say for the best units themselves; their facts go to `evidence`."""
    together = list(parts)
    if question.dates:
        together.append(Part(dict.fromkeys(question.dates, weights.date), "dates", added=True))
    own: dict[int, float] = {}
    for name in ("", *names):
        for key, score, facts in index.search(together, speaker=name, limit=weights.hits):
            own[key] = score * weights.kinds[_NAMES[facts & 15]]
            evidence.facts[key] = facts
    return own


def _take_apart(
    index: UnitIndex,
    question: Question,
    names: Sequence[str],
    weights: Weights,
    rarity: UnitIndex | None,
) -> list[tuple[Part, float]]:
    telling = {word: index.weight_of(word) for word in question.words}
    # A name is in every turn that greets; it is a word only where nothing else was asked.
    words = [word for word in question.words if word not in names] or list(names)
    factors = dict.fromkeys(words, 1.0)
    if rarity is not None:
        factors |= {
            word: (rarity.weight_of(word) or telling[word]) / telling[word] for word in words if telling[word]
        }
    if len(words) <= weights.parts:
        concepts = [(_concept(index, word, telling[word], weights), factors[word]) for word in words]
        parts = [(Part(concept), factor) for concept, factor in concepts if concept]
    else:  # a log that was pasted says the same in many words by itself
        known = [word for word in words if telling[word]]
        first = nlargest(weights.parts, known, key=lambda word: (telling[word], word))
        parts = [(Part({word: 1.0}), factors[word]) for word in first]
    telling |= {word: index.weight_of(word) for word in question.symbols}
    rare = nlargest(weights.parts, (w for w in question.symbols if telling[w]), key=lambda w: (telling[w], w))
    parts += [(Part({word: 1.0}), 1.0) for word in rare]
    if question.paths:
        parts.append((Part(dict.fromkeys(question.paths, weights.path), "paths", added=True), 1.0))
    return parts


def _concept(index: UnitIndex, word: str, telling: float, weights: Weights) -> dict[str, float]:
    """`word` and what may stand for it, none of them more telling than the word itself."""
    concept = {word: 1.0} if telling else {}
    for others, part in ((other_forms(word), 1.0), (other_words(word), weights.other)):
        for other in others:
            rare = index.weight_of(other)
            if rare > _COMMON * telling and other not in concept:
                concept[other] = part * min(1.0, (telling or rare) / rare)
    return concept


def _fetch(index: UnitIndex, scored: list[tuple[float, int]], limit: int) -> list[Ranked]:
    if limit <= 0 or not scored:
        return []
    best = nsmallest(limit, scored)
    edge = best[-1][0]
    tied = [item for item in scored if item[0] <= edge]
    units = index.get([key for _, key in tied])
    ranked = [Ranked(-score, units[key]) for score, key in tied]
    ranked.sort(key=lambda one: (-one.score, one.unit.source))
    return ranked[:limit]
