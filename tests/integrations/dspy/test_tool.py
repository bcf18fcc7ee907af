"""The asynchronous tool, called by itself and by an agent of real DSPy."""

import asyncio
import time
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import dspy
import pytest
from dspy.utils import DummyLM

from hardwon.assembly import open_workspace
from hardwon.cli import run
from hardwon.integrations.dspy import recall_tool
from tests.integrations.dspy.shop import PASS_DOWN, locked_journal, write_lesson


async def _with_heartbeat(work: Awaitable[Any]) -> tuple[Any, float, float]:
    """What `work` gives, how many seconds it took, and the longest pause of a task beside it."""
    pauses = [0.0]

    async def beat() -> None:
        before = time.perf_counter()
        while True:
            await asyncio.sleep(0.005)
            now = time.perf_counter()
            pauses.append(now - before)
            before = now

    beating = asyncio.create_task(beat())
    begun = time.perf_counter()
    given = await work
    took = time.perf_counter() - begun
    await asyncio.sleep(0.02)  # a loop that was held up tells of it now
    beating.cancel()
    return given, took, max(pauses)


def test_it_answers_in_text_under_sources(shop: Path) -> None:
    tool = recall_tool(shop)
    assert isinstance(tool, dspy.Tool)
    text = asyncio.run(tool.acall(words="second session held"))
    assert text.startswith("[lesson:pass-down]\nPass the session down\nA second database session")
    assert "[s1#1]\nassistant: the nightly export" in asyncio.run(tool.acall(words="nightly export"))


def test_files_are_enough_and_nothing_is_said_to_be_nothing(shop: Path) -> None:
    tool = recall_tool(shop)
    assert "[lesson:pass-down]" in asyncio.run(tool.acall(files=["app/jobs.py"]))
    assert "[lesson:pass-down]" in asyncio.run(tool.acall(files=[str(shop / "app/jobs.py")]))
    assert asyncio.run(tool.acall(words="zebra")) == "Nothing that was learnt here bears on that."
    assert asyncio.run(tool.acall()) == "Say what you want to know: `words`, or `files`."


def test_an_agent_recalls_and_answers(shop: Path) -> None:
    lm = DummyLM(
        [
            {
                "next_thought": "What is known?",
                "next_tool_name": "recall",
                "next_tool_args": {"words": "second session held", "files": ["app/jobs.py"]},
            },
            {"next_thought": "Enough.", "next_tool_name": "finish", "next_tool_args": {}},
            {"reasoning": "It says so.", "answer": "Pass it down."},
        ]
    )

    async def work() -> Any:
        agent = dspy.ReAct("question -> answer", tools=[recall_tool(shop)])
        with dspy.context(lm=lm):
            return await agent.acall(question="Why does the export hang?")

    prediction = asyncio.run(work())
    assert prediction.answer == "Pass it down."
    assert prediction.trajectory["observation_0"].startswith("[lesson:pass-down]")
    assert "team has learnt: lessons, decisions, errors" in str(lm.history[0]["messages"])
    assert "A second database session" in str(lm.history[1]["messages"])


def test_twenty_calls_at_once_hold_no_loop_up(shop: Path) -> None:
    for number in range(150):  # so that reading them takes long enough to be noticed
        write_lesson(
            shop, f"more-{number}", PASS_DOWN.replace("Pass the session down", f"Pass {number} down")
        )
    tool = recall_tool(shop, timeout=60)

    async def twenty() -> list[str]:
        return await asyncio.gather(*(tool.acall(words=f"session held {n}") for n in range(20)))

    texts, took, pause = asyncio.run(_with_heartbeat(twenty()))
    assert len(texts) == 20
    assert [text for text in texts if not text.startswith("[lesson:")] == []
    assert pause < took / 2, f"the loop stood still for {pause:.3f} s of {took:.3f} s"


def test_between_two_calls_lessons_come_and_go(shop: Path) -> None:
    tool = recall_tool(shop)

    async def work() -> list[str]:
        texts = [await tool.acall(words="timezone of reports")]
        write_lesson(
            shop, "frozen-tz", PASS_DOWN.replace("Pass the session down", "The timezone of reports is fixed")
        )
        texts.append(await tool.acall(words="timezone of reports"))
        retire = ["lessons", "retire", "frozen-tz", "--because", "no reports", "--repo", str(shop)]
        assert await asyncio.to_thread(run, retire) == 0
        texts.append(await tool.acall(words="timezone of reports"))
        return texts

    assert ["frozen-tz" in text for text in asyncio.run(work())] == [False, True, False]


def test_without_an_answer_in_time_it_says_so_and_the_loop_goes_on(shop: Path) -> None:
    tool = recall_tool(shop, timeout=0.3)
    patient = recall_tool(shop, timeout=60)
    asyncio.run(patient.acall(words="session"))  # what Python loads at first is not what is timed here
    with locked_journal(shop):
        text, took, pause = asyncio.run(_with_heartbeat(tool.acall(words="second session held")))
        assert text == "Nothing could be recalled (no answer within 0.3 s). Go on without."
        assert took < 2
        assert pause < 0.9 * took, f"the loop stood still for {pause:.3f} s of {took:.3f} s"
    assert "[lesson:pass-down]" in asyncio.run(patient.acall(words="second session held"))


def test_a_call_that_is_cancelled_ends_at_once_and_the_next_one_is_answered(shop: Path) -> None:
    tool = recall_tool(shop, timeout=60)

    async def work() -> tuple[float, str]:
        await tool.acall(words="session")
        with locked_journal(shop):
            calls = [asyncio.create_task(tool.acall(words="second session held")) for _ in range(8)]
            await asyncio.sleep(0.1)
            begun = time.perf_counter()
            assert [call.cancel() for call in calls] == [True] * 8
            ended = await asyncio.gather(*calls, return_exceptions=True)
            took = time.perf_counter() - begun
            assert [type(one) for one in ended] == [asyncio.CancelledError] * 8
        return took, await tool.acall(words="second session held")

    took, text = asyncio.run(work())
    assert took < 1
    assert "[lesson:pass-down]" in text


def test_a_place_that_is_not_there_is_told_to_the_agent(tmp_path: Path) -> None:
    text = asyncio.run(recall_tool(tmp_path / "nowhere").acall(words="session"))
    assert text.startswith("Nothing could be recalled (")
    assert "nowhere does not exist" in text


def test_wrong_arguments_are_refused_before_anything_is_asked(shop: Path) -> None:
    with pytest.raises(ValueError, match="Arg files is invalid"):
        asyncio.run(recall_tool(shop).acall(words="session", files="app/jobs.py"))


def test_it_is_told_in_the_journal(shop: Path) -> None:
    asyncio.run(recall_tool(shop).acall(words="second session held"))
    with open_workspace(shop).owner("test") as journal:
        [event] = journal.read(kinds=("lesson.recalled",))
    assert (event.payload["by"], event.payload["slugs"][0]) == ("dspy", "pass-down")


def test_a_program_that_does_not_await_may_have_dspy_wait(shop: Path) -> None:
    with dspy.context(allow_tool_async_sync_conversion=True):
        assert "[lesson:pass-down]" in recall_tool(shop)(words="second session held")
