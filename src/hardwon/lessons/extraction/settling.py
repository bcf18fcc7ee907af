"""What a session's candidates have in common, once all are known: one trouble is one candidate."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from hardwon.lessons.extraction.candidate import LEAST_SCORE, Candidate, add_evidence
from hardwon.lessons.extraction.phrases import CODE

_FEWEST_NAMES = 2  # shared by two causes that are one in other words
_LOOKED_AT = 50  # candidates of one name: one that is named more often tells nothing apart
_NAME = re.compile(r"[A-Za-z_]\w{2,}")


def settle(found: Sequence[Candidate]) -> list[Candidate]:
    """`found` with causes of the same names made one, and without what a better candidate has used up.

    A cause too weak by itself is lifted where it came back in another session.
    """
    return _unused(_one_of_each(found))


def _one_of_each(found: Sequence[Candidate]) -> list[Candidate]:
    kept: dict[int, Candidate] = {}
    named: dict[str, list[int]] = defaultdict(list)
    for place, candidate in enumerate(found):
        kept[place] = candidate
        names = _names(candidate)
        if candidate.kind != "fix" or candidate.origin != "session" or len(names) < _FEWEST_NAMES:
            continue
        near = sorted({other for name in names for other in named[name][:_LOOKED_AT]})
        twin = next((other for other in near if _is_one(names, _names(kept[other]))), None)
        if twin is None:
            for name in sorted(names):
                named[name].append(place)
            continue
        kept[twin] = _joined(kept[twin], kept.pop(place))
    return list(kept.values())


def _is_one(names: frozenset[str], others: frozenset[str]) -> bool:
    shared = names & others
    return len(shared) >= _FEWEST_NAMES and len(shared) == min(len(names), len(others))


def _joined(first: Candidate, second: Candidate) -> Candidate:
    better, other = (second, first) if second.score > first.score else (first, second)
    sessions = {one.partition("#")[0] for one in (*first.evidence, *second.evidence)}
    came_back = len(sessions) > 1
    score = max(better.score, LEAST_SCORE + 0.05) if came_back else better.score
    reasons = (*better.reasons, "it came back in another session") if came_back else better.reasons
    return replace(
        better, evidence=add_evidence(better.evidence, other.evidence), score=score, reasons=reasons
    )


def _unused(found: Sequence[Candidate]) -> list[Candidate]:
    """Without those whose evidence a better one of the same names has."""
    used: dict[str, list[frozenset[str]]] = defaultdict(list)
    dropped: set[str] = set()
    for candidate in sorted(found, key=lambda one: (-one.score, -len(one.evidence))):
        if candidate.origin != "session":
            continue
        names = _names(candidate)
        if all(any(names & others for others in used[line]) for line in candidate.evidence):
            dropped.add(candidate.id)
            continue
        for line in candidate.evidence:
            used[line].append(names)
    return [candidate for candidate in found if candidate.id not in dropped]


def _names(candidate: Candidate) -> frozenset[str]:
    """The names of code in a candidate's title and its first paragraph."""
    text = f"{candidate.title}\n{candidate.body.partition(chr(10) * 2)[0]}"
    found = (name for code in CODE.findall(text) for name in _NAME.findall(code))
    return frozenset(name.casefold() for name in found)
