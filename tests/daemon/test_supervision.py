"""What systemd is told, and how much memory is too much."""

import asyncio
import os
import socket
from pathlib import Path

import pytest

from hardwon.core import HardwonError
from hardwon.daemon import MemoryWatch, Supervisor, resident_bytes


@pytest.mark.parametrize("name", ["notify", "@hardwon-test-{pid}"])
def test_a_supervisor_hears_that_it_is_ready_well_and_about_to_end(tmp_path: Path, name: str) -> None:
    name = name.format(pid=os.getpid())
    address = name if name.startswith("@") else str(tmp_path / name)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind("\0" + address[1:] if address.startswith("@") else address)
        listening.settimeout(5)
        supervisor = Supervisor(address, patience=30.0)
        supervisor.ready()
        supervisor.beat()
        supervisor.stopping()
        heard = [listening.recv(100) for _ in range(3)]
    assert heard == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]


def test_where_nobody_counts_the_beats_none_are_sent(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(5)
        supervisor = Supervisor(str(tmp_path / "notify"))
        supervisor.beat()
        supervisor.ready()
        assert listening.recv(100) == b"READY=1"


def test_a_supervisor_that_is_not_there_takes_nothing_from_us(tmp_path: Path) -> None:
    Supervisor().ready()
    Supervisor(str(tmp_path / "nobody")).ready()


def test_memory_is_measured() -> None:
    before = resident_bytes(os.getpid())
    ballast = bytearray(os.urandom(1)) * (64 << 20)
    assert resident_bytes(os.getpid()) - before > 32 << 20
    assert len(ballast)
    assert resident_bytes(2**22 + 1) == 0


def watch(sizes: list[int], limit: int = 100 << 20) -> tuple[list[str], list[str]]:
    """What is told, and what ends the daemon, as its memory takes those sizes (MB) one after another."""
    told: list[HardwonError] = []
    ended: list[HardwonError] = []
    left = list(sizes)

    async def run() -> None:
        stopping = asyncio.Event()

        def measure(pid: int) -> int:
            if not left:
                stopping.set()
                return 0
            return left.pop(0) << 20

        watching = MemoryWatch(limit, tell=told.append, end=ended.append, every=0.001, measure=measure)
        async with asyncio.timeout(10):
            await watching.run(stopping)

    asyncio.run(run())
    return [error.what for error in told], [error.what for error in ended]


def test_memory_beyond_the_limit_is_told_once_each_time() -> None:
    # Beyond the limit it is measured again, after what nobody uses was given back.
    told, ended = watch([90, 120, 120, 130, 130, 90, 110, 95, 140, 140])
    assert told == ["the daemon holds 120 MB, more than 100 MB", "the daemon holds 140 MB, more than 100 MB"]
    assert ended == []


def test_far_beyond_the_limit_the_daemon_ends() -> None:
    told, ended = watch([250, 240])
    assert ended == told == ["the daemon holds 240 MB, more than 100 MB"]


def test_another_process_that_holds_too_much_is_told_and_ends_nothing() -> None:
    told: list[HardwonError] = []
    ended: list[HardwonError] = []

    async def run() -> None:
        stopping = asyncio.Event()

        def measure(pid: int) -> int:
            stopping.set()
            return 900 << 20 if pid == 7 else 1

        watching = MemoryWatch(
            100 << 20, tell=told.append, end=ended.append, others=lambda: {"the checker": 7}, measure=measure
        )
        await watching.run(stopping)

    asyncio.run(run())
    assert [error.what for error in told] == ["the checker holds 900 MB, more than 100 MB"]
    assert ended == []
