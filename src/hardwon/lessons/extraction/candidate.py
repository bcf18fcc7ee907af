"""A candidate: what may become a lesson, with its evidence and the reasons for its score."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from hardwon.lessons.extraction.duplicates import Texts
from hardwon.lessons.extraction.policy import clean
from hardwon.lessons.extraction.policy import relative_paths as relative_paths
from hardwon.lessons.extraction.policy import shorten as shorten
from hardwon.lessons.pages.lesson import Kind
from hardwon.store import NewEvent

LEAST_SCORE = 0.6  # below it a candidate is not shown to anybody: noise is worse than silence
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may become a lesson.

    `id` comes from the normalised text, so the same words met again are the same candidate. `evidence`
    holds `session:<id>#<turn>`, `commit:<sha>` or `guide:<path>#L<line>`. `score` lies between 0 and 1 and
    `reasons` say how it came about. `origin` is `session`, `git`, `guide`, `person` or `pack`. `cost`
    (minutes) and `files` (globs) are what a person said of them.
    """

    id: str
    title: str
    kind: Kind
    body: str
    evidence: tuple[str, ...]
    score: float
    reasons: tuple[str, ...]
    origin: str
    cost: int = 0
    files: tuple[str, ...] = ()


def make_candidate(
    title: str,
    body: str,
    *,
    kind: Kind,
    evidence: Sequence[str],
    score: float,
    reasons: Sequence[str],
    origin: str,
    key: str = "",
) -> Candidate:
    """A candidate whose id comes from `key`, or from title and body where none is given.

    Its texts are cleaned as `policy.clean` does, and its reasons say of what.
    """
    of_title, of_body = clean(title), clean(body)
    title, body = shorten(of_title.text), of_body.text
    said = (of_title | of_body).sentence
    reasons = [*reasons, said] if said else reasons
    digest = hashlib.blake2b(normalise(key or f"{title} {body}").encode(), digest_size=8).digest()
    number = int.from_bytes(digest, "big")
    name = "c-" + "".join(_ALPHABET[(number >> shift) & 31] for shift in range(45, -1, -5))
    return Candidate(
        name, title, kind, body.strip(), tuple(evidence), round(min(score, 1.0), 2), tuple(reasons), origin
    )


def normalise(text: str) -> str:
    """The words of `text` in any script, lower case, without marks and blank space."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def merge_candidates(candidates: Iterable[Candidate], known: Sequence[Candidate] = ()) -> list[Candidate]:
    """`candidates` with near duplicates made one, the evidence of all of them on the best scored.

    One that nearly repeats a `known` candidate takes its id, title and body and carries only the new
    evidence beside the old. What differs in a number, a name or a denial is no duplicate (`duplicates`). In
    the order of their first coming.
    """
    merged: dict[str, Candidate] = {candidate.id: candidate for candidate in known}
    texts = Texts()
    for candidate in known:
        texts.add(candidate.id, candidate.title, candidate.body)
    old = dict(merged)
    for candidate in candidates:
        twin = merged.get(candidate.id) or merged.get(texts.same(candidate.title, candidate.body))
        if twin is None:
            merged[candidate.id] = candidate
            texts.add(candidate.id, candidate.title, candidate.body)
            continue
        better = candidate if candidate.score > twin.score and twin.id not in old else twin
        evidence = add_evidence(twin.evidence, candidate.evidence)
        merged[twin.id] = replace(
            better, id=twin.id, evidence=evidence, score=max(twin.score, candidate.score)
        )
    return [candidate for name, candidate in merged.items() if old.get(name) != candidate]


def add_evidence(old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    """Both, without repeats; a line of a guide takes the place of an older line of the same guide."""
    moved = {line.partition("#")[0] for line in new if line.startswith("guide:")}
    kept = [line for line in old if line.partition("#")[0] not in moved]
    return tuple(dict.fromkeys([*kept, *new]))


def candidate_events(candidates: Iterable[Candidate], *, time: str) -> list[NewEvent]:
    """One `lesson.candidate` each; appending the same candidate with the same evidence again adds nothing."""
    events = []
    for candidate in candidates:
        digest = hashlib.blake2b("\n".join(candidate.evidence).encode(), digest_size=8).hexdigest()
        payload: dict[str, object] = {
            "id": candidate.id,
            "title": candidate.title,
            "kind": candidate.kind,
            "body": candidate.body,
            "evidence": list(candidate.evidence),
            "score": candidate.score,
            "reasons": list(candidate.reasons),
            "from": candidate.origin,
        }
        if candidate.cost:
            payload["cost"] = candidate.cost
        if candidate.files:
            payload["files"] = list(candidate.files)
        events.append(NewEvent(f"candidate:{candidate.id}:{digest}", "lesson.candidate", time, payload))
    return events
