"""What each lesson asks of everybody, before the work and after it."""

from collections.abc import Sequence
from dataclasses import dataclass

from hardwon.lessons.pages.checklist import PackQuestions, questions_about
from hardwon.lessons.pages.lesson import Lesson


@dataclass(frozen=True, slots=True)
class Asked:
    """What a lesson asks: `before` the work something to do, `after` it a question."""

    lesson: Lesson
    before: str
    after: str


def questions_of(lessons: Sequence[Lesson], packs: Sequence[PackQuestions]) -> tuple[Asked, ...]:
    """What `lessons` ask, in their order: in the words of their packs where those have some for them, else by
    their title.
    """
    before = questions_about(lessons, packs, after=False)
    after = questions_about(lessons, packs, after=True)
    return tuple(
        Asked(one, before.get(one.slug, one.title), after.get(one.slug) or _question(one)) for one in lessons
    )


def _question(lesson: Lesson) -> str:
    # Whatever a title is (an order, a statement, a name), it can be kept to.
    return lesson.title if lesson.title.endswith("?") else f"Is this kept to: “{lesson.title.rstrip('.')}”?"
