"""What people have told agents to use again and again: said once it is a task, three times a lesson."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from hardwon.lessons.extraction.candidate import Candidate, make_candidate, shorten
from hardwon.lessons.extraction.phrases import CODE, sentences

_USE = re.compile(r"\buse (?:the |a |an |our )?(`[^`\n]{3,60}`|[A-Za-z_][\w.]{3,60})", re.IGNORECASE)
_FEWEST_TIMES, _FEWEST_SESSIONS = 3, 2


@dataclass(frozen=True, slots=True)
class Wish:
    """One time that a person told an agent to use something."""

    name: str
    sentence: str
    session: str
    turn: str
    is_code: bool  # the name is written as code is


def wishes(text: str, *, session: str, turn: str) -> list[Wish]:
    """What a person's turn says to use, where that is a name in code."""
    found = []
    for sentence in sentences(text)[:4]:
        match = _USE.search(sentence)
        if match is None or sentence.endswith("?") or not CODE.search(sentence) or len(sentence) > 200:
            continue
        name = match[1].strip("`").rstrip(".")
        is_code = bool(re.search(r"[A-Z_.]\w", name[1:])) or match[1].startswith("`")
        found.append(Wish(name.rpartition(".")[2], sentence, session, turn, is_code=is_code))
    return found


def insisted(told: Iterable[Wish], found: Sequence[Candidate]) -> list[Candidate]:
    """`found`, and what was asked for in other words at least thrice, in two sessions or more.

    Where a candidate of a session speaks of it already, that one takes the evidence and the words.
    """
    groups: dict[str, list[Wish]] = {}
    for wish in told:
        groups.setdefault(wish.name.casefold(), []).append(wish)
    kept = list(found)
    for group in groups.values():
        said = {" ".join(wish.sentence.casefold().split()): wish for wish in reversed(group)}
        sessions = len({wish.session for wish in said.values()})
        if (
            not any(wish.is_code for wish in group)
            or len(said) < _FEWEST_TIMES
            or sessions < _FEWEST_SESSIONS
        ):
            continue
        wishes = sorted(said.values(), key=group.index)
        new = _candidate(wishes, sessions)
        name = re.compile(rf"(?<!\w){re.escape(wishes[0].name)}(?!\w)", re.IGNORECASE)
        at = next(
            (
                place
                for place, one in enumerate(kept)
                if one.kind in ("pattern", "gotcha") and name.search(one.title)
            ),
            None,
        )
        if at is None:
            kept.append(new)
        else:
            old = kept[at]
            kept[at] = replace(
                old,
                body=f"{old.body}\n\n{new.body}",
                evidence=tuple(dict.fromkeys((*old.evidence, *new.evidence))),
                score=round(min(max(old.score, new.score) + 0.05, 1.0), 2),
                reasons=tuple(dict.fromkeys((*old.reasons, *new.reasons))),
            )
    return kept


def _candidate(wishes: Sequence[Wish], sessions: int) -> Candidate:
    name = wishes[0].name
    lines = "\n".join(f"- {shorten(wish.sentence, 200)}" for wish in wishes[:6])
    return make_candidate(
        f"Use `{name}`: it was asked for {len(wishes)} times",
        f"People asked for `{name}` in {sessions} sessions:\n\n{lines}",
        kind="pattern",
        evidence=[f"session:{wish.session}#{wish.turn}" for wish in wishes],
        score=0.8 if sessions > _FEWEST_SESSIONS else 0.75,
        reasons=(f"people said so {len(wishes)} times, in {sessions} sessions",),
        origin="session",
        key=f"insisted {name.casefold()}",
    )
