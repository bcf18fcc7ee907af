"""Gives local variables other names, where that is certain to change nothing else."""

import ast
import io
import tokenize
from collections.abc import Callable, Iterator

_Scope = ast.FunctionDef | ast.AsyncFunctionDef


def rename_locals(text: str, new_name: Callable[[str, int], str]) -> str:
    """The text with the variables of its functions renamed to what `new_name` makes of a name and a number.

    Only those that a function assigns and nothing else is called by: no parameter, import, attribute,
    keyword or word in a string of the file.
    """
    tree = ast.parse(text)
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    taken = _taken(tree, tokens)
    renamed: dict[str, str] = {}
    for function in _functions(tree):
        for name in sorted(_assigned(function)):
            if name not in taken and name not in renamed and not name.startswith("_"):
                renamed[name] = new_name(name, len(renamed))
    lines = text.splitlines(keepends=True)
    for token in reversed(tokens):
        if token.type == tokenize.NAME and token.string in renamed:
            row, column = token.start
            line = lines[row - 1]
            lines[row - 1] = line[:column] + renamed[token.string] + line[column + len(token.string) :]
    return "".join(lines)


def _functions(tree: ast.AST) -> Iterator[_Scope]:
    return (node for node in ast.walk(tree) if isinstance(node, _Scope))


def _assigned(function: _Scope) -> set[str]:
    return {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _taken(tree: ast.Module, tokens: list[tokenize.TokenInfo]) -> set[str]:
    """What is a name of something else as well."""
    found: set[str] = set()
    inside = {id(inner) for function in _functions(tree) for inner in ast.walk(function)}
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) if id(node) not in inside:
                found.add(name)
            case ast.Attribute(attr=name) | ast.arg(arg=name) | ast.keyword(arg=str(name)):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.alias(name=name, asname=other):
                found.update((*name.split("."), other or ""))
            case ast.ImportFrom(module=str(module)):
                found.update(module.split("."))
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                found.update(names)
            case (
                ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
            ):
                found.add(name)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            found.update(
                inner.id
                for inner in ast.walk(node)
                if isinstance(inner, ast.Name) and id(inner) not in inside
            )
    for token in tokens:
        if token.type not in (tokenize.NAME, tokenize.OP):
            found.update(_words(token.string))
    return found


def _words(text: str) -> set[str]:
    return set("".join(letter if letter.isalnum() or letter == "_" else " " for letter in text).split())
