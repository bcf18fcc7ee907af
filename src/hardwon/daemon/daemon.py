"""The long-lived process: one event loop that watches, takes in, publishes and answers."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from types import MappingProxyType

from hardwon.core import Clock, HardwonError, Places, iso, new_id
from hardwon.daemon.changes import Ignored, Watched
from hardwon.daemon.feed import Feed
from hardwon.daemon.intake import watch_spool
from hardwon.daemon.pulse import Pulse
from hardwon.daemon.recording import Causes, Recorder, is_git_busy
from hardwon.daemon.socket import Answer, SocketServer
from hardwon.daemon.upkeep import keep_up
from hardwon.daemon.watcher import Watcher
from hardwon.store import Event, Journal, NewEvent, StoreError

Service = Callable[[asyncio.Event], Awaitable[None]]
"""Something that runs beside the watcher until the given event is set, such as a page."""


class Daemon:
    """Runs on a journal that it was given, open and owned, and leaves it open.

    Whatever runs in it and fails is an event, `daemon.trouble`, and started again. `take_in()` moves the
    spool into the journal; `load_ignored()` gives the rules of what not to watch; `url` is told to those who
    ping; `answers` are more ops of the socket; `pulse` counts touches of files; `on_trouble` gets what does
    not work, as a sentence for people. Without `watches`, files are left alone.
    """

    def __init__(
        self,
        places: Places,
        journal: Journal,
        *,
        clock: Clock,
        load_ignored: Callable[[], Ignored],
        take_in: Callable[[], int],
        url: str = "",
        answers: Mapping[str, Answer] = MappingProxyType({}),
        pulse: Pulse | None = None,
        on_trouble: Callable[[HardwonError], None] = lambda _: None,
        watches: bool = True,
    ) -> None:
        self._places = places
        self._journal = journal
        self._clock = clock
        self._load_ignored = load_ignored
        self._take_in = take_in
        self._url = url
        self._answers = answers
        self._pulse = pulse or Pulse()
        self._on_trouble = on_trouble
        self._watches = watches
        self._stopping = asyncio.Event()
        self._feed = Feed(lambda after, limit: journal.read(after, limit=limit))
        self._causes = Causes()
        self._recorder = Recorder(
            self._append,
            clock=clock,
            on_trouble=on_trouble,
            causes=self._causes,
            top=str(places.root),
            is_own=True,
        )

    def stop(self) -> None:
        """Ends `run` gracefully; to be called in its loop."""
        self._stopping.set()

    def follow(self, after: int) -> AsyncIterator[Sequence[Event]]:
        """All committed events after an offset, then the new ones; ends with the daemon."""
        return self._feed.follow(after)

    async def run(
        self, services: Sequence[Service] = (), *, started: Callable[[Watched], None] = lambda _: None
    ) -> None:
        """Runs until `stop`, SIGINT or SIGTERM; a second signal ends the process at once.

        `started` is called when the files are under watch. A service that raises is started again, later and
        later; one that returns is done.
        """
        loop = asyncio.get_running_loop()

        def hear(events: Sequence[Event]) -> None:
            self._causes.hear(events)
            _post(loop, self._feed.publish, list(events))

        unsubscribe = self._journal.subscribe(hear)
        self._feed.begin(self._journal.last_offset())
        try:
            with _signals(loop, self.stop):
                async with SocketServer(
                    self._places.socket,
                    append=self._append,
                    ping=self._ping,
                    follow=self.follow,
                    answers=self._answers,
                ):
                    await self._run_tasks(services, started)
        finally:
            unsubscribe()
            self._feed.close()

    async def _run_tasks(self, services: Sequence[Service], started: Callable[[Watched], None]) -> None:
        async with asyncio.TaskGroup() as group:

            def start(name: str, work: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
                kept = keep_up(work, name=name, stopping=self._stopping, tell=self._record_trouble)
                return group.create_task(kept, name=name)

            endless = [start("the intake of the spool", self._watch_spool)]
            if self._watches:
                endless.append(start("the watcher", lambda: self._watch_files(started)))
            else:
                started(Watched(0, 0))
            for service in services:
                start(_name(service), partial(service, self._stopping))
            await self._stopping.wait()
            self._feed.close()
            for task in endless:
                task.cancel()

    async def _watch_files(self, started: Callable[[Watched], None]) -> None:
        watcher = Watcher(
            self._places.root,
            load_ignored=self._load_ignored,
            clock=self._clock,
            on_changes=self._recorder.record,
            on_trouble=self._record_trouble,
            pulse=self._pulse,
            is_busy=lambda: is_git_busy(self._places.root),
        )
        await watcher.run(started)

    async def _watch_spool(self) -> None:
        await watch_spool(self._places.spool, take_in=self._take_in, on_trouble=self._record_trouble)

    async def _append(self, events: Sequence[NewEvent]) -> int:
        return (await self._journal.append_async(events)).added

    def _ping(self) -> Mapping[str, object]:
        return {
            "pid": os.getpid(),
            "url": self._url,
            "epoch": self._journal.epoch,
            "offset": self._feed.last_offset,
        }

    async def _record_trouble(self, error: HardwonError) -> None:
        self._on_trouble(error)
        payload = {"error": error.what, "next_step": error.next_step}
        event = NewEvent(
            source=f"daemon:{new_id(self._clock)}",
            kind="daemon.trouble",
            time=iso(self._clock.now()),
            payload=payload,
        )
        with suppress(StoreError):  # it has been told; where the store is the trouble, it cannot be kept
            await self._append([event])


def _name(service: Service) -> str:
    """What people call a service: its class, or its function."""
    owner = getattr(service, "__self__", None)
    return type(owner).__name__ if owner is not None else getattr(service, "__name__", repr(service))


def _post(
    loop: asyncio.AbstractEventLoop, publish: Callable[[Sequence[Event]], None], events: Sequence[Event]
) -> None:
    """Hands events from the journal's thread to the loop; one that has ended needs them no more."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(publish, events)


@contextmanager
def _signals(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> Iterator[None]:
    """Turns the first SIGINT or SIGTERM into `stop`; the second one does what it does by default."""
    numbers = (signal.SIGINT, signal.SIGTERM)

    def on_signal() -> None:
        for number in numbers:
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)
        stop()

    before = {number: signal.getsignal(number) for number in numbers}
    for number in numbers:
        loop.add_signal_handler(number, on_signal)
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)
            signal.signal(number, before[number] or signal.SIG_DFL)
