"""The names that a block of statements binds, without running it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hardwon.check.syntax.trees import Node

# The statements that hold blocks of others without a scope of their own.
COMPOUND = frozenset({"if", "for", "while", "try", "with", "match"})


class Binding(NamedTuple):
    """One way a name gets its meaning: kind `def`, `class`, `import`, `from` or `value`.

    `module`, `level` and `member` say what an import names. `fallback` marks one in an except or else branch,
    which counts only where the first choice cannot be resolved.
    """

    kind: str
    node: Node
    module: str = ""
    level: int = 0
    member: str = ""
    fallback: bool = False


class Names:
    """The bindings of one block by name, and the modules it imports everything from."""

    def __init__(self, block: tuple[Node, ...]) -> None:
        self.by_name: dict[str, list[Binding]] = {}
        self.stars: list[Binding] = []
        for name, binding in _bindings(block, fallback=False):
            if name == "*":
                self.stars.append(binding)
            else:
                self.by_name.setdefault(name, []).append(binding)

    def choices(self, name: str) -> list[Binding]:
        """How `name` may be bound, the likeliest first: definitions before fallbacks, the last one before
        earlier.
        """
        found = [*reversed(self.by_name.get(name, []))]
        return sorted(found, key=lambda binding: binding.fallback)


def _bindings(block: tuple[Node, ...], *, fallback: bool) -> Iterator[tuple[str, Binding]]:
    for node in block:
        kind = node[0]
        if kind in ("def", "class"):
            yield node[2], Binding(kind, node, fallback=fallback)
        elif kind == "assign":
            for target in node[2]:
                yield from _targets(target, node, fallback)
        elif kind == "import":
            for dotted, alias in node[2]:
                module = dotted if alias else dotted.partition(".")[0]
                yield alias or module, Binding("import", node, module=module, fallback=fallback)
        elif kind == "from":
            for member, alias in node[4]:
                yield (
                    alias or member,
                    Binding("from", node, node[2], node[3], member, fallback=fallback),
                )
        elif kind in COMPOUND:
            for inner, is_fallback in blocks_in(node):
                yield from _bindings(inner, fallback=fallback or is_fallback)


def _targets(target: Node, node: Node, fallback: bool) -> Iterator[tuple[str, Binding]]:
    if target[0] == "name":
        yield target[2], Binding("value", node, fallback=fallback)
    elif target[0] in ("tuple", "list"):
        # Which place of the value it takes is not followed.
        for item in target[2]:
            if item[0] == "name":
                yield item[2], Binding("value", ("assign", node[1], (), None, None), fallback=fallback)


def blocks_in(node: Node) -> Iterator[tuple[tuple[Node, ...], bool]]:
    """The blocks within a compound statement, and whether each is a second choice."""
    kind = node[0]
    if kind == "if":
        for index, (_, body) in enumerate(node[2]):
            yield body, index > 0
        yield node[3], True
    elif kind in ("for", "while"):
        at = 4 if kind == "for" else 3
        yield node[at], False
        yield node[at + 1], True
    elif kind == "try":
        yield node[2], False
        for _, _, body in node[3]:
            yield body, True
        yield node[4], False
        yield node[5], False
    elif kind == "with":
        yield node[3], False
    elif kind == "match":
        for _, _, body in node[3]:
            yield body, True


def walk(block: tuple[Node, ...]) -> Iterator[Node]:
    """Every node in the statements, outer before inner, nested functions included; the order is that of the
    text.
    """
    waiting: list[object] = list(reversed(block))
    while waiting:
        item = waiting.pop()
        if not isinstance(item, tuple):
            continue
        if len(item) > 1 and isinstance(item[0], str) and type(item[1]) is int:
            yield item
        waiting.extend(part for part in reversed(item) if isinstance(part, tuple))
