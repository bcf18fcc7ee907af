"""The tool: recall for agents that DSPy drives, without holding their event loop up."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from hardwon.integrations.dspy.errands import Errands
from hardwon.integrations.dspy.source import missing, open_source
from hardwon.integrations.dspy.wording import passages

try:
    import dspy
except ImportError as absent:
    raise missing() from absent

_DESCRIPTION = (
    "Gives back what this repository's team has learnt: lessons, decisions, errors and how they were mended. "
    "Ask before you change code, in words as to a colleague, or name the files that you work on."
)
_ARGUMENTS = {
    "words": "What you want to know, in a few words; an error message as a whole is good, too.",
    "files": "Paths of files that you work on, relative to the repository.",
}
_NOTHING = "Nothing that was learnt here bears on that."
_FAILED = "Nothing could be recalled ({}). Go on without."


def recall_tool(
    repo: str | Path = ".", *, budget: int = 1500, timeout: float = 2.0, name: str = "recall"
) -> dspy.Tool:
    """A `dspy.Tool` that recalls from the repository at `repo`: `await tool.acall(words="…", files=[…])`.

    The answer is text of at most about `budget` tokens. It never raises because of us: after `timeout`
    seconds, or where the repository cannot be read, the text says so. Cancelling it costs nothing.
    """
    source = open_source(repo)
    errands = Errands()

    async def recall(words: str = "", files: Sequence[str] = ()) -> str:
        if not (words.strip() or files):
            return "Say what you want to know: `words`, or `files`."
        asked = errands.begin(lambda: source.units(words, files=files, budget=budget))
        try:
            async with asyncio.timeout(timeout):
                units = await asyncio.wrap_future(asked)
        except TimeoutError:
            return _FAILED.format(f"no answer within {timeout:g} s")
        except Exception as error:  # noqa: BLE001  an agent goes on without us
            return _FAILED.format(error or type(error).__name__)
        return passages(units) or _NOTHING

    return dspy.Tool(recall, name=name, desc=_DESCRIPTION, arg_desc=_ARGUMENTS)
