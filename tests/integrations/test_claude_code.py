"""Claude Code itself, with what init has written, and a model that says what the test wants.

Nothing leaves the machine: the model is a server of the test's own.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import claude_agent_sdk
import pytest

from hardwon.cli import run
from tests.integrations.trees import write

CLAUDE = Path(claude_agent_sdk.__file__).parent / "_bundled/claude"
pytestmark = pytest.mark.skipif(
    not CLAUDE.exists(), reason="this build of the SDK has no Claude Code with it"
)
LESSON = """\
---
title: Never force a push
status: adopted
kind: gotcha
cost: 2h
rule: {command: 'git\\s+push\\s+.*--force\\b'}
enforce: deny
triggers: {prompt: ["push"]}
---
A forced push threw away a colleague's morning. Use `--force-with-lease`.

```sh bad
git push --force
```
```sh good
git push --force-with-lease
```
"""


@dataclass
class Model:
    """Says one thing after the other; `heard` are the requests of the conversation itself."""

    says: list[dict[str, Any]]
    heard: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        if not asked.get("tools"):
            return {"type": "text", "text": "A title"}
        self.heard.append(asked)
        return self.says[min(len(self.heard), len(self.says)) - 1]


def events(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A message with one block, as the Messages API streams it."""
    message: dict[str, Any] = {
        "id": "msg_1", "type": "message", "role": "assistant", "model": "test", "content": [],
        "stop_reason": None, "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 1},
    }  # fmt: skip
    yield {"type": "message_start", "message": message}
    start: dict[str, Any] = {"type": "text", "text": ""}
    if block["type"] == "text":
        delta = {"type": "text_delta", "text": block["text"]}
    else:
        start = {**block, "input": {}}
        delta = {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}
    yield {"type": "content_block_start", "index": 0, "content_block": start}
    yield {"type": "content_block_delta", "index": 0, "delta": delta}
    yield {"type": "content_block_stop", "index": 0}
    why = "end_turn" if block["type"] == "text" else "tool_use"
    yield {
        "type": "message_delta",
        "delta": {"stop_reason": why, "stop_sequence": None},
        "usage": {"output_tokens": 1},
    }
    yield {"type": "message_stop"}


@contextmanager
def served(model: Model) -> Iterator[str]:
    """The model's address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if not self.path.startswith("/v1/messages") or "count_tokens" in self.path:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for event in events(model.answer(asked)):
                self.wfile.write(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def claude(root: Path, address: str, *words: str) -> subprocess.CompletedProcess[str]:
    home = root.parent / "home"
    environment = {
        "HOME": str(home),
        "CLAUDE_CONFIG_DIR": str(home / ".claude"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}/usr/bin{os.pathsep}/bin",
        "ANTHROPIC_BASE_URL": address,
        "ANTHROPIC_API_KEY": "none",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "XDG_RUNTIME_DIR": str(root.parent / "run"),
    }
    return subprocess.run(
        [CLAUDE, "-p", "push the branch", "--allowedTools", "Bash", *words],
        cwd=root, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        timeout=90,
    )  # fmt: skip


def bash(command: str, number: int) -> dict[str, Any]:
    return {"type": "tool_use", "id": f"toolu_{number}", "name": "Bash", "input": {"command": command}}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    root = tmp_path / "repository"
    write(root, {".hardwon/lessons/never-force.md": LESSON.encode(), "app.py": b"x = 1\n"})
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    return root


@pytest.mark.parametrize("way", ["settings", "plugin"])
def test_claude_code_is_denied_a_command_with_the_lesson_and_corrects_itself(way: str, root: Path) -> None:
    words: tuple[str, ...] = ()
    if way == "settings":
        assert run(["init", "--no-pack", "--repo", str(root)]) == 0
    else:
        assert run(["init", "--plugin", str(root.parent / "plugin")]) == 0
        words = ("--plugin-dir", str(root.parent / "plugin"))
    model = Model(
        [
            bash("git push --force", 1),
            bash("echo pushed > pushed.txt", 2),
            {"type": "text", "text": "Done."},
        ]
    )
    with served(model) as address:
        ran = claude(root, address, *words)
    assert (ran.returncode, ran.stdout) == (0, "Done.\n"), ran.stdout + ran.stderr
    refused, done = [
        block
        for message in model.heard[-1]["messages"]
        if isinstance(message["content"], list)
        for block in message["content"]
        if block["type"] == "tool_result"
    ]
    assert refused["is_error"] is True
    assert "Never force a push" in json.dumps(refused)
    assert not done.get("is_error")
    assert (root / "pushed.txt").read_text() == "pushed\n"
    assert "A forced push threw away" in json.dumps(model.heard[0]["messages"])  # for the prompt's word
    life = {"SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUse", "Stop", "SessionEnd"}
    assert life <= set(told_by_hooks(root))


def told_by_hooks(root: Path) -> list[str]:
    payloads = [
        json.loads(line)["payload"]
        for file in (root / ".git/hardwon/spool").glob("*.jsonl")
        for line in file.read_text().splitlines()
    ]
    return [payload["event"] for payload in payloads if "event" in payload]


def test_with_the_settings_and_the_plugin_each_event_is_told_once(root: Path) -> None:
    assert run(["init", "--no-pack", "--repo", str(root)]) == 0
    assert run(["init", "--plugin", str(root.parent / "plugin")]) == 0
    model = Model([{"type": "text", "text": "Done."}])
    with served(model) as address:
        ran = claude(root, address, "--plugin-dir", str(root.parent / "plugin"))
    assert ran.stdout == "Done.\n", ran.stdout + ran.stderr
    assert sorted(told_by_hooks(root)) == ["SessionEnd", "SessionStart", "Stop", "UserPromptSubmit"]


@dataclass
class WaitingModel(Model):
    """Waits until the tools of the plugin's server have come, and says so."""

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        if not asked.get("tools"):
            return super().answer(asked)
        self.heard.append(asked)
        if TOOL in json.dumps(asked):
            return {"type": "text", "text": "They are there."}
        return bash("sleep 1", len(self.heard))


TOOL = "mcp__plugin_hardwon_hardwon__recall"


def test_claude_code_gets_the_tools_and_the_skill_of_the_plugin(root: Path) -> None:
    assert run(["init", "--plugin", str(root.parent / "plugin")]) == 0
    model = WaitingModel([])
    with served(model) as address:
        ran = claude(root, address, "--plugin-dir", str(root.parent / "plugin"))
    assert ran.stdout == "They are there.\n", ran.stdout + ran.stderr
    assert "Lessons this team has paid for, kept in .hardwon/lessons" in json.dumps(model.heard)
