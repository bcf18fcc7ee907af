"""The lessons that bear on a prompt, in lines that an agent reads at a glance."""

from collections.abc import Sequence

from hardwon.core import count_tokens
from hardwon.lessons import Lesson, describe_cost

_MOST = 4
_FIRST = 220  # characters of a lesson's beginning
_HEAD = "Lessons of this repository that bear on this (hardwon):"


def lines_for(lessons: Sequence[Lesson], budget: int) -> tuple[str, list[Lesson]]:
    """What to put before the agent, in `budget` tokens, and which of `lessons` that is; often nothing."""
    lines = [_HEAD]
    given: list[Lesson] = []
    for lesson in lessons[:_MOST]:
        line = _line(lesson)
        if given and count_tokens("\n".join([*lines, line])) > budget:
            break
        lines.append(line)
        given.append(lesson)
    return ("\n".join(lines), given) if given else ("", [])


def beginning(lesson: Lesson, longest: int) -> str:
    """How the page begins, in one line; empty where it begins with code."""
    text = " ".join(lesson.body.strip().partition("\n\n")[0].split())
    if text.startswith(("```", "~~~")):
        return ""
    return text if len(text) <= longest else f"{text[:longest].rpartition(' ')[0]} …"


def _line(lesson: Lesson) -> str:
    """A lesson in a line: what to do, what it cost, how its page begins."""
    cost = f" (cost {describe_cost(lesson.cost)})" if lesson.cost else ""
    first = beginning(lesson, _FIRST)
    return f"- {lesson.title}{cost}{': ' if first else ''}{first} [{lesson.path}]"
