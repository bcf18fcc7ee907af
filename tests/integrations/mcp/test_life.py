"""How `hardwon mcp` begins and ends, and who is let in over HTTP."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from hardwon.assembly import Scribe, open_workspace
from hardwon.cli import run
from tests.integrations.mcp.served import (
    COMMAND,
    environment,
    make_repository,
    served,
    talking,
    text_of,
)

_HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-11-25",
        "capabilities": {},
        "clientInfo": {"name": "a test", "version": "0"},
    },
}
_HEADERS = {"accept": "application/json, text/event-stream"}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    return make_repository(tmp_path)


def started(root: Path) -> "subprocess.Popen[bytes]":
    """A server over stdio that has said hello."""
    process = subprocess.Popen(
        COMMAND,
        cwd=root,
        env=environment(root),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    say(process, _HELLO)
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["result"]["serverInfo"]["name"] == "hardwon"
    say(process, {"jsonrpc": "2.0", "method": "notifications/initialized"})
    return process


def say(process: "subprocess.Popen[bytes]", message: dict[str, Any]) -> None:
    assert process.stdin is not None
    process.stdin.write(json.dumps(message).encode() + b"\n")
    process.stdin.flush()


def call(number: int, tool: str, **arguments: Any) -> dict[str, Any]:
    params = {"name": tool, "arguments": arguments}
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}


def test_it_serves_a_repository_that_hardwon_was_never_used_in_and_leaves_it_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "plain"
    root.mkdir()
    (root / "a.py").write_text("import asyncio\n\n\nasync def f():\n    asyncio.run(g())\n", encoding="utf-8")

    async def talk() -> None:
        async with talking(root, ("stdio", "auto")) as client:
            for tool in ("context", "sessions"):
                assert not (await client.call_tool(tool, {})).is_error
            found = await client.call_tool("check", {})
            assert len(found.structured_content["findings"]) == 1
            found = await client.call_tool("recall", {"words": "anything"})
            assert "nothing learnt" in text_of(found)
            assert (await client.call_tool("sessions", {"session": "a"})).is_error
            assert (await client.list_resources()).resources == []

    asyncio.run(talk())
    assert os.listdir(root) == ["a.py"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_a_signal_ends_it_at_once_and_in_order(shop: Path, number: signal.Signals, code: int) -> None:
    process = started(shop)
    process.send_signal(number)
    before = time.monotonic()
    _, complaints = process.communicate(timeout=20)
    assert time.monotonic() - before < 10
    assert process.returncode == code
    assert b"Traceback" not in complaints


def test_ctrl_c_ends_it_over_http_though_a_client_listens(shop: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "--http", "--port", "0"],
        cwd=shop,
        env=environment(shop),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    url = process.stdout.readline().split()[1]
    with httpx2.Client(headers=_HEADERS) as client:
        session = {"mcp-session-id": client.post(url, json=_HELLO).headers["mcp-session-id"]}
        with client.stream("GET", url, headers=session) as listening:
            assert listening.status_code == 200
            process.send_signal(signal.SIGINT)
            _, complaints = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in complaints


def test_a_client_that_goes_away_in_the_middle_ends_it_in_order(shop: Path) -> None:
    process = started(shop)
    say(process, call(2, "check"))
    say(process, call(3, "recall", words="export"))
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.close()
    process.stdin.close()
    assert process.wait(timeout=30) == 0
    assert process.stderr is not None
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()


def test_a_call_that_is_cancelled_is_not_waited_for(shop: Path) -> None:
    async def talk() -> None:
        async with talking(shop, ("stdio", "auto")) as client:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await client.call_tool("check", {})
            found = await client.call_tool("sessions", {})
            assert not found.is_error

    asyncio.run(talk())


def test_several_clients_are_served_at_once(shop: Path) -> None:
    async def ask(url: str, mode: str) -> str:
        async with Client(url, mode=mode) as client:
            return text_of(await client.call_tool("recall", {"words": "nightly export hangs"}))

    async def talk() -> None:
        with served(shop) as url:
            said = await asyncio.gather(*(ask(url, mode) for mode in ("auto", "legacy") * 4))
        assert all("no-second-loop" in one for one in said)

    asyncio.run(talk())


def test_several_processes_serve_one_repository(shop: Path) -> None:
    said = [
        "Load records inside the job. The request's session is closed by then.",
        "Pin the base image of the workers. The platform renews it on Mondays.",
        "Close the ledger before the invoices go out. Late entries change their sums.",
    ]

    async def learn(text: str) -> str:
        async with talking(shop, ("stdio", "auto")) as client:
            assert not (await client.call_tool("recall", {"words": text})).is_error
            found = await client.call_tool("learn", {"text": text})
            return str(found.structured_content["candidate"])

    async def talk() -> list[str]:
        return await asyncio.gather(*map(learn, said))

    names = asyncio.run(talk())
    workspace = open_workspace(shop)
    with workspace.owner("a test"), workspace.reader() as reader:
        kept = {str(event.payload["id"]) for event in reader.scan(kinds=("lesson.candidate",))}
    assert kept == set(names)
    assert len(kept) == 3


def test_only_this_machine_is_let_in_over_http(shop: Path) -> None:
    with served(shop) as url, httpx2.Client(headers=_HEADERS) as client:
        assert client.post(url, json=_HELLO).status_code == 200
        foreign = {"origin": "https://pages.example"}
        assert client.post(url, json=_HELLO, headers=foreign).status_code == 403
        rebound = {"host": "rebound.example"}
        assert client.post(url, json=_HELLO, headers=rebound).status_code == 421
        assert client.post(url, content=b"{}", headers={"content-type": "text/plain"}).status_code == 400


@pytest.mark.parametrize("given", ["", "one-from-the-environment"])
def test_a_token_is_asked_for_where_there_is_one(shop: Path, given: str) -> None:
    async def talk(url: str, token: str) -> None:
        headers = {"authorization": f"Bearer {token}"}
        async with (
            httpx2.AsyncClient(headers=headers) as http,
            Client(streamable_http_client(url, http_client=http)) as client,
        ):
            assert not (await client.call_tool("sessions", {})).is_error

    options = [] if given else ["--token"]
    with served(shop, *options, HARDWON_MCP_TOKEN=given) as said:
        *tokens, url = said.split()
        token = given or tokens[0]
        assert len(token) >= 20
        with httpx2.Client(headers=_HEADERS) as client:
            assert client.post(url, json=_HELLO).status_code == 401
            wrong = {"authorization": f"Bearer {token}x"}
            assert client.post(url, json=_HELLO, headers=wrong).status_code == 401
        asyncio.run(talk(url, token))


def test_a_port_that_is_taken_is_named_with_the_way_out(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop)
    with served(shop) as url:
        port = url.split(":")[2].split("/")[0]
        assert run(["mcp", "--http", "--port", port]) == 2
    assert f"127.0.0.1:{port} is taken -> give another one: --port 0" in capsys.readouterr().err


def test_without_the_library_the_command_that_installs_it_is_named(shop: Path) -> None:
    code = "import sys; sys.modules['mcp'] = None; from hardwon.cli import run; sys.exit(run(sys.argv[1:]))"
    for options in ([], ["--http"]):
        done = subprocess.run(
            [sys.executable, "-c", code, "mcp", *options],
            cwd=shop,
            env=environment(shop),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2
        assert 'pip install "hardwon[mcp]"' in done.stderr
        assert done.stdout == ""


def test_a_configuration_that_breaks_meanwhile_is_named_and_mended_without_a_restart(shop: Path) -> None:
    async def talk() -> None:
        async with talking(shop, ("stdio", "auto")) as client:
            (shop / "pyproject.toml").write_text("[tool.hardwon\n", encoding="utf-8")
            async with client.listen(resource_subscriptions=["worklog://open-session"]) as news:
                broken = await client.call_tool("sessions", {})
                assert broken.is_error
                assert "pyproject.toml is not valid TOML" in text_of(broken)
                await asyncio.sleep(1.5)  # a look for news in between, which fails, too
                (shop / "pyproject.toml").unlink()
                assert not (await client.call_tool("sessions", {})).is_error
                with Scribe(shop) as scribe:
                    scribe.turn("open-session", "And now the weekly export, too")
                async with asyncio.timeout(20):
                    assert (await anext(aiter(news))).uri == "worklog://open-session"

    asyncio.run(talk())


def test_with_a_daemon_the_context_is_its_own_and_what_is_told_reaches_it(shop: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "hardwon", "up", "--port", "0", "--no-browser"],
        cwd=shop,
        env=environment(shop),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None

    async def talk() -> None:
        async with talking(shop, ("stdio", "auto")) as client:
            found = await client.call_tool("context", {})
            assert found.structured_content["daemon"] is True
            wanted = ["lesson://drain-the-queue", "worklog://open-session"]
            async with client.listen(resource_subscriptions=wanted) as news:
                with Scribe(shop) as scribe:
                    scribe.turn("open-session", "And now the weekly export, too")
                async with asyncio.timeout(20):
                    assert (await anext(aiter(news))).uri == "worklog://open-session"
            said = "Load records inside the job. The request's session is closed by then."
            found = await client.call_tool("learn", {"text": said})
            name = found.structured_content["candidate"]
            again = await client.call_tool("learn", {"text": said})
            assert again.structured_content["known"]["name"] == name
            found = await client.call_tool("recall", {"words": "the nightly export hangs"})
            assert "lesson:no-second-loop" in text_of(found)

    try:
        lines = iter(process.stdout.readline, "")
        assert any(line.startswith("ready") for line in lines)
        asyncio.run(talk())
    finally:
        process.terminate()
        process.wait(timeout=30)
        process.stdout.close()
