"""From write() to the event in the journal, and what watching costs, on a generated tree.

    python benchmarks/watcher.py [FILES] [WRITES]     (10,000 files and 300 writes if not given)

Budget: 15 ms median, 60 ms p99 on 100,000 files, 1 % of a core at rest, 5 % while 10,000 files are written.
The floor, in the same run: watchdog's own observer on the same tree, up to its handler.
"""

import asyncio
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from watchdog.events import FileModifiedEvent, FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from hardwon.core import SystemClock, find_places
from hardwon.daemon import Daemon, load_gitignore
from hardwon.store import Event, Journal

PER_DIRECTORY = 20
BURST = 10_000


def make_tree(root: Path, files: int) -> list[Path]:
    (root / ".git").mkdir(parents=True)
    (root / ".git/HEAD").write_text("ref: refs/heads/main\n")
    made = []
    for number in range(files // PER_DIRECTORY):
        directory = root / f"p{number % 100}" / f"d{number}"
        directory.mkdir(parents=True)
        for name in range(PER_DIRECTORY):
            made.append(directory / f"m{name}.py")
            made[-1].write_text("x = 1\n")
    return made


class Seen:
    """When each path was seen first after it was written."""

    def __init__(self) -> None:
        self.at: dict[str, float] = {}
        self.count = 0
        self.more = threading.Event()

    def see(self, path: str, count: int = 1) -> None:
        self.at.setdefault(path, time.perf_counter())
        self.count += count
        self.more.set()


def write_apart(files: list[Path], root: Path, writes: int, seen: Seen) -> list[float]:
    """Writes one file after the other; the milliseconds until each was seen."""
    chance = random.Random(7)
    latencies = []
    for number in range(writes):
        file = chance.choice(files)
        path = str(file.relative_to(root))
        seen.at.pop(path, None)
        began = time.perf_counter()
        file.write_text(f"x = {number}\n")
        while path not in seen.at:
            seen.more.wait(5)
            seen.more.clear()
        latencies.append((seen.at[path] - began) * 1000)
        time.sleep(chance.uniform(0.005, 0.03))
    return latencies


def burst(root: Path, seen: Seen, cpu: Callable[[], float]) -> tuple[float, float, float, int]:
    """Writes many new files in another process: its seconds, ours until all is seen, our CPU, how many."""
    before, cpu_before, began = seen.count, cpu(), time.perf_counter()
    program = (
        "import pathlib, sys\n"
        f"root = pathlib.Path({str(root)!r}) / 'out'\n"
        f"for number in range({BURST}):\n"
        "    directory = root / f'd{number // 50}'\n"
        "    directory.mkdir(parents=True, exist_ok=True)\n"
        "    (directory / f'{number}.o').write_text('object')\n"
    )
    os.spawnl(os.P_WAIT, sys.executable, sys.executable, "-c", program)
    writing = time.perf_counter() - began
    while seen.count - before < BURST and time.perf_counter() - began < 30:
        time.sleep(0.01)
    return writing, time.perf_counter() - began, cpu() - cpu_before, seen.count - before


def rest(seconds: float = 5) -> float:
    """Percent of a core used while nothing happens."""
    before = time.process_time()
    time.sleep(seconds)
    return (time.process_time() - before) / seconds * 100


def report(name: str, start: float, latencies: list[float], resting: float, burnt: str) -> float:
    median = statistics.median(latencies)
    p99 = statistics.quantiles(latencies, n=100)[98]
    print(
        f"{name:10} start {start * 1000:7.0f} ms   write to seen: median {median:6.2f} ms, p99 {p99:6.2f} ms"
    )
    print(f"{'':10} at rest {resting:.2f} % of a core   {burnt}")
    return median


def floor(root: Path, files: list[Path], writes: int) -> float:
    seen = Seen()

    class Handler(FileSystemEventHandler):
        def on_modified(self, event: FileSystemEvent) -> None:
            if not event.is_directory:
                seen.see(os.path.relpath(os.fsdecode(event.src_path), root))

    observer = Observer()
    began = time.perf_counter()
    # Without the filter its own walk through 5,000 directories fills the kernel's queue, and its answer
    # to that is to walk again, for ever.
    observer.schedule(Handler(), str(root), recursive=True, event_filter=[FileModifiedEvent])
    observer.start()
    start = time.perf_counter() - began
    latencies = write_apart(files, root, writes, seen)
    resting = rest()
    observer.stop()
    observer.join()
    return report("watchdog", start, latencies, resting, "(up to its handler; no journal)")


def ours(root: Path, files: list[Path], writes: int, runtime: Path) -> float:
    places = find_places(root, runtime=runtime)
    seen = Seen()
    ready = threading.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    def hear(events: "list[Event]") -> None:
        for event in events:
            seen.see(str(event.payload.get("path")), int(event.payload.get("count", 1)))

    with Journal.open(places, clock=SystemClock()) as journal:
        journal.subscribe(hear)  # type: ignore[arg-type]
        daemon = Daemon(
            places,
            journal,
            clock=SystemClock(),
            load_ignored=lambda: load_gitignore(places.root, places.git_dir),
            take_in=lambda: 0,
        )
        figures: list[float] = []

        def measure() -> None:
            ready.wait()
            start = time.perf_counter() - began
            latencies = write_apart(files, root, writes, seen)
            resting = rest()
            writing, until, cpu, count = burst(root, seen, time.process_time)
            burnt = (
                f"burst of {BURST:,}: {count:,} seen, all after {until:.1f} s (written in {writing:.1f} s), "
                f"{cpu / writing * 100:.0f} % of a core"
            )
            figures.append(report("hardwon", start, latencies, resting, burnt))
            loops[0].call_soon_threadsafe(daemon.stop)

        async def run() -> None:
            loops.append(asyncio.get_running_loop())
            await daemon.run(started=lambda _: ready.set())

        thread = threading.Thread(target=measure)
        thread.start()
        began = time.perf_counter()
        asyncio.run(run())
        thread.join()
    return figures[0]


def main() -> None:
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    writes = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory, "repo")
        made = make_tree(root, files)
        print(f"{files:,} files, {writes} writes, Python {sys.version.split()[0]}, {os.cpu_count()} cores")
        base = floor(root, made, writes)
        median = ours(root, made, writes, Path(directory, "run"))
        print(f"median over the bare watcher: {median / base:.1f} x")


if __name__ == "__main__":
    main()
