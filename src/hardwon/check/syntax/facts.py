"""What is kept of one file: its interface for all, the bodies of functions only where a rule wants them."""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Callable, Iterator
from hashlib import blake2b

import tree_sitter_python
from msgspec import Struct
from tree_sitter import Language, Parser, Query, QueryCursor, Tree
from tree_sitter import Node as Parsed

from hardwon.check.entries import Ignore, Index
from hardwon.check.searches import lazily
from hardwon.check.syntax.indexing import index_of
from hardwon.check.syntax.statements import converter, signature_of
from hardwon.check.syntax.trees import Node, Param

_LANGUAGE = Language(tree_sitter_python.language())
_COMMENTS = Query(_LANGUAGE, "(comment) @comment")
_PARSER = Parser(_LANGUAGE)
_IGNORE = lazily(r"#\s*hardwon:\s*ignore\b(?:\[([^\]]*)\])?")
_HEADERS = ("body", "consequence")

# Parameters, return annotation, statements, spans of their nodes.
Body = tuple[tuple[Param, ...], Node | None, tuple[Node, ...], bytes]
Wants = Callable[[bytes], bool]


class Facts(Struct, frozen=True):
    """One file's facts. `interface` holds its statements without the bodies of functions; `spans` where they
    stand.

    `bodies` has, by the id of a `def`, what was extracted so far; `marks` by qualified name what tells the
    text of a function or class from any other. `digest` changes only when the interface does. `error_line` is
    0 where the whole file parsed.
    """

    digest: bytes
    error_line: int
    needs: tuple[str, ...]
    ignores: tuple[Ignore, ...]
    index: Index
    interface: tuple[Node, ...]
    spans: bytes
    marks: dict[str, bytes]
    bodies: dict[int, Body]


