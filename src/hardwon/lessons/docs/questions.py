"""The checklist of a whole team: what each adopted lesson asks before the work and after it."""

from dataclasses import dataclass

from hardwon.lessons.docs.index import LessonIndex
from hardwon.lessons.pages.checklist import questions_about
from hardwon.lessons.pages.lesson import Lesson
from hardwon.lessons.pages.shelf import Shelf
from hardwon.lessons.validity.bearing import packs_of


@dataclass(frozen=True, slots=True)
class Asked:
    """What a lesson asks: `before` the work something to do, `after` it a question."""

    lesson: Lesson
    before: str
    after: str


def questions_of(shelf: Shelf, index: LessonIndex) -> tuple[Asked, ...]:
    """What the adopted lessons ask, in the order of `index`: in the words of their packs where those have
    some for them, else by their title.
    """
    lessons = [entry.lesson for entry in index.entries]
    packs = tuple(packs_of(shelf, [lesson.slug for lesson in lessons]).values())
    before = questions_about(lessons, packs, after=False)
    after = questions_about(lessons, packs, after=True)
    return tuple(
        Asked(one, before.get(one.slug, one.title), after.get(one.slug) or _question(one)) for one in lessons
    )


def _question(lesson: Lesson) -> str:
    # Whatever a title is (an order, a statement, a name), it can be kept to.
    return f"Does the change keep to “{lesson.title.rstrip('.')}”?"
