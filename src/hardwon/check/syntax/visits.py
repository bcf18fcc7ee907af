"""Goes through statements with what stands around each node: loops, blocks, handlers, inner functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hardwon.check.syntax.trees import Node

# Where in a node its parts are repeated: the body of a loop, the condition of a `while`.
_REPEATED = {"for": (4,), "while": (2, 3)}


@dataclass(frozen=True, slots=True)
class Step:
    """One node on the way to another: `place` says in which of its parts the way goes on, as indexes."""

    node: Node
    place: tuple[int, ...]

    @property
    def kind(self) -> str:
        return str(self.node[0])

    @property
    def repeats(self) -> bool:
        """Whether what lies ahead runs once a turn of this loop or comprehension."""
        if self.kind == "each":
            # The first clause's iterable is evaluated once.
            return self.place[:3] != (4, 0, 2)
        return self.kind in _REPEATED and self.place[0] in _REPEATED[self.kind]


@dataclass(frozen=True, slots=True)
class Visit:
    """A node, and the way to it from the outside in."""

    node: Node
    way: tuple[Step, ...]

    @property
    def loops(self) -> tuple[Node, ...]:
        """The loops and comprehensions of this function that run the node once a turn, outermost first."""
        return tuple(step.node for step in self.inside if step.repeats)

    @property
    def inside(self) -> tuple[Step, ...]:
        """The part of the way that lies in the innermost function or lambda."""
        for place in range(len(self.way) - 1, -1, -1):
            if self.way[place].kind in ("def", "lambda"):
                return self.way[place + 1 :]
        return self.way

    @property
    def is_inner(self) -> bool:
        """Whether the node stands in a function or lambda inside the one that is gone through."""
        return any(step.kind in ("def", "lambda", "class") for step in self.way)

    @property
    def parent(self) -> Node | None:
        return self.way[-1].node if self.way else None

    @property
    def is_awaited(self) -> bool:
        """Whether `await` stands right before the node."""
        return bool(self.way) and self.way[-1].kind == "await"


def visits(block: tuple[Node, ...]) -> Iterator[Visit]:
    """Every node in the statements with the way to it, outer before inner, in the order of the text."""
    waiting: list[tuple[object, tuple[Step, ...], tuple[int, ...], Node | None]] = [
        (node, (), (), None) for node in reversed(block)
    ]
    while waiting:
        item, way, place, owner = waiting.pop()
        if not isinstance(item, tuple):
            continue
        first = 0
        if len(item) > 1 and isinstance(item[0], str) and type(item[1]) is int:
            if owner is not None:
                way = (*way, Step(owner, place))
            yield Visit(item, way)
            owner, place, first = item, (), 2
        waiting.extend(
            (item[index], way, (*place, index), owner)
            for index in range(first, len(item))[::-1]
            if isinstance(item[index], tuple)
        )
