"""The checklist for the work at hand, from the lessons on a shelf and the packs that they came with."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path, PurePosixPath

from hardwon.lessons.packs.pack import pack, pack_names
from hardwon.lessons.packs.pins import FILE, BadPins, read_pins
from hardwon.lessons.pages.checklist import Checklist, PackQuestions, Work, checklist
from hardwon.lessons.pages.shelf import Shelf


def checklist_for(work: Work, shelf: Shelf) -> Checklist:
    """What `work` calls for of the adopted lessons of `shelf`, in the words of their packs where those ask.

    A pack's questions are asked only about those of its lessons that are adopted here. Of an imported pack
    they are those of the version that is here.
    """
    adopted = shelf.adopted()
    found = checklist(work, adopted)
    if not found.items:
        return found  # mostly so, and then no pack is opened
    packs = packs_of(shelf, [item.lesson.slug for item in found.items])
    return checklist(work, adopted, tuple(packs.values()))


def packs_of(shelf: Shelf, slugs: Iterable[str]) -> dict[str, PackQuestions]:
    """The packs that the lessons `slugs` of `shelf` may have come with, by name; others may be among them."""
    packs = _imported(shelf.folder.parent / FILE)
    asked = {slug for one in packs.values() for slug in one.slugs}
    if all(slug in asked for slug in slugs):
        return packs
    # Pages that were written without a pin; reading all packs takes a tenth of a second.
    return _shipped() | packs


def _imported(file: Path) -> dict[str, PackQuestions]:
    """The questions of the packs that were imported, by name."""
    try:
        pins = read_pins(file.read_bytes()).pins
    except (OSError, BadPins):
        return {}  # `hardwon lessons packs` says what is wrong with it
    return {
        pin.name: PackQuestions(
            tuple(PurePosixPath(path).stem for path in pin.files), pin.checklist, pin.questions
        )
        for pin in pins
    }


@cache
def _shipped() -> dict[str, PackQuestions]:
    """The questions of the packs that come with hardwon, by name: `init` writes their pages without a pin."""
    return {
        name: PackQuestions(tuple(lesson.slug for lesson in one.lessons), one.checklist, one.questions)
        for name, one in ((name, pack(name)) for name in pack_names())
    }
