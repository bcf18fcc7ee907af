"""Whether a text defines a symbol: in Python by `ast`, in other languages by their trees."""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath


def defines(path: str, text: str, symbol: str, *, imports: bool = True) -> bool:
    """Whether `symbol` (`load`, `Order.load`, `LIMIT`) is defined, assigned or, if `imports`, imported in it.

    Where the text cannot be parsed it is enough that the word stands in it: better silent than wrong.
    """
    ending = PurePosixPath(path).suffix
    names = symbol.removesuffix("()").replace("::", ".").split(".")
    if ending in (".py", ".pyi"):
        try:
            return _python(ast.parse(text).body, names, imports)
        except (SyntaxError, ValueError, RecursionError):
            return _stands(text, names[-1])
    found = _named(ending, text)
    return _stands(text, names[-1]) if found is None else set(names) <= found


def _python(body: list[ast.stmt], names: list[str], imports: bool) -> bool:
    first, *rest = names
    for node in _statements(body):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name == first:
            if not rest or _python(node.body, rest, imports) or _sets_attribute(node, rest):
                return True
        elif not rest and first in _bound(node) and (imports or not _imports(node)):
            return True
    return False


def _imports(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a block and of the `if`, `try` and `with` in it, which bind names there."""
    for node in body:
        yield node
        if isinstance(node, ast.If | ast.Try | ast.With | ast.For | ast.While | ast.AsyncWith):
            for name in ("body", "orelse", "finalbody"):
                yield from _statements(getattr(node, name, []))
            for handler in getattr(node, "handlers", []):
                yield from _statements(handler.body)


def _bound(node: ast.stmt) -> set[str]:
    match node:
        case ast.Assign(targets=targets):
            return {name.id for one in targets for name in ast.walk(one) if isinstance(name, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.AugAssign(target=ast.Name(id=name)):
            return {name}
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return {one.asname or one.name.partition(".")[0] for one in names}
    alias = getattr(node, "name", None)  # `type Pair = …`, which Python 3.11 has no class for
    return {alias.id} if isinstance(alias, ast.Name) else set()


def _sets_attribute(node: ast.stmt, rest: list[str]) -> bool:
    """Whether a method of the class sets `self.NAME`."""
    return len(rest) == 1 and any(
        isinstance(one, ast.Attribute) and one.attr == rest[0] and isinstance(one.ctx, ast.Store)
        for one in ast.walk(node)
    )


def _named(ending: str, text: str) -> set[str] | None:
    """The names that something in the text is given; None for a language without a parser."""
    from ast_grep_py import SgRoot  # here: it is large, and most evidence names Python

    from hardwon.check import UnknownLanguage, find_language

    try:
        language = find_language(ending.removeprefix(".")).name
    except UnknownLanguage:
        return None
    if language in ("markdown", "json", "yaml", "html", "css"):
        return None
    found: set[str] = set()
    waiting = [SgRoot(text, language).root()]
    while waiting:
        node = waiting.pop()
        for field in ("name", "declarator", "left", "key"):
            named = node.field(field)
            if named is not None:
                found.add(named.text())
        waiting.extend(node.children())
    return found


def _stands(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None
