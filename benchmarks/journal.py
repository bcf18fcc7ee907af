"""How fast the journal takes events in, beside bare sqlite3 in the same run.

Input: made-up events of 300 bytes of JSON, and text: each file named on the command line (transcripts), or a
made-up conversation. Budget (docs: design): 10,000 events of 300 bytes a second and 20 MB of text a second
through redaction, on one core.

    python benchmarks/journal.py [TEXTFILE...]
"""

import json
import os
import platform
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from hardwon.core import Places, find_places
from hardwon.store import Journal, NewEvent, redact, redact_value, spool_append, take_in_spool

EVENTS = 30_000
SENTENCE = (
    "the session loads records inside its own task and commits before it publishes path/to/file.py x = 1"
)
WORDS = SENTENCE.split()


def main(*paths: str) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    print(
        f"{platform.machine()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, one core"
    )
    events = [made_up(number) for number in range(EVENTS)]
    size = sum(len(json.dumps(dict(event.payload))) for event in events) // EVENTS
    print(f"{EVENTS:,} events of {size} bytes of JSON\n")
    floor = {batch: bare(events, batch) for batch in (1, 100, EVENTS)}
    line("bare sqlite3, one event a commit", floor[1], floor[1])
    line("  journal.append, one at a time", appended(events[:3000], 1), floor[1])
    line("bare sqlite3, 100 events a commit", floor[100], floor[100])
    line("  journal.append, 100 at a time", appended(events, 100), floor[100])
    line("bare sqlite3, all in one commit", floor[EVENTS], floor[EVENTS])
    line("  journal.submit, one at a time, waited for at the end", submitted(events), floor[EVENTS])
    best = appended(events, EVENTS)
    line("  journal.append, all at once", best, floor[EVENTS])
    line("  journal.append of known sources", appended(events, EVENTS, twice=True), floor[EVENTS])
    line("  read back", read_back(events), floor[EVENTS])
    line("spool_append, one a file", spooled(events[:2000], take_in=False), floor[1])
    line("  take_in_spool", spooled(events[:2000], take_in=True), floor[EVENTS])
    latency("bare sqlite3, one event a commit", *bare_latency(events[:2000]))
    latency("  journal.append", *append_latency(events[:2000]))
    print(f"aim of 10,000 events a second {'met' if best >= 10_000 else 'MISSED'}\n")
    for name, text in texts(paths):
        redaction(name, text)


def made_up(number: int) -> NewEvent:
    chance = random.Random(number)
    text = " ".join(chance.choices(WORDS, k=33))[:200]
    payload = {
        "turn": str(number),
        "speaker": "assistant",
        "text": text,
        "line": number,
        "from": "session.jsonl",
    }
    return NewEvent(
        f"claude-code:s{number % 50}:{number}",
        "session.turn",
        "2026-05-04T09:30:00.000Z",
        payload,
        f"s{number % 50}",
    )


def line(what: str, per_second: float, floor: float) -> None:
    print(f"{what:<56} {per_second:>10,.0f} events/s   {per_second / floor:5.2f} of bare")


def bare(events: list[NewEvent], batch: int) -> float:
    """The floor: the same columns and durability, no redaction, no index but the key."""
    events = events[: 3000 if batch == 1 else len(events)]
    with tempfile.TemporaryDirectory() as home:
        connection = bare_database(Path(home))

        def work() -> None:
            for start in range(0, len(events), batch):
                insert_bare(connection, events[start : start + batch])

        rate = len(events) / seconds(work)
        connection.close()
    return rate


def bare_database(home: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(home / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(
        "CREATE TABLE event (n INTEGER PRIMARY KEY, source TEXT UNIQUE, kind, time, session, payload)"
    )
    return connection


def insert_bare(connection: sqlite3.Connection, events: Sequence[NewEvent]) -> None:
    connection.execute("BEGIN")
    rows = [(e.source, e.kind, e.time, e.session, json.dumps(e.payload)) for e in events]
    connection.executemany("INSERT INTO event VALUES (NULL, ?, ?, ?, ?, ?)", rows)
    connection.execute("COMMIT")


def bare_latency(events: Sequence[NewEvent]) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as home:
        connection = bare_database(Path(home))
        times = [seconds(partial(insert_bare, connection, [event])) for event in events]
        connection.close()
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


def append_latency(events: Sequence[NewEvent]) -> tuple[float, float]:
    """Median and p99 in seconds until an event is durable."""
    with tempfile.TemporaryDirectory() as home:
        places = find_places(Path(home), runtime=Path(home))
        with Journal.open(places) as journal:
            journal.append([made_up(-1)])
            times = [seconds(partial(journal.append, [event])) for event in events]
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


def latency(what: str, median: float, p99: float) -> None:
    print(f"{what:<56} {median * 1000:10.2f} ms median, {p99 * 1000:.2f} ms p99")


def appended(events: list[NewEvent], batch: int, *, twice: bool = False) -> float:
    def work(journal: Journal, _: Places) -> None:
        for start in range(0, len(events), batch):
            journal.append(events[start : start + batch])

    return in_journal(events, work, prepare=work if twice else None)


def submitted(events: list[NewEvent]) -> float:
    def work(journal: Journal, _: Places) -> None:
        for future in [journal.submit([event]) for event in events]:
            future.result()

    return in_journal(events, work)


def read_back(events: list[NewEvent]) -> float:
    return in_journal(
        events, lambda journal, _: sum(1 for _ in journal.scan()), lambda journal, _: journal.append(events)
    )


def spooled(events: list[NewEvent], *, take_in: bool) -> float:
    def spool(_: Journal, places: Places) -> None:
        for event in events:
            spool_append(places, [event])

    def take(journal: Journal, places: Places) -> None:
        assert take_in_spool(places, journal) == len(events)

    return in_journal(events, take, spool) if take_in else in_journal(events, spool)


def in_journal(
    events: list[NewEvent],
    work: Callable[[Journal, Places], object],
    prepare: Callable[[Journal, Places], object] | None = None,
) -> float:
    with tempfile.TemporaryDirectory() as home:
        places = find_places(Path(home), runtime=Path(home))
        with Journal.open(places) as journal:
            journal.append([made_up(-1)])
            if prepare:
                prepare(journal, places)
            return len(events) / seconds(lambda: work(journal, places))


def texts(paths: Sequence[str]) -> list[tuple[str, str]]:
    made = "\n".join(" ".join(random.Random(n).choices(WORDS, k=14)) for n in range(60_000))
    return [("made-up text", made), *((path, Path(path).read_text(encoding="utf-8")) for path in paths)]


def redaction(name: str, text: str) -> None:
    """MB/s whole, by lines, and by JSON values where the lines are JSON; the floor is a copy of each line."""
    lines = text.splitlines()
    size = len(text.encode()) / 1e6
    copy = size / seconds(lambda: [part.encode().decode() for part in lines])
    print(f"{name[-50:]:<52} {size:6.1f} MB; encode and decode each line: {copy:,.0f} MB/s")
    for what, work in [
        ("in one piece", lambda: redact(text)),
        ("line by line", lambda: [redact(part) for part in lines]),
    ]:
        rate = size / seconds(work)
        print(f"  redact {what:<45} {rate:8.1f} MB/s   {rate / copy:5.3f} of the copy")
    if name.endswith(".jsonl"):
        values = [json.loads(part) for part in lines if part.strip()]
        rate = size / seconds(lambda: [redact_value(value) for value in values])
        print(
            f"  redact_value of each line's JSON {'':<19} {rate:8.1f} MB/s   {rate / copy:5.3f} of the copy"
        )


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(*sys.argv[1:])
