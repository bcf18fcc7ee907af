"""Killed at any moment, the daemon loses nothing that was acknowledged, and nothing that was said."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from hardwon.assembly.workspace import Till, Workspace
from hardwon.core import Settings, SystemClock, find_places
from hardwon.lessons import Candidates, Counters
from hardwon.scribe import Intake, Readings, Registry, import_transcripts
from hardwon.store import Journal, NewEvent, ask, send, spool_append
from tests.scribe.transcripts import SESSION, Claude

TIME = "2026-11-21T09:30:00.000Z"
PROJECTIONS = (Registry, Intake, Candidates, Counters)


class Load(threading.Thread):
    """Does one thing again and again until it is enough; `kept` is what has to be there afterwards."""

    def __init__(self, step: Callable[[int], list[str]]) -> None:
        super().__init__()
        self._step = step
        self.kept: list[str] = []
        self.enough = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.enough.wait(0.004):
            self.kept += self._step(number)
            number += 1


class Crashing:
    """One repository whose daemon is killed again and again while several writers go on."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.chance = chance
        self.home = folder / "home"
        self.root = folder / "repo"
        self.root.mkdir()
        subprocess.run(["git", "init", "-q", self.root], check=True)
        (self.root / "pyproject.toml").write_text("[tool.hardwon.features]\npage = false\n")
        name = "".join(letter if letter.isalnum() else "-" for letter in str(self.root))
        self.transcript = self.home / ".claude/projects" / name / f"{SESSION}.jsonl"
        self.transcript.parent.mkdir(parents=True)
        self.environment = {
            **os.environ, "HOME": str(self.home), "XDG_RUNTIME_DIR": str(folder / "run")
        }  # fmt: skip
        self.places = find_places(self.root, runtime=folder / "run" / "hardwon")
        self.acknowledged: list[str] = []
        self.said: list[str] = []
        self.worked = 0

    def round(self, name: str) -> None:
        """Starts `hardwon up`, has events, files and words come, and kills it."""
        feeders = [Load(self._feed(f"{name}.{number}", spools=number == 0)) for number in range(3)]
        speaker = Load(self._speak())
        others = [speaker, Load(self._save)]
        command = [sys.executable, "-m", "hardwon", "up", "--no-browser", "--repo", str(self.root)]
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=self.environment
        ) as process:
            for load in [*feeders, *others]:
                load.start()
            try:
                ended = self._wait_and_kill(process)
            finally:
                process.kill()
                errors = process.communicate()[1]
                for load in [*feeders, *others]:
                    load.enough.set()
                    load.join()
        assert process.returncode in ended, errors
        self.acknowledged += [source for feeder in feeders for source in feeder.kept]
        self.said += speaker.kept

    def _wait_and_kill(self, process: "subprocess.Popen[str]") -> tuple[int, ...]:
        """Kills it as it starts, as it works or as it ends; with what codes it may then have ended."""
        if self.chance.random() < 0.4:
            time.sleep(self.chance.uniform(0.1, 1.2))
        else:
            while process.poll() is None and ask(self.places, {"op": "ping"}) is None:
                time.sleep(0.02)
            time.sleep(self.chance.uniform(0, 0.8))
            self.worked += 1
        if process.poll() is not None:
            return ()  # nobody has ended it
        if self.chance.random() < 0.2:
            process.send_signal(signal.SIGTERM)
            time.sleep(self.chance.uniform(0, 0.3))
            process.kill()
            return 0, -signal.SIGTERM, -signal.SIGKILL
        process.kill()
        return (-signal.SIGKILL,)

    def _feed(self, name: str, *, spools: bool) -> Callable[[int], list[str]]:
        """Hands events over as a hook does, to the daemon, else to the spool; or to the spool alone."""

        def step(number: int) -> list[str]:
            batch = [NewEvent(f"{name}:{number}:{n}", "test", TIME, {"text": "x" * 200}) for n in range(3)]
            if spools or not send(self.places, batch):
                spool_append(self.places, batch)
            return [event.source for event in batch]

        return step

    def _speak(self) -> Callable[[int], list[str]]:
        """Writes a transcript on, line by line, each in two halves; the texts of its whole lines."""
        begun = len(self.transcript.read_text().splitlines()) if self.transcript.exists() else 0
        chance = random.Random(begun)

        def step(number: int) -> list[str]:
            text = f"word {begun + number}"
            claude = Claude(seed=begun + number + 1).user(text)
            cut = chance.randrange(len(claude.text))
            with self.transcript.open("a") as stream:
                for part in (claude.text[:cut], claude.text[cut:]):
                    stream.write(part)
                    stream.flush()
            return [text]

        return step

    def _save(self, number: int) -> list[str]:
        (self.root / f"m{number % 40}.py").write_text(f"x = {number}\n")
        return []

    def check(self, *, rebuild: bool) -> None:
        """What was acknowledged and said is in the journal of the next owner, once."""
        clock = SystemClock()
        workspace = Workspace(self.places, Settings(), clock, self.home)
        with workspace.owner("test") as journal:
            import_transcripts([self.transcript], Till(journal), known=Readings(journal), clock=clock)
            assert Counter(self.acknowledged) == Counter(
                event.source for event in journal.scan(kinds=("test",))
            )
            turns = journal.scan(kinds=("session.turn",))
            assert Counter(self.said) == Counter(str(event.payload["text"]) for event in turns)
            assert journal.behind == {}
            followed = [rows(journal, kind()) for kind in PROJECTIONS]
            assert len(followed[0]) > 0
            if rebuild:
                for kind in PROJECTIONS:
                    journal.rebuild(kind())
                assert [rows(journal, kind()) for kind in PROJECTIONS] == followed


def rows(
    journal: Journal, projection: "Registry | Intake | Candidates | Counters"
) -> list[tuple[object, ...]]:
    """All rows of the projection's tables, in an order of their own."""
    found: list[tuple[object, ...]] = []
    for table in projection.metadata.sorted_tables:
        found += sorted((table.name, *row) for row in journal.query(table.select()))
    return found


def crash(folder: Path, *, rounds: int, seed: int) -> None:
    crashing = Crashing(folder, random.Random(seed))
    for number in range(rounds):
        crashing.round(f"{number}")
        # A rebuild takes longer the more there is: ten of them, and one at the end.
        crashing.check(rebuild=number % (rounds // 10 or 1) == 0 or number == rounds - 1)
    assert len(crashing.acknowledged) > 50 * rounds
    assert len(crashing.said) > rounds
    assert crashing.worked > 0
    assert list(crashing.places.spool.glob("*.jsonl")) == []


def test_seven_kills_at_random_moments_lose_nothing(tmp_path: Path) -> None:
    crash(tmp_path, rounds=7, seed=3)


@pytest.mark.long
def test_two_hundred_kills_at_random_moments_lose_nothing(tmp_path: Path) -> None:
    crash(tmp_path, rounds=200, seed=50)
