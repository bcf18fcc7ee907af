"""The starter pack as init takes it, and the plans for a repository as it stands."""

from hardwon.core import Places, Settings
from hardwon.integrations.installation import Note, Plan, Starter, plan_init, plan_uninstall
from hardwon.lessons import Shelf, front_matter_schema, pack

STARTER_PACK = "async-jobs"


def read_starter(name: str = STARTER_PACK) -> Starter:
    """The pack called `name`, which ships with hardwon."""
    found = pack(name)
    return Starter(found.pages, found.lessons, found.templates, found.checklist, found.questions)


def plan_init_here(
    places: Places, settings: Settings, shelf: Shelf, *, bring_pack: bool | None = None
) -> Plan:
    """What init would write here.

    Without `bring_pack` it renews what is there and adds no lesson; None brings the pack to a repository that
    has never had an init, and nothing back that people took out later.

    Pages that cannot be read count in no section, and are noted. Raises as `plan_init` does.
    """
    starter = read_starter()
    if bring_pack is None:
        bring_pack = not (places.home / "README.md").exists()
    plan = plan_init(
        places.root,
        starter if bring_pack else _in_use(starter, places),
        lessons=shelf.lessons(),
        schema=front_matter_schema(),
        guide_budget=settings.guide_budget,
    )
    unread = (Note(f"{bad.path}:{bad.line}", f"{bad.what} -> {bad.next_step}") for bad in shelf.problems())
    return Plan(plan.changes, (*plan.notes, *unread))


def plan_uninstall_here(places: Places, *, everything: bool = False) -> Plan:
    """What uninstall would take back here. Raises as `plan_uninstall` does."""
    return plan_uninstall(places.root, read_starter(), everything=everything)


def _in_use(starter: Starter, places: Places) -> Starter:
    """The pack as far as its lessons are kept here, which may be not at all."""
    kept = tuple(one for one in starter.lessons if (places.lessons / f"{one.slug}.md").exists())
    if not kept:
        return Starter()
    return Starter(lessons=kept, checklist=starter.checklist, questions=starter.questions)
