"""`ContextProvider`: in time, of this moment or said not to be, and anew when something changes."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import dspy
import pytest
from dspy.utils import DummyLM

from hardwon.assembly import open_workspace
from hardwon.cli import run
from hardwon.core import HardwonError, count_tokens
from hardwon.integrations.dspy import ContextProvider, NoContext, Provided
from hardwon.store import Journal, NewEvent
from tests.assembly.live import with_daemon
from tests.integrations.dspy.shop import (
    all_files,
    locked_journal,
    make_repository,
    slow_git,
    turn,
    write_lesson,
)

ASK = "second session held"
NEW = """\
---
title: Open one session a request
status: adopted
kind: pattern
---
Two of them see different rows; the second one is held up by what the first has locked.
"""


def _fresh(provider: ContextProvider, question: str) -> Provided:
    """An answer of this moment, however busy this machine is."""
    deadline = time.monotonic() + 60
    while (told := provider.get(question)).stale and time.monotonic() < deadline:
        pass
    assert not told.stale, told.reason
    return told


def _retire(root: Path, slug: str) -> None:
    assert run(["lessons", "retire", slug, "--because", "it is over", "--repo", str(root)]) == 0


async def _next(updates: AsyncIterator[Provided]) -> Provided:
    async with asyncio.timeout(30):
        return await anext(updates)


def test_it_tells_the_state_of_the_work_and_what_bears_on_the_question(shop: Path) -> None:
    provider = ContextProvider(shop, timeout=30)
    told = provider.get(ASK, ["app/jobs.py"])
    assert (told.stale, told.reason, told.age) == (False, "", 0.0)
    assert "branch: main" in told.text
    assert "[lesson:pass-down]\nPass the session down" in told.text
    assert "lesson:" not in provider.get().text
    assert asyncio.run(provider.aget(ASK, ["app/jobs.py"])) == told


def test_it_fits_its_budget(shop: Path) -> None:
    for place in ("export", "import", "report", "mail", "stock", "cart", "login"):
        said = " ".join(f"{place}{word}" for word in ("lock", "retry", "queue", "worker", "pool") * 5)
        page = NEW.replace("Open one session a request", f"A second session is held in {place}")
        write_lesson(shop, f"in-{place}", page.replace("Two of them see different rows", said))
    small = ContextProvider(shop, timeout=30, budget=200).get(ASK)
    large = ContextProvider(shop, timeout=30, budget=2000).get(ASK)
    assert count_tokens(small.text) <= 240  # with its headings
    assert count_tokens(large.text) > count_tokens(small.text)


def test_a_program_has_it_in_a_field(shop: Path) -> None:
    lm = DummyLM([{"reasoning": "Known.", "answer": "Pass it down."}])
    provider = ContextProvider(shop, timeout=30)

    async def work() -> Any:
        answer = dspy.ChainOfThought("context, question -> answer")
        with dspy.context(lm=lm):
            return await answer.acall(context=(await provider.aget(ASK)).text, question="Why does it hang?")

    assert asyncio.run(work()).answer == "Pass it down."
    prompt = str(lm.history[-1]["messages"])
    assert "branch: main" in prompt
    assert "A second database session while the first is held" in prompt


def test_between_two_calls_lessons_come_and_go(shop: Path) -> None:
    provider = ContextProvider(shop, timeout=30)
    texts = [provider.get(ASK).text]
    write_lesson(shop, "one-session", NEW)
    texts.append(provider.get(ASK).text)
    _retire(shop, "one-session")
    texts.append(provider.get(ASK).text)
    assert ["one-session" in text for text in texts] == [False, True, False]


def test_without_an_answer_in_time_the_fallback_and_then_the_last_one(shop: Path) -> None:
    provider = ContextProvider(shop, timeout=1, fallback="Nothing is known.")
    with slow_git(shop):
        begun = time.perf_counter()
        first = provider.get(ASK)
        assert 1 <= time.perf_counter() - begun < 2.5
    assert first == Provided("Nothing is known.", "no answer within 1 s")
    fresh = _fresh(provider, ASK)
    with slow_git(shop):
        last = asyncio.run(provider.aget(ASK))
        other = asyncio.run(provider.aget("another question"))
    assert (last.text, last.stale, last.age > 0) == (fresh.text, True, True)
    assert (other.text, other.stale) == ("Nothing is known.", True)


def test_no_last_answer_is_given_that_is_older_than_wanted(shop: Path) -> None:
    provider = ContextProvider(shop, timeout=1, keep=0, fallback="Nothing is known.")
    assert "pass-down" in _fresh(provider, ASK).text
    with slow_git(shop):
        assert provider.get(ASK).text == "Nothing is known."


def test_a_strict_one_raises(shop: Path, tmp_path: Path) -> None:
    provider = ContextProvider(shop, timeout=0.5, strict=True)
    with slow_git(shop):
        with pytest.raises(NoContext, match=r"no answer within 0\.5 s"):
            provider.get(ASK)
        with pytest.raises(NoContext, match=r"no answer within 0\.5 s"):
            asyncio.run(provider.aget(ASK))
    with pytest.raises(HardwonError, match="nowhere does not exist"):
        ContextProvider(tmp_path / "nowhere", timeout=30, strict=True).get(ASK)


def test_a_journal_that_another_program_has_locked_costs_the_time_and_no_more(shop: Path) -> None:
    provider = ContextProvider(shop, timeout=1, fallback="Nothing is known.")
    texts = [_fresh(provider, ASK).text]
    with locked_journal(shop):
        begun = time.perf_counter()
        texts.append(provider.get(ASK).text)
        assert time.perf_counter() - begun < 2.5
    texts.append(_fresh(provider, ASK).text)
    assert ["[lesson:pass-down]" in text for text in texts] == [True] * 3


def test_a_daemon_that_does_not_answer_is_left_aside(shop: Path) -> None:
    path = open_workspace(shop).places.socket
    path.parent.mkdir(parents=True, exist_ok=True)
    ContextProvider(shop, timeout=30).get(ASK)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as silent:
        silent.bind(str(path))
        silent.listen(16)  # it takes connections, and says nothing
        told = ContextProvider(shop, timeout=6).get(ASK)
    assert told.reason == ""
    assert "pass-down" in told.text


def test_a_place_that_cannot_be_read_is_named_and_nothing_is_raised(tmp_path: Path) -> None:
    told = ContextProvider(tmp_path / "nowhere", timeout=30, fallback="Nothing.").get(ASK)
    assert told.text == "Nothing."
    assert told.reason.startswith("NoRepository: ")


def test_a_repository_without_hardwon_has_a_state_and_stays_as_it_is(tmp_path: Path) -> None:
    root = make_repository(tmp_path / "bare")
    before = all_files(root)
    told = ContextProvider(root, timeout=30).get(ASK)
    assert told.reason == ""
    assert told.text == "The work at this moment:\nbranch: main"
    assert all_files(root) == before


def test_updates_begin_with_now_and_follow_the_lessons(shop: Path) -> None:
    async def work() -> list[str]:
        provider = ContextProvider(shop, timeout=30)
        async with aclosing(provider.updates(ASK)) as updates:
            texts = [(await _next(updates)).text]
            write_lesson(shop, "one-session", NEW)
            texts.append((await _next(updates)).text)
            await asyncio.to_thread(_retire, shop, "one-session")
            texts.append((await _next(updates)).text)
        return texts

    texts = asyncio.run(work())
    assert ["one-session" in text for text in texts] == [False, True, False]
    assert "pass-down" in texts[0]


def test_updates_that_came_too_late_are_asked_for_again(shop: Path) -> None:
    async def work() -> list[Provided]:
        provider = ContextProvider(shop, timeout=1, fallback="Nothing is known.")
        async with aclosing(provider.updates(ASK)) as updates:
            with slow_git(shop):
                told = [await _next(updates)]
            while told[-1].stale:
                told.append(await _next(updates))
        return told

    told = asyncio.run(work())
    assert told[0] == Provided("Nothing is known.", "no answer within 1 s")
    assert "pass-down" in told[-1].text


def test_updates_follow_a_daemon(shop: Path) -> None:
    seen: list[str] = []

    def do(_: object, journal: Journal) -> None:
        async def work() -> None:
            provider = ContextProvider(shop, timeout=30)
            async with aclosing(provider.updates(ASK)) as updates:
                seen.append((await _next(updates)).text)
                started = {"agent": "codex", "title": "Mend the totals", "cwd": str(shop), "branch": "main"}
                now = open_workspace(shop).clock.now().strftime("%Y-%m-%dT%H:%M:%S.000Z")
                await journal.append_async([NewEvent("s7:start", "session.started", now, started, "s7")])
                await journal.append_async(
                    [NewEvent("s7:1", "session.turn", now, turn("s7", 1, "x").payload, "s7")]
                )
                while "Mend the totals" not in seen[-1]:
                    seen.append((await _next(updates)).text)

        asyncio.run(work())

    assert with_daemon(shop, do) == []
    assert "codex" not in seen[0]
    assert "also at work: codex" in seen[-1]


def test_closed_updates_leave_no_thread_behind(shop: Path) -> None:
    def watching() -> set[threading.Thread]:
        return {one for one in threading.enumerate() if one.name == "hardwon-dspy-watch"}

    async def work() -> set[threading.Thread]:
        before = watching()
        async with aclosing(ContextProvider(shop, timeout=30).updates()) as updates:
            await _next(updates)
            return watching() - before

    [watcher] = asyncio.run(work())
    watcher.join(20)
    assert not watcher.is_alive()


def test_a_question_is_no_change(shop: Path) -> None:
    provider = ContextProvider(shop, timeout=30)
    provider.get(ASK)
    told = threading.Semaphore(0)
    stop = provider.on_change(told.release)
    try:
        for _ in range(3):
            assert "pass-down" in provider.get(ASK).text
        assert not told.acquire(timeout=1.5)
        write_lesson(shop, "one-session", NEW)
        assert told.acquire(timeout=20)
    finally:
        stop()


def test_a_callback_that_fails_is_called_again(shop: Path, caplog: pytest.LogCaptureFixture) -> None:
    told = threading.Semaphore(0)

    def fail() -> None:
        told.release()
        raise ValueError("not today")

    stop = ContextProvider(shop).on_change(fail)
    try:
        write_lesson(shop, "one-session", NEW)
        assert told.acquire(timeout=20)
        write_lesson(shop, "two-sessions", NEW)
        assert told.acquire(timeout=20)
    finally:
        stop()
    assert "not today" in caplog.text
