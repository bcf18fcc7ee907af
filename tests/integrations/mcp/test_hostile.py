"""A client that means harm, or is broken: it gets errors, and the server goes on."""

import asyncio
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, MCPError

from tests.integrations.mcp.served import (
    COMMAND,
    environment,
    make_repository,
    served,
    talking,
    text_of,
)

_LONG = "x" * 10_000_000
_REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("no-such-tool", {}),
    ("recall", {}),
    ("recall", {"words": 5}),
    ("recall", {"words": ["a"]}),
    ("recall", {"words": "a", "file": "app/orders.py"}),
    ("recall", {"words": "a", "budget": 10**30}),
    ("recall", {"words": "a", "budget": "many"}),
    ("recall", {"words": "a", "files": ["f"] * 101}),
    ("recall", {"words": "a", "files": "app/orders.py"}),
    ("recall", {"words": "a", "files": ["../../etc/passwd"]}),
    ("recall", {"words": "a", "files": [None]}),
    ("learn", {}),
    ("learn", {"text": None}),
    ("learn", {"text": "Wait for the lock.", "kind": "poem"}),
    ("learn", {"text": "Wait for the lock.", "cost": "a fortune"}),
    ("learn", {"text": "Wait for the lock.", "evidence": {"a": 1}}),
    ("check", {"paths": ["../../etc/passwd"]}),
    ("check", {"paths": ["/etc/passwd"]}),
    ("check", {"paths": ["way-out/passwd"]}),
    ("check", {"paths": [".."]}),
    ("check", {"paths": ["app/../../x"]}),
    ("check", {"paths": ["app/no-such-file.py"]}),
    ("check", {"paths": ["app/\x00.py"]}),
    ("check", {"paths": ["p" * 1001]}),
    ("check", {"path": "../../etc/passwd.py", "text": "x = 1"}),
    ("check", {"path": "app/a.py"}),
    ("check", {"text": "x = 1"}),
    ("check", {"path": "app/a.py", "text": "x = 1", "paths": ["app"]}),
    ("check", {"since": "--output=/tmp/written-by-a-client"}),
    ("check", {"limit": 0}),
    ("check", {"limit": -1}),
    ("context", {"budget": 0}),
    ("context", {"budget": []}),
    ("sessions", {"session": "no-such-session"}),
    ("sessions", {"session": "%"}),
    ("sessions", {"limit": 10**9}),
    ("judge", {"slug": "no-such-lesson", "verdict": "helpful"}),
    ("judge", {"slug": "../../etc/passwd", "verdict": "helpful"}),
    ("judge", {"slug": "no-second-loop", "verdict": "dreadful"}),
]
_NO_RESOURCE = [
    "lesson://../../etc/passwd",
    "lesson://..%2f..%2fetc%2fpasswd",
    "lesson:///etc/passwd",
    "lesson://no-second-loop.md",
    "lesson://no-second-loop%00",
    "lesson://",
    "lesson://" + "x" * 100_000,
    "worklog://",
    "worklog://no-such-session",
    "worklog://' OR 1=1 --",
    "worklog://%25",
    "file:///etc/passwd",
    "../../etc/passwd",
    "",
]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    root = make_repository(tmp_path)
    (root / "way-out").symlink_to("/etc")
    return root


async def still_answers(client: Client) -> None:
    found = await client.call_tool("recall", {"words": "why does the nightly export hang"})
    assert not found.is_error
    assert "lesson:no-second-loop" in text_of(found)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_after_whatever_a_client_sends_the_server_still_answers(shop: Path, mode: str) -> None:
    async def talk() -> None:
        async with talking(shop, ("stdio", mode)) as client:
            taken = []
            for tool, arguments in _REFUSED:
                answer = await client.call_tool(tool, arguments)
                if not answer.is_error or not text_of(answer).strip():
                    taken.append((tool, arguments, text_of(answer)))
                assert "root:" not in str(answer)
            assert taken == []
            for uri in _NO_RESOURCE:
                with pytest.raises(MCPError) as refused:
                    await client.read_resource(uri)
                assert refused.value.code in (-32602, -32603)
                assert len(str(refused.value)) < 200_000
            for name, given in (("no-such-prompt", {}), ("review", {"files": "../../etc/passwd"})):
                with pytest.raises(MCPError):
                    await client.get_prompt(name, given)
            await still_answers(client)

    asyncio.run(talk())
    assert not Path("/tmp/written-by-a-client").exists()


def test_ten_megabytes_are_refused_in_any_argument(shop: Path) -> None:
    many: list[tuple[str, dict[str, Any]]] = [
        ("recall", {"words": _LONG}),
        ("recall", {"words": "a", "files": [_LONG]}),
        ("learn", {"text": _LONG}),
        ("check", {"path": "a.py", "text": _LONG}),
        ("judge", {"slug": _LONG, "verdict": "helpful"}),
        (_LONG, {}),
        ("recall", {"words": "a", "symbols": ["s"] * 1_000_000}),
    ]

    async def talk() -> None:
        async with talking(shop, ("stdio", "auto")) as client:
            answers = [await client.call_tool(tool, arguments) for tool, arguments in many]
            assert [answer.is_error for answer in answers] == [True] * len(many)
            assert max(len(text_of(answer)) for answer in answers) < 2_000
            await still_answers(client)

    asyncio.run(talk())


