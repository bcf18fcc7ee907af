"""Fair turns for background work (digests, learning, indexing) over sessions, within limits."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, IntEnum

from hardwon.core import Clock, HardwonError
from hardwon.scribe.limits import Limits, Pace

Job = Callable[[], Awaitable[None]]
"""Work to be done once. It runs in the loop of `Scheduler.run`: what needs long, it gives to a thread."""

_FLOAT_ROUNDING = 1e-9
_GRACE = 10.0  # seconds that running jobs have when the daemon stops


class TooLong(HardwonError):
    """A job did not end in the time that the limits give it."""


class Priority(IntEnum):
    """A session's share of the turns while its next job has this priority, as a ratio to the others."""

    LOW = 1
    NORMAL = 4
    HIGH = 16


class Placement(Enum):
    """What became of a job: it waits, it stands for an older one, or its session is over a limit."""

    WAITING = "waiting"
    SUMMARISED = "summarised"
    DELAYED = "delayed"


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """One session's background work right now; `overdue` if some of it is over the limits."""

    session: str
    waiting: int
    running: int
    overdue: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """What a scheduler has done and what is still to do.

    `done`, `failed`, `summarised` and `delayed` count jobs since the start; `overdue` sessions that wait for
    room; `memory` in bytes. `sessions` are those with anything to do, the longest queue first.
    """

    waiting: int
    running: int
    overdue: int
    memory: int
    done: int
    failed: int
    summarised: int
    delayed: int
    sessions: tuple[QueueFigures, ...]


@dataclass(slots=True)
class _Work:
    job: Job
    key: str
    priority: Priority
    weight: float
    size: int


@dataclass(slots=True)
class _Queue:
    """One session's jobs, and `finished`: the virtual time up to which it has had its share."""

    pace: Pace
    finished: float = 0.0
    running: int = 0
    memory: int = 0
    overdue: bool = False
    work: list[_Work] = field(default_factory=list)
    emptied: list[asyncio.Future[bool]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.work or self.running or self.overdue)


