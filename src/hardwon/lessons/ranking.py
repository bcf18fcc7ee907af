"""Which units bear on a question: evidence at several scales, fused into one score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest, nsmallest

from hardwon.lessons.index import Kept, UnitIndex
from hardwon.lessons.units import KINDS
from hardwon.lessons.words import path_names, read_words

_SEQUENCE = 1 << 24
_LONGEST_QUESTION = 20_000  # characters; of a longer one (a log that was pasted) the beginning is read


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each kind of evidence counts beside the words of the unit itself, which count 1.

    Chosen on conversations written for it, on a plateau: half or twice of any of them changes little.
    `after` is what a unit gains from those 1, 2, 3 places before it (an answer comes after its question),
    `before` from those after it, `thread` from the best `thread_best` units of its thread. `name` is what
    a speaker's name counts as a word, `speaker` what it counts for what that person said.
    """

    after: tuple[float, ...] = (0.5, 0.2, 0.1)
    before: tuple[float, ...] = (0.3, 0.2, 0.1)
    thread: float = 0.2
    thread_best: int = 3
    name: float = 0.3
    speaker: float = 1.2
    path: float = 1.0
    kinds: Mapping[str, float] = field(default_factory=lambda: dict(KINDS))
    words: int = 40
    hits: int = 600


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: words as the index has them (each once), and names of the files at hand."""

    words: tuple[str, ...]
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit and its score, comparable within one answer only."""

    score: float
    unit: Kept


def read_question(text: str, files: Sequence[str] = ()) -> Question:
    """The question behind `text` and the `files` at hand; nothing in `text` is syntax."""
    paths = tuple(dict.fromkeys(name for file in files for name in path_names(file)))
    return Question(tuple(dict.fromkeys(read_words(text[:_LONGEST_QUESTION]))), paths)


def rank(
    index: UnitIndex,
    question: Question,
    limit: int,
    weights: Weights = Weights(),
    *,
    rarity: UnitIndex | None = None,
) -> list[Ranked]:
    """The `limit` units of `index` that bear most on `question`, best first; ties by source.

    BM25 (Robertson & Zaragoza 2009, eq. 3.15; k1 1.2, b 0.75) over each unit's words, handed on to its
    neighbours and its thread: so a short answer is found by what it answers. Kinds count by `weights`.
    A small index is measured by the `rarity` of words in a larger one, so that scores of both compare.
    Raises `IndexLost`.
    """
    with index.guarded():
        return _rank(index, question, limit, weights, rarity)


def _rank(
    index: UnitIndex, question: Question, limit: int, weights: Weights, rarity: UnitIndex | None
) -> list[Ranked]:
    names = [word for word in question.words if index.holding(word, "speaker")]
    words = _counting(index, question.words, names, weights)
    if rarity is not None:
        for word in words:
            words[word] *= (rarity.weight_of(word) or index.weight_of(word)) / index.weight_of(word)
    paths = dict.fromkeys(question.paths, weights.path)
    hits = index.search(words, paths=paths, limit=weights.hits)
    said: dict[str, set[int]] = {}
    for name in names:
        spoken = index.search(words, paths=paths, speaker=name, limit=weights.hits)
        said[name] = {key for _, key, _ in spoken}
        known = {key for _, key, _ in hits}
        hits += [hit for hit in spoken if hit[1] not in known]
    own = {key: score for score, key, _ in hits}
    kinds = {key: kind for _, key, kind in hits}
    fused = _hand_on(own, {key: score * weights.kinds[kind] for score, key, kind in hits}, weights)
    bonus = {name: weights.speaker * index.weight_of(name, "speaker") for name in names}
    shortlist = nlargest(max(100, 4 * limit), fused.items(), key=lambda item: (item[1], -item[0]))
    scored: list[tuple[float, int]] = []
    for key, score in shortlist:
        kind = kinds.get(key) or index.kind_at(key)
        if kind is None:
            continue  # beyond an end of its thread
        for name in names:
            if key in said[name] or (key not in own and index.said_by(key, name)):
                score += bonus[name]
        scored.append((-round(score * weights.kinds[kind], 4), key))
    return _fetch(index, scored, limit)


def _counting(
    index: UnitIndex, words: Sequence[str], names: Sequence[str], weights: Weights
) -> dict[str, float]:
    """The words that are searched, the most telling ones of a long question."""
    telling = {word: index.weight_of(word) for word in words}
    known = [word for word in words if telling[word]]
    if len(known) > weights.words:
        known = nlargest(weights.words, known, key=lambda word: (telling[word], word))
    return {word: weights.name if word in names else 1.0 for word in known}


def _hand_on(own: Mapping[int, float], given: Mapping[int, float], weights: Weights) -> dict[int, float]:
    """Each hit's own score and what it is given along its thread, also at places that need not exist."""
    steps = [(distance, part) for distance, part in enumerate(weights.after, start=1)]
    steps += [(-distance, part) for distance, part in enumerate(weights.before, start=1)]
    fused = dict(own)
    threads: dict[int, list[float]] = {}
    for key, score in given.items():
        threads.setdefault(key // _SEQUENCE, []).append(score)
        place = key % _SEQUENCE
        for step, part in steps:
            if place + step >= 0:
                fused[key + step] = fused.get(key + step, 0.0) + part * score
    if weights.thread:
        around = {
            thread: weights.thread * sum(nlargest(weights.thread_best, scores))
            for thread, scores in threads.items()
        }
        for key in fused:
            fused[key] += around[key // _SEQUENCE]
    return fused


def _fetch(index: UnitIndex, scored: list[tuple[float, int]], limit: int) -> list[Ranked]:
    if limit <= 0 or not scored:
        return []
    best = nsmallest(limit, scored)
    edge = best[-1][0]
    tied = [item for item in scored if item[0] <= edge]
    ranked = [Ranked(-score, unit) for score, key in tied if (unit := index.get(key)) is not None]
    ranked.sort(key=lambda one: (-one.score, one.unit.source))
    return ranked[:limit]
