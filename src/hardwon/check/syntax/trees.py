"""A parsed file as nested tuples: what the rules see of the code, cheap to store and to compare.

A node is `(kind, id, ...)`. Where a node stands in the text is kept apart, in an array: its first byte at
`id`, the byte after its last at `id + 1`. So the tuples stay equal when the file is reformatted or its lines
move. Kinds and what follows the id:

    name str · attr object str · call function args keywords · str text · fstr parts · const value · await
    expr index object items · list|tuple|set items · dict pairs · binary operator operands · not expr choose
    condition then else · lambda params body · each kind element clauses · walrus target value yield value
    from · star expr · other parts

    do expr · assign targets value annotation · update target value · return value · raise parts · del parts
    if branches else · for target iterable body else async · while condition body else
    try body handlers else finally · with items body async
    def name params returns decorators body async · class name bases keywords decorators body
    import names · from module level names · match subject cases · outer names · assert parts · jump word

`keywords` are pairs (name or None for `**`, value), `params` are (name, annotation, default, stars),
`handlers` are (types, name, body), `cases` are (patterns, guard, body), `branches` are (condition, body),
`items` of `with` are (expr, target), `names` of imports are (name, alias). Where only the interface was asked
for, the `params` and `body` of a `def` are None and `returns` is the text of its signature: converting
signatures costs as much as all the rest.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from sys import intern
from typing import Any

from tree_sitter import Node as Parsed

Node = tuple[Any, ...]
Param = tuple[str, Node | None, Node | None, str]

# Deeper than people write; what lies below is left out, so that no walker of these trees can exhaust the
# stack.
DEEPEST = 120
# A table of data at module level is nothing a rule reads; without this, such files dominate the cache.
LONGEST_TABLE = 60

SKIP = frozenset({"comment", "line_continuation", "positional_separator", "keyword_separator"})
Table = Mapping[str, Callable[["Converter", Parsed], Node | None]]


class Converter:
    """Turns tree-sitter nodes of one text into tuples; `spans` fills as it goes."""

    def __init__(self, text: bytes, tables: tuple[Table, Table], *, bodies: bool) -> None:
        """`tables` say how the kinds of expressions and of statements are converted."""
        self.text = text
        self._expressions, self._statements = tables
        self.bodies = bodies
        self.spans: list[int] = []
        self.functions: list[tuple[int, Parsed]] = []
        self._depth = 0

    def block(self, node: Parsed | None) -> tuple[Node, ...]:
        """The statements of a block or module; what did not parse is searched for statements that did."""
        if node is None or self._depth > DEEPEST:
            return ()
        self._depth += 1
        found: list[Node] = []
        for child in node.named_children:
            kind = child.type
            convert = self._statements.get(kind)
            if convert is not None:
                made = convert(self, child)
                if made is not None:
                    found.append(made)
            elif kind == "ERROR":
                found.extend(self.block(child))
        self._depth -= 1
        return tuple(found)

    def expr(self, node: Parsed | None) -> Node:
        """An expression, pattern or type; whatever has no kind of its own becomes `other` with its parts."""
        if node is None:
            self.spans += (0, 0)
            return ("const", len(self.spans) - 2, None)
        if self._depth > DEEPEST:
            return ("other", self.mark(node), ())
        self._depth += 1
        convert = self._expressions.get(node.type)
        made = convert(self, node) if convert is not None else None
        if made is None:
            made = ("other", self.mark(node), self.exprs(node.named_children))
        self._depth -= 1
        return made

    def maybe(self, node: Parsed | None) -> Node | None:
        return None if node is None else self.expr(node)

    def exprs(self, nodes: Sequence[Parsed]) -> tuple[Node, ...]:
        return tuple([self.expr(node) for node in nodes if node.type not in SKIP])

    def mark(self, node: Parsed) -> int:
        """The id of the next node, whose span is that of `node`."""
        spans = self.spans
        number = len(spans)
        spans += node.byte_range
        return number

    def word(self, node: Parsed | None) -> str:
        if node is None:
            return ""
        start, end = node.byte_range
        return intern(self.text[start:end].decode("utf-8", "replace"))

    def packed_spans(self) -> bytes:
        return array("I", self.spans).tobytes()
