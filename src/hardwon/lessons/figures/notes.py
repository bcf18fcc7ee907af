"""What befell lessons, as events: for whoever recalls, shows, blocks or judges them."""

from collections.abc import Iterable, Mapping

from hardwon.core import Clock, HardwonError, iso, new_id, parse_iso
from hardwon.store import NewEvent

TYPE_CHECKING = False  # without `typing`: hooks come in here
if TYPE_CHECKING:
    from hardwon.lessons.pages.lesson import Lesson


class BadTimes(HardwonError):
    """When a review began or ended is no time, or it ended before it began."""


def recalled(
    slugs: Iterable[str],
    *,
    by: str,
    clock: Clock,
    session: str | None = None,
    tree: str = "",
    applies: Mapping[str, object] | None = None,
    words: Mapping[str, int] | None = None,
) -> NewEvent:
    """Lessons were the answer to a question; `by` is `recall`, `context`, `hook`, `mcp`, `dspy` or `brief`.

    With `session`, `tree` (the worktree's top) and `applies` (from `applies_of`) it can be told later whether
    they were followed. `words` counts those of each lesson that a person was given to read.
    """
    told = {"slugs": list(dict.fromkeys(slugs)), "by": by}
    return _event("lesson.recalled", told, clock, session, tree, applies, words)


def shown(
    slugs: Iterable[str],
    *,
    where: str,
    clock: Clock,
    session: str | None = None,
    tree: str = "",
    applies: Mapping[str, object] | None = None,
    words: Mapping[str, int] | None = None,
) -> NewEvent:
    """Lessons were put before somebody unasked; `where` is `session-start`, `prompt`, `context`, `check`,
    `brief` or `guide`. The rest is as `recalled` has it.
    """
    told = {"slugs": list(dict.fromkeys(slugs)), "where": where}
    return _event("lesson.shown", told, clock, session, tree, applies, words)


def breached(
    slug: str,
    *,
    rule: str,
    path: str,
    line: int,
    fingerprint: str,
    where: str,
    clock: Clock,
    session: str | None = None,
    tree: str = "",
) -> NewEvent:
    """A lesson's rule found something new; `where` is `check`, `save`, `hook` or `command`."""
    told = {
        "slug": slug,
        "rule": rule,
        "path": path,
        "line": line,
        "fingerprint": fingerprint,
        "where": where,
    }
    return _event("lesson.breached", told, clock, session, tree)


def prevented(
    slug: str,
    *,
    rule: str,
    path: str,
    fingerprint: str,
    clock: Clock,
    how: str = "denied",
    session: str | None = None,
    tree: str = "",
) -> NewEvent:
    """A breach was `denied`, or `fixed` before it was committed."""
    told = {"slug": slug, "rule": rule, "path": path, "fingerprint": fingerprint, "how": how}
    return _event("lesson.prevented", told, clock, session, tree)


def judged(slug: str, verdict: str, *, by: str, because: str, clock: Clock) -> NewEvent:
    """A `person` or an `agent` says that a lesson was `helpful` or `harmful`."""
    told = {"slug": slug, "verdict": verdict, "by": by, "because": because}
    return _event("lesson.judged", told, clock)


def review_ended(
    pr: int, lessons: Mapping[str, bool], *, clock: Clock, opened: str = "", closed: str = ""
) -> NewEvent:
    """The end of the review of the pull request `pr`: which lessons had a box, and whether it was ticked.

    A pull request has one, whoever tells it how often. Who ticked is not told. `opened` and `closed` are ISO
    8601, empty where nobody knows. Raises `BadTimes`.
    """
    begun, ended = _moment(opened), _moment(closed)
    minutes = None
    if begun and ended:
        minutes = round((parse_iso(ended) - parse_iso(begun)).total_seconds() / 60)
        if ended < begun:
            raise BadTimes(f"closed {closed}, before it was opened", next_step="turn the times round")
    payload = {
        "pr": pr,
        "boxes": len(lessons),
        "ticked": sum(lessons.values()),
        "lessons": dict(lessons),
        "opened": begun or None,
        "closed": ended or None,
        "minutes": minutes,
    }
    return NewEvent(f"review.ended:{pr}", "review.ended", ended or iso(clock.now()), payload)


def applies_of(lessons: "Iterable[Lesson]") -> dict[str, object]:
    """By slug: which work each lesson applies to. One without a rule or paths is left out: whether it was
    followed nobody can tell.
    """
    return {
        one.slug: {"paths": list(one.applies_to), "words": list(one.triggers.content)}
        for one in lessons
        if one.rule is not None and one.applies_to
    }


def _event(
    kind: str,
    told: Mapping[str, object],
    clock: Clock,
    session: str | None = None,
    tree: str = "",
    applies: Mapping[str, object] | None = None,
    words: Mapping[str, int] | None = None,
) -> NewEvent:
    more = {"tree": tree, "applies": applies if session else None, "words": words}
    payload = {**told, **{name: value for name, value in more.items() if value}}
    return NewEvent(f"{kind}:{new_id(clock)}", kind, iso(clock.now()), payload, session)


def _moment(text: str) -> str:
    try:
        return iso(parse_iso(text)) if text else ""
    except ValueError:
        raise BadTimes(f"`{text}` is no time", next_step="write it as 2026-03-01T09:30:00Z") from None
