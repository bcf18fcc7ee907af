"""Lists of things to do that agents keep in their tools, and what of them is left."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from hardwon.scribe.story import Done
from hardwon.scribe.texts import word

_CREATED = re.compile(r"Task #(\S+) created")
_DONE = ("completed", "deleted", "cancelled")
_MOST = 200  # items of a list


@dataclass(slots=True)
class Item:
    """One thing to do: `line` is where it was last written."""

    text: str
    state: str
    line: int


@dataclass(slots=True)
class Plan:
    """Follows the agent's own lists. What is done is forgotten."""

    items: dict[str, Item] = field(default_factory=dict)
    forgotten: int = 0

    def take(self, step: Done) -> None:
        name = step.tool.lower()
        if name in ("todowrite", "update_plan"):
            listed = step.given.get("todos", step.given.get("plan"))
            self.items = {f"list {text}": Item(text, state, step.line) for text, state in _listed(listed)}
        elif name == "taskcreate":
            created = _CREATED.search(step.reply)
            text = word(step.given.get("subject"))
            self.items[created[1] if created else text] = Item(text, "pending", step.line)
        elif name == "taskupdate":
            self._update(word(step.given.get("taskId")), step)
        else:
            return
        self.items = {key: item for key, item in self.items.items() if item.text and item.state not in _DONE}
        while len(self.items) > _MOST:
            del self.items[next(iter(self.items))]
            self.forgotten += 1

    def _update(self, key: str, step: Done) -> None:
        item = self.items.get(key)
        text, state = word(step.given.get("subject")), word(step.given.get("status"))
        if item is None and not text:
            return
        line = step.line if state or item is None else item.line
        before = item or Item(text, "pending", line)
        self.items[key] = Item(text or before.text, state or before.state, line)


def _listed(items: object) -> Iterable[tuple[str, str]]:
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            yield word(item.get("content")) or word(item.get("step")), word(item.get("status"))
