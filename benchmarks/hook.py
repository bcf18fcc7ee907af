"""What one event of an agent's hook costs the agent: the wall time of `hardwon hook claude-code`, by event.

    python benchmarks/hook.py [RUNS] [--repo PATH --file NAME]       (200 runs if not given)

With a daemon, and with none. Without --repo on a service of 200 files with the lessons of a starter pack;
with it on a copy of PATH, where the agent writes NAME. An edit is judged as if it were saved; one that
breaks a lesson is denied. The floor, in the same run: `python -c pass`. Aims: 50 ms with a daemon, 150 ms
without. Afterwards each event has to be in the journal, once.
"""

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from running import Ground, up
from watcher import met

from hardwon.store import JournalReader

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.journey.shop import write_shop

_PROGRAM = Path(sys.executable).with_name("hardwon")
_BREACH = """

async def receipts_of(order_id: int, tasks, session) -> None:
    from sqlalchemy import create_engine
    from sqlalchemy.orm import Session

    with Session(create_engine("sqlite://")) as opened:
        opened.commit()
"""
_LESSONS = {
    "async-session": ("sync-session-in-async", ""),
    "no-force": ("{command: 'git push\\b.*--force\\b'}", "force push"),
}
_PAGE = """---
title: Mind the {slug}
status: adopted
kind: gotcha
cost: 1h
triggers: {{prompt: [{prompt}]}}
rule: {rule}
enforce: deny
---
It cost an afternoon.
"""

Event = Mapping[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the hooks of an agent, with a daemon and without.")
    parser.add_argument("runs", type=int, nargs="?", default=200)
    parser.add_argument("--repo", type=Path, help="a repository to work in, which is copied")
    parser.add_argument("--file", default="app/main.py", help="the file that the agent writes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        ground = Ground(Path(directory, "ground"))
        prepare(ground, options.repo)
        events = dict(events_of(ground.repo, options.file))
        away = measure(ground, events, options.runs, "without")
        with up(ground):
            time.sleep(3)
            present = measure(ground, events, options.runs, "with")
            with JournalReader.open(ground.places) as reader:
                kept = list(reader.scan(kinds=("session.hook", "session.started")))
            ids = {(event.session, event.payload["event"], event.source) for event in kept}
            told = 2 * options.runs * len(events)
            print(f"{told} events told, {len(kept)} in the journal: {met(len(ids) == len(kept) == told)}")
        print(f"aim with a daemon, 50 ms (the slowest event's median): {met(present <= 0.05)}")
        print(f"aim without one, 150 ms: {met(away <= 0.15)}")


def prepare(ground: Ground, repo: Path | None) -> None:
    """Puts code and lessons there, and lets a first check remember what it read."""
    if repo is not None:
        shutil.copytree(repo, ground.repo, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".git"))
    else:
        write_shop(ground.repo)
    run([str(_PROGRAM), "init"], ground, "")
    for slug, (rule, prompt) in _LESSONS.items():
        page = _PAGE.format(slug=slug, rule=rule, prompt=prompt)
        (ground.repo / f".hardwon/lessons/{slug}.md").write_text(page)
    run([str(_PROGRAM), "check"], ground, "")


def events_of(repo: Path, name: str) -> Iterator[tuple[str, Event]]:
    """An event of each kind that is answered, and what the agent is told then: nothing, advice, or no."""
    file = repo / name
    text = file.read_text()
    yield "SessionStart", {"source": "startup"}
    yield "UserPromptSubmit, no lesson", {"prompt": "make the logo of the login page bigger"}
    yield "UserPromptSubmit, a lesson", {"prompt": "then force push the branch"}
    yield "PreToolUse Bash", {"tool_name": "Bash", "tool_input": {"command": "pytest -q tests/orders"}}
    yield "PreToolUse Bash, denied", {"tool_name": "Bash", "tool_input": {"command": "git push --force"}}
    harmless = {"file_path": str(file), "content": f"{text}\n\nLIMIT = 3\n"}
    yield "PreToolUse Write", {"tool_name": "Write", "tool_input": harmless}
    breaking = {"file_path": str(file), "content": f"{text}{_BREACH}"}
    yield "PreToolUse Write, denied", {"tool_name": "Write", "tool_input": breaking}
    given = {
        "tool_name": "Bash",
        "tool_input": {"command": "pytest"},
        "tool_response": {"stdout": "ok\n" * 40},
    }
    yield "PostToolUse Bash", given
    yield "Stop", {"stop_hook_active": False}


def measure(ground: Ground, events: Mapping[str, Event], runs: int, daemon: str) -> float:
    """The greatest median in seconds; all kinds in turns with the floor, so that they see one machine."""
    times: dict[str, list[float]] = {name: [] for name in events}
    bare: list[float] = []
    for number in range(runs):
        bare.append(run([sys.executable, "-c", "pass"], ground, ""))
        for place, (name, event) in enumerate(events.items()):
            told = {
                "hook_event_name": name.partition(" ")[0].rstrip(","),
                "session_id": f"{daemon}-{number}-{place}",
                "cwd": str(ground.repo),
                "tool_use_id": f"toolu_{number}_{place}",
                **event,
            }
            times[name].append(run([str(_PROGRAM), "hook", "claude-code"], ground, json.dumps(told)))
    print(f"{daemon} a daemon, {runs} of each{'':>14} median     p99    over python -c pass")
    floor = report("python -c pass", bare, statistics.median(bare))
    return max(report(name, taken, floor) for name, taken in times.items())


def run(words: list[str], ground: Ground, text: str) -> float:
    begin = time.perf_counter()
    subprocess.run(
        words, input=text.encode(), cwd=ground.repo, env=ground.environment, capture_output=True, check=False
    )
    return time.perf_counter() - begin


def report(name: str, times: list[float], floor: float) -> float:
    median = statistics.median(times)
    p99 = sorted(times)[min(len(times) - 1, int(len(times) * 0.99))]
    print(f"  {name:<34} {median * 1000:6.1f} ms {p99 * 1000:6.1f} ms   {median / floor:4.1f} x")
    return median


if __name__ == "__main__":
    main()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"CPU of all processes: {used.ru_utime + used.ru_stime:.1f} s")
