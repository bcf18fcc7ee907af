"""The context of a worktree: one part after the other, gathered cold, and warm out of the daemon.

    python benchmarks/context.py [REPOSITORY] [ROUNDS]     (a new one of 10,000 files, and 15 rounds)

Floor, in the same run: `git status`, `git log` and `git diff` one after another, and `python -c pass` for the
command's wall time. Wished: warm 80 % faster than one by one cold, and gathered cold never slower than that.
A repository that is given is cloned first, and left alone.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from hardwon.assembly.checking import Checked
from hardwon.assembly.context import providers
from hardwon.assembly.desk import Desk, answers
from hardwon.assembly.workspace import Workspace, open_workspace
from hardwon.daemon import Asked, Daemon, Gatherer, load_gitignore
from hardwon.lessons import open_memory
from hardwon.store import Journal, ask, take_in_spool

GIT = (
    ("branch", "-vv"),
    ("status", "--porcelain=v2"),
    ("log", "-n", "5", "--oneline"),
    ("diff", "--numstat", "HEAD"),
)
LESSON = '---\ntitle: Commit first\nstatus: adopted\nkind: gotcha\napplies-to: ["**/*.py"]\n---\nOr else.\n'


def make_repository(root: Path, files: int = 10_000) -> None:
    """Two commits, a branch, a lesson, and five changed files."""
    made = []
    for number in range(files // 20):
        directory = root / f"p{number % 100}/d{number}"
        directory.mkdir(parents=True)
        for name in range(20):
            made.append(directory / f"m{name}.py")
            made[-1].write_text(f"x = {name}\n" * 20)
    lesson = root / ".hardwon/lessons/commit-first.md"
    lesson.parent.mkdir(parents=True)
    lesson.write_text(LESSON)
    identity = ("-c", "user.name=Anna", "-c", "user.email=anna@example.org")
    for words in (
        ("init", "-q", "-b", "main"),
        ("add", "-A"),
        (*identity, "commit", "-q", "-m", "First"),
        ("checkout", "-q", "-b", "retry"),
        (*identity, "commit", "-q", "--allow-empty", "-m", "Second"),
    ):
        subprocess.run(["git", "-C", root, *words], check=True)
    for file in made[:: files // 5]:
        file.write_text("y = 2\n")


def timed(do: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    do()
    return (time.perf_counter() - began) * 1000


def show(what: str, times: list[float], floor: float | None = None) -> float:
    """Prints a line; the median."""
    median = statistics.median(times)
    ratio = f"  {median / floor:5.2f} x" if floor else ""
    print(f"  {what:<52} median {median:8.1f} ms   worst {max(times):8.1f} ms{ratio}")
    return median


def run_git(root: Path) -> None:
    for words in GIT:
        subprocess.run(["git", "-C", root, *words], capture_output=True, check=False)


def in_process(workspace: Workspace, journal: Journal, checked: Checked, rounds: int) -> None:
    """All parts without anything that is kept: the two ways beside each other, in turns.

    The check is warm in both: cold it takes seconds, and would hide what is measured.
    """
    floor, one_by_one, at_once = [], [], []
    names = {"branch", "status", "commits", "diff"}
    git_one_by_one, git_at_once = [], []
    every = providers(workspace, lambda: journal, checked=checked)
    git_only = [one for one in every if one.name in names]
    asked = Asked(workspace.places)
    for _ in range(rounds + 1):
        floor.append(timed(lambda: run_git(workspace.places.root)))
        git_one_by_one.append(timed(lambda: Gatherer(git_only).gather(asked, one_by_one=True)))
        git_at_once.append(timed(lambda: Gatherer(git_only).gather(asked)))
        one_by_one.append(timed(lambda: Gatherer(every).gather(asked, one_by_one=True)))
        at_once.append(timed(lambda: Gatherer(every).gather(asked)))
    print("in one process, nothing kept (ratios to the first of each group):")
    show("git branch, status, log, diff, one by one (floor)", floor[1:])
    base = show("the parts of git, one by one", git_one_by_one[1:])
    show("the parts of git, gathered", git_at_once[1:], base)
    base = show("all parts, one by one", one_by_one[1:])
    show("all parts, gathered", at_once[1:], base)


async def with_daemon(workspace: Workspace, journal: Journal, desk: Desk, rounds: int) -> None:
    places = workspace.places
    daemon = Daemon(
        places,
        journal,
        clock=workspace.clock,
        load_ignored=lambda: load_gitignore(places.root, places.git_dir),
        take_in=lambda: take_in_spool(places, journal),
        answers=answers(desk),
        pulse=desk.pulse,
    )
    started = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(daemon.run(started=lambda _: started.set()))
        await started.wait()
        try:
            await asyncio.to_thread(measure_daemon, workspace, rounds)
        finally:
            daemon.stop()


def measure_daemon(workspace: Workspace, rounds: int) -> None:
    places = workspace.places
    request = {"op": "context", "root": str(places.root)}
    every = providers(workspace, lambda: None)
    asked = Asked(places)
    changed, warm, cold, wall, python = [], [], [], [], []
    command = [sys.executable, "-m", "hardwon", "context", "--repo", str(places.root)]
    scratch = places.root / "benchmark-scratch.txt"

    def put() -> None:
        answer = ask(places, request, timeout=30)
        assert answer is not None
        assert answer["ok"] is True

    try:
        for number in range(rounds):
            scratch.write_text(f"{number}\n")
            changed.append(timed(put))
            time.sleep(0.2)  # files just written are not relied on
            put()
            warm.append(timed(put))
            cold.append(timed(lambda: Gatherer(every).gather(asked, one_by_one=True)))
            wall.append(timed(lambda: subprocess.run(command, capture_output=True, check=True)))
            python.append(timed(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True)))
    finally:
        scratch.unlink(missing_ok=True)
    print("asked of the daemon (ratios to one by one, cold, without a check):")
    base = show("all parts but the check, one by one, cold", cold)
    show("right after a file was saved, with its check", changed)
    median = show("warm, over the socket", warm, base)
    print(f"  warm is {100 * (1 - median / base):.1f} % faster than one by one, cold (wished: 80 %)")
    floor = show("python -c pass (floor)", python)
    show("hardwon context, warm, wall", wall, floor)


def without_daemon(root: Path, rounds: int) -> None:
    """The whole command, imports and all; the two ways in turns."""
    program = "import sys; from pathlib import Path; from hardwon.assembly.context import gather_context;"
    calls = {
        way: [
            sys.executable,
            "-c",
            f"{program} gather_context(Path(sys.argv[1]), one_by_one={way})",
            str(root),
        ]
        for way in ("True", "False")
    }
    times: dict[str, list[float]] = {way: [] for way in calls}
    for _ in range(rounds):
        for way, call in calls.items():
            began = time.perf_counter()
            subprocess.run(call, check=True)
            times[way].append((time.perf_counter() - began) * 1000)
    base = show("a process without a daemon, one by one", times["True"])
    show("a process without a daemon, gathered", times["False"], base)


def main() -> None:
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 15
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["XDG_RUNTIME_DIR"] = scratch
        root = Path(scratch) / "repository"
        if len(sys.argv) > 1:
            subprocess.run(["git", "clone", "-q", "--local", sys.argv[1], root], check=True)
        else:
            make_repository(root)
        workspace = open_workspace(root)
        listed = subprocess.run(["git", "-C", root, "ls-files"], capture_output=True, text=True, check=True)
        print(f"{len(listed.stdout.splitlines()):,} files, {rounds} rounds, {os.cpu_count()} cores")
        checked = Checked(workspace)
        print(f"  the first check took {timed(checked.report):,.0f} ms")
        with workspace.owner("benchmark") as journal:
            in_process(workspace, journal, checked, rounds)
            with open_memory(workspace.places, workspace.shelf) as memory:
                desk = Desk(workspace, journal, memory, checked, print)
                asyncio.run(with_daemon(workspace, journal, desk, rounds))
        without_daemon(root, max(5, rounds // 2))


if __name__ == "__main__":
    main()
