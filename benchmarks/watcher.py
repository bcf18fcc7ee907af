"""From write() to the event in the journal, and what watching costs, on a generated tree.

    python benchmarks/watcher.py [FILES] [WRITES]     (10,000 files and 300 writes if not given)

Measured is `hardwon up` with all it does, in a process of its own, by a follower of its socket: what is told
there is committed. A fifth of the tree is Python, which is checked again as it is saved.
Aims: 15 ms median, 60 ms p99, 1 % of a core at rest, 5 % while a build writes 10,000 files, none lost.
The floor, in the same run: watchdog's own observer on the same tree, up to its handler, and a build that
nobody watches.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from running import Event, Follower, Ground, Up, child_environment, up, wait_until
from watchdog.events import FileModifiedEvent, FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

PER_DIRECTORY = 20
BURST = 10_000
BUILD_SECONDS = 30  # in which a build writes as many, of some speed
REST = 20.0  # seconds

_BUILD = """
import pathlib, sys, time
root, files, seconds = pathlib.Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
began = time.monotonic()
for number in range(files):
    if number % 50 == 0:
        time.sleep(max(0, began + seconds * number / files - time.monotonic()))
        directory = root / f"d{number // 50}"
        directory.mkdir(parents=True)
    (directory / f"{number}.o").write_text("object")
"""


def make_tree(root: Path, files: int) -> list[Path]:
    made = []
    for number in range(files // PER_DIRECTORY):
        directory = root / f"p{number % 100}" / f"d{number}"
        directory.mkdir(parents=True)
        for name in range(PER_DIRECTORY):
            made.append(directory / (f"m{name}.py" if name % 5 == 0 else f"m{name}.txt"))
            made[-1].write_text("x = 1\n")
    (root / ".gitignore").write_text("ignored/\n")
    return made


class Seen:
    """When each path was seen first after it was written; how many files were told of below `out`."""

    def __init__(self) -> None:
        self.at: dict[str, float] = {}
        self.built = 0
        self.more = threading.Event()

    def see(self, path: str) -> None:
        self.at.setdefault(path, time.perf_counter())
        self.more.set()

    def hear(self, event: Event) -> None:
        payload = event["payload"]
        if event["kind"] == "file.changed":
            self.built += payload["path"].startswith("out")
            self.see(payload["path"])
        elif event["kind"] == "files.changed":
            self.built += payload["count"]


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
            if not seen.more.wait(30):
                raise SystemExit(f"{path} was written and not told of for 30 s")
            seen.more.clear()
        latencies.append((seen.at[path] - began) * 1000)
        time.sleep(chance.uniform(0.005, 0.03))
    return latencies


def report(name: str, start: float, latencies: list[float]) -> tuple[float, float]:
    median = statistics.median(latencies)
    p99 = statistics.quantiles(latencies, n=100)[98]
    print(f"{name:12} start {start:7.2f} s   write to seen: median {median:6.2f} ms, p99 {p99:6.2f} ms")
    return median, p99


def floor(root: Path, files: list[Path], writes: int) -> tuple[float, float]:
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
    observer.stop()
    observer.join()
    return report("watchdog", start, latencies)


def build(target: Path, seconds: float) -> float:
    """Writes many new files in another process; how long that took."""
    began = time.perf_counter()
    command = [sys.executable, "-c", _BUILD, str(target), str(BURST), str(seconds)]
    subprocess.run(command, check=True, env=child_environment())
    return time.perf_counter() - began


def measure_build(running: Up, seen: Seen, name: str, seconds: float, unwatched: float) -> float:
    """Percent of a core, over the build and all that is done about it afterwards."""
    before, cpu, ignored = seen.built, running.cpu_by_process(), name.startswith("ignored")
    began = time.perf_counter()
    took = build(running.ground.repo / name, seconds)
    all_seen = wait_until(lambda: seen.built - before >= (0 if ignored else BURST), seconds=60)
    until = time.perf_counter() - began
    time.sleep(1.5)  # what else was set off by it
    costs = {name: after - cpu.get(name, 0.0) for name, after in running.cpu_by_process().items()}
    used = sum(costs.values())
    print(
        f"  {BURST:,} files written to {name:9} in {took:5.1f} s ({unwatched:4.1f} s unwatched): "
        f"{seen.built - before:6,} told{'' if all_seen else ' -> MISSING'} after {until:5.1f} s, "
        f"{used:5.2f} s of CPU = {used / took * 100:5.1f} % of a core"
        f" ({', '.join(f'{process} {cost:.2f} s' for process, cost in costs.items())})"
    )
    return used / took * 100


def ours(ground: Ground, files: list[Path], writes: int, bare: tuple[float, float]) -> None:
    with up(ground) as running:
        seen = Seen()
        follower = Follower(running.places, seen.hear)
        median, p99 = report(
            "hardwon up", running.seconds_to_start, write_apart(files, ground.repo, writes, seen)
        )
        print(f"  over the bare watcher: median {median / bare[0]:.1f} x, p99 {p99 / bare[1]:.1f} x")
        print(f"  aim of 15 ms median {met(median <= 15)}, of 60 ms p99 {met(p99 <= 60)}")
        time.sleep(5)
        unwatched = build(ground.home / "fast", 0)
        measure_build(running, seen, "out1", 0, unwatched)
        unwatched = build(ground.home / "slow", BUILD_SECONDS)
        paced = measure_build(running, seen, "out2", BUILD_SECONDS, unwatched)
        measure_build(running, seen, "ignored/1", BUILD_SECONDS, unwatched)
        print(f"  aim of 5 % of a core while a build writes {BURST:,} files {met(paced <= 5)}")
        time.sleep(5)
        rest(running)
        follower.close()


def rest(running: Up) -> None:
    before = running.cpu()
    time.sleep(REST)
    used = (running.cpu() - before) / REST * 100
    print(f"  at rest: {used:.2f} % of a core; aim of 1 % {met(used <= 1)}")
    print(f"  resident: {', '.join(f'{name} {size:.0f} MB' for name, size in running.memory().items())}")


def met(is_met: bool) -> str:
    return "met" if is_met else "MISSED"


def main(files: int = 10_000, writes: int = 300) -> None:
    with tempfile.TemporaryDirectory() as directory:
        ground = Ground(Path(directory, "ground"))
        made = make_tree(ground.repo, files)
        print(f"{files:,} files, {writes} writes")
        bare = floor(ground.repo, made, writes)
        ours(ground, made, writes, bare)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
