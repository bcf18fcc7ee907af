"""The whole way: git and an agent's transcript beside a running daemon, into its journal."""

import asyncio
import json
import os
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path

from hardwon.assembly.capturing import git_watch, transcript_watch
from hardwon.assembly.workspace import Workspace
from hardwon.core import Settings, SystemClock, find_places
from hardwon.daemon import Daemon, load_gitignore
from hardwon.store import Event, Journal

IDENTITY = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"]
SESSION = "5f0e8a52-1111-4222-8333-944455556666"


def git(where: Path, *arguments: str) -> None:
    subprocess.run(["git", *IDENTITY, *arguments], cwd=where, capture_output=True, check=True)


class Running:
    """A daemon that captures; `until` waits for an event."""

    def __init__(self, folder: Path) -> None:
        self.top = folder / "repo"
        self.top.mkdir()
        git(self.top, "init", "-q")
        self.home = folder / "home"
        self.home.mkdir()
        self.workspace = Workspace(
            find_places(self.top, runtime=folder / "run"), Settings(), SystemClock(), self.home
        )
        self.daemon: Daemon

    def run(self, do: Callable[[], Awaitable[None]]) -> None:
        places = self.workspace.places
        with Journal.open(places, clock=SystemClock()) as journal:
            self.daemon = Daemon(
                places,
                journal,
                clock=SystemClock(),
                load_ignored=lambda: load_gitignore(places.root, places.git_dir),
                take_in=lambda: 0,
            )
            watches = [make(self.workspace, journal, print).run for make in (git_watch, transcript_watch)]

            async def whole() -> None:
                started = asyncio.Event()
                async with asyncio.timeout(60), asyncio.TaskGroup() as group:
                    group.create_task(self.daemon.run(watches, started=lambda _: started.set()))
                    await started.wait()
                    try:
                        await do()
                    finally:
                        self.daemon.stop()

            asyncio.run(whole())

    async def until(self, wanted: Callable[[Event], bool]) -> Event:
        async for batch in self.daemon.follow(0):
            for event in batch:
                if wanted(event):
                    return event
        raise AssertionError("the daemon ended first")


def test_a_commit_in_a_new_worktree_reaches_the_journal(tmp_path: Path) -> None:
    running = Running(tmp_path)

    async def do() -> None:
        git(running.top, "commit", "--allow-empty", "-qm", "first")
        await running.until(lambda event: event.kind == "git.commit" and event.payload["subject"] == "first")
        git(running.top, "worktree", "add", "-q", "-b", "side", "../side")
        await running.until(lambda event: event.kind == "git.worktree")
        git(tmp_path / "side", "commit", "--allow-empty", "-qm", "second")
        move = await running.until(lambda event: event.payload.get("subject") == "second")
        assert (move.payload["worktree"], move.payload["branch"]) == (str(tmp_path / "side"), "side")

    running.run(do)


def test_a_session_in_a_folder_that_did_not_exist_reaches_the_journal(tmp_path: Path) -> None:
    running = Running(tmp_path)
    name = "".join(letter if letter.isalnum() else "-" for letter in str(running.top))
    folder = running.home / ".claude/projects" / name

    def line(number: int, **more: object) -> str:
        record = {"type": "user", "uuid": f"{number:08}-1111-4222-8333-944455556666", "sessionId": SESSION}
        record |= {"message": {"role": "user", "content": f"word {number}"}, **more}
        return json.dumps(record | {"timestamp": "2026-03-01T10:00:00.000Z"}) + "\n"

    async def do() -> None:
        folder.mkdir(parents=True)
        with (folder / f"{SESSION}.jsonl").open("a") as stream:
            for number in range(3):
                stream.write(line(number))
                stream.flush()
                await running.until(lambda event: event.payload.get("text") == f"word {number}")  # noqa: B023
        child = folder / SESSION / "subagents"
        child.mkdir(parents=True)
        (child / "agent-a7.jsonl").write_text(line(7, isSidechain=True, agentId="a7"))
        said = await running.until(lambda event: event.payload.get("text") == "word 7")
        assert said.session == f"agent-a7@{SESSION[:8]}"

    running.run(do)
    assert os.path.exists(running.workspace.places.journal)


def test_a_switch_of_thousands_of_files_is_one_event_that_says_so(tmp_path: Path) -> None:
    running = Running(tmp_path)
    (running.top / "src").mkdir()
    for number in range(1500):
        (running.top / f"src/m{number}.py").write_text("x = 1\n")
    git(running.top, "add", ".")
    git(running.top, "commit", "-qm", "first")
    git(running.top, "switch", "-qc", "topic")
    git(running.top, "rm", "-q", "src/m[0-9][0-9][0-9].py")
    git(running.top, "commit", "-qm", "second")

    async def do() -> None:
        await running.until(lambda event: event.kind == "git.switch")  # all that was done before is told
        git(running.top, "switch", "-q", "main")
        event = await running.until(lambda event: event.kind == "files.changed")
        assert event.payload["count"] == event.payload["created"] == 900
        assert event.payload["git"] == {
            "kind": "git.switch", "from": "topic", "to": "main", "branch": "main",
        }  # fmt: skip

    running.run(do)
