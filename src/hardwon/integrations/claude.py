"""Claude as the model that puts worklogs into words, asked through the Claude Agent SDK."""

import asyncio
import tempfile
from collections.abc import Mapping
from typing import TYPE_CHECKING

from hardwon.core import HardwonError

if TYPE_CHECKING:
    from claude_agent_sdk import ClaudeAgentOptions, Transport

_INSTALL = "pip install 'hardwon[agent]'"


class ModelMissing(HardwonError):
    """The Claude Agent SDK is not installed, or it has no Claude Code to run."""


class ModelFailed(HardwonError):
    """The model gave no answer: an error of the service, of the program that asks it, or the time was up."""


async def ask_claude(
    instructions: str,
    prompt: str,
    *,
    model: str,
    timeout: float,  # noqa: ASYNC109  the SDK's own stream needs it around all of its turns
    transport: "Transport | None" = None,
) -> str:
    """What Claude's `model` (empty: its default) answers, within `timeout` seconds.

    It has no tools, no settings and no memory, stands in an empty directory and leaves no transcript: what
    the prompt quotes can make it do nothing, and its own session is none to be digested. Raises
    `ModelMissing`, `ModelFailed`.
    """
    try:
        from claude_agent_sdk import (
            ClaudeSDKClient,
            ClaudeSDKError,
            CLINotFoundError,
            ResultMessage,
            SystemMessage,
        )
    except ImportError:
        raise ModelMissing("the Claude Agent SDK is not installed", next_step=_INSTALL) from None
    answer: ResultMessage | None = None
    with tempfile.TemporaryDirectory(prefix="hardwon-") as empty:
        options = _options(instructions, model, empty)
        try:
            async with asyncio.timeout(timeout):
                # Not `query()`: left early, it would leave its process behind.
                async with ClaudeSDKClient(options, transport=transport) as client:
                    await client.query(prompt)
                    async for message in client.receive_response():
                        if isinstance(message, ResultMessage):
                            answer = message
                        elif isinstance(message, SystemMessage) and _is_refused(message.data):
                            raise _failed("the service does not let us in")
        except TimeoutError:
            raise ModelFailed(
                f"the model gave no answer in {timeout:g} s", next_step="raise tool.hardwon.model.timeout"
            ) from None
        except CLINotFoundError as error:
            raise ModelMissing(f"Claude Code is not there: {error}", next_step=_INSTALL) from None
        except (ClaudeSDKError, OSError, ExceptionGroup) as error:
            raise _failed(str(error) or type(error).__name__) from None
    if answer is None:
        raise _failed("it ended without a result")
    if answer.is_error or answer.result is None:
        raise _failed(answer.result or answer.subtype)
    return answer.result


def _options(instructions: str, model: str, empty: str) -> "ClaudeAgentOptions":
    from claude_agent_sdk import ClaudeAgentOptions

    alone: Mapping[str, str | None] = {"no-session-persistence": None}
    return ClaudeAgentOptions(
        tools=[],
        system_prompt=instructions,
        model=model or None,
        max_turns=1,
        cwd=empty,
        setting_sources=[],
        strict_mcp_config=True,
        permission_mode="dontAsk",
        skills=[],
        verbatim_prompts=True,  # else `@/path` in what it quotes would be read from the disk
        extra_args=dict(alone),
    )


def _is_refused(data: Mapping[str, object]) -> bool:
    """Whether Claude Code tries again where nothing can come of it: it would for minutes."""
    return data.get("subtype") == "api_retry" and data.get("error_status") in (401, 403)


def _failed(why: str) -> ModelFailed:
    return ModelFailed(
        f"the model failed: {' '.join(why.split())[:200]}",
        next_step="`claude` must be logged in, or ANTHROPIC_API_KEY set",
    )
