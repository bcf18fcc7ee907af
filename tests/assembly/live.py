"""A daemon with its services on a repository, for as long as a test asks it things."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from hardwon.assembly import open_workspace
from hardwon.assembly.checking import Checked
from hardwon.assembly.desk import Desk, answers, services
from hardwon.assembly.digesting import Digester
from hardwon.assembly.workspace import Workspace
from hardwon.core import HardwonError
from hardwon.daemon import Daemon, Service, load_gitignore
from hardwon.lessons import open_memory
from hardwon.store import Journal, take_in_spool

Do = Callable[[Workspace, Journal], None]


def with_daemon(
    root: Path, do: Do, *, beside: Callable[[Desk], Sequence[Service]] = services
) -> list[HardwonError]:
    """Runs a daemon on `root`, services `beside` it and `do` in a thread; what did not work meanwhile."""
    workspace = open_workspace(root)
    places = workspace.places
    troubles: list[HardwonError] = []

    async def run(journal: Journal, desk: Desk) -> None:
        daemon = Daemon(
            places,
            journal,
            clock=workspace.clock,
            load_ignored=lambda: load_gitignore(places.root, places.git_dir),
            take_in=lambda: take_in_spool(places, journal),
            answers=answers(desk),
            pulse=desk.pulse,
        )
        started = asyncio.Event()
        async with asyncio.timeout(60), asyncio.TaskGroup() as group:
            group.create_task(daemon.run(beside(desk), started=lambda _: started.set()))
            await started.wait()
            try:
                await asyncio.to_thread(do, workspace, journal)
            finally:
                daemon.stop()

    with workspace.owner("test") as journal, open_memory(places, workspace.shelf) as memory:
        digester = Digester(workspace, journal, troubles.append)
        desk = Desk(workspace, journal, memory, Checked(workspace), troubles.append, digester=digester)
        asyncio.run(run(journal, desk))
    return troubles
