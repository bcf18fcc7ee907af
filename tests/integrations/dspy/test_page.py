"""What the page on DSPy shows is what happens."""

import asyncio
import re
from pathlib import Path
from typing import Any

import dspy
import pytest
from dspy.utils import DummyLM

_PAGE = Path(__file__).parents[3] / "docs/howto/use-it-in-dspy.md"


def test_what_the_page_shows_runs(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop)
    blocks = re.findall(r"```python\n(.*?)```", _PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(blocks) == 3
    shown: dict[str, Any] = {}
    lm = DummyLM(
        [
            {"reasoning": "r", "answer": "reviewed"},
            {"next_thought": "t", "next_tool_name": "finish", "next_tool_args": {}},
            {"reasoning": "r", "answer": "asked"},
            {"reasoning": "r", "answer": "answered"},
        ]
    )
    try:
        for block in blocks:
            exec(block, shown)
        with dspy.context(lm=lm):
            assert shown["Review"]()("second session held").answer == "reviewed"
            known, asked = asyncio.run(shown["ask"]("second session held"))
            assert "[lesson:pass-down]" in known
            assert asked.answer == "asked"
            assert asyncio.run(shown["answer"]("second session held")).answer == "answered"
    finally:
        dspy.configure(rm=None)
    assert "Pass the session down" in str(lm.history[0]["messages"])