class Syntax:
    """One parsed text, from which facts are taken."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.tree: Tree = _PARSER.parse(text)
        self._functions: dict[int, Parsed] = {}

    def facts(self, needs: tuple[str, ...], wants: Wants) -> Facts:
        """The interface, and the bodies of those functions whose text `wants` likes.

        `needs` are the rules of which the text holds a literal; they are only kept.
        """
        root = self.tree.root_node
        interface, spans = self._interface()
        bodies = {
            number: self._body(node)
            for number, node in self._functions.items()
            if wants(self.text[node.start_byte : node.end_byte])
        }
        return Facts(
            digest=blake2b(marshal.dumps(interface, 2), digest_size=12).digest(),
            error_line=_first_error(root) if root.has_error else 0,
            needs=needs,
            ignores=_ignores(self.text, root) if b"hardwon:" in self.text else (),
            index=index_of(interface, self.text),
            interface=interface,
            spans=spans,
            marks=dict(_marks(interface, span_table(spans), self.text, "")),
            bodies=bodies,
        )

    def body(self, start: int, end: int) -> Body:
        """The function whose `def` stands there; the ids of its nodes start at 0."""
        node = self.tree.root_node.descendant_for_byte_range(start, end - 1)
        while node is not None and not (node.type == "function_definition" and node.start_byte == start):
            node = node.parent
        return self._body(node)

    def _body(self, node: Parsed | None) -> Body:
        made = converter(self.text, bodies=True)
        if node is None:
            return (), None, (), b""
        params, returns = signature_of(made, node)
        statements = made.block(node.child_by_field_name("body"))
        return params, returns, statements, made.packed_spans()

    def _interface(self) -> tuple[tuple[Node, ...], bytes]:
        made = converter(self.text, bodies=False)
        interface = made.block(self.tree.root_node)
        self._functions = dict(made.functions)
        return interface, made.packed_spans()


def pack(facts: Facts) -> bytes:
    """Bytes for the cache: the small part first, so that the rest need not be unmarshalled to read it."""
    ignores = tuple((i.line, i.last, i.column, i.rules, i.text, i.comment) for i in facts.ignores)
    rest = marshal.dumps((facts.interface, facts.spans, facts.marks, facts.bodies))
    return marshal.dumps((facts.digest, facts.error_line, facts.needs, ignores, facts.index.flat(), rest))


def unpack(blob: bytes, *, whole: bool = True) -> Facts:
    """The facts that `pack` wrote; without the trees unless `whole`."""
    digest, error_line, needs, ignores, index, rest = marshal.loads(blob)
    interface, spans, marks, bodies = marshal.loads(rest) if whole else ((), b"", {}, {})
    ignored = tuple(Ignore(*i) for i in ignores)
    return Facts(digest, error_line, needs, ignored, Index(*index), interface, spans, marks, bodies)


def span_table(spans: bytes) -> array[int]:
    """The first byte of each node at its id, the byte after its last at id + 1."""
    table: array[int] = array("I")
    table.frombytes(spans)
    return table


def _marks(
    block: tuple[Node, ...], spans: array[int], text: bytes, prefix: str
) -> Iterator[tuple[str, bytes]]:
    for node in block:
        kind = node[0]
        if kind in ("def", "class"):
            part = text[spans[node[1]] : spans[node[1] + 1]]
            yield f"{prefix}{node[2]}", blake2b(part, digest_size=8).digest()
        if kind == "class":
            yield from _marks(node[6], spans, text, f"{prefix}{node[2]}.")


def _first_error(root: Parsed) -> int:
    """The line of the first place that did not parse; walks down without recursion."""
    node = root
    while not (node.is_error or node.is_missing):
        broken = next((c for c in node.children if c.has_error or c.is_error or c.is_missing), None)
        if broken is None:
            break
        node = broken
    # An error's node may begin long before what is wrong; its first broken or unexpected part is nearer.
    while node.is_error:
        inner = next((c for c in node.children if c.is_error or c.has_error), None)
        if inner is None:
            break
        node = inner
    return node.start_point[0] + 1


def _ignores(text: bytes, root: Parsed) -> tuple[Ignore, ...]:
    found: list[Ignore] = []
    for node in QueryCursor(_COMMENTS).captures(root).get("comment", []):
        comment = text[node.start_byte : node.end_byte].decode("utf-8", "replace")
        match = _IGNORE.match(comment)
        if match is None:
            continue
        row = node.start_point[0]
        slugs = tuple(sorted({slug.strip() for slug in (match[1] or "").split(",") if slug.strip()}))
        line_start = text.rfind(b"\n", 0, node.start_byte) + 1
        column = len(text[line_start : node.start_byte].decode("utf-8", "replace")) + 1
        end = text.find(b"\n", node.start_byte)
        line = text[line_start : end if end >= 0 else len(text)].decode("utf-8", "replace").rstrip()
        last = _statement_end(text, root, row, line_start) + 1
        found.append(Ignore(row + 1, last, column, slugs, line, match[0]))
    return tuple(sorted(found, key=lambda ignore: ignore.line))


def _statement_end(text: bytes, root: Parsed, row: int, line_start: int) -> int:
    """The last row of the statement (of its header, if compound) that begins on `row`; else `row`."""
    end = text.find(b"\n", line_start)
    line = text[line_start : end if end >= 0 else len(text)]
    indent = len(line) - len(line.lstrip())
    node = root.named_descendant_for_byte_range(line_start + indent, line_start + indent + 1)
    last = row
    while node is not None and node.start_point[0] == row and node.parent is not None:
        kind = node.type
        if kind.endswith(("_statement", "_definition")) and node.start_byte == line_start + indent:
            body = next((b for b in map(node.child_by_field_name, _HEADERS) if b is not None), None)
            if kind == "decorated_definition":
                break
            last = max(row, body.start_point[0] - 1) if body is not None else node.end_point[0]
        node = node.parent
    return last


def parse_body(text: bytes, start: int, end: int) -> Body | None:
    """The function that stands there in a text that parses as a whole; the ids of its nodes start at 0.

    None where it does not parse by itself.
    """
    part = text[start:end]
    root = _PARSER.parse(part).root_node
    node = root.named_children[0] if root.named_child_count == 1 else None
    if node is None or root.has_error or node.type != "function_definition":
        return None
    made = converter(part, bodies=True)
    params, returns = signature_of(made, node)
    statements = made.block(node.child_by_field_name("body"))
    places = made.spans
    # A node that is not written has no place, here as elsewhere: it keeps (0, 0).
    moved = array("I", (place + start if places[at | 1] else 0 for at, place in enumerate(places)))
    return params, returns, statements, moved.tobytes()


def parse_expression(text: str) -> Node | None:
    """An expression given as text, such as a quoted annotation; None where it is not one."""
    raw = text.encode()
    root = _PARSER.parse(raw).root_node
    if root.has_error or root.named_child_count != 1:
        return None
    block = converter(raw, bodies=True).block(root)
    return block[0][2] if block and block[0][0] == "do" else None


def parse_signature(header: str) -> tuple[tuple[Param, ...], Node | None]:
    """The parameters and return annotation of a function whose text up to its body is `header`."""
    raw = header.encode() + b" pass"
    root = _PARSER.parse(raw).root_node
    node = root.named_children[0] if root.named_children else None
    if node is None or node.type != "function_definition":
        return (), None
    return signature_of(converter(raw, bodies=True), node)
