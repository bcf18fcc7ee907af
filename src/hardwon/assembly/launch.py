"""`hardwon up`: what is still to do, and then the daemon with its page."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from hardwon.assembly.checking import Checked, ran
from hardwon.assembly.intake import take_in
from hardwon.assembly.remembering import take_all
from hardwon.assembly.running import DaemonListener, Running, process_of
from hardwon.assembly.workspace import Till, Workspace
from hardwon.core import HardwonError
from hardwon.lessons import Prior, open_memory
from hardwon.store import Owned, ask

if TYPE_CHECKING:
    from hardwon.check import Report
    from hardwon.lessons import Memory
    from hardwon.store import Journal

_PATIENCE = 20  # seconds that another command may still need the journal


@dataclass(frozen=True, slots=True)
class AlreadyUp:
    """Another `hardwon up` serves this repository; without a page, `url` is empty."""

    pid: int
    url: str


@dataclass(frozen=True, slots=True)
class Found:
    """What `up` found before it began to watch; `sessions` by agent, `written` files by init."""

    name: str
    files: int
    sessions: Mapping[str, int]
    commits: int
    guides: int
    lessons: int
    adopted: int
    candidates: int
    errors: int
    warnings: int
    unreadable: int
    written: int


class UpListener(DaemonListener, Protocol):
    """Who is told how far `up` is."""

    def progress(self, what: str, done: int, total: int) -> None: ...
    def found(self, found: Found) -> None: ...


def up(
    workspace: Workspace, *, port: int, listener: UpListener, checker: Sequence[str] = ()
) -> AlreadyUp | None:
    """Sets up, imports, checks, then watches and serves until SIGINT or SIGTERM; `AlreadyUp` if another does.

    `checker` is the command of the process that checks again and again; without it nobody does. Raises
    `ServerMissing`, `NoPort`, `SocketTaken`, `Owned` (another command works on the journal) and what init,
    import and check raise.
    """
    if workspace.settings.features.page:
        from hardwon.server import build_app, serve  # noqa: F401  name a missing extra before all else

    deadline = time.monotonic() + _PATIENCE
    while True:
        running = _running(workspace)
        if running is not None:
            return running
        try:
            with workspace.lock("up"):
                _set_up(workspace, port=port, listener=listener, checker=checker)
            return None
        except Owned as owned:
            # A short command ends by itself, and another `up` may be about to answer.
            if time.monotonic() > deadline:
                raise
            listener.progress(f"waiting for {owned.owner.role if owned.owner else 'the journal'}", 0, 1)
            time.sleep(0.1)


def _running(workspace: Workspace) -> AlreadyUp | None:
    answer = ask(workspace.places, {"op": "ping"}, timeout=1)
    pid = process_of(answer)
    return AlreadyUp(pid, str(answer.get("url", ""))) if answer and pid else None


def _init_if_needed(workspace: Workspace) -> int:
    """How many files init wrote; 0 where somebody has set hardwon up before."""
    from hardwon.integrations import make_changes, plan_init_here

    if (workspace.places.home / "README.md").exists():
        return 0
    plan = plan_init_here(workspace.places, workspace.settings, workspace.shelf())
    make_changes(workspace.places.root, plan.changes)
    return len(plan.changes)


def _set_up(workspace: Workspace, *, port: int, listener: UpListener, checker: Sequence[str]) -> None:
    written = _init_if_needed(workspace)
    checked = Checked(workspace)
    started = workspace.clock.monotonic()
    # Before the journal is open: its thread would keep the check from spreading over processes.
    report = checked.report(lambda done, of: listener.progress("checking files", done, of))
    seconds = workspace.clock.monotonic() - started
    with (
        workspace.journal() as journal,
        open_memory(workspace.places, workspace.shelf, Prior(lambda: journal).now) as memory,
    ):
        journal.append([ran(workspace, report, seconds=seconds)])
        listener.found(_find(workspace, journal, memory, report, written, listener))
        journal.subscribe(checked.hear)
        page = None
        if workspace.settings.features.page:
            from hardwon.server import find_port

            page = find_port(port)
        Running(workspace, journal, memory, checked, listener=listener, checker=checker).run(page)


def _find(
    workspace: Workspace,
    journal: "Journal",
    memory: "Memory",
    report: "Report",
    written: int,
    listener: UpListener,
) -> Found:
    from hardwon.lessons import list_candidates

    taken = take_in(
        workspace,
        Till(journal),
        journal,
        progress=lambda now: listener.progress("reading sessions", now.bytes, now.of_bytes),
    )
    take_all(memory, journal, workspace, lambda done, of: listener.progress("indexing", done, of))
    shelf = workspace.shelf()
    for problem in shelf.problems():
        listener.trouble(
            HardwonError(f"{problem.path}:{problem.line}: {problem.what}", next_step=problem.next_step)
        )
    sessions = workspace.sessions(journal).latest(workspace.clock.now(), limit=0)
    severities = Counter(finding.severity for finding in report.findings)
    return Found(
        name=workspace.places.root.name,
        files=report.files,
        sessions=dict(Counter(session.agent for session in sessions).most_common()),
        commits=taken.harvest.history.commits if taken.harvest.history else 0,
        guides=taken.harvest.guides.guides if taken.harvest.guides else 0,
        lessons=len(shelf.lessons()),
        adopted=len(shelf.adopted()),
        candidates=len(list_candidates(journal)),
        errors=severities["error"],
        warnings=severities["warning"],
        unreadable=len(report.errors),
        written=written,
    )
