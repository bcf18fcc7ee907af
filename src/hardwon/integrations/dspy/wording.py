"""What was learnt and how the work stands, as text for a field of a signature."""

from collections.abc import Iterable, Mapping
from typing import Any

from hardwon.integrations.hooks.surroundings import state_lines
from hardwon.lessons import Unit

_STATE = "The work at this moment:"
_LEARNT = "What was learnt here and bears on it:"


def passages(units: Iterable[Unit]) -> str:
    """Each unit under its source; empty for none."""
    return "\n\n".join(f"[{unit.source}]\n{unit.text}" for unit in units)


def state_of(document: Mapping[str, Any], *, budget: int) -> str:
    """The document of `hardwon context` in `budget` tokens; empty where there is nothing to say."""
    return state_lines(document, budget=budget)


def whole(state: str, learnt: str) -> str:
    """Both under their headings; what is empty has none."""
    parts = [f"{_STATE}\n{state}" if state else "", f"{_LEARNT}\n{learnt}" if learnt else ""]
    return "\n\n".join(part for part in parts if part)
