"""What the daemon does for agents' hooks: it is found by them, and takes what they tell."""

import asyncio
import os
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from hardwon.core import HardwonError, Places
from hardwon.integrations import HOOKED, read_hook

if TYPE_CHECKING:
    from hardwon.store import Journal


class BadHook(HardwonError):
    """A hook's request that is not one."""


class HookDesk:
    """Takes the events of hooks into the journal.

    While it runs, `state/socket` points to the daemon's socket: a hook finds it there whatever its own
    environment says, and without the time it takes to reckon where it would be.
    """

    def __init__(self, places: Places, journal: "Journal") -> None:
        self._places = places
        self._journal = journal

    async def run(self, stopping: asyncio.Event) -> None:
        """Lets hooks find the daemon until `stopping` is set."""
        sign = self._places.state / "socket"
        beside = sign.with_name(f"socket.{os.getpid()}")
        beside.unlink(missing_ok=True)
        beside.symlink_to(self._places.socket)
        beside.replace(sign)
        try:
            await stopping.wait()
        finally:
            with suppress(OSError):
                sign.unlink(missing_ok=True)

    async def answer(self, request: Mapping[str, Any]) -> Mapping[str, object]:
        """Answers the op `hook` once what it told is in the journal."""
        match request:
            case {"agent": str(agent), "id": str(number), "time": str(time), "body": str(body), **rest}:
                match rest.get("process"):
                    case [int(pid), int(since)] if agent in HOOKED:
                        events = read_hook(agent, body, number=number, time=time, process=(pid, since))
                        await self._journal.append_async(events)
                        return {}
        raise BadHook("this is no hook's request", next_step=f"hooks are known of {', '.join(HOOKED)}")
