from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Page:
    title: str
    body: str
    children: list[Page] = field(default_factory=list)

    def walk(self, parent: str | None = None):
        yield parent, self
        for child in self.children:
            yield from child.walk(self.title)
