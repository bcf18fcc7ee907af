"""Replacements in Python text by where its syntax stands, so that all else stays as it is."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from hardwon.integrations.templates.sources import parse


@dataclass(frozen=True, slots=True)
class Edit:
    """Bytes from `start` to `end` of a text become `text`."""

    start: int
    end: int
    text: str


class Ruler:
    """Where the nodes of one text stand, in bytes."""

    def __init__(self, text: str) -> None:
        self.data = text.encode()
        self._starts = [0]
        for line in self.data.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def at(self, line: int, column: int) -> int:
        """The byte at a line (1-based) and a column in bytes."""
        return self._starts[line - 1] + column

    def start(self, node: ast.stmt | ast.expr) -> int:
        """The first byte of a node."""
        return self.at(node.lineno, node.col_offset)

    def end(self, node: ast.stmt | ast.expr) -> int:
        """The byte after the last one of a node."""
        return self.at(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def text(self, node: ast.stmt | ast.expr) -> str:
        """A node as it is written."""
        return self.data[self.start(node) : self.end(node)].decode()

    def replaced(self, node: ast.stmt | ast.expr, text: str) -> Edit:
        """The edit that puts `text` in the place of a node."""
        return Edit(self.start(node), self.end(node), text)

    def without_lines(self, node: ast.stmt) -> Edit:
        """The edit that takes a statement out with its lines."""
        last = node.end_lineno or node.lineno
        return Edit(self._starts[node.lineno - 1], self._starts[min(last, len(self._starts) - 1)], "")


def edited(text: str, edits: Iterable[Edit]) -> str:
    """`text` with `edits`; of two that overlap the one that begins first counts."""
    data = text.encode()
    parts: list[bytes] = []
    reached = 0
    for edit in sorted(edits, key=lambda one: (one.start, -one.end)):
        if edit.start < reached:
            continue
        parts += [data[reached : edit.start], edit.text.encode()]
        reached = edit.end
    return b"".join([*parts, data[reached:]]).decode()


def with_import(text: str, imported: str) -> str:
    """`text` with one more import, after the last one; `tidied` puts it in order."""
    tree = parse(text)
    if tree is None or imported in text:
        return text
    ruler = Ruler(text)
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    if not imports:
        at = ruler.end(tree.body[0]) + 1 if ast.get_docstring(tree) is not None else 0
        return edited(text, [Edit(at, at, f"\n{imported}\n")])
    at = ruler.end(imports[-1])
    return edited(text, [Edit(at, at, f"\n{imported}")])
