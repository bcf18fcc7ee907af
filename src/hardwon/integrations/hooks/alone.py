"""What an agent is answered where no daemon runs: adopted lessons, and what one file alone shows."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hardwon.core import SystemClock
from hardwon.integrations.hooks.answers import context, denial
from hardwon.integrations.hooks.gate import (
    Breach,
    Denied,
    breaches_of_command,
    breaches_of_findings,
    judge,
    newly_found,
)
from hardwon.integrations.hooks.outcomes import denied_events, shown_event, told_events
from hardwon.integrations.hooks.prompting import lines_for
from hardwon.integrations.hooks.proposals import ProposedCommand, ProposedText, read_proposal
from hardwon.lessons import Book, BuiltInRule, Lesson, open_book

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hardwon.check import Finding
    from hardwon.store import NewEvent

    Answered = tuple[str, Sequence[NewEvent]]

_LONGEST = 300_000  # bytes of a text that is checked in the time there is
_BUDGET = 500  # tokens; reading the configuration takes longer than it is worth here
# Whether these are right may hang on what other files say; over the labelled projects the others' is not.
NEEDING_OTHERS = frozenset({"nested-event-loop", "unbounded-gather"})

Told = Mapping[str, Any]


def advise_alone(told: Told, root: str, state: str) -> "Answered":
    """What to answer to the event that a hook has told, and what that means for the lessons.

    `root` is the top of the worktree, `state` where the repository keeps what is derived.
    """
    match told.get("hook_event_name"):
        case "PreToolUse":
            return _proposed(told, root, open_book(root, state))
        case "UserPromptSubmit":
            return _prompted(told, root, open_book(root, state))
    return "", ()


def _proposed(told: Told, root: str, book: Book) -> "Answered":
    breaches: tuple[Breach, ...] = ()
    match read_proposal(told) if book.lessons else None:
        case ProposedCommand(text):
            breaches = breaches_of_command(book.lessons, text)
        case ProposedText() as proposed:
            breaches = _broken_by(proposed, root, book)
    if not breaches:
        return "", ()
    verdict = judge(breaches)
    clock = SystemClock()
    if isinstance(verdict, Denied):
        return denial(verdict.reason), denied_events(verdict.breaches, told, root, clock)
    return context("PreToolUse", verdict.text), told_events(breaches, told, root, clock)


def _prompted(told: Told, root: str, book: Book) -> "Answered":
    prompt = told.get("prompt") or told.get("user_prompt")
    if not isinstance(prompt, str) or not book.lessons:
        return "", ()
    from hardwon.lessons import Work, checklist

    items = checklist(Work(prompt=prompt), book.lessons).items
    text, given = lines_for([item.lesson for item in items], _BUDGET)
    events = (shown_event(given, "prompt", told, root, SystemClock()),) if given else ()
    return context("UserPromptSubmit", text), events


def _broken_by(proposed: ProposedText, root: str, book: Book) -> tuple[Breach, ...]:
    path = os.path.relpath(os.path.realpath(proposed.path), os.path.realpath(root))
    if path.startswith("..") or len(proposed.after) > _LONGEST:
        return ()
    after = proposed.after.decode("utf-8", "replace")
    lessons = [
        lesson for lesson in book.lessons if not _needs_others(lesson) and book.may_fire(lesson, path, after)
    ]
    if not lessons:
        return ()
    from hardwon.check import is_left_out
    from hardwon.core import CheckSettings

    if is_left_out(Path(root), path, CheckSettings()):  # the project's own settings take too long to read
        return ()
    then = _findings(path, after, lessons)
    was = _findings(path, (proposed.before or b"").decode("utf-8", "replace"), lessons) if then else ()
    return breaches_of_findings(newly_found(was, then), lessons)


def _findings(path: str, text: str, lessons: Sequence[Lesson]) -> "tuple[Finding, ...]":
    """What the rules of `lessons` find in `text` alone."""
    if not text:
        return ()
    from hardwon.check import check_texts
    from hardwon.lessons import user_rule

    built_in = [lesson.rule.slug for lesson in lessons if isinstance(lesson.rule, BuiltInRule)]
    users = [rule for lesson in lessons if (rule := user_rule(lesson)) is not None]
    names = [*built_in, *(user.slug for user in users)]
    return check_texts({path: text}, rules=names, users=users).findings


def _needs_others(lesson: Lesson) -> bool:
    return isinstance(lesson.rule, BuiltInRule) and lesson.rule.slug in NEEDING_OTHERS
