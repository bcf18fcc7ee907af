"""Capture measured from one end to the other, each figure beside its floor, in one run.

    python benchmarks/scribe.py [--only journal,hook] [--transcripts DIRECTORY]

Each section is a program of its own in this directory and can be run alone. `--transcripts` are real ones,
for the sections that read such; without it they make theirs up. Exit code 1 where one could not be measured.
"""

import argparse
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from running import child_environment

_HERE = Path(__file__).parent


def sections(transcripts: Sequence[str], folder: Sequence[str]) -> dict[str, tuple[str, list[str]]]:
    """What each section shows, and its program."""
    return {
        "watch": ("write() to journal, a build, and rest, 10,000 files", ["watcher.py", "10000", "500"]),
        "watch-100k": ("the same on 100,000 files", ["watcher.py", "100000", "500"]),
        "journal": ("throughput and latency of the journal, redaction", ["journal.py", *transcripts]),
        "intake": ("20 MB of transcript a second through redaction", ["intake.py", *transcripts]),
        "sessions": ("1,000 sessions at once, each appending and reading", ["sessions.py", "1000", "6"]),
        "hour": ("memory after an hour's worth of events", ["sessions.py", "hour"]),
        "context": ("context one by one, gathered and warm", ["context.py"]),
        "hook": ("wall time of the hook's process", ["hook.py", "100"]),
        "replay": ("transcripts written by several at 100 x speed", ["replay.py", *folder]),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure capture.")
    parser.add_argument("--only", default="", help="sections, with commas between them")
    parser.add_argument("--transcripts", type=Path, help="a directory of transcripts, which is only read")
    options = parser.parse_args()
    files = sorted(str(path) for path in _transcripts(options.transcripts))
    known = sections(files, [str(options.transcripts)] if options.transcripts else [])
    chosen = options.only.split(",") if options.only else list(known)
    if unknown := [name for name in chosen if name not in known]:
        parser.error(f"no section {', '.join(unknown)}: there are {', '.join(known)}")
    print(
        f"{platform.system()}, {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}"
    )
    failed = [name for name in chosen if not measured(name, *known[name])]
    if failed:
        print(f"\nnot measured: {', '.join(failed)}")
    return 1 if failed else 0


def measured(name: str, shows: str, command: Sequence[str]) -> bool:
    """Runs one section; whether that could be done."""
    load = os.getloadavg()[0]
    print(f"\n== {name}: {shows}   (load {load:.1f} before)", flush=True)
    if not (_HERE / command[0]).exists():
        print(f"there is no benchmarks/{command[0]}")
        return False
    began = time.perf_counter()
    code = subprocess.call([sys.executable, str(_HERE / command[0]), *command[1:]], env=child_environment())
    print(
        f"   took {time.perf_counter() - began:.0f} s" + (f", exit code {code}" if code else ""), flush=True
    )
    return code == 0


def _transcripts(folder: Path | None) -> list[Path]:
    return (
        [path for path in folder.iterdir() if path.suffix == ".jsonl" or _is_history(path)] if folder else []
    )


def _is_history(path: Path) -> bool:
    return path.suffix == ".md" and "history" in path.name


if __name__ == "__main__":
    sys.exit(main())
