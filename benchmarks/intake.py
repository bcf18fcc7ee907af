"""How fast transcripts come into a journal, beside what cannot be avoided.

Input: transcripts in the shape of Claude Code's (a third of the bytes is what hardwon does not keep, as in
real ones), made here, or files named on the command line. Measured in one run on the same bytes: a bare read,
`json.loads` of each line of JSON, reading into events, and the import into a journal on disk, with redaction.
Aim: 20 MB of transcript a second on one core. A second import of the same files shows what skipping costs.

    python benchmarks/intake.py [--megabytes 40] [FILE...]
"""

import argparse
import json
import random
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

from hardwon.core import Places, SystemClock, find_places
from hardwon.scribe import Intake, NothingKnown, Readings, Registry, import_transcripts
from hardwon.store import Journal, NewEvent, OwnerLock

_WORDS = [
    "the",
    "session",
    "loads",
    "its",
    "record",
    "in",
    "request",
    "then",
    "awaits",
    "job",
    "status",
    "before",
    "commit",
    "and",
    "returns",
    "an",
    "order",
    "total",
    "with",
    "error",
    "in",
    "module",
    "import",
    "path",
    "test",
    "failed",
    "expected",
    "value",
    "got",
    "none",
    "retry",
    "timeout",
    "connection",
    "pool",
    "async",
    "worker",
]


class Nowhere:
    """A sink that keeps nothing."""

    def append(self, events: Sequence[NewEvent]) -> int | None:
        return len(events)


class Desk:
    """A sink over a journal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def append(self, events: Sequence[NewEvent]) -> int | None:
        return self._journal.append(events).added


def write_transcripts(folder: Path, megabytes: float, chance: random.Random) -> list[Path]:
    """Sessions of 2 MB each, `megabytes` in all: prompts, thoughts, calls, results of files and commands."""
    paths = []
    for number in range(max(1, round(megabytes / 2))):
        path = folder / f"{uuid.UUID(int=chance.getrandbits(128))}.jsonl"
        with path.open("w", encoding="utf-8") as out:
            while out.tell() < 2 << 20:
                for record in _exchange(f"session-{number}", chance):
                    out.write(json.dumps(record) + "\n")
        paths.append(path)
    return paths


def _exchange(session: str, chance: random.Random) -> list[dict[str, object]]:
    call = f"toolu_{chance.getrandbits(64):x}"
    code = "\n".join(f"{line:6}→    {_text(chance, 9)}" for line in range(chance.randint(20, 200)))
    call_input = {"file_path": f"/home/dev/shop/app/orders/module_{chance.randint(1, 99)}.py"}
    use = {"type": "tool_use", "id": call, "name": "Read", "input": call_input}
    result = {"type": "tool_result", "tool_use_id": call, "content": code}
    # Claude Code writes most results twice; the second is for its own screen.
    twice = {"toolUseResult": {"type": "text", "file": {"content": code[: len(code) // 2]}}}
    return [
        _line(session, "assistant", [{"type": "thinking", "thinking": _text(chance, 60)}], chance),
        _line(session, "assistant", [{"type": "text", "text": _text(chance, 40)}, use], chance),
        _line(session, "user", [result], chance) | twice,
        *([_line(session, "user", _text(chance, 25), chance)] if chance.random() < 0.1 else []),
    ]


def _line(session: str, kind: str, content: object, chance: random.Random) -> dict[str, object]:
    return {
        "type": kind,
        "uuid": str(uuid.UUID(int=chance.getrandbits(128))),
        "timestamp": "2026-03-01T10:00:00.000Z",
        "sessionId": session,
        "cwd": "/home/dev/shop",
        "gitBranch": "main",
        "message": {"role": kind, "content": content},
    }


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words))


def _read(paths: Sequence[Path]) -> None:
    for path in paths:
        with path.open("rb") as stream:
            while stream.read(1 << 20):
                pass


def _parse(paths: Sequence[Path]) -> None:
    for path in (path for path in paths if path.suffix == ".jsonl"):
        with path.open("rb") as stream:
            for line in stream:
                if line.startswith(b"{"):
                    json.loads(line)


def measure(name: str, work: Callable[[], object], megabytes: float, floor: float) -> float:
    """Prints MB/s of `work`, and how that compares to `floor` seconds; the seconds of CPU it took.

    Seconds of CPU tell what one core would do without others' work on it.
    """
    start, cpu = time.perf_counter(), time.process_time()
    work()
    took, used = time.perf_counter() - start, max(time.process_time() - cpu, 1e-6)
    beside = f", {used / floor:.1f} × json.loads" if floor > 1e-3 else ""
    print(f"{name:24} {megabytes / used:9.1f} MB a second of CPU ({used:.3f} s; {took:.3f} s passed{beside})")
    return used


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the intake of transcripts.")
    parser.add_argument("--megabytes", type=float, default=40)
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        top = Path(temporary)
        paths = options.files or write_transcripts(top, options.megabytes, random.Random(7))
        size = sum(path.stat().st_size for path in paths) / 1e6
        print(f"{len(paths)} files, {size:.1f} MB")
        measure("bare read", lambda: _read(paths), size, 0)
        floor = measure("json.loads of each line", lambda: _parse(paths), size, 0)
        clock = SystemClock()
        places = find_places(_repository(top), runtime=top)

        def into(sink: Nowhere | Desk, known: NothingKnown | Readings) -> Callable[[], object]:
            return lambda: import_transcripts(paths, sink, known=known, clock=clock)

        measure("into events", into(Nowhere(), NothingKnown()), size, floor)
        _measure_journal(places, into, size, floor)


def _measure_journal(
    places: Places, into: Callable[[Desk, Readings], Callable[[], object]], size: float, floor: float
) -> None:
    clock = SystemClock()
    with (
        OwnerLock.acquire(places, role="benchmark", clock=clock),
        Journal.open(places, clock=clock, projections=(Registry(), Intake())) as journal,
    ):
        known = Readings(journal)
        took = measure("into the journal", into(Desk(journal), known), size, floor)
        measure("again, unchanged", into(Desk(journal), known), size, floor)
        print(f"{journal.count():,} events; the aim of 20 MB/s is {'met' if size / took >= 20 else 'missed'}")


def _repository(top: Path) -> Path:
    root = top / "repository"
    (root / ".git").mkdir(parents=True)
    (root / ".git/HEAD").write_text("ref: refs/heads/main\n")
    return root


if __name__ == "__main__":
    main()
