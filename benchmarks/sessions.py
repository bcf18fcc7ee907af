"""A thousand sessions at once, each appending and reading; and what an hour of events leaves in memory.

    python benchmarks/sessions.py [SESSIONS] [ROUNDS]     (1,000 and 6 if not given)
    python benchmarks/sessions.py hour [EVENTS]           (200,000: an hour of a hundred busy agents)

Sessions are threads of four processes. As a hook does, each hands an event to the daemon, or puts it down in
the spool where the daemon does not answer within 100 ms; then it reads its own events back, through a reader
of the journal of its process. Afterwards each event has to be in the journal, once. The floor, in the same
run: one bare sqlite3 commit an event, by one process alone.
"""

import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from journal import bare, made_up
from running import Ground, child_environment, up, wait_until
from watcher import met

from hardwon.core import Places, find_places
from hardwon.store import JournalReader, NewEvent, ask, send, spool_append

PROCESSES = 4
BATCH = 200
PAUSE = 10.0  # seconds at most between a session's events: 200 events a second of them all


def main(sessions: int, rounds: int) -> None:
    floor = bare([made_up(number) for number in range(2000)], 1)
    print(f"bare sqlite3, one event a commit: {1000 / floor:.2f} ms each, {floor:,.0f} events/s")
    with tempfile.TemporaryDirectory() as directory:
        ground = Ground(Path(directory, "ground"))
        with up(ground) as running:
            cpu, began = running.cpu(), time.perf_counter()
            told = run_sessions(ground, sessions, rounds)
            took = time.perf_counter() - began
            wanted = sessions * rounds
            with JournalReader.open(ground.places) as reader:
                wait_until(lambda: count(reader).total() >= wanted, seconds=60)
                found = count(reader)
            used = running.cpu() - cpu
            memory = sum(running.memory().values())
    appends, reads = sorted(told["appends"]), sorted(told["reads"])
    print(
        f"{sessions:,} sessions, {wanted:,} events and as many reads in {took:.1f} s, "
        f"{wanted / took:,.0f} a second"
    )
    print(
        f"  append: median {statistics.median(appends) * 1000:.1f} ms, p99 {percentile(appends):.1f} ms; "
        f"read: median {statistics.median(reads) * 1000:.1f} ms, p99 {percentile(reads):.1f} ms"
    )
    print(
        f"  {told['spooled']:,} through the spool; "
        f"{told['missed']:,} reads did not find what was acknowledged"
    )
    print(f"  the daemon used {used / wanted * 1000:.2f} ms of CPU an event, and holds {memory:.0f} MB")
    whole = len(found) == found.total() == wanted
    print(
        f"  in the journal: {found.total():,} of {wanted:,}, {found.total() - len(found):,} twice: "
        f"{met(whole)}"
    )


def count(reader: JournalReader) -> Counter[str]:
    return Counter(event.source for event in reader.scan(kinds=("session.note",)))


def percentile(times: list[float]) -> float:
    return times[int(len(times) * 0.99)] * 1000


def run_sessions(ground: Ground, sessions: int, rounds: int) -> dict[str, Any]:
    share = sessions // PROCESSES
    command = [sys.executable, __file__, "clients", str(ground.repo), str(ground.places.runtime)]
    running = [
        subprocess.Popen(
            [*command, str(first), str(share), str(rounds)],
            stdout=subprocess.PIPE,
            text=True,
            env=child_environment(),
        )
        for first in range(0, share * PROCESSES, share)
    ]
    answers = [json.loads(process.communicate()[0]) for process in running]
    return {name: sum((answer[name] for answer in answers[1:]), answers[0][name]) for name in answers[0]}


def clients(places: Places, first: int, sessions: int, rounds: int) -> None:
    """The part of the sessions that one process runs; prints what it saw."""
    told: dict[str, Any] = {"appends": [], "reads": [], "spooled": 0, "missed": 0}
    threading.stack_size(1 << 18)
    with JournalReader.open(places) as reader:
        threads = [
            threading.Thread(target=session, args=(places, reader, f"load-{first + number}", rounds, told))
            for number in range(sessions)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    print(json.dumps(told))


def session(places: Places, reader: JournalReader, name: str, rounds: int, told: dict[str, Any]) -> None:
    chance = random.Random(name)
    for number in range(rounds):
        time.sleep(chance.uniform(0, PAUSE))
        event = made_up(number)
        own = NewEvent(f"{name}:{number}", "session.note", event.time, event.payload, name)
        began = time.perf_counter()
        taken = send(places, [own])
        if not taken:
            spool_append(places, [own])
        appended = time.perf_counter()
        found = {one.source for one in reader.read(session=name)}
        told["appends"].append(appended - began)
        told["reads"].append(time.perf_counter() - appended)
        told["spooled"] += not taken
        told["missed"] += taken and own.source not in found


def hour(events: int) -> None:
    """Events of a hundred sessions as fast as the daemon takes them; its memory on the way."""
    with tempfile.TemporaryDirectory() as directory:
        ground = Ground(Path(directory, "ground"))
        with up(ground) as running:
            time.sleep(3)
            first = sum(running.memory().values())
            began, sizes = time.perf_counter(), []
            for start in range(0, events, BATCH):
                batch = [as_turn(number) for number in range(start, start + BATCH)]
                answer = ask(ground.places, {"op": "append", "events": batch}, timeout=60)
                assert answer is not None
                assert answer["ok"], answer
                if start // BATCH % (events // BATCH // 4) == 0:
                    sizes.append(sum(running.memory().values()))
            took = time.perf_counter() - began
            time.sleep(15)
            last = sum(running.memory().values())
    middle = ", ".join(f"{size:.0f}" for size in sizes)
    print(f"{events:,} events of 100 sessions, taken in {took:.0f} s ({events / took:,.0f} a second)")
    print(f"  resident: {first:.0f} MB before, {middle} MB on the way, {last:.0f} MB 15 s after")


def as_turn(number: int) -> dict[str, object]:
    event = made_up(number)
    payload = {**event.payload, "agent": "claude-code", "cwd": "/srv/shop", "line": number // 100}
    return {
        "source": f"claude-code:hour-{number % 100}:{number}",
        "kind": event.kind,
        "time": event.time,
        "payload": payload,
        "session": f"hour-{number % 100}",
    }


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["clients", repo, runtime, *numbers]:
            clients(find_places(Path(repo), runtime=Path(runtime)), *map(int, numbers))
        case ["hour", *number]:
            hour(*(map(int, number or ["200000"])))
        case numbers:
            main(*map(int, numbers or ["1000", "6"]))
