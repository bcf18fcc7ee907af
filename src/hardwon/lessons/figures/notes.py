"""What befell lessons, as events: for whoever recalls, shows, blocks or judges them."""

from collections.abc import Iterable, Mapping

from hardwon.core import Clock, iso, new_id
from hardwon.store import NewEvent

TYPE_CHECKING = False  # without `typing`: hooks come in here
if TYPE_CHECKING:
    from hardwon.lessons.pages.lesson import Lesson


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
