"""What is left to do to a text once its names are taken: imports in order, no leftovers."""

import ast
import re
import sys
from collections.abc import Collection

from hardwon.integrations.templates.edits import Edit, Ruler, edited
from hardwon.integrations.templates.sources import parse

_COPY = re.compile(r"Copy it\b.*?\.(?=\s)\s*", re.DOTALL)
_PLAIN = (
    ("from sqlalchemy.ext.asyncio import AsyncSession", "from sqlalchemy.orm import Session"),
    ("AsyncSession", "Session"),
)


def without_async(text: str) -> str:
    """`text` as synchronous code."""
    tree = parse(text)
    if tree is None:
        return text
    ruler = Ruler(text)
    edits: list[Edit] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.AsyncFunctionDef | ast.AsyncWith | ast.AsyncFor):
            at = ruler.start(node)
            edits.append(Edit(at, at + len("async "), ""))
        elif isinstance(node, ast.Await):
            edits.append(Edit(ruler.start(node), ruler.start(node.value), ""))
    text = edited(text, edits)
    for old, new in _PLAIN:
        text = text.replace(old, new)
    return text


def tidied(text: str, left: Collection[str], libraries: Collection[str]) -> str:
    """`text` with imports that it uses, in order, and a docstring that asks for no more than what is `left`.

    Imports of `libraries` stand above those of the project's own modules.
    """
    text = _docstring(text, left)
    tree = parse(text)
    if tree is None:
        return text
    ruler = Ruler(text)
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    if not imports:
        return text
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    groups: dict[int, list[str]] = {0: [], 1: [], 2: []}
    for node in imports:
        line = _import(node, used, ruler)
        if line:
            groups[_group(node, libraries)].append(line)
    edits = [ruler.without_lines(node) for node in imports]
    block = "\n\n".join(
        "\n".join(sorted(dict.fromkeys(lines), key=_order)) for lines in groups.values() if lines
    )
    at = min(edit.start for edit in edits)
    text = edited(text, [Edit(at, at, ""), *edits])
    head, rest = text.encode()[:at].decode().rstrip("\n"), text.encode()[at:].decode().lstrip("\n")
    body = parse(rest)
    first = body.body[0] if body is not None and body.body else None
    gap = "\n\n\n" if isinstance(first, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else "\n\n"
    return "\n\n".join(part for part in (head, block) if part) + gap + rest


def _docstring(text: str, left: Collection[str]) -> str:
    """`text`, whose docstring may say what to put in: it asks for no more than what is `left`."""
    tree = parse(text)
    said = ast.get_docstring(tree, clean=False) if tree is not None else None
    match = _COPY.search(said) if said else None
    if said is None or match is None or "`" not in match[0]:
        return text
    names = " and ".join(f"`{name}`" for name in left if re.fullmatch(r"\w+", name))
    asked = f"Put your own in for {names}.\n" if names else ""
    rest = (said[: match.start()] + asked + said[match.end() :]).rstrip()
    return text.replace(said, f"{rest}\n" if "\n" in rest else rest, 1)


def _import(node: ast.Import | ast.ImportFrom, used: set[str], ruler: Ruler) -> str:
    """An import without the names that nothing uses; empty where none is left."""
    kept = [one for one in node.names if (one.asname or one.name.partition(".")[0]) in used]
    comment = re.match(rb"[ \t]*#[^\n]*", ruler.data[ruler.end(node) :])
    if isinstance(node, ast.ImportFrom) and node.module == "__future__":
        kept = node.names
    if not kept:
        return ""
    tail = comment[0].decode() if comment else ""
    names = ", ".join(one.name + (f" as {one.asname}" if one.asname else "") for one in kept)
    if isinstance(node, ast.Import):
        return f"import {names}{tail}"
    return f"from {'.' * node.level}{node.module or ''} import {names}{tail}"


def _top(node: ast.Import | ast.ImportFrom) -> str:
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").partition(".")[0]
    return node.names[0].name.partition(".")[0]


def _group(node: ast.Import | ast.ImportFrom, libraries: Collection[str]) -> int:
    top = _top(node)
    if top in sys.stdlib_module_names:
        return 0
    return 1 if top in libraries else 2


def _order(line: str) -> tuple[bool, str]:
    return line.startswith("from "), line.casefold()
