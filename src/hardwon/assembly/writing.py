"""Writing events from a program that goes on: as owner while there is much to write, else to the owner."""

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING

from hardwon.assembly.workspace import Workspace
from hardwon.core import HardwonError
from hardwon.store import NewEvent, Owned, send, spool_append

if TYPE_CHECKING:
    from hardwon.store import Journal

_LINGER = (
    0.2  # seconds that the journal stays open for the next events: to open it takes longer than to write
)
_MOST_WAITING = 10_000  # events; who has more to write waits
_MOST_AT_ONCE = 2_000
_PATIENCE = 5.0  # seconds for a daemon to answer, and for an owner to take the spool in

_Item = tuple[Sequence[NewEvent], asyncio.Future[None]]


class Closed(HardwonError):
    """Something was to be written after the end."""


class Pen:
    """Writes batches of events, gathered from any number of tasks of one loop; to be closed."""

    def __init__(self, workspace: Workspace, role: str) -> None:
        self._workspace = workspace
        self._role = role
        self._queue: asyncio.Queue[_Item | None] = asyncio.Queue(_MOST_WAITING)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hardwon-pen")
        self._open = ExitStack()
        self._journal: Journal | None = None
        self._spooled = False  # whether something may still wait for another owner
        self._task = asyncio.create_task(self._run(), name="hardwon-pen")
        self._closing = False

    async def write(self, events: Sequence[NewEvent]) -> None:
        """Returns once `events` are on disk: in the journal, or in the spool of its owner."""
        if self._closing:
            raise Closed("this scribe is closed", next_step="open another one")
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        await self._queue.put((events, done))
        await done

    async def settle(self) -> None:
        """Waits until what went into the spool is in the journal, up to five seconds."""
        if self._spooled:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._settle)

    async def close(self) -> None:
        """Writes what waits, then lets go."""
        if not self._closing:
            self._closing = True
            await self._queue.put(None)
        await self._task
        self._thread.shutdown()

    async def _run(self) -> None:
        going_on = True
        while going_on:
            first = await self._next()
            taken = [] if first is None else [first]
            going_on = first is not None
            while going_on and not self._queue.empty() and len(taken) < _MOST_AT_ONCE:
                more = self._queue.get_nowait()
                going_on = more is not None
                taken += [] if more is None else [more]
            if not taken:
                break
            await self._hand_over(taken)
        await asyncio.get_running_loop().run_in_executor(self._thread, self._rest)

    async def _hand_over(self, taken: "Sequence[_Item]") -> None:
        events = [event for batch, _ in taken for event in batch]
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._write, events)
        except Exception as error:  # noqa: BLE001 - goes to whoever waits for it
            if len(taken) > 1:  # one of them may be what no journal takes; the others shall not suffer for it
                for item in taken:
                    await self._hand_over([item])
            elif not taken[0][1].done():
                taken[0][1].set_exception(error)
        else:
            for _, done in taken:
                if not done.done():
                    done.set_result(None)

    async def _next(self) -> "_Item | None":
        if self._journal is not None:
            try:
                async with asyncio.timeout(_LINGER):
                    return await self._queue.get()
            except TimeoutError:
                await asyncio.get_running_loop().run_in_executor(self._thread, self._rest)
        return await self._queue.get()

    def _write(self, events: Sequence[NewEvent]) -> None:
        places = self._workspace.places
        if self._journal is None and send(places, events):
            return
        try:
            self._own().append(events)
        except Owned:
            spool_append(places, events)
            self._spooled = True

    def _own(self) -> "Journal":
        if self._journal is None:
            self._journal = self._open.enter_context(self._workspace.owner(self._role))
            self._spooled = False  # an owner begins with taking the spool in
        return self._journal

    def _rest(self) -> None:
        self._journal = None
        self._open.close()

    def _settle(self) -> None:
        deadline = time.monotonic() + _PATIENCE
        spool = self._workspace.places.spool
        while self._spooled and time.monotonic() < deadline:
            if not any(spool.glob("*.jsonl")):
                self._spooled = False
                return
            if self._journal is not None:
                self._spooled = False
                return
            try:
                self._own()  # nobody else does: the spool comes in with it
            except Owned:
                time.sleep(0.02)
            else:
                self._rest()