class Scheduler:
    """Queues of jobs, one a session, and turns between them that no session can take away from another.

    Turns follow self-clocked fair queueing (Golestani 1994): the job with the earliest finishing time goes
    first, which is its session's last one (for a session that had nothing to do, at least the present) plus
    weight / priority. Over a limit of waiting jobs or
    memory the job itself is not kept: its session is overdue, and once there is room, the one job of
    `catch_up(session)` does all that the session is behind with. `on_failure` gets the session and the error
    of a job that failed. `submit` and `figures` may be called from any thread.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        catch_up: Callable[[str], Job],
        limits: Limits | None = None,
        on_failure: Callable[[str, Exception], None] = lambda _session, _error: None,
    ) -> None:
        self._clock = clock
        self._limits = limits or Limits()
        self._catch_up = catch_up
        self._on_failure = on_failure
        self._lock = threading.Lock()
        self._queues: dict[str, _Queue] = {}
        self._now = 0.0  # virtual: the finishing time of the job begun last
        self._pace = Pace(self._limits.a_minute, clock.monotonic())
        self._waiting = self._running = self._memory = 0
        self._done = self._failed = self._summarised = self._delayed = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_over = False
        self._changed = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def submit(
        self,
        session: str,
        job: Job,
        *,
        key: str = "",
        priority: Priority = Priority.NORMAL,
        weight: float = 1.0,
        size: int = 0,
    ) -> Placement:
        """Queues `job`; a waiting one of the same session and `key` (if not empty) is replaced by it.

        `weight` is its cost beside an ordinary job's 1, `size` the bytes it holds on to.
        """
        work = _Work(job, key, priority, max(weight, _FLOAT_ROUNDING), size)
        with self._lock:
            queue = self._queue(session)
            placed = self._place(queue, work)
        self._wake()
        return placed

    def figures(self) -> Figures:
        """How it stands now."""
        with self._lock:
            busy = [
                QueueFigures(session, len(queue.work), queue.running, queue.overdue)
                for session, queue in self._queues.items()
                if not queue.is_empty
            ]
            return Figures(
                waiting=self._waiting,
                running=self._running,
                overdue=sum(one.overdue for one in busy),
                memory=self._memory,
                done=self._done,
                failed=self._failed,
                summarised=self._summarised,
                delayed=self._delayed,
                sessions=tuple(sorted(busy, key=lambda one: (-one.waiting, one.session))),
            )

    async def finish(self, session: str) -> bool:
        """Waits until nothing of `session` waits or runs, at high priority; false if `run` ends before.

        To be called in the loop of `run`, which may be about to begin.
        """
        with self._lock:
            queue = self._queues.get(session)
            if queue is None or queue.is_empty:
                return True
            if self._is_over:
                return False
            for work in queue.work:
                work.priority = Priority.HIGH
            emptied = asyncio.get_running_loop().create_future()
            queue.emptied.append(emptied)
        self._wake()
        done: bool = await emptied
        return done

    async def run(self, stopping: asyncio.Event) -> None:
        """Does the jobs until `stopping`; then those that run have ten seconds to end, and none begins.

        What still waits then stays in `figures`: it follows from the journal, and comes again with the next
        start.
        """
        self._loop, self._is_over = asyncio.get_running_loop(), False
        stop = asyncio.create_task(stopping.wait())
        stop.add_done_callback(lambda _: self._changed.set())
        try:
            while not stopping.is_set():
                self._changed.clear()
                wait = self._begin_what_may()
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._changed.wait()
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=_GRACE)
        finally:
            stop.cancel()
            self._is_over = True
            await self._end_tasks()
            self._loop = None

    async def _end_tasks(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with self._lock:
            waited_for = [future for queue in self._queues.values() for future in queue.emptied]
        for future in waited_for:
            if not future.done():
                future.set_result(False)

    def _queue(self, session: str) -> _Queue:
        queue = self._queues.get(session)
        if queue is None:
            pace = Pace(self._limits.a_minute_of_one, self._clock.monotonic())
            queue = self._queues[session] = _Queue(pace)
        return queue

    def _place(self, queue: _Queue, work: _Work) -> Placement:
        same = next((one for one in queue.work if one.key == work.key), None) if work.key else None
        freed = same.size if same else 0
        limits = self._limits
        too_many = same is None and (
            len(queue.work) >= limits.waiting_of_one or self._waiting >= limits.waiting
        )
        # A job bigger than all room there is would wait for ever: alone, it may.
        too_big = (queue.memory and queue.memory - freed + work.size > limits.memory_of_one) or (
            self._memory and self._memory - freed + work.size > limits.memory
        )
        if queue.overdue or too_many or too_big:
            # Whoever is overdue stays so until it has caught up: what comes meanwhile is part of that.
            queue.overdue = True
            self._delayed += 1
            return Placement.DELAYED
        queue.memory += work.size - freed
        self._memory += work.size - freed
        if same is None:
            self._add(queue, work)
            return Placement.WAITING
        work.priority = max(work.priority, same.priority)
        queue.work[queue.work.index(same)] = work
        self._summarised += 1
        return Placement.SUMMARISED

    def _add(self, queue: _Queue, work: _Work) -> None:
        if not queue.work:  # nobody saves up turns while having nothing to do
            queue.finished = max(queue.finished, self._now)
        queue.work.append(work)
        self._waiting += 1

    def _wake(self) -> None:
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):  # the loop has closed meanwhile: nothing will run any more
                loop.call_soon_threadsafe(self._changed.set)

    def _begin_what_may(self) -> float | None:
        """Begins jobs as far as the limits go; seconds until a limit of pace lets go, None if none holds."""
        while True:
            with self._lock:
                self._admit_overdue()
                now = self._clock.monotonic()
                wait, chosen = self._choose(now)
                if chosen is None:
                    return wait
                session, work = chosen
                self._begin(session, work, now)
            task = asyncio.create_task(self._do(session, work), name=f"{work.key or 'job'} of {session}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _admit_overdue(self) -> None:
        for session, queue in self._queues.items():
            if self._waiting >= self._limits.waiting:
                return
            if queue.overdue and not queue.work:
                queue.overdue = False
                self._add(queue, _Work(self._catching_up(session), "", Priority.NORMAL, 1.0, 0))

    def _catching_up(self, session: str) -> Job:
        async def job() -> None:
            await self._catch_up(session)()

        return job

    def _choose(self, now: float) -> tuple[float | None, tuple[str, _Work] | None]:
        """The job whose turn it is, if one may begin; else how long pace alone keeps one from beginning."""
        if self._running >= self._limits.at_once or not self._waiting:
            return None, None
        wait = self._pace.wait(now)
        if wait:
            return wait, None
        waits: list[float] = []
        best: tuple[float, str, _Work] | None = None
        for session, queue in self._queues.items():
            if not queue.work or queue.running >= self._limits.at_once_of_one:
                continue
            if wait := queue.pace.wait(now):
                waits.append(wait)
                continue
            work = max(queue.work, key=lambda one: one.priority)  # the first of the highest
            finished = queue.finished + work.weight / work.priority
            if best is None or finished < best[0]:
                best = (finished, session, work)
        if best is None:
            return min(waits, default=None), None
        return 0.0, (best[1], best[2])

    def _begin(self, session: str, work: _Work, now: float) -> None:
        queue = self._queues[session]
        queue.work.remove(work)
        queue.finished += work.weight / work.priority
        self._now = max(self._now, queue.finished)
        queue.running += 1
        queue.pace.begin(now)
        self._pace.begin(now)
        self._waiting -= 1
        self._running += 1

    async def _do(self, session: str, work: _Work) -> None:
        failure: BaseException | None = None
        limit = asyncio.timeout(self._limits.longest)
        try:
            async with limit:
                await work.job()
        except asyncio.CancelledError as stopped:
            failure = stopped
            raise
        except Exception as error:  # noqa: BLE001 - told and counted; the other jobs go on
            failure = error
            if limit.expired():
                error = TooLong(
                    f"background work on session {session} took over {self._limits.longest:g} s",
                    next_step="it is done again when the session goes on",
                )
            self._on_failure(session, error)
        finally:
            self._end(session, work, failure)

    def _end(self, session: str, work: _Work, failure: BaseException | None) -> None:
        with self._lock:
            queue = self._queues[session]
            queue.running -= 1
            queue.memory -= work.size
            self._running -= 1
            self._memory -= work.size
            self._failed += failure is not None
            self._done += failure is None
            emptied, queue.emptied = (queue.emptied, []) if queue.is_empty else ([], queue.emptied)
            self._forget_the_rested()
        for future in emptied:
            if not future.done():
                future.set_result(not isinstance(failure, asyncio.CancelledError))
        self._changed.set()

    def _forget_the_rested(self) -> None:
        """Lets go of sessions with nothing to do and no claim held against them."""
        if len(self._queues) < 2 * (self._waiting + self._running) + 100:
            return
        now = self._clock.monotonic()
        self._queues = {
            session: queue
            for session, queue in self._queues.items()
            if not (queue.is_empty and queue.finished <= self._now and queue.pace.is_rested(now))
        }
