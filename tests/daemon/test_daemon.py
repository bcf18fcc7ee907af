"""The daemon on a real repository, journal, socket and spool."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from hardwon.core import HardwonError, Places, SystemClock
from hardwon.daemon import Daemon, Service
from hardwon.store import Event, Journal, NewEvent, ask, send, spool_append, take_in_spool

from .watching import git_rules

TIME = "2026-11-21T09:30:00.000Z"


def daemon_of(places: Places, journal: Journal, **more: Any) -> Daemon:
    settings: dict[str, Any] = {
        "clock": SystemClock(),
        "load_ignored": git_rules(places.root),
        "take_in": lambda: take_in_spool(places, journal),
        "url": "http://127.0.0.1:1",
    }
    return Daemon(places, journal, **(settings | more))


def run_with(
    daemon: Daemon, do: Callable[[Daemon], Awaitable[None]], services: Sequence[Service] = ()
) -> None:
    """Runs the daemon, `do` beside it, and stops it."""

    async def run() -> None:
        started = asyncio.Event()
        async with asyncio.timeout(30), asyncio.TaskGroup() as group:
            group.create_task(daemon.run(services, started=lambda _: started.set()))
            await started.wait()
            try:
                await do(daemon)
            finally:
                daemon.stop()

    asyncio.run(run())


async def until(daemon: Daemon, wanted: Callable[[Event], bool]) -> list[Event]:
    """The events up to the first wanted one."""
    events: list[Event] = []
    async for batch in daemon.follow(0):
        for event in batch:
            events.append(event)
            if wanted(event):
                return events
    raise AssertionError("the feed ended first")


def test_a_saved_file_is_in_the_journal_and_each_change_has_a_source_of_its_own(
    places: Places, journal: Journal
) -> None:
    async def do(daemon: Daemon) -> None:
        (places.root / "a.py").write_text("1")
        await until(daemon, lambda event: event.payload.get("path") == "a.py")
        (places.root / "a.py").write_text("22")
        await until(daemon, lambda event: event.payload.get("change") == "modified")

    run_with(daemon_of(places, journal), do)

    events = journal.read()
    assert [(event.kind, event.payload) for event in events] == [
        ("file.changed", {"path": "a.py", "change": "created"}),
        ("file.changed", {"path": "a.py", "change": "modified"}),
    ]
    assert len({event.source for event in events}) == 2


def test_very_many_files_are_one_event(places: Places, journal: Journal) -> None:
    async def do(daemon: Daemon) -> None:
        for number in range(2000):
            (places.root / f"f{number}").write_text("x")
        await until(daemon, lambda event: event.kind == "files.changed")

    run_with(daemon_of(places, journal), do)

    [event] = journal.read()
    assert event.payload["count"] == 2000
    assert event.payload["created"] == 2000


def test_the_spool_is_taken_in_at_the_start_and_whenever_it_is_written_to(
    places: Places, journal: Journal
) -> None:
    spool_append(places, [NewEvent("before", "k", TIME, {})])

    async def do(daemon: Daemon) -> None:
        await until(daemon, lambda event: event.source == "before")
        await asyncio.to_thread(spool_append, places, [NewEvent("meanwhile", "k", TIME, {})])
        await until(daemon, lambda event: event.source == "meanwhile")

    run_with(daemon_of(places, journal), do)

    assert [event.source for event in journal.read()] == ["before", "meanwhile"]


def test_clients_of_the_store_reach_it(places: Places, journal: Journal) -> None:
    answers: list[object] = []

    async def do(daemon: Daemon) -> None:
        event = NewEvent("hook", "k", TIME, {"text": "hello"})
        answers.append(await asyncio.to_thread(send, places, [event]))
        answers.append(await asyncio.to_thread(send, places, [event]))
        answers.append(await asyncio.to_thread(ask, places, {"op": "ping"}, timeout=5))

    run_with(daemon_of(places, journal), do)

    assert answers == [
        True,
        True,
        {"ok": True, "pid": os.getpid(), "url": "http://127.0.0.1:1", "epoch": journal.epoch, "offset": 1},
    ]
    assert [event.payload for event in journal.read()] == [{"text": "hello"}]
    assert not places.socket.exists()


def test_a_failing_spool_is_told_and_recorded(places: Places, journal: Journal) -> None:
    told: list[str] = []

    def take_in() -> int:
        raise HardwonError("the spool cannot be read", next_step="let it be read")

    async def do(daemon: Daemon) -> None:
        await until(daemon, lambda event: event.kind == "daemon.trouble")

    run_with(
        daemon_of(places, journal, take_in=take_in, on_trouble=lambda error: told.append(str(error))), do
    )

    assert told == ["the spool cannot be read -> let it be read"]
    [event] = journal.read()
    assert event.payload == {"error": "the spool cannot be read", "next_step": "let it be read"}


def test_services_run_until_it_stops_and_followers_end_with_it(places: Places, journal: Journal) -> None:
    ended: list[str] = []
    daemon = daemon_of(places, journal)

    async def service(stopping: asyncio.Event) -> None:
        await stopping.wait()
        ended.append("service")

    async def run() -> None:
        started = asyncio.Event()
        async with asyncio.timeout(30), asyncio.TaskGroup() as group:
            group.create_task(daemon.run([service], started=lambda _: started.set()))
            await started.wait()

            async def follow() -> None:
                async for _ in daemon.follow(0):
                    pass
                ended.append("follower")

            group.create_task(follow())
            await asyncio.sleep(0)
            assert ended == []
            daemon.stop()

    asyncio.run(run())
    assert sorted(ended) == ["follower", "service"]


def test_a_failing_service_is_an_event_and_started_again_while_the_rest_goes_on(
    places: Places, journal: Journal
) -> None:
    told: list[str] = []
    starts: list[int] = []
    well = asyncio.Event()

    async def page(stopping: asyncio.Event) -> None:
        starts.append(len(starts))
        if len(starts) == 1:
            raise HardwonError("the port is gone", next_step="mend it")
        if len(starts) == 2:
            raise ExceptionGroup("", [ValueError("a defect")])
        well.set()
        await stopping.wait()

    async def do(daemon: Daemon) -> None:
        await well.wait()
        (places.root / "a.py").write_text("1")
        await until(daemon, lambda event: event.payload.get("path") == "a.py")

    run_with(daemon_of(places, journal, on_trouble=lambda error: told.append(error.what)), do, [page])

    assert told[0] == "page failed: the port is gone"
    assert told[1].startswith("page failed: ValueError: a defect")
    events = [event for event in journal.read() if event.kind == "daemon.trouble"]
    assert [event.payload["error"] for event in events] == told
    assert events[0].payload["next_step"] == "mend it; it is started again at once"


def test_a_watcher_that_fails_is_started_again(places: Places, journal: Journal) -> None:
    tries: list[int] = []

    def load_ignored() -> Callable[[str], bool]:
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError("a defect in reading .gitignore")
        return lambda path: False

    async def do(daemon: Daemon) -> None:
        (places.root / "a.py").write_text("1")
        await until(daemon, lambda event: event.payload.get("path") == "a.py")

    run_with(daemon_of(places, journal, load_ignored=load_ignored), do)
    assert [event.kind for event in journal.read()] == ["daemon.trouble", "file.changed"]


def test_a_service_that_fails_as_it_ends_holds_nobody_up(places: Places, journal: Journal) -> None:
    async def last_words(stopping: asyncio.Event) -> None:
        await stopping.wait()
        raise HardwonError("the last page was not written", next_step="write it by hand")

    async def do(daemon: Daemon) -> None:
        await asyncio.sleep(0)

    run_with(daemon_of(places, journal), do, [last_words])
    assert [event.kind for event in journal.read()] == ["daemon.trouble"]


def test_switched_off_the_watching_leaves_files_alone(places: Places, journal: Journal) -> None:
    async def do(daemon: Daemon) -> None:
        (places.root / "a.py").write_text("1")
        await asyncio.to_thread(spool_append, places, [NewEvent("after", "k", TIME, {})])
        await until(daemon, lambda event: event.source == "after")

    run_with(daemon_of(places, journal, watches=False), do)
    assert [event.source for event in journal.read()] == ["after"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_gracefully_and_the_old_handlers_are_back(
    places: Places, journal: Journal, number: signal.Signals
) -> None:
    before = signal.getsignal(number)

    async def run() -> None:
        async with asyncio.timeout(30):
            await daemon_of(places, journal).run(started=lambda _: os.kill(os.getpid(), number))

    asyncio.run(run())

    assert signal.getsignal(number) is before
    assert not places.socket.exists()


def test_cancelled_it_takes_all_its_tasks_with_it(places: Places, journal: Journal) -> None:
    async def run() -> tuple[int, bool]:
        started = asyncio.Event()
        running = asyncio.create_task(daemon_of(places, journal).run(started=lambda _: started.set()))
        await started.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        return len(asyncio.all_tasks()), running.cancelled()

    assert asyncio.run(run()) == (1, True)
    assert not places.socket.exists()


def test_a_second_interrupt_ends_it_at_once(tmp_path: Path) -> None:
    program = textwrap.dedent(
        f"""
        import asyncio, pathlib, sys
        from hardwon.core import SystemClock, find_places
        from hardwon.daemon import Daemon, Service
        from hardwon.store import Journal

        async def stubborn(stopping):
            await stopping.wait()
            print("stopping", flush=True)
            await asyncio.sleep(60)

        root = pathlib.Path({str(tmp_path)!r})
        places = find_places(root, runtime=root / "run")
        with Journal.open(places, clock=SystemClock()) as journal:
            daemon = Daemon(places, journal, clock=SystemClock(), load_ignored=lambda: lambda path: False,
                            take_in=lambda: 0)
            asyncio.run(daemon.run([stubborn], started=lambda _: print("started", flush=True)))
        """
    )
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "stopping\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == -signal.SIGINT
    finally:
        process.kill()
        process.communicate()
