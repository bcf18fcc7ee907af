"""`hardwon up`: what is still to do, and then the daemon with its page."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from hardwon.assembly.checker import Checker
from hardwon.assembly.checking import Checked, ran
from hardwon.assembly.desk import Desk, answers, services
from hardwon.assembly.intake import take_in
from hardwon.assembly.rechecking import Rechecker
from hardwon.assembly.remembering import take_all
from hardwon.assembly.workspace import Till, Workspace
from hardwon.core import HardwonError
from hardwon.lessons import open_memory
from hardwon.store import Owned, ask, take_in_spool

if TYPE_CHECKING:
    from hardwon.check import Report
    from hardwon.daemon import Daemon, Watched
    from hardwon.lessons import Memory
    from hardwon.server import DashboardSource
    from hardwon.store import Journal

_PATIENCE = 20  # seconds that another command may still need the journal


@dataclass(frozen=True, slots=True)
class AlreadyUp:
    """Another `hardwon up` serves this repository."""

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


class UpListener(Protocol):
    """Who is told how far `up` is."""

    def progress(self, what: str, done: int, total: int) -> None: ...
    def found(self, found: Found) -> None: ...
    def watching(self, text: str) -> None: ...
    def ready(self, url: str) -> None: ...
    def trouble(self, error: HardwonError) -> None: ...


def up(
    workspace: Workspace, *, port: int, listener: UpListener, checker: Sequence[str] = ()
) -> AlreadyUp | None:
    """Sets up, imports, checks, then watches and serves until SIGINT or SIGTERM; `AlreadyUp` if another does.

    `checker` is the command of the process that checks again and again; without it nobody does. Raises
    `ServerMissing`, `NoPort`, `SocketTaken`, `Owned` (another command works on the journal) and what init,
    import and check raise.
    """
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
    if not answer or not answer.get("ok") or not answer.get("url"):
        return None
    return AlreadyUp(int(answer["pid"]), str(answer["url"]))


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
    with workspace.journal() as journal, open_memory(workspace.places, workspace.shelf) as memory:
        journal.append([ran(workspace, report, seconds=seconds)])
        listener.found(_find(workspace, journal, memory, report, written, listener))
        _run(workspace, journal, memory, checked, port=port, listener=listener, checker=checker)


def _run(
    workspace: Workspace,
    journal: "Journal",
    memory: "Memory",
    checked: Checked,
    *,
    port: int,
    listener: UpListener,
    checker: Sequence[str],
) -> None:
    from hardwon.daemon import Daemon, load_gitignore
    from hardwon.server import build_app, find_port, serve

    places = workspace.places
    journal.subscribe(checked.hear)
    listening = find_port(port)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    rechecker = None
    if checker and workspace.settings.features.recheck and workspace.settings.features.files:
        process = Checker(checker, on_trouble=listener.trouble)
        rechecker = Rechecker(workspace, journal, checked, process, listener.trouble)
    desk = Desk(workspace, journal, memory, checked, listener.trouble, rechecker)
    daemon = Daemon(
        places,
        journal,
        clock=workspace.clock,
        load_ignored=lambda: load_gitignore(places.root, places.git_dir),
        take_in=lambda: take_in_spool(places, journal),
        url=url,
        answers=answers(desk),
        on_trouble=listener.trouble,
    )
    watching: list[str] = []

    async def run() -> None:
        answering, watched = asyncio.Event(), asyncio.Event()
        app = build_app(_dashboard(workspace, journal, checked, daemon, watching))

        def on_watched(seen: "Watched") -> None:
            if seen.directories:  # where nothing can be watched, `trouble` has told why
                watching[:] = [f"{seen.files:,} files watched"]
                listener.watching(f"{seen.files:,} files in {seen.directories:,} directories")
            checked.forget()  # what changed before the watching began was not heard
            watched.set()

        async def page(stopping: asyncio.Event) -> None:
            await serve(app, listening, stopping, started=answering.set)

        async def announce(stopping: asyncio.Event) -> None:
            async def both() -> None:
                await answering.wait()
                await watched.wait()
                listener.ready(url)

            ready, stop = asyncio.create_task(both()), asyncio.create_task(stopping.wait())
            await asyncio.wait([stop, ready], return_when=asyncio.FIRST_COMPLETED)
            ready.cancel()
            stop.cancel()

        await daemon.run([page, announce, *services(desk)], started=on_watched)

    asyncio.run(run())


def _find(
    workspace: Workspace,
    journal: "Journal",
    memory: "Memory",
    report: "Report",
    written: int,
    listener: UpListener,
) -> Found:
    from hardwon.lessons import list_candidates
    from hardwon.scribe import Sessions

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
    sessions = Sessions(journal).latest(workspace.clock.now(), limit=0)
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


def _dashboard(
    workspace: Workspace, journal: "Journal", checked: Checked, daemon: "Daemon", watching: list[str]
) -> "DashboardSource":
    from hardwon.lessons import list_candidates
    from hardwon.scribe import Sessions, worktrees
    from hardwon.server import read_dashboard

    places = workspace.places
    sessions = Sessions(journal, roots=worktrees(places))
    return read_dashboard(
        places.root.name,
        reader=journal,
        sessions=lambda: sessions.latest(workspace.clock.now(), limit=200),
        session_count=sessions.count,
        lessons=lambda: workspace.shelf().lessons(),
        candidates=lambda: list_candidates(journal),
        report=checked.report,
        follow=daemon.follow,
        branch=lambda: places.branch,
        watching=lambda: "".join(watching),
    )
