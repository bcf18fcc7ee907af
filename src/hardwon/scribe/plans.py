"""Lists of things to do that agents keep in their tools, and what of them is left."""

import re
from collections.abc import Iterable, Sequence

from hardwon.scribe.story import Done
from hardwon.scribe.texts import word

_CREATED = re.compile(r"Task #(\S+) created")


def open_items(done: Sequence[Done]) -> list[tuple[str, int]]:
    """What the agent's own lists say is not done at the end: its text, the line where it was last written."""
    items: dict[str, tuple[str, str, int]] = {}
    for step in done:
        name = step.tool.lower()
        if name in ("todowrite", "update_plan"):
            listed = step.given.get("todos", step.given.get("plan"))
            items = {f"list {text}": (text, state, step.line) for text, state in _listed(listed)}
        elif name == "taskcreate":
            created = _CREATED.search(step.reply)
            text = word(step.given.get("subject"))
            items[created[1] if created else text] = (text, "pending", step.line)
        elif name == "taskupdate":
            key = word(step.given.get("taskId"))
            text, state, line = items.get(key, ("", "", 0))
            state = word(step.given.get("status")) or state
            items[key] = (word(step.given.get("subject")) or text, state, step.line if state else line)
    return [
        (text, line) for text, state, line in items.values() if text and state not in ("completed", "deleted")
    ]


def _listed(items: object) -> Iterable[tuple[str, str]]:
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            yield word(item.get("content")) or word(item.get("step")), word(item.get("status"))
