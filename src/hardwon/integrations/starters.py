"""The starter pack as init takes it, and the plan for a repository as it stands."""

from hardwon.core import Places, Settings
from hardwon.integrations.installation import Plan, Starter, plan_init, plan_uninstall
from hardwon.lessons import Shelf, front_matter_schema, pack

STARTER_PACK = "async-jobs"


def read_starter(name: str = STARTER_PACK) -> Starter:
    """The pack called `name`, which ships with hardwon."""
    content = pack(name)
    return Starter(content.pages, content.lessons, content.templates, content.questions)


def plan_init_here(places: Places, settings: Settings, shelf: Shelf, *, with_pack: bool = True) -> Plan:
    """What init would write here; without its pack it brings no lesson. Raises as `plan_init` does."""
    return plan_init(
        places.root,
        read_starter() if with_pack else Starter(),
        lessons=shelf.lessons(),
        schema=front_matter_schema(),
        guide_budget=settings.guide_budget,
    )


def plan_uninstall_here(places: Places, *, everything: bool = False) -> Plan:
    """What uninstall would take back here. Raises as `plan_uninstall` does."""
    return plan_uninstall(places.root, read_starter(), everything=everything)
