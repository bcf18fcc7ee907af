from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Protocol


class Step(Protocol):
    async def run(self, state: dict[str, float]) -> None: ...


@dataclass
class Pour:
    litres: float

    async def run(self, state: dict[str, float]) -> None:
        await asyncio.sleep(self.litres / 100)
        state["litres"] = state.get("litres", 0.0) + self.litres


@dataclass
class Heat:
    kelvin: float

    async def run(self, state: dict[str, float]) -> None:
        state["kelvin"] = state.get("kelvin", 293.0) + self.kelvin


@dataclass
class Pipeline:
    steps: list[Step] = field(default_factory=list)

    async def run(self) -> dict[str, float]:
        state: dict[str, float] = {}
        for step in self.steps:
            await step.run(state)
        return state
