"""Transcripts written once more, at many times their speed, under the eyes of a running daemon.

    python benchmarks/replay.py [DIRECTORY] [--speed 100]     (made-up transcripts without a directory)

Each file has a writer of its own; all write at once, line by line, into the home of a temporary user: Claude
Code's into its folder for the repository, an aider history into the repository. Between two lines passes the
time between their timestamps, divided by the speed, at most `--pause`. A last line that lacks its end gets
one: live, it would wait. Afterwards the daemon's journal has to hold, by session and kind, what an import of
the same files into an empty journal gives; else the exit code is 1.
"""

import argparse
import json
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from intake import Desk, write_transcripts
from running import Ground, up, wait_until

from hardwon.core import SystemClock, find_places
from hardwon.scribe import NothingKnown, import_transcripts
from hardwon.store import Journal, JournalReader

_PROMPT = b"#### "
_SETTLING = 90.0  # seconds the daemon is given after the last line

Counts = Counter[tuple[str, str]]


class Writer(threading.Thread):
    """Appends the lines of one file to another, in order."""

    def __init__(self, path: Path, target: Path, speed: float, longest: float) -> None:
        super().__init__()
        self._path, self.target, self._speed, self._longest = path, target, speed, longest
        self.lines = self.bytes = 0

    def run(self) -> None:
        self.target.parent.mkdir(parents=True, exist_ok=True)
        last: datetime | None = None
        with self._path.open("rb") as stream, self.target.open("ab", buffering=0) as out:
            for line in stream:
                now = _moment(line)
                if now is not None:
                    passed = (now - last).total_seconds() / self._speed if last else 0.0
                    time.sleep(min(max(passed, 0.0), self._longest))
                    last = now
                elif line.startswith(_PROMPT):  # a history in Markdown has no times
                    time.sleep(min(1 / self._speed, self._longest))
                line = line if line.endswith(b"\n") else line + b"\n"
                out.write(line)
                self.lines += 1
                self.bytes += len(line)


def _moment(line: bytes) -> datetime | None:
    if not line.startswith(b"{"):
        return None
    try:
        found = datetime.fromisoformat(json.loads(line)["timestamp"])
    except (ValueError, KeyError, TypeError):
        return None
    return found if found.tzinfo else None


def writers(ground: Ground, files: Sequence[Path], speed: float, longest: float) -> list[Writer]:
    targets = [
        ground.kept_by_claude() / path.name
        if path.suffix == ".jsonl"
        else ground.repo / ".aider.chat.history.md"
        for path in files
    ]
    return [Writer(path, target, speed, longest) for path, target in zip(files, targets, strict=True)]


def count_journal(reader: JournalReader) -> Counts:
    return Counter((event.session, event.kind) for event in reader.scan() if event.session)


def count_files(paths: Sequence[Path], scratch: Path) -> Counts:
    """What an import of `paths` puts into an empty journal."""
    scratch.mkdir()
    with Journal.open(find_places(scratch, runtime=scratch)) as journal:
        import_transcripts(paths, Desk(journal), known=NothingKnown(), clock=SystemClock())
        return count_journal(journal)


def replay(top: Path, files: Sequence[Path], speed: float, longest: float) -> bool:
    """Whether the daemon's journal came to hold what the files hold."""
    ground = Ground(top / "ground")
    with up(ground) as running, JournalReader.open(ground.places) as reader:
        cpu, began = running.cpu(), time.perf_counter()
        writing = writers(ground, files, speed, longest)
        for writer in writing:
            writer.start()
        for writer in writing:
            writer.join()
        took = time.perf_counter() - began
        wanted = count_files([writer.target for writer in writing], top / "fresh")
        # Worklogs and the like are told of sessions, too, and are in no transcript.
        kinds = {kind for _, kind in wanted}
        ended = time.perf_counter()
        if wait_until(lambda: only(count_journal(reader), kinds) == wanted, seconds=_SETTLING):
            print(f"complete {time.perf_counter() - ended:.1f} s after the files were counted")
        found = only(count_journal(reader), kinds)
        used = running.cpu() - cpu
        troubles = list(reader.scan(kinds=("daemon.trouble", "transcript.rewritten")))
    lines, size = sum(writer.lines for writer in writing), sum(writer.bytes for writer in writing)
    print(f"{len(files)} writers at once, {lines:,} lines, {size / 1e6:.1f} MB in {took:.1f} s")
    print(
        f"the daemon used {used:.1f} s of CPU, {used / took * 100:.0f} % of a core; {len(troubles)} troubles"
    )
    return report(wanted, found) and not troubles


def only(counts: Counts, kinds: set[str]) -> Counts:
    return Counter({key: number for key, number in counts.items() if key[1] in kinds})


def report(wanted: Counts, found: Counts) -> bool:
    for kind in sorted({kind for _, kind in wanted}):
        sums = [sum(number for key, number in counts.items() if key[1] == kind) for counts in (wanted, found)]
        print(f"  {kind:20} {sums[0]:7,} in the files, {sums[1]:7,} in the journal")
    sessions = len({session for session, _ in wanted})
    if wanted == found:
        print(f"{sessions} sessions: counts by session and kind are equal")
        return True
    for session, kind in sorted(key for key in wanted | found if wanted[key] != found[key])[:20]:
        print(f"  DIFFERS {session} {kind}: {wanted[session, kind]} and {found[session, kind]}")
    return False


def main() -> int:
    parser = argparse.ArgumentParser(description="Replay transcripts into a running daemon.")
    parser.add_argument("directory", nargs="?", type=Path)
    parser.add_argument("--speed", type=float, default=100)
    parser.add_argument("--pause", type=float, default=0.5, help="the longest between two lines, in seconds")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        top = Path(directory)
        if options.directory:
            patterns = ("*.jsonl", "*history*.md")
            files = sorted(path for pattern in patterns for path in options.directory.glob(pattern))
        else:
            (top / "made").mkdir()
            files = write_transcripts(top / "made", 8, random.Random(3))
        return 0 if replay(top, files, options.speed, options.pause) else 1


if __name__ == "__main__":
    sys.exit(main())
