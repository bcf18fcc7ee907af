import random
import subprocess
import sys
import time

import pytest

from hardwon.store import take_in_spool
from tests.store.stores import Store, WordCount

WORKER = """
import random, sys
from pathlib import Path
from hardwon.core import find_places
from hardwon.store import Journal, NewEvent, spool_append
from tests.store.stores import WordCount

places = find_places(Path(sys.argv[1]), runtime=Path("."))
chance = random.Random(int(sys.argv[3]))
with Journal.open(places, database=sys.argv[2], projections=[WordCount()]) as journal:
    print("ready", flush=True)
    for number in range(1_000_000):
        events = [
            NewEvent(f"{sys.argv[3]}:{number}:{n}", "k", "t", {"text": f"a{n} b"}, f"s{n % 3}")
            for n in range(chance.randrange(1, 30))
        ]
        if chance.random() < 0.1:
            spool_append(places, events)
        else:
            journal.append(events)
        print(*(event.source for event in events), flush=True)
"""


def kill_at_random_moments(store: Store, rounds: int) -> None:
    """Each round a process appends, says what was acknowledged, and is killed; all of that must be there."""
    with store.open():
        pass
    key = "PRIMARY KEY (session, word)"
    store.execute(f"CREATE TABLE word (session TEXT, word TEXT, times INTEGER NOT NULL, {key})")
    acknowledged: set[str] = set()
    for number in range(rounds):
        command = [sys.executable, "-c", WORKER, str(store.places.root), store.address, str(number)]
        worker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        # In every other round something is there to be lost, however slow the machine is.
        said = worker.stdout.readline() if number % 2 == 0 else ""
        time.sleep(random.random() * 0.15)
        worker.kill()
        said += worker.stdout.read()
        worker.communicate()
        acknowledged.update(said[: said.rfind("\n") + 1].split())
        # A rebuild takes longer the more there is: ten of them, and one at the end.
        check(store, acknowledged, rebuild=number % (rounds // 10 or 1) == 0 or number == rounds - 1)
    assert len(acknowledged) >= rounds / 2


def check(store: Store, acknowledged: set[str], *, rebuild: bool) -> None:
    words = WordCount()
    with store.open(words) as journal:
        take_in_spool(store.places, journal)
        events = list(journal.scan())
        sources = [event.source for event in events]
        assert len(sources) == len(set(sources))
        assert acknowledged - set(sources) == set()
        assert [event.offset for event in events] == list(range(1, len(events) + 1))
        if rebuild:
            followed = words.rows(journal)
            journal.rebuild(words)
            assert words.rows(journal) == followed


def test_what_was_acknowledged_survives_a_kill_exactly_once(store: Store) -> None:
    kill_at_random_moments(store, rounds=3 if store.address else 10)


@pytest.mark.long
def test_what_was_acknowledged_survives_two_hundred_kills(store: Store) -> None:
    kill_at_random_moments(store, rounds=200)
