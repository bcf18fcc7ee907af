"""A loop that hangs is noticed from outside of it, and what hung can be read afterwards."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

from hardwon.daemon import Watchdog


def test_a_loop_that_turns_is_left_alone_and_gives_signs_of_life() -> None:
    beats: list[int] = []
    stuck: list[int] = []

    async def run() -> None:
        enough = asyncio.Event()
        loop = asyncio.get_running_loop()

        def beat() -> None:
            beats.append(1)
            if len(beats) == 30:
                loop.call_soon_threadsafe(enough.set)

        with Watchdog(stuck_after=0.06, on_stuck=lambda: stuck.append(1), on_beat=beat):
            await enough.wait()

    asyncio.run(run())
    assert len(beats) >= 30
    assert stuck == []
    assert "watchdog" not in [thread.name for thread in threading.enumerate()]


def test_a_loop_that_stands_still_is_noticed_once() -> None:
    stuck = threading.Event()
    count: list[int] = []

    async def run() -> None:
        with Watchdog(stuck_after=0.05, on_stuck=lambda: (count.append(1), stuck.set())):
            assert stuck.wait(20)  # blocks the loop: what the watchdog is for
            time.sleep(0.2)  # noqa: ASYNC251

    asyncio.run(run())
    assert count == [1]


PROGRAM = """
    import asyncio, pathlib, sys, time
    from hardwon.daemon import Watchdog

    def hang_here():
        print("hanging", flush=True)
        time.sleep(60)

    async def main():
        log = pathlib.Path(sys.argv[1])
        with Watchdog.leaving(log, stuck_after=float(sys.argv[2]), on_beat=lambda: None, every=60):
            if sys.argv[3] == "hang":
                hang_here()
            print("well", flush=True)
            await asyncio.sleep(60)

    asyncio.run(main())
"""


def start(log: Path, patience: str, what: str) -> subprocess.Popen[str]:
    program = textwrap.dedent(PROGRAM)
    command = [sys.executable, "-c", program, str(log), patience, what]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_stuck_process_ends_with_a_code_of_failure_and_leaves_where_it_hung(tmp_path: Path) -> None:
    log = tmp_path / "stuck.log"
    process = start(log, "0.2", "hang")
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 70
    assert str(log) in errors
    assert "hang_here" in log.read_text()
    assert "has not turned for 0 s" in log.read_text().splitlines()[0]


def test_a_process_that_was_stopped_for_a_while_is_not_stuck(tmp_path: Path) -> None:
    process = start(tmp_path / "stuck.log", "0.6", "wait")
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "well\n"
        os.kill(process.pid, signal.SIGSTOP)
        time.sleep(1.5)
        os.kill(process.pid, signal.SIGCONT)
        time.sleep(0.5)
        assert process.poll() is None
    finally:
        process.kill()
        process.communicate()
    assert not (tmp_path / "stuck.log").exists()
