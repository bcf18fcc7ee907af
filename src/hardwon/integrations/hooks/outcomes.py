"""What an answer to an agent's hook means for the lessons in it, as events."""

from collections.abc import Mapping, Sequence
from typing import Any

from hardwon.core import Clock
from hardwon.integrations.hooks.events import session_of
from hardwon.integrations.hooks.gate import Breach
from hardwon.lessons import Lesson, applies_of, breached, prevented, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hardwon.store import NewEvent

Told = Mapping[str, Any]


def shown_event(lessons: Sequence[Lesson], where: str, told: Told, tree: str, clock: Clock) -> "NewEvent":
    """That `lessons` were put before the agent."""
    return shown(
        [lesson.slug for lesson in lessons],
        where=where,
        clock=clock,
        session=session_of(told) or None,
        tree=tree,
        applies=applies_of(lessons),
    )


def denied_events(breaches: Sequence[Breach], told: Told, tree: str, clock: Clock) -> "tuple[NewEvent, ...]":
    """That what would have broken lessons was kept from happening."""
    return (
        shown_event([one.lesson for one in breaches if one.lesson], "check", told, tree, clock),
        *(
            prevented(
                one.lesson.slug,
                rule=one.finding.rule if one.finding else "command",
                path=one.finding.path if one.finding else "",
                fingerprint=one.fingerprint,
                clock=clock,
                session=session_of(told) or None,
                tree=tree,
            )
            for one in breaches
            if one.lesson is not None
        ),
    )


def told_events(breaches: Sequence[Breach], told: Told, tree: str, clock: Clock) -> "tuple[NewEvent, ...]":
    """That the agent was told what breaks lessons, and what of it is done: commands.

    What it then writes, a check of the file tells.
    """
    lessons = [one.lesson for one in breaches if one.lesson is not None]
    done = (
        breached(
            one.lesson.slug,
            rule="command",
            path="",
            line=0,
            fingerprint=one.fingerprint,
            where="command",
            clock=clock,
            session=session_of(told) or None,
        )
        for one in breaches
        if one.command and one.lesson is not None
    )
    return (*([shown_event(lessons, "check", told, tree, clock)] if lessons else []), *done)
