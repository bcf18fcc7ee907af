"""The checklist for the work at hand, from the lessons on a shelf and the packs that they came with."""

from functools import cache

from hardwon.lessons.packs.pack import pack, pack_names
from hardwon.lessons.pages.checklist import Checklist, PackQuestions, Work, checklist
from hardwon.lessons.pages.shelf import Shelf


def checklist_for(work: Work, shelf: Shelf) -> Checklist:
    """What `work` calls for of the adopted lessons of `shelf`, in the words of their packs where those ask.

    A pack's questions are asked only about those of its lessons that are adopted here.
    """
    adopted = shelf.adopted()
    if not checklist(work, adopted, most=1).items:
        return Checklist()  # mostly so, and then no pack is opened
    return checklist(work, adopted, _shipped())


@cache
def _shipped() -> tuple[PackQuestions, ...]:
    found = (pack(name) for name in pack_names())
    return tuple(
        PackQuestions(tuple(lesson.slug for lesson in one.lessons), one.checklist, one.questions)
        for one in found
    )
