"""What the daemon does beside watching: its services, and the questions that its socket answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hardwon.assembly.advising import open_adviser
from hardwon.assembly.capturing import capture
from hardwon.assembly.checking import Checked
from hardwon.assembly.context import context_answers
from hardwon.assembly.digesting import Digester
from hardwon.assembly.ending import EndDesk
from hardwon.assembly.hooking import HookDesk
from hardwon.assembly.rechecking import Rechecker
from hardwon.assembly.remembering import IndexKeeper
from hardwon.assembly.vigil import Vigil
from hardwon.assembly.workspace import Workspace
from hardwon.core import HardwonError
from hardwon.daemon import Pulse

if TYPE_CHECKING:
    from hardwon.daemon import Answer, Service
    from hardwon.lessons import Memory
    from hardwon.store import Journal


@dataclass(frozen=True, slots=True)
class Desk:
    """What the services work on; `on_trouble` gets what does not work, for people.

    `rechecker` is None where nothing is checked again as it is saved, `digester` where no worklogs are
    written; `pulse` is the watcher's, `pulses` has those of the other worktrees, too.
    """

    workspace: Workspace
    journal: "Journal"
    memory: "Memory"
    checked: Checked
    on_trouble: Callable[[HardwonError], None]
    rechecker: Rechecker | None = None
    pulse: Pulse = field(default_factory=Pulse)
    pulses: dict[Path, Pulse] = field(default_factory=dict)
    digester: Digester | None = None

    def __post_init__(self) -> None:
        self.pulses[self.workspace.places.root] = self.pulse


def services(desk: Desk) -> "list[Service]":
    """What runs beside the watcher until the daemon stops, each a noun with `run(stopping)`."""
    features = desk.workspace.settings.features
    # The desk of the hooks always: by it `hardwon check` finds the daemon, too.
    running: list[Service] = [HookDesk(desk.workspace.places, desk.journal).run]
    running += capture(desk.workspace, desk.journal, desk.on_trouble, desk.pulses)
    if not desk.workspace.settings.database:  # a team's holds processes of other machines, too
        running.append(Vigil(desk.workspace, desk.journal).run)
    if desk.digester is not None and features.worklogs:
        running.append(desk.digester.run)
    if features.index:
        running.append(IndexKeeper(desk.workspace, desk.journal, desk.memory, desk.on_trouble).run)
    if desk.rechecker is not None:
        running.append(desk.rechecker.run)
    return running


def answers(desk: Desk) -> "Mapping[str, Answer]":
    """The ops of the socket beyond `append`, `ping` and `follow`."""
    features = desk.workspace.settings.features
    known: dict[str, Answer] = {**context_answers(desk.workspace, desk.journal, desk.checked, desk.pulses)}
    if desk.digester is not None:
        # Without worklogs in the background, that of a session that ends is written all the same.
        finish = desk.digester.finish if features.worklogs else desk.digester.write_one
        known["worklog"] = desk.digester.answer
        known["end"] = EndDesk(desk.workspace, desk.journal, finish).answer
        known["queues"] = desk.digester.queues
    adviser = None
    if features.hooks:
        proposed = desk.rechecker.propose if desk.rechecker is not None else None
        adviser = open_adviser(desk.workspace, proposed, known.get("context"))
    known["hook"] = HookDesk(desk.workspace.places, desk.journal, adviser, desk.on_trouble).answer
    if desk.rechecker is not None:
        known["check"] = desk.rechecker.answer
        known["findings"] = desk.rechecker.findings
    return known
