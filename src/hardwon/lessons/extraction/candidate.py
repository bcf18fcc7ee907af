"""A candidate: what may become a lesson, with its evidence and the reasons for its score."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from hardwon.lessons.pages.lesson import Kind
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
    texts = _Texts()
    for candidate in known:
        texts.add(candidate)
    old = dict(merged)
    for candidate in candidates:
        twin = merged.get(candidate.id) or merged.get(texts.nearest(candidate))
        if twin is None:
            merged[candidate.id] = candidate
            texts.add(candidate)
            continue
        better = candidate if candidate.score > twin.score and twin.id not in old else twin
        evidence = add_evidence(twin.evidence, candidate.evidence)
        merged[twin.id] = replace(
            better, id=twin.id, evidence=evidence, score=max(twin.score, candidate.score)
        )
    return [candidate for name, candidate in merged.items() if old.get(name) != candidate]


class _Texts:
    """The texts of candidates, found again by their longest words: near duplicates share one."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._holding: dict[str, list[str]] = {}

    def add(self, candidate: Candidate) -> None:
        text = normalise(f"{candidate.title} {candidate.body}")
        self._texts[candidate.id] = text
        for word in _longest(text):
            self._holding.setdefault(word, []).append(candidate.id)

    def nearest(self, candidate: Candidate) -> str:
        """The id of the text that nearly says the same; empty where none does."""
        own = normalise(f"{candidate.title} {candidate.body}")
        names = dict.fromkeys(name for word in _longest(own) for name in self._holding.get(word, ()))
        choices = {name: self._texts[name] for name in names}
        near = process.extract(own, choices, scorer=fuzz.token_sort_ratio, score_cutoff=_NEAR, limit=3)
        negated = _NEGATIONS & set(own.split())
        return next((name for text, _score, name in near if _NEGATIONS & set(text.split()) == negated), "")


def _longest(text: str) -> list[str]:
    return sorted(set(text.split()), key=lambda word: (-len(word), word))[:8]


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
