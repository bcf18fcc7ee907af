"""What the daemon does for agents' hooks: it is found by them, and takes what they tell."""

import asyncio
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from hardwon.core import HardwonError, Places
from hardwon.integrations import HOOKED, Advice, read_hook

if TYPE_CHECKING:
    from hardwon.integrations import Adviser
    from hardwon.store import Journal

_PATIENCE = 1.8  # seconds for an answer; the hook's process waits a little longer


class BadHook(HardwonError):
    """A hook's request that is not one."""


class UnansweredHook(HardwonError):
    """An agent's hook got no answer, for a reason of ours."""


class HookDesk:
    """Takes the events of hooks into the journal.

    While it runs, `state/socket` points to the daemon's socket: a hook finds it there whatever its own
    environment says, and without the time it takes to reckon where it would be.
    """

    def __init__(
        self,
        places: Places,
        journal: "Journal",
        adviser: "Adviser | None" = None,
        on_trouble: Callable[[HardwonError], None] = lambda _: None,
    ) -> None:
        self._places = places
        self._journal = journal
        self._adviser = adviser
        self._on_trouble = on_trouble

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
                        # Before the append: what it wakes in the daemon would be in the advice's way.
                        advice = await self._advise(body) if agent == "claude-code" else Advice()
                        await self._journal.append_async([*events, *(advice.events if advice else ())])
                        if advice is None:
                            return {"unanswered": True}
                        return {"answer": advice.answer} if advice.answer else {}
        raise BadHook("this is no hook's request", next_step=f"hooks are known of {', '.join(HOOKED)}")

    async def _advise(self, body: str) -> "Advice | None":
        """What to answer the agent; None where that could not be told, and whatever went wrong has been."""
        if self._adviser is None:
            return Advice()
        try:
            told = json.loads(body)
            if not isinstance(told, dict):
                return Advice()
            async with asyncio.timeout(_PATIENCE):
                return await self._adviser.advise(told)
        except ValueError:
            return Advice()  # what is no JSON is kept as it came
        except HardwonError as error:
            self._on_trouble(error)
        except Exception as error:  # noqa: BLE001  the agent's work is worth more than our advice
            what = f"a hook could not be answered: {str(error) or type(error).__name__}"
            self._on_trouble(UnansweredHook(what, next_step="the agent went on; say so if it happens again"))
        return None
