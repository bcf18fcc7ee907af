"""What fits into a budget of tokens and does not say the same twice."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hardwon.core import count_tokens
from hardwon.lessons.recall.synonyms import other_forms, other_words
from hardwon.lessons.recall.words import read_words

_FLOOR = 0.4  # of the best score among lessons, or among units; below it one distracts more than it helps
_SHARE = 0.25  # of what is asked must stand in a unit, unless a better one of its session was taken
_BESIDE = 0.6  # of the best score, for what stands beside a unit that was taken and holds little itself
_BOTTOM = 0.15  # of the best score of all
_OTHER = 0.6  # of a word, for another one that says about the same
_SAME = 0.7  # of a unit's words: as many stand in one chosen before it, and it adds nothing
_LONGEST = 300  # tokens of one unit: its telling part, when there is more
_SHORTEST = 25  # tokens that an excerpt must have to be worth its source
_LEAST = 8  # tokens that are left, below which nothing is looked for any more
_PIECE = 240  # characters: a line longer than this is cut at sentences or spaces
_BREAK = re.compile(r"(?<=[.!?;])\s+")


@dataclass(frozen=True, slots=True)
class Unit:
    """Something that was learnt, with where it stands. `score` is comparable within one answer only.

    `source` is `lesson:SLUG`, `SESSION#TURN` or `commit:SHA`.
    """

    source: str
    kind: str
    score: float
    text: str


@dataclass(frozen=True, slots=True)
class Packed:
    """Units, best first, and the tokens that they take with their sources."""

    units: tuple[Unit, ...]
    tokens: int


def pack(units: Sequence[Unit], *, words: Mapping[str, float], budget: int) -> Packed:
    """The best of `units` (best first) that fit into `budget` tokens, each with its source.

    `words` map to how telling each is (all 0 where more than words was asked for). Left out are units far
    less relevant than the best, units that hold little of what was asked and belong to no session that
    holds more, and those that say what one above them says. Of a long unit the most telling part is taken.
    """
    chosen: list[Unit] = []
    said: list[frozenset[str]] = []
    sessions: set[str] = set()
    asked = sum(words.values())
    spent = 0
    best = {unit.kind == "lesson": unit.score for unit in reversed(units)}
    for unit in units:
        left = budget - spent - count_tokens(unit.source)
        if unit.score < _BOTTOM * units[0].score or left < _LEAST:
            break
        if unit.score < _FLOOR * best[unit.kind == "lesson"]:
            continue
        meant = frozenset(read_words(unit.text))
        session = unit.source.partition("#")[0]
        share = sum(telling * part for telling, part in _held(words, meant))
        if (
            unit.kind != "lesson"
            and share < _SHARE * asked
            and (session not in sessions or unit.score < _BESIDE * best[False])
        ):
            continue
        if any(len(meant & other) >= _SAME * len(meant) for other in said):
            continue
        room = min(left, _LONGEST)
        text = unit.text
        if count_tokens(text) > room:
            if room < _SHORTEST:
                continue
            text = excerpt(text, words=words, tokens=room)
        sessions.add(session)
        chosen.append(replace(unit, text=text))
        said.append(meant)
        spent += count_tokens(unit.source) + count_tokens(text)
    return Packed(tuple(chosen), spent)


def _held(words: Mapping[str, float], meant: frozenset[str]) -> Iterator[tuple[float, float]]:
    """For each of `words` how telling it is and how much of it is `meant`: in itself or by another word."""
    for word, telling in words.items():
        if word in meant or not meant.isdisjoint(other_forms(word)):
            yield telling, 1.0
        elif not meant.isdisjoint(other_words(word)):
            yield telling, _OTHER


def whole(units: Sequence[Unit]) -> Packed:
    """All of `units` as they are, with the tokens that they take."""
    return Packed(tuple(units), sum(count_tokens(unit.source) + count_tokens(unit.text) for unit in units))


def excerpt(text: str, *, words: Collection[str], tokens: int) -> str:
    """The part of `text`, at most `tokens` long, that holds most of `words`; the earliest of equals.

    Where something is left out, an ellipsis says so.
    """
    if count_tokens(text) <= tokens:
        return text
    pieces = [piece for line in text.split("\n") for piece in _cut(line, max(20, min(_PIECE, 2 * tokens)))]
    costs = [count_tokens(piece) + 1 for piece in pieces]
    wanted = frozenset(words)
    held = [wanted.intersection(read_words(piece)) for piece in pieces]
    room = tokens - 2  # the ellipses
    best, chosen = -1, (0, 0)
    for begin in range(len(pieces)):
        end, spent = begin, 0
        found: set[str] = set()
        while end < len(pieces) and spent + costs[end] <= room:
            spent += costs[end]
            found |= held[end]
            end += 1
        if len(found) > best and end > begin:
            best, chosen = len(found), (begin, end)
    begin, end = chosen
    if end == begin:
        return f"{text[: max(room, 1)]}…"
    body = "\n".join(pieces[begin:end]).strip("\n")
    return f"{'… ' if begin else ''}{body}{' …' if end < len(pieces) else ''}"


def _cut(line: str, longest: int) -> list[str]:
    """`line` in pieces of at most `longest` characters, cut at sentences, else at spaces, else anywhere."""
    if len(line) <= longest:
        return [line]
    pieces = [""]
    for sentence in _BREAK.split(line):
        for word in sentence.split(" ") if len(sentence) > longest else [sentence]:
            for begin in range(0, max(len(word), 1), longest):
                part = word[begin : begin + longest]
                if pieces[-1] and len(pieces[-1]) + 1 + len(part) > longest:
                    pieces.append(part)
                else:
                    pieces[-1] = f"{pieces[-1]} {part}" if pieces[-1] else part
    return pieces
