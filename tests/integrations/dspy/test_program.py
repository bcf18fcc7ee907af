"""One program with all three: the retriever, the tool and the context, while lessons come and go."""

import asyncio
from pathlib import Path
from typing import Any

import dspy
from dspy.utils import DummyLM

from hardwon.cli import run
from hardwon.integrations.dspy import ContextProvider, HardwonRM, recall_tool
from tests.integrations.dspy.shop import slow_git, write_lesson

ASK = "which timezone do the nightly reports have"
CANDIDATE = """\
---
title: Nightly reports have the timezone of the shop
status: candidate
kind: decision
---
Customers compare them with their receipts: write them in the shop's timezone, never in UTC.
"""


class Work(dspy.Module):
    """Retrieves, asks the tool for what bears on a file, and answers with the state of the work."""

    def __init__(self, repo: Path) -> None:
        super().__init__()
        self.retrieve = HardwonRM(repo, k=10)
        self.tool = recall_tool(repo, timeout=30)
        self.provider = ContextProvider(repo, timeout=1.5, keep=0, fallback="Nothing is known.")
        self.answer = dspy.ChainOfThought("passages: list[str], recalled, context, question -> answer")

    async def aforward(self, question: str) -> Any:
        passages, recalled, context = await asyncio.gather(
            dspy.asyncify(self.retrieve)(question),
            self.tool.acall(words=question, files=["app/jobs.py"]),
            self.provider.aget(question),
        )
        told = await self.answer.acall(
            passages=[one.long_text for one in passages],
            recalled=recalled,
            context=context.text,
            question=question,
        )
        return dspy.Prediction(
            answer=told.answer,
            sources=[one.source for one in passages],
            recalled=recalled,
            context=context,
        )


def test_each_call_of_a_program_knows_what_is_known_then(shop: Path) -> None:
    lm = DummyLM([{"reasoning": "r", "answer": number} for number in ("one", "two", "three", "four")])
    write_lesson(shop, "report-timezone", CANDIDATE)
    program = Work(shop)

    def ask() -> Any:
        with dspy.context(lm=lm):
            return asyncio.run(program.acall(ASK))

    def is_known(prediction: Any) -> tuple[bool, bool]:
        return "lesson:report-timezone" in prediction.sources, "report-timezone" in prediction.recalled

    first = ask()
    assert run(["lessons", "adopt", "report-timezone", "--repo", str(shop)]) == 0
    second = ask()
    with slow_git(shop):
        third = ask()
    because = ["--because", "reports are gone"]
    assert run(["lessons", "retire", "report-timezone", *because, "--repo", str(shop)]) == 0
    fourth = ask()

    assert [one.answer for one in (first, second, third, fourth)] == ["one", "two", "three", "four"]
    assert [is_known(one) for one in (first, second, third, fourth)] == [
        (False, False),
        (True, True),
        (True, True),
        (False, False),
    ]
    assert (third.context.text, third.context.stale) == ("Nothing is known.", True)
    assert "never in UTC" in str(lm.history[1]["messages"])
    assert "never in UTC" not in str(lm.history[3]["messages"])
