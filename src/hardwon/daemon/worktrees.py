"""The other worktrees of a repository, each under watch as long as it is there."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, MutableMapping, Sequence
from pathlib import Path

from hardwon.core import Clock, HardwonError
from hardwon.daemon.changes import Ignored
from hardwon.daemon.pulse import Pulse
from hardwon.daemon.recording import Causes, Recorder, is_git_busy
from hardwon.daemon.watcher import Watcher, open_shared_source
from hardwon.store import NewEvent


class WorktreeWatch:
    """Runs a watcher for each worktree that it is told of; all of them share what the system gives sparingly.

    `append` takes the events, which name their worktree; `load_ignored(top)` gives the rules of one. `hear`
    is to be told of what is in the journal, so that very many changes can say what git did. The pulse of
    each is put into `pulses`.
    """

    def __init__(
        self,
        *,
        load_ignored: Callable[[Path], Ignored],
        append: Callable[[Sequence[NewEvent]], Awaitable[object]],
        clock: Clock,
        on_trouble: Callable[[HardwonError], Awaitable[None]],
        pulses: MutableMapping[Path, Pulse] | None = None,
    ) -> None:
        self._load_ignored = load_ignored
        self._append = append
        self._causes = Causes()
        self.hear = self._causes.hear
        self._clock = clock
        self._on_trouble = on_trouble
        self._pulses = {} if pulses is None else pulses
        self._open = open_shared_source()
        self._wanted: tuple[Path, ...] = ()
        self._watching: dict[Path, asyncio.Task[None]] = {}
        self._changed = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def see(self, tops: Iterable[Path]) -> None:
        """Takes in which worktrees there are now; from any thread, before `run`, too."""
        self._wanted = tuple(tops)
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._changed.set)

    async def run(self, stopping: asyncio.Event) -> None:
        """Watches until `stopping` is set. Raises what a watcher raised."""
        self._loop = asyncio.get_running_loop()
        self._changed.set()
        ended = asyncio.create_task(stopping.wait())
        try:
            while not stopping.is_set():
                changed = asyncio.create_task(self._changed.wait())
                waiting = {changed, ended, *self._watching.values()}
                done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                changed.cancel()
                self._drop_ended(done)
                self._changed.clear()
                self._follow_wanted()
        finally:
            ended.cancel()
            for task in self._watching.values():
                task.cancel()
            await asyncio.gather(*self._watching.values(), return_exceptions=True)
            self._watching.clear()

    def _follow_wanted(self) -> None:
        for top in [top for top in self._watching if top not in self._wanted]:
            self._watching.pop(top).cancel()
        for top in self._wanted:
            if top not in self._watching and top.is_dir():
                self._watching[top] = asyncio.create_task(self._watcher(top).run(), name=f"watcher of {top}")

    def _drop_ended(self, done: Iterable[asyncio.Task[object]]) -> None:
        for top, task in list(self._watching.items()):
            if task in done:
                del self._watching[top]
                self._wanted = tuple(one for one in self._wanted if one != top)
                task.result()

    def _watcher(self, top: Path) -> Watcher:
        recorder = Recorder(
            self._append,
            clock=self._clock,
            on_trouble=_ignore,
            causes=self._causes,
            top=str(top),
            is_own=False,
        )
        return Watcher(
            top,
            load_ignored=lambda: self._load_ignored(top),
            clock=self._clock,
            on_changes=recorder.record,
            on_trouble=self._on_trouble,
            open_source=self._open,
            is_busy=lambda: is_git_busy(top),
            pulse=self._pulses.setdefault(top, Pulse()),
        )


def _ignore(error: HardwonError) -> None:
    """A full disk is told of by who watches the daemon's own worktree, and by who follows git."""
