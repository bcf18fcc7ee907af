"""A scripted agent meets its repository's lessons through the real process of its hooks: it is kept from the
known mistake, corrects itself, and the figures say so. With a daemon and without one."""

import json
import subprocess
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from tests.integrations.hooks.contract import heeded
from tests.journey.shop import write_shop
from tests.journey.terminal import Terminal

NO_FORCE = """---
title: Push with a lease
status: adopted
kind: gotcha
cost: 90m
rule: {command: 'git push\\b.*--force\\b(?!-with-lease)'}
enforce: deny
---
A plain --force overwrites what others pushed.

```sh bad
git push --force origin main
```
```sh good
git push --force-with-lease origin main
```
"""
ROUTER = """from fastapi import APIRouter, BackgroundTasks, Depends
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import get_session
from app.models.order import Order

router = APIRouter()


def send(order: Order) -> None:
    print(order.customer.name)


@router.post("/receipts/{order_id}")
async def receipts(
    order_id: int, tasks: BackgroundTasks, session: AsyncSession = Depends(get_session)
) -> None:
    order = await session.get(Order, order_id)
    tasks.add_task(send, order)
"""
CURED = ROUTER.replace("def send(order: Order)", "def send(order_id: int)").replace(
    "print(order.customer.name)", "print(order_id)"
)
CURED = CURED.replace("tasks.add_task(send, order)", "tasks.add_task(send, order.id)")
BLOCKING = """from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

engine = create_engine("sqlite://")


async def load(number: int) -> object:
    with Session(engine) as session:
        return session.execute(select(number)).all()
"""
ASYNC = """---
title: Use an AsyncSession in async functions
status: adopted
kind: gotcha
cost: 1h
rule: sync-session-in-async
enforce: deny
---
The loop stands still while it waits.
"""


class Agent:
    """Calls its hooks as Claude Code does, and does what they let it do."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._calls = 0

    def tell(self, event: str, **told: Any) -> str:
        """What the hook answered, once it has ended with 0."""
        where = str(self._terminal.root)
        common = {"session_id": "5e551011", "transcript_path": "/nowhere/5e551011.jsonl", "cwd": where}
        done = subprocess.run(
            ["hardwon", "hook", "claude-code"],
            input=json.dumps({**common, "hook_event_name": event, **told}),
            cwd=where,
            env=self._terminal.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr == ""
        return done.stdout

    def use(self, tool: str, **given: str) -> str:
        """Uses a tool; why it must not where it is denied, else nothing."""
        self._calls += 1
        call = {"tool_name": tool, "tool_use_id": f"toolu_{self._calls}", "tool_input": given}
        answer = self.tell("PreToolUse", **call)
        said = heeded(answer) if answer else {}
        if said.get("permissionDecision") == "deny":
            return str(said["permissionDecisionReason"])
        if tool == "Write":
            Path(given["file_path"]).write_text(given["content"])
        self.tell("PostToolUse", **call, tool_response={"ok": True})
        return ""


@pytest.fixture
def shop(tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path / "shop", tmp_path / "home")
    terminal.root.mkdir()
    write_shop(terminal.root)
    terminal.run("git", "init", "-q", "-b", "main")
    terminal.run("git", "add", "-A")
    terminal.run("git", "commit", "-q", "-m", "The shop as it is")
    terminal.run("hardwon", "init")
    (terminal.root / ".hardwon/lessons/push-with-a-lease.md").write_text(NO_FORCE)
    (terminal.root / ".hardwon/lessons/async-session.md").write_text(ASYNC)
    page = terminal.root / ".hardwon/lessons/load-records-in-the-task.md"
    lines = page.read_text().splitlines(keepends=True)
    page.write_text("".join("enforce: deny\n" if line.startswith("enforce:") else line for line in lines))
    return terminal


@pytest.fixture
def agent(shop: Terminal) -> Agent:
    return Agent(shop)


def prevented(shop: Terminal) -> dict[str, int]:
    told = json.loads(shop.run("hardwon", "lessons", "stats", "--format", "json"))
    return {one["slug"]: one["prevented"] for one in told["lessons"] if one["prevented"]}


def test_an_agent_is_kept_from_a_mistake_over_two_files_and_corrects_itself(
    shop: Terminal, agent: Agent
) -> None:
    file = str(shop.root / "app/routers/receipts.py")
    with shop.up():
        agent.tell("SessionStart", source="startup")
        why = agent.use("Write", file_path=file, content=ROUTER)
        assert "Load records inside the background task's own session" in why
        assert "tasks.add_task(send, order.id)" in why
        assert not Path(file).exists()
        assert agent.use("Write", file_path=file, content=CURED) == ""
        agent.tell("Stop", stop_hook_active=False)
        agent.tell("SessionEnd", reason="exit")
    assert Path(file).read_text() == CURED
    assert prevented(shop) == {"load-records-in-the-task": 1}


@pytest.mark.parametrize("daemon", [True, False], ids=["up", "down"])
def test_an_agent_is_kept_from_a_command_and_from_what_one_file_shows(
    shop: Terminal, agent: Agent, daemon: bool
) -> None:
    with shop.up() if daemon else nullcontext():
        why = agent.use("Bash", command="git add . && git push --force origin main")
        assert "instead: git push --force-with-lease origin main" in why
        assert agent.use("Bash", command="git push --force-with-lease origin main") == ""
        assert agent.use("Bash", command='git commit -m "never git push --force"') == ""
        file = str(shop.root / "app/loading.py")
        assert "Use an AsyncSession in async functions" in agent.use(
            "Write", file_path=file, content=BLOCKING
        )
        assert agent.use("Write", file_path=file, content="LIMIT = 3\n") == ""
    assert prevented(shop) == {"push-with-a-lease": 1, "async-session": 1}


def test_the_same_attempt_again_is_denied_again_and_counts_once(shop: Terminal, agent: Agent) -> None:
    for _ in range(3):
        assert agent.use("Bash", command="git push --force")
    assert prevented(shop) == {"push-with-a-lease": 1}


def test_what_is_broken_already_keeps_nobody_from_working_on_the_file(shop: Terminal, agent: Agent) -> None:
    file = shop.root / "app/loading.py"
    file.write_text(BLOCKING)
    shop.run("git", "add", "-A")
    shop.run("git", "commit", "-q", "-m", "As it was")
    with shop.up():
        assert agent.use("Write", file_path=str(file), content=BLOCKING + "\n\nLIMIT = 3\n") == ""
        assert agent.use("Write", file_path=str(file), content="LIMIT = 3\n") == ""
    assert prevented(shop) == {}


def test_a_daemon_that_ends_in_the_middle_leaves_the_agent_to_the_hook_itself(
    shop: Terminal, agent: Agent
) -> None:
    with shop.up() as up:
        assert agent.use("Bash", command="git push --force")
        up.process.kill()
        up.process.wait()
        assert agent.use("Bash", command="git push --force origin")
    assert prevented(shop) == {"push-with-a-lease": 2}
