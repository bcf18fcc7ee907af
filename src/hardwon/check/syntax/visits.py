"""Goes through statements with what stands around each node: loops, blocks, handlers, inner functions."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from hardwon.check.syntax.trees import Node

# Where in a node its parts are repeated: the body of a loop, the condition of a `while`.
_REPEATED = {"for": (4,), "while": (2, 3)}
_INNER = frozenset({"def", "lambda", "class"})


class Step(Struct, frozen=True):
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


class Visit:
    """A node, and the way to it from the outside in: `outer` is the visit of the node around it."""

    __slots__ = ("_way", "is_inner", "node", "outer", "place")

    # Not a frozen dataclass: there is one for every node of a function, and those take four times as long.
    def __init__(self, node: Node, outer: Visit | None, place: tuple[int, ...]) -> None:
        """`place` says in which part of the node around it this one stands, as indexes."""
        self.node = node
        self.outer = outer
        self.place = place
        # Whether it stands in a function, lambda or class inside the function that is gone through.
        self.is_inner: bool = outer is not None and (outer.is_inner or outer.node[0] in _INNER)
        self._way: tuple[Step, ...] | None = None

    @property
    def way(self) -> tuple[Step, ...]:
        """The nodes around this one, outermost first."""
        if self._way is None:
            outer = self.outer
            self._way = () if outer is None else (*outer.way, Step(outer.node, self.place))
        return self._way

    @property
    def loops(self) -> tuple[Node, ...]:
        """The loops and comprehensions of this function that run the node once a turn, outermost first."""
        return tuple(step.node for step in self.inside if step.repeats)

    @property
    def inside(self) -> tuple[Step, ...]:
        """The part of the way that lies in the innermost function or lambda."""
        way = self.way
        for place in range(len(way) - 1, -1, -1):
            if way[place].kind in ("def", "lambda"):
                return way[place + 1 :]
        return way

    @property
    def parent(self) -> Node | None:
        return self.outer.node if self.outer is not None else None

    @property
    def is_awaited(self) -> bool:
        """Whether `await` stands right before the node."""
        return self.outer is not None and self.outer.node[0] == "await"


def visits(block: tuple[Node, ...]) -> Iterator[Visit]:
    """Every node in the statements with the way to it, outer before inner, in the order of the text."""
    waiting: list[tuple[tuple[object, ...], Visit | None, tuple[int, ...]]] = [
        (node, None, ()) for node in reversed(block)
    ]
    while waiting:
        item, outer, place = waiting.pop()
        first = 0
        if len(item) > 1 and type(item[1]) is int and type(item[0]) is str:
            outer = Visit(item, outer, place)
            yield outer
            place, first = (), 2
        for index in range(len(item) - 1, first - 1, -1):
            part = item[index]
            if type(part) is tuple and part:
                waiting.append((part, outer, (*place, index)))
