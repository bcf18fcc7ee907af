"""A candidate: what may become a lesson, with its evidence and the reasons for its score."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from hardwon.lessons.lesson import Kind
from hardwon.store import NewEvent

LEAST_SCORE = 0.6  # below it a candidate is not shown to anybody: noise is worse than silence
_NEAR = 92  # percent of rapidfuzz's token sort ratio from which two candidates are one
_NEGATIONS = frozenset(("no", "not", "never", "don", "dont", "without", "avoid", "stop", "cannot"))
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may become a lesson.

    `id` comes from the normalised text, so the same words met again are the same candidate. `evidence`
    holds `session:<id>#<turn>`, `commit:<sha>` or `guide:<path>#L<line>`. `score` lies between 0 and 1 and
    `reasons` say how it came about. `origin` is `session`, `git` or `guide`.
    """

    id: str
    title: str
    kind: Kind
    body: str
    evidence: tuple[str, ...]
    score: float
    reasons: tuple[str, ...]
    origin: str


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
    """A candidate whose id comes from `key`, or from title and body where none is given."""
    title = shorten(title)
    digest = hashlib.blake2b(normalise(key or f"{title} {body}").encode(), digest_size=8).digest()
    number = int.from_bytes(digest, "big")
    name = "c-" + "".join(_ALPHABET[(number >> shift) & 31] for shift in range(45, -1, -5))
    return Candidate(
        name, title, kind, body.strip(), tuple(evidence), round(min(score, 1.0), 2), tuple(reasons), origin
    )


def normalise(text: str) -> str:
    """The words of `text`, lower case, without marks, numbers of lines and blank space."""
    return " ".join(re.findall(r"[a-z0-9_]+", text.casefold()))


def shorten(text: str, longest: int = 100) -> str:
    """One line of at most `longest` characters, cut at a word."""
    line = " ".join(text.split()).strip().rstrip(".:;,")
    if len(line) <= longest:
        return line
    return line[: longest - 1].rpartition(" ")[0].rstrip(".:;, ") + "…"


def relative_paths(text: str, roots: Iterable[str]) -> str:
    """`text` with the absolute paths below `roots` made relative, homes and temporary folders taken out."""
    for root in sorted({root.rstrip("/") for root in roots if len(root) > 2}, key=len, reverse=True):
        text = re.sub(
            re.escape(root) + r"(?:/|(?![\w.-]))", lambda m: "" if m[0].endswith("/") else ".", text
        )
    text = re.sub(r"(?:/home|/Users)/[\w.-]+(?=/|\b)|[A-Za-z]:\\Users\\[\w.-]+", "~", text)
    return re.sub(r"(?<![\w.])/(?:private/)?(?:tmp|var/folders)/(?:[\w.@+-]+/)*([\w.@+-]+)", r"…/\1", text)


def merge_candidates(candidates: Iterable[Candidate], known: Sequence[Candidate] = ()) -> list[Candidate]:
    """`candidates` with near duplicates made one, the evidence of all of them on the best scored.

    One that nearly repeats a `known` candidate takes its id, title and body and carries only the new
    evidence beside the old. What differs in a negation is no duplicate. In the order of their first coming.
    """
    merged: dict[str, Candidate] = {candidate.id: candidate for candidate in known}
    texts = {candidate.id: _comparable(candidate) for candidate in known}
    old = {candidate.id: candidate for candidate in known}
    for candidate in candidates:
        twin = merged.get(candidate.id) or _twin(candidate, merged, texts)
        if twin is None:
            merged[candidate.id] = candidate
            texts[candidate.id] = _comparable(candidate)
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
        events.append(NewEvent(f"candidate:{candidate.id}:{digest}", "lesson.candidate", time, payload))
    return events


def _comparable(candidate: Candidate) -> str:
    return normalise(f"{candidate.title} {candidate.body}")


def _twin(candidate: Candidate, merged: dict[str, Candidate], texts: dict[str, str]) -> Candidate | None:
    own = _comparable(candidate)
    near = process.extract(own, texts, scorer=fuzz.token_sort_ratio, score_cutoff=_NEAR, limit=3)
    for text, _score, name in near:
        if _NEGATIONS & set(text.split()) == _NEGATIONS & set(own.split()):
            return merged[name]
    return None
