"""What one event of an agent's hook costs the agent: the wall time of `hardwon hook claude-code`.

    python benchmarks/hook.py [RUNS]       (100 if not given)

With a daemon, and with none (the event goes into the spool). The floor, in the same run: `python -c pass`.
Aim: 50 ms, whether there is a daemon or not. Afterwards each event has to be in the journal, once.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from running import Ground, up
from watcher import met

from hardwon.store import JournalReader

_PROGRAM = Path(sys.executable).with_name("hardwon")


def main(runs: int = 100) -> None:
    with tempfile.TemporaryDirectory() as directory:
        ground = Ground(Path(directory, "ground"))
        away = measure(ground, runs, "without")
        with up(ground):
            time.sleep(2)
            present = measure(ground, runs, "with")
            with JournalReader.open(ground.places) as reader:
                told = list(reader.scan(kinds=("session.hook",)))
            ids = {event.session for event in told}
            print(
                f"{2 * runs} events handed over, {len(told)} in the journal, of {len(ids)} sessions: "
                f"{met(len(told) == len(ids) == 2 * runs)}"
            )
        print(f"aim of 50 ms (median): {met(max(away, present) <= 0.05)}")


def measure(ground: Ground, runs: int, name: str) -> float:
    """The median in seconds; the floor is taken in turns with it, so that both see the same machine."""
    times, bare = [], []
    for number in range(runs):
        event = {
            "hook_event_name": "PostToolUse",
            "session_id": f"{name}-{number}",
            "cwd": str(ground.repo),
            "tool_name": "Bash",
            "tool_use_id": f"toolu_{number}",
            "tool_input": {"command": "pytest -q tests/orders"},
            "tool_response": {"stdout": "12 passed in 0.31s\n" * 20, "stderr": ""},
        }
        bare.append(time_of([sys.executable, "-c", "pass"], ground, ""))
        times.append(time_of([str(_PROGRAM), "hook", "claude-code"], ground, json.dumps(event)))
    floor = report("python -c pass", bare, 0)
    return report(f"hook {name} a daemon", times, floor)


def time_of(command: Sequence[str], ground: Ground, given: str) -> tuple[float, float]:
    """Seconds of wall time and of CPU."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, input=given, text=True, check=True, cwd=ground.repo, env=ground.environment)
    took, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def report(name: str, times: Sequence[tuple[float, float]], bare: float) -> float:
    walls = [wall for wall, _ in times]
    median, p99 = statistics.median(walls), statistics.quantiles(walls, n=100)[98]
    cpu = statistics.median(cpu for _, cpu in times)
    beside = f"   {median / bare:4.1f} x, {(median - bare) * 1000:+5.1f} ms" if bare else ""
    print(
        f"{name:22} median {median * 1000:6.1f} ms, p99 {p99 * 1000:6.1f} ms, "
        f"CPU {cpu * 1000:5.1f} ms{beside}"
    )
    return median


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
