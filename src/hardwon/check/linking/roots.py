"""The functions of a file, with their text, for rules that look at one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from hardwon.check.linking.project import Project
from hardwon.check.linking.values import FunctionRef
from hardwon.check.linking.words import Search
from hardwon.check.syntax.names import COMPOUND, blocks_in
from hardwon.check.syntax.trees import Node


def functions_in(project: Project, path: str) -> tuple[tuple[FunctionRef, Node, bytes], ...]:
    """Every function and method at the top of a module or in its classes, its `def`, and its text."""
    return project.briefly(("functions", path), lambda: tuple(_functions_in(project, path)))


def functions_holding(project: Project, path: str, spoken: Search) -> set[int]:
    """The numbers of those functions whose text holds what `spoken` finds: one pass over the file."""
    text = project.text(path)
    found: set[int] = set()
    nearest = -1
    for function, _, part in functions_in(project, path):
        start, _ = project.span(path, function.number)
        if nearest < start:
            hit = spoken.search(text, start)
            if hit is None:
                break
            nearest = hit.span()[0]
        if nearest < start + len(part):
            found.add(function.number)
    return found


def _functions_in(project: Project, path: str) -> Iterator[tuple[FunctionRef, Node, bytes]]:
    text = project.text(path)
    for name, node in _definitions(project.facts(path).interface, ""):
        start, end = project.span(path, node[1])
        yield FunctionRef(path, name, node[1]), node, text[start:end]


def _definitions(block: tuple[Node, ...], prefix: str) -> Iterator[tuple[str, Node]]:
    for name, node in _definitions_and_classes(block, prefix):
        if node[0] == "def":
            yield name, node


def scope_at(project: Project, path: str, place: int) -> str:
    """The qualified name of the function or class around a byte of the text; "" at the top of the module."""
    best = ""
    size = 1 << 62
    for name, node in _definitions_and_classes(project.facts(path).interface, ""):
        start, end = project.span(path, node[1])
        if start <= place < end and end - start < size:
            best, size = name, end - start
    return best


def _definitions_and_classes(block: tuple[Node, ...], prefix: str) -> Iterator[tuple[str, Node]]:
    for node in block:
        kind = node[0]
        if kind == "def":
            yield f"{prefix}{node[2]}", node
        elif kind == "class":
            yield f"{prefix}{node[2]}", node
            yield from _definitions_and_classes(node[6], f"{prefix}{node[2]}.")
        elif kind in COMPOUND:
            for inner, _ in blocks_in(node):
                yield from _definitions_and_classes(inner, prefix)
