"""What a DSPy program waits for: the context provider, the retriever and the tool, cold and warm.

    python benchmarks/dspy_context.py [LESSONS] [TURNS] [ROUNDS]     (300 lessons, 5,000 turns, 20 rounds)

Once without a daemon and once with one. Beside them, in the same run, what a program did without them: the
commands `hardwon context` and `hardwon recall`. Wished: each answer in less than 2 s. Cold is the first
answer of a new process, without its imports of DSPy, which are told apart.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from hardwon.assembly.watching import NoDaemon, find_daemon
from hardwon.assembly.workspace import open_workspace
from hardwon.store import NewEvent

ASK = "why does the nightly export hang with a second session"
PAGE = """\
---
title: {what} in {where}
status: adopted
kind: gotcha
cost: 30m
applies-to: ["{where}/**/*.py"]
---
{what}: seen in {where} when a second session was opened while the first was held. It hangs until the pool
gives up, and nobody is told. Hand the session down instead, and open one at the edge only.
"""
WORDS = (
    "session", "export", "nightly", "retry", "pool", "queue", "worker", "commit", "status", "job", "timezone",
    "total", "report", "lock",
)  # fmt: skip


def make_repository(root: Path, lessons: int, turns: int) -> None:
    """A repository with so many lessons, and a journal with so many turns of sessions."""
    folder = root / ".hardwon/lessons"
    folder.mkdir(parents=True)
    for number in range(lessons):
        what = f"{WORDS[number % 14].title()} {WORDS[number // 14 % 14]} {number}"
        (folder / f"lesson-{number}.md").write_text(PAGE.format(what=what, where=f"app{number % 9}"))
    (root / "app0").mkdir()
    (root / "app0/jobs.py").write_text("def export() -> None: ...\n")
    for words in (
        ("init", "-q", "-b", "main"),
        ("add", "-A"),
        ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-qm", "Begin"),
    ):
        subprocess.run(["git", "-C", root, *words], check=True)
    with open_workspace(root).owner("benchmark") as journal:
        journal.append([_turn(number) for number in range(turns)])


def _turn(number: int) -> NewEvent:
    text = " ".join(WORDS[(number * step) % 14] for step in (1, 3, 5, 9, 11)) + f" was looked at, {number}"
    told = {"turn": str(number), "line": number, "speaker": "assistant", "text": text}
    session = f"s{number // 100}"
    return NewEvent(f"turns:{number}", "session.turn", "2026-01-02T03:04:05.000Z", told, session)


def ask_all(root: Path, what: str, rounds: int) -> dict[str, float]:
    """Seconds: of the imports, of the first answer, and the median and the longest of `rounds` more."""
    begun = time.perf_counter()
    from hardwon.integrations import dspy as ours

    ask: Callable[[], object]
    if what == "provider":
        provider = ours.ContextProvider(root, timeout=60)
        ask = lambda: provider.get(ASK, ["app0/jobs.py"])  # noqa: E731
    elif what == "retriever":
        retriever = ours.HardwonRM(root)
        ask = lambda: retriever(ASK)  # noqa: E731
    else:
        tool = ours.recall_tool(root, timeout=60)
        ask = lambda: asyncio.run(tool.acall(words=ASK))  # noqa: E731
    loaded = time.perf_counter()
    times = []
    for _ in range(rounds + 1):
        before = time.perf_counter()
        assert ask()
        times.append(time.perf_counter() - before)
    warm = times[1:]
    return {"imports": loaded - begun, "cold": times[0], "warm": statistics.median(warm), "most": max(warm)}


def measure(root: Path, rounds: int) -> None:
    """Prints a line for each of the three, and one for the commands."""
    for what in ("provider", "retriever", "tool"):
        command = [sys.executable, __file__, "--ask", str(root), what, str(rounds)]
        told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        print(
            f"  {what:10} imports {told['imports']:5.2f} s   cold {told['cold'] * 1000:6.0f} ms"
            f"   warm {told['warm'] * 1000:5.0f} ms (longest {told['most'] * 1000:.0f})"
        )
    times = []
    for _ in range(5):
        before = time.perf_counter()
        for words in (["context"], ["recall", ASK, "--file", "app0/jobs.py"]):
            line = [sys.executable, "-m", "hardwon", *words, "--repo", str(root)]
            subprocess.run(line, check=True, capture_output=True)
        times.append(time.perf_counter() - before)
    print(f"  the commands context and recall, one after the other: {statistics.median(times) * 1000:.0f} ms")


def main(lessons: int = 300, turns: int = 5_000, rounds: int = 20) -> None:
    with tempfile.TemporaryDirectory(prefix="hardwon-") as folder:
        os.environ["XDG_RUNTIME_DIR"] = f"{folder}/run"
        os.environ["DSPY_CACHEDIR"] = f"{folder}/dspy"
        root = Path(folder, "shop")
        make_repository(root, lessons, turns)
        subprocess.run(
            [sys.executable, "-m", "hardwon", "recall", ASK, "--repo", root], capture_output=True, check=True
        )
        print(
            f"{lessons:,} lessons, {turns:,} turns; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
        )
        print("without a daemon")
        measure(root, rounds)
        daemon = subprocess.Popen(
            [sys.executable, "-m", "hardwon", "up", "--repo", root, "--port", "0"], stdout=subprocess.DEVNULL
        )
        try:
            for _ in range(600):
                try:
                    find_daemon(open_workspace(root).places)
                    break
                except NoDaemon:
                    time.sleep(0.1)
            time.sleep(3)  # it looks at everything once
            print("with a daemon")
            measure(root, rounds)
        finally:
            daemon.terminate()
            daemon.wait(30)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ask"]:
        print(json.dumps(ask_all(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))))
    else:
        main(*map(int, sys.argv[1:]))
