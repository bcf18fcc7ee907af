"""Many who ask for the context at once: one gathering answers all who asked before it began."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from hardwon.core import Places
from hardwon.daemon.context import Asked, Gatherer, Part
from hardwon.daemon.pulse import Pulse


class Turns:
    """Gathers for one worktree after the other's question, never twice at once for the same.

    A question is answered by a gathering that began after it: at most two are ever waited for.
    `pulses` are those of the worktrees that are watched. Belongs to the event loop of the pulses.
    """

    def __init__(self, gatherer: Gatherer, pulses: Mapping[Path, Pulse]) -> None:
        self._gatherer = gatherer
        self._pulses = pulses
        self._current: dict[Path, asyncio.Lock] = {}
        self._next: dict[Path, asyncio.Task[dict[str, Part]]] = {}

    async def ask(self, places: Places) -> dict[str, Part]:
        """The parts of the worktree of `places`."""
        root = places.root
        turn = self._next.get(root)
        if turn is None:
            turn = self._next[root] = asyncio.create_task(self._gather(places), name=f"context {root}")
        # Shielded: who goes away takes nothing from the others that wait.
        return await asyncio.shield(turn)

    async def _gather(self, places: Places) -> dict[str, Part]:
        root = places.root
        async with self._current.setdefault(root, asyncio.Lock()):
            del self._next[root]  # who asks from now on needs one that begins later
            pulse = self._pulses.get(root)
            asked = Asked(places, pulse.beat() if pulse is not None else None)
            return await asyncio.to_thread(self._gatherer.gather, asked)
