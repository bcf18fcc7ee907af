"""A repository that is served over MCP by a real process, and the library's own client talking to it."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from hardwon.assembly import Scribe

WAYS = [("stdio", "auto"), ("stdio", "legacy"), ("http", "auto"), ("http", "legacy")]
COMMAND = [sys.executable, "-m", "hardwon", "mcp"]

LOOPS = """---
title: Await inside async code, start no second loop
status: adopted
kind: gotcha
cost: 3h
applies-to: ["app/**/*.py"]
triggers:
  content: ["asyncio.run("]
rule: nested-event-loop
---
The nightly export hung for three hours: `asyncio.run` below running async code waits for ever.
"""
QUEUES = """---
title: Drain the queue before a deploy
status: adopted
kind: decision
cost: 1h
---
Workers that are cut off in the middle leave their jobs behind.
"""
BROKEN = """import asyncio


async def export() -> None:
    asyncio.run(asyncio.sleep(1))
"""


def make_repository(tmp_path: Path) -> Path:
    """Two lessons, a breach of one, a session that all may see and one that is private."""
    root = tmp_path / "shop"
    (root / ".hardwon/lessons").mkdir(parents=True)
    (root / "app").mkdir()
    (root / ".hardwon/lessons/no-second-loop.md").write_text(LOOPS, encoding="utf-8")
    (root / ".hardwon/lessons/drain-the-queue.md").write_text(QUEUES, encoding="utf-8")
    (root / "app/export.py").write_text(BROKEN, encoding="utf-8")
    (root / "app/orders.py").write_text("ORDERS = 3\n", encoding="utf-8")
    subprocess.run(["git", "init", "-q", "-b", "main", str(root)], check=True)
    with Scribe(root) as scribe:
        told = scribe.start(title="Mend the nightly export", agent="claude-code", session="open-session")
        scribe.turn(told, "The nightly export hangs, find out why")
        scribe.end(told)
        kept = scribe.start(title="Salaries", session="kept-session", private=True)
        scribe.turn(kept, "What does everybody earn here?")
        scribe.end(kept)
    return root


def environment(root: Path) -> dict[str, str]:
    return {**os.environ, "XDG_RUNTIME_DIR": str(root.parent / "run"), "HARDWON_MCP_TOKEN": ""}


@contextmanager
def served(root: Path, *options: str, **more: str) -> Iterator[str]:
    """The address of a server over HTTP."""
    process = subprocess.Popen(
        [*COMMAND, "--http", "--port", "0", *options],
        cwd=root,
        env={**environment(root), **more},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        words = [process.stdout.readline().split() for _ in range(2 if "--token" in options else 1)]
        yield " ".join(word for _, word in words)
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


@asynccontextmanager
async def talking(root: Path, way: tuple[str, str], **more: Any) -> AsyncIterator[Client]:
    """The library's client, over stdio or HTTP, in the present protocol or the one before."""
    transport, mode = way
    if transport == "http":
        with served(root) as url:
            async with Client(url, mode=mode, **more) as client:
                yield client
        return
    parameters = StdioServerParameters(
        command=COMMAND[0], args=COMMAND[1:], cwd=str(root), env=environment(root)
    )
    async with Client(stdio_client(parameters), mode=mode, **more) as client:
        yield client


def text_of(result: Any) -> str:
    return str(result.content[0].text)