def test_ten_megabytes_are_refused_over_http(shop: Path) -> None:
    async def talk() -> None:
        with served(shop) as url:
            async with Client(url) as client:
                with pytest.raises(MCPError):
                    await client.call_tool("learn", {"text": _LONG})
            async with Client(url) as client:
                await still_answers(client)

    asyncio.run(talk())


def test_control_characters_reach_no_terminal(shop: Path) -> None:
    page = (
        '---\ntitle: "Ring \\e[31m the \\a bell"\nstatus: adopted\nkind: fix\n---\nA \x1b]0;owned\x07 bell.\n'
    )
    (shop / ".hardwon/lessons/bell.md").write_text(page, encoding="utf-8")
    nasty = "\x1b[2J bell \x00 \x07 \u202e 😀"

    async def talk() -> str:
        async with talking(shop, ("stdio", "auto")) as client:
            said = [
                await client.call_tool("recall", {"words": nasty}),
                await client.call_tool(
                    "learn", {"text": f"Ring the {nasty} before the deploy of the queue."}
                ),
                await client.call_tool(
                    "check", {"path": "app/\x1b[31m.py", "text": "import asyncio\n" + nasty}
                ),
                await client.list_resources(),
                await client.read_resource("lesson://bell"),
            ]
            await still_answers(client)
            return "".join(one.model_dump_json() for one in said)

    said = asyncio.run(talk())
    assert "bell" in said
    assert "\\u001b" not in said
    assert "\\u0007" not in said


def test_two_hundred_calls_at_once_are_all_answered(shop: Path) -> None:
    async def talk() -> None:
        async with talking(shop, ("stdio", "auto")) as client:
            calls = [
                client.call_tool(*one)
                for number in range(50)
                for one in (
                    ("sessions", {"limit": 1 + number}),
                    ("recall", {"words": f"export {number}"}),
                    ("judge", {"slug": "drain", "verdict": "helpful"}),
                    ("check", {"paths": [f"../{number}"]}),
                )
            ]
            answers = await asyncio.gather(*calls)
            assert [answer.is_error for answer in answers] == [False, False, False, True] * 50
            await still_answers(client)

    asyncio.run(talk())


def test_what_is_no_message_is_answered_or_passed_over(shop: Path) -> None:
    initialize = {
        "protocolVersion": "2025-11-25",
        "capabilities": {},
        "clientInfo": {"name": "broken", "version": "0"},
    }
    lines = [
        "",
        "no json",
        "[" * 100_000,
        "{}",
        "null",
        '{"jsonrpc": "2.0"}',
        '{"jsonrpc": "1.0", "id": 1, "method": "ping"}',
        '{"jsonrpc": "2.0", "id": {"a": 1}, "method": "ping"}',
        '{"jsonrpc": "2.0", "id": 9, "result": {}}',
        '{"jsonrpc": "2.0", "id": 2, "method": "resources/subscribe", "params": {"uri": "lesson://a"}}',
        _message("initialize", initialize, 3),
        _message("notifications/initialized", {}),
        _message("tools/call", {"name": "recall", "arguments": "words"}, 4),
        _message("tools/call", {"name": ["recall"]}, 5),
        '{"jsonrpc": "2.0", "id": 6, "method": "tools/call", "params": {"name": "recall", '
        '"arguments": {"words": "\\ud800"}}}',
        _message("resources/subscribe", {}, 7),
        _message("no/such/method", {}, 8),
        _message("tools/list", {}, 10),
    ]
    process = subprocess.Popen(
        COMMAND,
        cwd=shop,
        env=environment(shop),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"\xff\xfe\n" + "\n".join(lines).encode() + b"\n")
    process.stdin.flush()
    answers: dict[object, dict[str, Any]] = {}
    while 10 not in answers:
        line = process.stdout.readline()
        assert line, "the server is gone"
        answer = json.loads(line)  # nothing but messages is on standard output
        answers[answer.get("id")] = answer
    _, complaints = process.communicate(timeout=20)
    assert process.returncode == 0
    assert {tool["name"] for tool in answers[10]["result"]["tools"]} >= {"recall", "check"}
    assert all("error" in answers[number] for number in (2, 4, 5, 7, 8))
    assert b"Traceback" not in complaints


def _message(method: str, params: object, number: int | None = None) -> str:
    head: dict[str, object] = {"jsonrpc": "2.0", "method": method, "params": params}
    return json.dumps(head | ({"id": number} if number is not None else {}))
