import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardwon.scribe import Limits, Priority, Scheduler
from hardwon.scribe.limits import Pace
from hardwon.scribe.scheduling import Figures, Job, Placement, TooLong

_ROOMY = {"at_once": 1, "a_minute": 1_000_000, "a_minute_of_one": 1_000_000}


class _Clock:
    """Stands still until it is told to go on."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    def monotonic(self) -> float:
        return self.seconds


class _Desk:
    """A scheduler under test, with a list of what it did in which order."""

    def __init__(self, **limits: float) -> None:
        self.clock = _Clock()
        self.done: list[str] = []
        self.failures: list[tuple[str, Exception]] = []
        self.scheduler = Scheduler(
            clock=self.clock,
            catch_up=lambda session: self.job(f"{session} catches up"),
            limits=Limits(**{**_ROOMY, **limits}),  # type: ignore[arg-type]
            on_failure=lambda session, error: self.failures.append((session, error)),
        )

    def job(self, name: str) -> Job:
        async def work() -> None:
            self.done.append(name)
            await asyncio.sleep(0)

        return work

    def submit(self, session: str, *, times: int = 1, priority: Priority = Priority.NORMAL) -> None:
        for _ in range(times):
            self.scheduler.submit(session, self.job(session), priority=priority)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        stopping = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(self.scheduler.run(stopping))
            yield
            stopping.set()

    async def _until(self, there: Callable[[Figures], bool]) -> None:
        async with asyncio.timeout(10):
            while not there(self.scheduler.figures()):  # noqa: ASYNC110 - its clock stands still
                await asyncio.sleep(0)

    async def until_idle(self) -> None:
        await self._until(lambda now: not (now.waiting or now.running or now.overdue))

    async def until_nothing_runs(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)
        await self._until(lambda now: not now.running)

    def all_done(self) -> list[str]:
        """What was done, in order, once all was."""

        async def work() -> None:
            async with self.running():
                await self.until_idle()

        asyncio.run(work())
        return self.done


def test_a_noisy_session_cannot_keep_the_others_waiting() -> None:
    desk = _Desk(waiting_of_one=1000)
    desk.submit("noisy", times=500)
    for session in ("b", "c", "d"):
        desk.submit(session, times=2)
    done = desk.all_done()
    assert len(done) == 506
    assert sorted(done[:4]) == ["b", "c", "d", "noisy"]
    assert sorted(done[4:8]) == ["b", "c", "d", "noisy"]


@settings(deadline=None, max_examples=50)
@given(counts=st.lists(st.integers(1, 12), min_size=2, max_size=6))
def test_while_sessions_have_work_their_turns_differ_by_one_at_most(counts: list[int]) -> None:
    desk = _Desk()
    for number, count in enumerate(counts):
        desk.submit(str(number), times=count)
    done = desk.all_done()
    assert len(done) == sum(counts)
    both = min(counts)
    for end in range(1, both * len(counts) + 1):
        had = [done[:end].count(str(number)) for number in range(len(counts))]
        assert max(had) - min(had) <= 1


def test_a_higher_priority_has_more_turns_and_the_lower_still_has_some() -> None:
    desk = _Desk()
    desk.submit("low", times=10, priority=Priority.LOW)
    desk.submit("normal", times=40)
    done = desk.all_done()
    assert done[:20].count("low") == 4
    assert done[:20].count("normal") == 16


def test_heavy_work_has_fewer_turns_and_is_not_put_off_for_ever_by_light_work_that_keeps_coming() -> None:
    desk = _Desk(waiting=10_000)
    desk.scheduler.submit("heavy", desk.job("heavy"), weight=50, priority=Priority.LOW)
    for number in range(300):  # each a session of its own, so each begins anew
        desk.submit(f"light {number}")
    done = desk.all_done()
    assert 100 < done.index("heavy") <= 300
    came: list[str] = []

    async def keep_coming() -> None:
        later = _Desk()
        later.scheduler.submit("heavy", later.job("heavy"), weight=5, priority=Priority.LOW)
        async with later.running():
            for number in range(200):
                later.submit(f"light {number}")
                await later._until(lambda now: now.waiting <= 1 and not now.running)
            came.extend(later.done)

    asyncio.run(keep_coming())
    assert "heavy" in came[:100]


def test_who_had_nothing_to_do_saves_up_no_turns() -> None:
    desk = _Desk()

    async def work() -> None:
        async with desk.running():
            desk.submit("early")
            desk.submit("busy", times=50)
            await desk.until_idle()
            desk.submit("busy", times=5)
            desk.submit("early", times=5)
            desk.done.clear()
            await desk.until_idle()

    asyncio.run(work())
    assert sorted(desk.done[:2]) == ["busy", "early"]
    assert sorted(desk.done[2:4]) == ["busy", "early"]


def test_within_a_session_the_highest_priority_goes_first_and_then_the_oldest() -> None:
    desk = _Desk()
    for name, priority in (
        ("1", Priority.LOW),
        ("2", Priority.HIGH),
        ("3", Priority.LOW),
        ("4", Priority.HIGH),
    ):
        desk.scheduler.submit("a", desk.job(name), priority=priority)
    assert desk.all_done() == ["2", "4", "1", "3"]


def test_work_of_the_same_key_that_waits_is_done_once_and_counted() -> None:
    desk = _Desk()
    placed = [desk.scheduler.submit("a", desk.job(str(number)), key="digest") for number in range(5)]
    assert placed == [Placement.WAITING, *[Placement.SUMMARISED] * 4]
    assert desk.scheduler.submit("b", desk.job("b"), key="digest") is Placement.WAITING
    assert desk.all_done() == ["4", "b"]
    now = desk.scheduler.figures()
    assert (now.done, now.summarised, now.delayed) == (2, 4, 0)


def test_over_the_limit_of_a_session_one_job_catches_up_and_the_others_notice_nothing() -> None:
    desk = _Desk(waiting_of_one=3)
    desk.submit("noisy", times=10)
    desk.submit("b", times=2)
    before = desk.scheduler.figures()
    assert (before.waiting, before.delayed, before.overdue) == (5, 7, 1)
    assert [(one.session, one.waiting, one.overdue) for one in before.sessions] == [
        ("noisy", 3, True),
        ("b", 2, False),
    ]
    done = desk.all_done()
    assert done.count("noisy") == 3
    assert done.count("noisy catches up") == 1
    assert done.count("b") == 2
    assert desk.scheduler.figures().overdue == 0


def test_over_the_limit_of_all_no_session_is_lost() -> None:
    desk = _Desk(waiting=5)
    for number in range(50):
        desk.submit(str(number))
    now = desk.scheduler.figures()
    assert (now.waiting, now.delayed, now.overdue) == (5, 45, 45)
    done = desk.all_done()
    assert sorted(name.split()[0] for name in done) == sorted(map(str, range(50)))


def test_memory_is_bounded_and_what_is_too_big_for_it_is_done_alone() -> None:
    desk = _Desk(memory=100, memory_of_one=50)
    placed = [desk.scheduler.submit("a", desk.job("a"), size=size) for size in (40, 20)]
    assert placed == [Placement.WAITING, Placement.DELAYED]
    assert desk.scheduler.submit("b", desk.job("b"), size=50) is Placement.WAITING
    assert desk.scheduler.submit("c", desk.job("c"), size=20) is Placement.DELAYED
    assert desk.scheduler.figures().memory == 90
    assert sorted(desk.all_done()) == ["a", "a catches up", "b", "c catches up"]
    assert desk.scheduler.figures().memory == 0
    assert desk.scheduler.submit("huge", desk.job("huge"), size=1000) is Placement.WAITING


def test_so_many_jobs_run_at_once_and_of_one_session_only_one() -> None:
    desk = _Desk(at_once=3)
    most: list[int] = []

    def job(session: str) -> Job:
        async def work() -> None:
            now = desk.scheduler.figures()
            most.append(now.running)
            assert next(one.running for one in now.sessions if one.session == session) == 1
            for _ in range(5):
                await asyncio.sleep(0)

        return work

    for session in "abcde":
        for _ in range(3):
            desk.scheduler.submit(session, job(session))
    desk.all_done()
    assert (len(most), max(most)) == (15, 3)
    assert desk.failures == []


def test_a_session_over_its_pace_waits_while_the_others_go_on() -> None:
    desk = _Desk(a_minute_of_one=12)  # one, then one each five seconds

    async def work() -> None:
        desk.submit("fast", times=3)
        async with desk.running():
            await desk.until_nothing_runs()
            assert desk.done == ["fast"]
            assert desk.scheduler.figures().waiting == 2
            desk.submit("b")
            await desk.until_nothing_runs()
            assert desk.done == ["fast", "b"]
            desk.clock.seconds = 5
            desk.submit("c")
            await desk.until_nothing_runs()
            assert sorted(desk.done) == ["b", "c", "fast", "fast"]

    asyncio.run(work())


def test_a_pace_lets_so_many_begin_in_a_minute() -> None:
    pace, now, begun = Pace(60, 0.0), 0.0, 0
    assert not pace.wait(now)
    while now < 60:
        now += pace.wait(now) + 1e-9
        pace.begin(now)
        begun += 1
    assert begun == pytest.approx(60 + 5, abs=1)
    assert not pace.is_rested(now)
    assert pace.is_rested(now + 10)


def test_a_job_that_fails_is_told_and_the_others_go_on() -> None:
    desk = _Desk()

    async def broken() -> None:
        raise ValueError("no")

    desk.scheduler.submit("a", broken)
    desk.submit("a")
    assert desk.all_done() == ["a"]
    [(session, error)] = desk.failures
    assert (session, str(error)) == ("a", "no")
    assert (desk.scheduler.figures().done, desk.scheduler.figures().failed) == (1, 1)


def test_a_job_that_never_ends_is_given_up() -> None:
    desk = _Desk(longest=0.01)

    async def endless() -> None:
        await asyncio.Event().wait()

    desk.scheduler.submit("a", endless)
    desk.submit("b")
    assert desk.all_done() == ["b"]
    [(session, error)] = desk.failures
    assert session == "a"
    assert isinstance(error, TooLong)


def test_finishing_a_session_does_all_of_its_work_before_that_of_others() -> None:
    desk = _Desk(waiting_of_one=4)

    async def work() -> None:
        for session in "abcdef":
            desk.submit(session, times=5)
        async with desk.running():
            assert await desk.scheduler.finish("f")
            at_the_end = list(desk.done)
            assert await desk.scheduler.finish("nobody")
            assert at_the_end.count("f") == 4
            assert at_the_end.count("f catches up") == 1
            assert len(at_the_end) < 20
            await desk.until_idle()

    asyncio.run(work())


def test_when_it_stops_what_runs_ends_and_what_waits_is_still_counted() -> None:
    desk = _Desk()

    async def work() -> None:
        begun, stopping = asyncio.Event(), asyncio.Event()

        async def slow() -> None:
            begun.set()
            await stopping.wait()
            await asyncio.sleep(0)
            desk.done.append("slow")

        desk.scheduler.submit("a", slow)
        desk.submit("a", times=2)
        running = asyncio.create_task(desk.scheduler.run(stopping))
        await begun.wait()
        stopping.set()
        await running

    asyncio.run(work())
    assert desk.done == ["slow"]
    assert desk.scheduler.figures().waiting == 2
    assert not asyncio.run(desk.scheduler.finish("a"))


def test_cancelling_it_cancels_its_jobs_and_who_waits_for_them() -> None:
    desk = _Desk()
    cancelled: list[str] = []

    async def work() -> None:
        begun = asyncio.Event()

        async def slow() -> None:
            begun.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                cancelled.append("job")
                raise

        desk.scheduler.submit("a", slow)
        running = asyncio.create_task(desk.scheduler.run(asyncio.Event()))
        waiting = asyncio.create_task(desk.scheduler.finish("a"))
        await begun.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert not await waiting

    asyncio.run(work())
    assert cancelled == ["job"]
    assert (desk.scheduler.figures().running, desk.scheduler.figures().done) == (0, 0)


def test_any_thread_may_submit() -> None:
    desk = _Desk(waiting_of_one=1000)

    async def work() -> None:
        async with desk.running():
            threads = [
                threading.Thread(target=desk.submit, args=(str(n),), kwargs={"times": 50}) for n in range(4)
            ]
            for thread in threads:
                thread.start()
            await asyncio.gather(*(asyncio.to_thread(thread.join) for thread in threads))
            await desk.until_idle()

    asyncio.run(work())
    assert sorted(desk.done) == sorted(str(n) for n in range(4) for _ in range(50))


def test_sessions_that_have_nothing_to_do_are_forgotten() -> None:
    desk = _Desk(at_once=10)

    async def work() -> None:
        async with desk.running():
            for number in range(2000):
                desk.submit(str(number))
                if number % 50 == 49:
                    await desk.until_idle()
                    desk.clock.seconds += 60

    asyncio.run(work())
    assert len(desk.done) == 2000
    assert len(desk.scheduler._queues) < 300
