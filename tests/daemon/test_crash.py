"""Killed at any moment, the daemon loses nothing that it or the spool had acknowledged."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest

import hardwon.assembly
from hardwon.core import Places, SystemClock, find_places
from hardwon.store import Journal, NewEvent, OwnerLock, send, spool_append, take_in_spool

pytestmark = pytest.mark.skipif(
    not hasattr(hardwon.assembly, "up"), reason="assembly does not offer `up` yet"
)

TIME = "2026-11-21T09:30:00.000Z"


class Feeder(threading.Thread):
    """Hands events over as a hook does: to the daemon, else to the spool; remembers those acknowledged."""

    def __init__(self, places: Places, name: str) -> None:
        super().__init__()
        self._places = places
        self._prefix = name
        self.acknowledged: list[str] = []
        self.enough = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.enough.wait(0.001):
            batch = [
                NewEvent(f"{self._prefix}:{number + step}", "test", TIME, {"text": "x" * 200})
                for step in range(3)
            ]
            number += 3
            if not send(self._places, batch):
                spool_append(self._places, batch)
            self.acknowledged += [event.source for event in batch]


def crash_round(places: Places, environment: dict[str, str], name: str, life: float) -> list[str]:
    """Starts `hardwon up`, feeds it, kills it after `life` seconds; the sources that were acknowledged."""
    feeders = [Feeder(places, f"{name}.{number}") for number in range(3)]
    command = [sys.executable, "-m", "hardwon", "up", "--port", "0", "--repo", str(places.root)]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        for feeder in feeders:
            feeder.start()
        try:
            process.wait(timeout=life)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        finally:
            process.kill()
            errors = process.communicate()[1]
            for feeder in feeders:
                feeder.enough.set()
                feeder.join()
        assert process.returncode == -signal.SIGKILL, errors
    return [source for feeder in feeders for source in feeder.acknowledged]


def stored(places: Places) -> Counter[str]:
    """The sources in the journal, once its next owner has opened it and taken the spool in."""
    with OwnerLock.acquire(places), Journal.open(places, clock=SystemClock()) as journal:
        take_in_spool(places, journal)
        return Counter(event.source for event in journal.scan() if event.kind == "test")


def crash(tmp_path: Path, *, rounds: int, seed: int) -> None:
    """Kills the daemon of one repository again and again; nothing may be missing after any of the rounds."""
    (tmp_path / "home").mkdir()
    environment = {**os.environ, "HOME": str(tmp_path / "home"), "XDG_RUNTIME_DIR": str(tmp_path / "run")}
    root = tmp_path / "repo"
    root.mkdir()
    subprocess.run(["git", "init", "-q", root], check=True)
    places = find_places(root, runtime=tmp_path / "run" / "hardwon")
    chance = random.Random(seed)
    acknowledged: list[str] = []
    for number in range(rounds):
        acknowledged += crash_round(places, environment, f"{number}", chance.uniform(0.1, 3.5))
        found = stored(places)
        assert [source for source in acknowledged if found[source] != 1] == []
        assert set(found.values()) <= {1}
    assert len(acknowledged) > 50 * rounds
    assert list(places.spool.glob("*.jsonl")) == []


def test_three_kills_at_random_moments_lose_nothing(tmp_path: Path) -> None:
    crash(tmp_path, rounds=3, seed=3)


@pytest.mark.long
def test_fifty_kills_at_random_moments_lose_nothing(tmp_path: Path) -> None:
    crash(tmp_path, rounds=50, seed=50)
