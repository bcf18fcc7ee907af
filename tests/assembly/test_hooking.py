import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hardwon.assembly.hooking import BadHook, HookDesk
from hardwon.check import Finding
from hardwon.core import HardwonError, SystemClock, find_places
from hardwon.daemon import Daemon
from hardwon.integrations import Adviser
from hardwon.lessons import Shelf
from hardwon.store import Event, Journal, ask, take_in_spool

HOOK = [sys.executable, "-m", "hardwon", "hook", "claude-code"]


def test_a_hook_reaches_the_daemon_whatever_its_own_environment_says(tmp_path: Path) -> None:
    (tmp_path / "repo/.git").mkdir(parents=True)
    (tmp_path / "repo/.git/HEAD").write_text("ref: refs/heads/main\n")
    places = find_places(tmp_path / "repo", runtime=tmp_path / "run")
    told = {"hook_event_name": "SessionStart", "session_id": "s-1", "source": "startup", "cwd": "/src"}
    environment = {key: value for key, value in os.environ.items() if key != "XDG_RUNTIME_DIR"}

    async def run(journal: Journal) -> list[Event]:
        desk = HookDesk(places, journal)
        daemon = Daemon(
            places,
            journal,
            clock=SystemClock(),
            load_ignored=lambda: lambda path: False,
            take_in=lambda: take_in_spool(places, journal),
            answers={"hook": desk.answer},
        )
        started = asyncio.Event()
        async with asyncio.timeout(30), asyncio.TaskGroup() as group:
            group.create_task(daemon.run([desk.run], started=lambda _: started.set()))
            await started.wait()
            process = await asyncio.create_subprocess_exec(
                *HOOK, cwd=places.root, env=environment, stdin=subprocess.PIPE
            )
            await process.communicate(json.dumps(told).encode())
            assert process.returncode == 0
            events = list(journal.scan(kinds=("session.started",)))
            wrong = await asyncio.to_thread(ask, places, {"op": "hook", "agent": "claude-code"}, timeout=5)
            assert wrong is not None
            assert wrong["ok"] is False
            daemon.stop()
        return events

    with Journal.open(places, clock=SystemClock()) as journal:
        [event] = asyncio.run(run(journal))
    assert (event.session, event.payload["why"], event.payload["cwd"]) == ("s-1", "startup", "/src")
    assert not (places.state / "socket").is_symlink()


def test_an_answer_that_failed_without_a_word_is_told_by_its_kind(tmp_path: Path) -> None:
    """A time-out has no text."""
    places = find_places(tmp_path, runtime=tmp_path)
    troubles: list[HardwonError] = []

    async def state(root: Path) -> dict[str, object]:
        raise TimeoutError

    async def propose(path: str, before: bytes | None, after: bytes) -> list[Finding]:
        return []

    adviser = Adviser(
        shelf=lambda: Shelf(tmp_path),
        propose=propose,
        state=state,
        roots=lambda: [tmp_path],
        clock=SystemClock(),
        gates={},
        budget=500,
    )
    body = json.dumps({"hook_event_name": "SessionStart", "session_id": "s-1", "cwd": str(tmp_path)})
    with Journal.open(places, clock=SystemClock()) as journal:
        desk = HookDesk(places, journal, adviser, troubles.append)
        told = {"agent": "claude-code", "id": "1", "time": "t", "body": body, "process": [1, 2]}
        assert asyncio.run(desk.answer(told)) == {"unanswered": True}
    assert "TimeoutError" in str(troubles[0])


def test_a_request_that_is_none_is_refused(tmp_path: Path) -> None:
    places = find_places(tmp_path, runtime=tmp_path)
    whole = {"agent": "claude-code", "id": "1", "time": "t", "body": "{}", "process": [1, 2]}
    with Journal.open(places, clock=SystemClock()) as journal:
        desk = HookDesk(places, journal)
        assert asyncio.run(desk.answer(whole)) == {}
        for name in whole:
            with pytest.raises(BadHook):
                asyncio.run(desk.answer({key: value for key, value in whole.items() if key != name}))
