"""The model that words worklogs, asked through the real Claude Agent SDK.

`claude_exchange.json` is what Claude Code 2.1.330 wrote to the SDK's transport while a stand-in for the
service answered it on this machine: an answer, a refused key (the first two of its ten tries), a model that
is not there. Its lists of what Claude Code can do are cut short.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from hardwon.integrations import ask_claude
from hardwon.integrations.claude import ModelFailed, ModelMissing, _options

sdk = pytest.importorskip("claude_agent_sdk", reason="the extra `agent` is not installed")

_EXCHANGE = json.loads((Path(__file__).parent / "claude_exchange.json").read_text(encoding="utf-8"))


class Replay(sdk.Transport):  # type: ignore[misc, name-defined]
    """Plays the recorded messages back: the greeting when greeted, the rest once the prompt is there."""

    def __init__(self, scene: str, *, silent: bool = False) -> None:
        self._messages = _EXCHANGE[scene]
        self._silent = silent
        self._greeted: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._asked = asyncio.Event()
        self.written: list[dict[str, Any]] = []
        self.closed = False

    async def connect(self) -> None:
        return

    async def write(self, data: str) -> None:
        message = json.loads(data)
        self.written.append(message)
        if message["type"] == "control_request":
            greeting = json.loads(json.dumps(_EXCHANGE["opened"][0]))
            greeting["response"]["request_id"] = message["request_id"]
            await self._greeted.put(greeting)
        else:
            self._asked.set()

    async def read_messages(self) -> AsyncIterator[dict[str, Any]]:
        yield await self._greeted.get()
        await self._asked.wait()
        for message in [*_EXCHANGE["opened"][1:], *self._messages]:
            yield message
        if self._silent:
            await asyncio.sleep(3600)

    async def close(self) -> None:
        self.closed = True

    def is_ready(self) -> bool:
        return not self.closed

    async def end_input(self) -> None:
        return


def _ask(replay: Replay, *, timeout: float = 30, prompt: str = "{}") -> str:
    return asyncio.run(ask_claude("Edit.", prompt, model="sonnet", timeout=timeout, transport=replay))


def test_the_recorded_answer_comes_out_as_it_was_given() -> None:
    replay = Replay("answered")
    answer = _ask(replay, prompt="see @/etc/hostname")
    assert answer.startswith("Here is the worklog:\n\n```json\n")
    [asked] = [one for one in replay.written if one["type"] == "user"]
    assert asked["message"]["content"] == "see @/etc/hostname"
    assert asked["client_composed"] is True
    assert replay.closed


def test_a_refused_key_ends_it_at_the_first_try() -> None:
    replay = Replay("refused", silent=True)
    with pytest.raises(ModelFailed, match="does not let us in -> `claude` must be logged in"):
        _ask(replay)
    assert replay.closed


def test_a_model_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelFailed, match="There's an issue with the selected model"):
        _ask(Replay("failed"))


def test_silence_ends_when_the_time_is_up() -> None:
    replay = Replay("opened", silent=True)
    with pytest.raises(ModelFailed, match=r"no answer in 0\.05 s -> raise tool\.hardwon\.model\.timeout"):
        _ask(replay, timeout=0.05)
    assert replay.closed


def test_an_exchange_that_breaks_off_is_a_failure() -> None:
    with pytest.raises(ModelFailed, match="ended without a result"):
        _ask(Replay("nothing"))


def test_it_can_do_nothing_and_leaves_no_session_behind() -> None:
    options = _options("Edit.", "", "/empty")
    assert options.tools == []
    assert options.setting_sources == []
    assert options.strict_mcp_config
    assert options.extra_args == {"no-session-persistence": None}
    assert (str(options.cwd), options.model, options.max_turns) == ("/empty", None, 1)


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "claude_agent_sdk", None)
    with pytest.raises(ModelMissing, match=r"not installed -> pip install 'hardwon\[agent\]'"):
        asyncio.run(ask_claude("Edit.", "{}", model="", timeout=5))
