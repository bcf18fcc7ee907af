"""The daemon with its page and its services, for as long as `hardwon up` runs."""

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Protocol

from hardwon.assembly.checker import Checker
from hardwon.assembly.checking import Checked
from hardwon.assembly.configuration import supervised
from hardwon.assembly.desk import Desk, answers, services
from hardwon.assembly.digesting import Digester, model_of
from hardwon.assembly.rechecking import Rechecker
from hardwon.assembly.troubles import TroubleLog, Troubles
from hardwon.assembly.workspace import Workspace
from hardwon.core import HardwonError
from hardwon.store import take_in_spool

if TYPE_CHECKING:
    import socket

    from hardwon.daemon import Daemon, Service, Watchdog, Watched
    from hardwon.lessons import Memory
    from hardwon.server import DashboardSource
    from hardwon.store import Journal


class DaemonListener(Protocol):
    """Who is told how the daemon is; the address is empty where there is no page."""

    def watching(self, text: str) -> None: ...
    def ready(self, url: str) -> None: ...
    def trouble(self, error: HardwonError) -> None: ...


class Running:
    """One run of the daemon, on a journal and an index that it was given, open and owned."""

    def __init__(
        self,
        workspace: Workspace,
        journal: "Journal",
        memory: "Memory",
        checked: Checked,
        *,
        listener: DaemonListener,
        checker: Sequence[str],
    ) -> None:
        from hardwon.daemon import Pulse, Supervisor

        self._workspace = workspace
        self._journal = journal
        self._checked = checked
        self._listener = listener
        self._troubles = Troubles(journal, workspace.clock, listener.trouble)
        features = workspace.settings.features
        self._checker: Checker | None = None
        rechecker, pulse = None, Pulse()
        if checker and features.recheck and features.files:
            self._checker = Checker(checker, on_trouble=self._troubles)
            rechecker = Rechecker(workspace, journal, checked, self._checker, self._troubles, pulse)
        digester = Digester(workspace, journal, self._troubles, ask=model_of(workspace))
        self._desk = Desk(
            workspace, journal, memory, checked, self._troubles, rechecker, pulse, digester=digester
        )
        self._supervisor = Supervisor(*supervised())
        self._watching = ""
        self._answering, self._watched = asyncio.Event(), asyncio.Event()
        self._ended_by: HardwonError | None = None

    def run(self, page: "socket.socket | None") -> None:
        """Runs until SIGINT or SIGTERM, with the page on `page`. Raises what else ended it."""
        self._tell_of_last_time()
        with self._errors_told():
            asyncio.run(self._run(page))
        if self._ended_by is not None:
            raise self._ended_by

    async def _run(self, page: "socket.socket | None") -> None:
        url = f"http://127.0.0.1:{page.getsockname()[1]}" if page else ""
        daemon = self._daemon(url)
        running: list[Service] = [self._announcing(url), self._memory_watch(daemon), *services(self._desk)]
        if page:
            running.append(self._page(page, daemon))
        else:
            self._answering.set()
        asyncio.get_running_loop().set_exception_handler(self._lost)
        with self._watchdog():
            await daemon.run(running, started=self._on_watched)
            self._supervisor.stopping()

    def _daemon(self, url: str) -> "Daemon":
        from hardwon.daemon import Daemon, load_gitignore

        places = self._workspace.places
        return Daemon(
            places,
            self._journal,
            clock=self._workspace.clock,
            load_ignored=lambda: load_gitignore(places.root, places.git_dir),
            take_in=lambda: take_in_spool(places, self._journal),
            url=url,
            answers=answers(self._desk),
            pulse=self._desk.pulse,
            on_trouble=self._listener.trouble,
            watches=self._workspace.settings.features.files,
        )

    def _on_watched(self, seen: "Watched") -> None:
        if seen.directories:  # where nothing can be watched, `trouble` has told why
            self._watching = f"{seen.files:,} files watched"
            self._listener.watching(f"{seen.files:,} files in {seen.directories:,} directories")
        self._checked.forget()  # what changed before the watching began was not heard
        self._watched.set()

    # What runs in it

    def _page(self, listening: "socket.socket", daemon: "Daemon") -> "Service":
        from hardwon.server import build_app, serve

        app = build_app(self._dashboard(daemon))

        async def page(stopping: asyncio.Event) -> None:
            # A copy: the server closes what it served, and may have to be started again.
            await serve(app, listening.dup(), stopping, started=self._answering.set)

        return page

    def _announcing(self, url: str) -> "Service":
        async def both() -> None:
            await self._answering.wait()
            await self._watched.wait()
            self._supervisor.ready()
            self._listener.ready(url)

        async def announce(stopping: asyncio.Event) -> None:
            ready, stop = asyncio.create_task(both()), asyncio.create_task(stopping.wait())
            await asyncio.wait([stop, ready], return_when=asyncio.FIRST_COMPLETED)
            ready.cancel()
            stop.cancel()

        return announce

    def _memory_watch(self, daemon: "Daemon") -> "Service":
        from hardwon.daemon import MemoryWatch

        def end(error: HardwonError) -> None:
            self._ended_by = error
            daemon.stop()

        checker = self._checker
        limit = self._workspace.settings.daemon.memory_limit << 20
        others = lambda: {"the checker": checker.pid} if checker else {}  # noqa: E731
        return MemoryWatch(limit, tell=self._troubles, end=end, others=others).run

    # What goes wrong

    def _watchdog(self) -> "Watchdog":
        from hardwon.daemon import Watchdog

        supervisor = self._supervisor
        return Watchdog.leaving(
            self._workspace.places.state / "stuck.log",
            stuck_after=self._workspace.settings.daemon.stuck_after,
            on_beat=supervisor.beat,
            every=supervisor.patience / 3 or 60.0,
        )

    def _tell_of_last_time(self) -> None:
        """One that hung could tell nobody but its log."""
        log = self._workspace.places.state / "stuck.log"
        seen = log.with_name("stuck-before.log")
        with suppress(OSError):
            sentence = log.read_text(encoding="utf-8").partition("\n")[0]
            log.replace(seen)
            self._troubles(HardwonError(f"the daemon hung: {sentence[:200]}", next_step=f"look at {seen}"))

    @contextmanager
    def _errors_told(self) -> Iterator[None]:
        handler = TroubleLog(self._troubles)
        loggers = [logging.getLogger(name) for name in ("hardwon", "asyncio")]
        for logger in loggers:
            logger.addHandler(handler)
        try:
            yield
        finally:
            for logger in loggers:
                logger.removeHandler(handler)

    def _lost(self, loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
        """What nobody waited for, and failed."""
        error = context.get("exception")
        if isinstance(error, ConnectionError):
            return  # a reader of the page that went away
        what = f"{context['message']}: {type(error).__name__}: {error}" if error else str(context["message"])
        self._troubles(HardwonError(what, next_step="the rest goes on; report it if it comes back"))

    def _dashboard(self, daemon: "Daemon") -> "DashboardSource":
        from hardwon.lessons import list_candidates
        from hardwon.scribe import Audience
        from hardwon.server import read_dashboard

        workspace, places = self._workspace, self._workspace.places
        sessions = workspace.sessions(self._journal, audience=Audience())
        return read_dashboard(
            places.root.name,
            reader=self._journal,
            sessions=lambda: sessions.latest(workspace.clock.now(), limit=200),
            session_count=sessions.count,
            lessons=lambda: workspace.shelf().lessons(),
            candidates=lambda: list_candidates(self._journal),
            report=self._checked.report,
            follow=daemon.follow,
            branch=lambda: places.branch,
            watching=lambda: self._watching,
        )


def process_of(answer: Mapping[str, Any] | None) -> int:
    """The process that answered a ping; 0 where nobody did."""
    if not answer or not answer.get("ok"):
        return 0
    pid = answer.get("pid")
    return pid if isinstance(pid, int) else 0
