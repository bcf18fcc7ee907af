"""Starter packs as init takes them, and the plans for a repository as it stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from hardwon.core import HardwonError, Places, Settings
from hardwon.integrations.changes import Change
from hardwon.integrations.docs import counted_on, plan_kept_docs
from hardwon.integrations.installation import HOME, Note, Plan, Starter, plan_init, plan_sync, plan_uninstall
from hardwon.integrations.targets import PackedFile, PinsFile, Target
from hardwon.integrations.tree import Unusable
from hardwon.lessons import (
    BadPins,
    Lesson,
    Pack,
    Pin,
    Pins,
    Shelf,
    front_matter_schema,
    pack,
    pack_names,
    pin_shipped,
    read_pins,
    write_pins,
)

_PINS = f"{HOME}/packs.yaml"
STARTER_PACKS = ("async-jobs",)  # what the first init brings


class NotSetUp(HardwonError):
    """A repository without `.hardwon/`, where there are no guides to keep current."""


def read_starter(name: str) -> Starter:
    """The pack called `name`, which ships with hardwon. Raises `NoSuchPack`."""
    return _starter(pack(name))


def _starter(found: Pack) -> Starter:
    return Starter(found.pages, found.lessons, found.templates, found.checklist, found.questions)


def plan_init_here(
    places: Places,
    settings: Settings,
    shelf: Shelf,
    *,
    bring_pack: bool | None = None,
    packs: Sequence[str] = STARTER_PACKS,
) -> Plan:
    """What init would write here.

    Without `bring_pack` it renews what is there and adds no lesson; None brings `packs` to a repository that
    has never had an init, and nothing back that people took out later.

    Pages that cannot be read count in no section, and are noted. Raises as `plan_init` does, `NoSuchPack`.
    """
    if bring_pack is None:
        bring_pack = not (places.home / "README.md").exists()
    brought = [pack(name) for name in packs] if bring_pack else []
    lessons = shelf.lessons()
    pins, pin_notes = _pins(places)
    foreign = (_of_pin(pin, lessons) for pin in pins.foreign().pins)
    plan = plan_init(
        places.root,
        _together([*map(_starter, brought), *_in_use(places), *foreign]),
        lessons=lessons,
        schema=front_matter_schema(),
        guide_budget=settings.guide_budget,
        prevented=_prevented(places, settings),
    )
    pinned = () if pin_notes else _pinning(places, pins, brought, plan.changes)
    return Plan((*plan.changes, *pinned), (*plan.notes, *_unread(shelf), *pin_notes))


def plan_sync_here(places: Places, settings: Settings, shelf: Shelf) -> Plan:
    """What keeps the sections for agents current here, and the documents where `hardwon docs` has made them,
    from the lessons as they are.

    Pages that cannot be read count in no section, and are noted. Raises as `plan_sync` does, `NotSetUp`.
    """
    if not places.home.is_dir():
        raise NotSetUp(f"{places.root} has no {HOME}/", next_step="hardwon init")
    prevented = _prevented(places, settings)
    plan = plan_sync(places.root, shelf.lessons(), guide_budget=settings.guide_budget, prevented=prevented)
    documents = plan_kept_docs(places.root, settings.docs, shelf)
    return Plan((*plan.changes, *documents.changes), (*plan.notes, *documents.notes, *_unread(shelf)))


def plan_uninstall_here(places: Places, *, everything: bool = False) -> Plan:
    """What uninstall would take back here, packs from elsewhere not among it. Raises as `plan_uninstall`."""
    pins, _ = _pins(places)
    brought: list[Target] = [
        PackedFile(f"{HOME}/{path}", written, path)
        for pin in pins.shipped()
        for path, written in sorted(pin.files.items())
    ]
    if pins.pins:
        brought.append(PinsFile(_PINS, write_pins(pins.foreign())))
    pinned = {path for pin in pins.pins for path in pin.files}
    starter = _together([read_starter(name) for name in pack_names()])
    unpinned = replace(
        starter,
        pages={name: text for name, text in starter.pages.items() if f"lessons/{name}" not in pinned},
        templates={
            name: text for name, text in starter.templates.items() if f"templates/{name}" not in pinned
        },
    )
    return plan_uninstall(places.root, unpinned, brought=brought, everything=everything)


def _unread(shelf: Shelf) -> Iterable[Note]:
    return (Note(f"{bad.path}:{bad.line}", f"{bad.what} -> {bad.next_step}") for bad in shelf.problems())


def _prevented(places: Places, settings: Settings) -> Mapping[str, int]:
    """What the project's own index of lessons says of preventions: in git, and so alike on every machine."""
    try:
        return counted_on(places.root, settings.docs)
    except Unusable:
        return {}


def _pinning(
    places: Places, pins: Pins, brought: Iterable[Pack], changes: Sequence[Change]
) -> tuple[Change, ...]:
    """The change to the pins that the new pages of the packs call for."""
    new = {
        change.path.removeprefix(f"{HOME}/"): change.after
        for change in changes
        if change.before is None and change.after is not None
    }
    after = pins
    for one in brought:
        paths = (*(f"lessons/{name}" for name in one.pages), *(f"templates/{name}" for name in one.templates))
        after = pin_shipped(after, one, {path: new[path] for path in paths if path in new})
    file = places.root / _PINS
    before = file.read_bytes() if file.is_file() else None
    return () if after == pins else (Change(_PINS, before, write_pins(after)),)


def _in_use(places: Places) -> list[Starter]:
    """The packs that ship, as far as their lessons are kept here: their checklists, and no file."""
    found = []
    for starter in map(read_starter, pack_names()):
        kept = tuple(one for one in starter.lessons if (places.lessons / f"{one.slug}.md").exists())
        if kept:
            found.append(Starter(lessons=kept, checklist=starter.checklist, questions=starter.questions))
    return found


def _of_pin(pin: Pin, lessons: Iterable[Lesson]) -> Starter:
    """An imported pack's checklists, as long as a lesson of it is here."""
    kept = tuple(one for one in lessons if f"lessons/{one.slug}.md" in pin.files)
    return Starter(lessons=kept, checklist=pin.checklist, questions=pin.questions) if kept else Starter()


def _together(starters: Iterable[Starter]) -> Starter:
    """All of `starters` as one; what two of them say alike is said once."""
    every = list(starters)
    lessons = {lesson.slug: lesson for starter in every for lesson in starter.lessons}
    return Starter(
        pages={name: text for starter in every for name, text in starter.pages.items()},
        lessons=tuple(lessons.values()),
        templates={name: text for starter in every for name, text in starter.templates.items()},
        checklist=tuple(dict.fromkeys(line for starter in every for line in starter.checklist)),
        questions=tuple(dict.fromkeys(line for starter in every for line in starter.questions)),
    )


def _pins(places: Places) -> tuple[Pins, tuple[Note, ...]]:
    """The packs that are here; a file of pins that cannot be read stops no init, and is noted."""
    file = places.root / _PINS
    try:
        return read_pins(file.read_bytes() if file.is_file() else None), ()
    except BadPins as error:
        return Pins(), (Note(_PINS, str(error)),)
