"""Expressions that put an id together from parts, and the recipe they follow."""

from __future__ import annotations

import re

from msgspec import Struct

from hardwon.check.linking.models import model_of
from hardwon.check.linking.project import Project
from hardwon.check.linking.scopes import Scope, scope_of
from hardwon.check.linking.values import Bound, ClassRef, FunctionRef
from hardwon.check.linking.words import pattern
from hardwon.check.searches import lazily
from hardwon.check.syntax.names import walk
from hardwon.check.syntax.trees import Node

# Another system says what its ids are made of; here they can only be put together as it does.
_ELSEWHERE = r"(?!(?:\w+_)?(?:external|ext|remote|upstream|third_party|public)_(?:\w+_)?u?id)"
IS_ID = lazily(
    _ELSEWHERE + r"(?!(?:\w+_)?(?:version|revision|transaction)_id)(?:\w+_)?(?:id|uid|uuid|pk)|\w+Id"
)
# A function must build something to build an id: most do not.
BUILDS = pattern(
    r"""\bf["']|\.format\(|["']\s*[%+]|\+\s*str\(|[\w)]\s*[-+]\s*\d|(?:==|\bid\s*=|_id\s*=)\s*[\w.]+\("""
)
FRESH = lazily(
    r"uuid|secret|random|token|ulid|nanoid|ksuid|\btime|now\(|snowflake|counter|sequence|nonce|generate_",
    re.IGNORECASE,
)
# What makes a new id may make it of anything.
_MAKES_NEW = lazily(r"_*(?:generate|gen|mint)_\w+|_*(?:make|new|create)_(?:\w+_)?u?u?id")
_HOLE = lazily(r"\{[^{}]*\}")
_PERCENT = lazily(r"%(?:\(\w+\))?[-+ #0-9.]*[a-zA-Z]")
_DEEPEST = 3


class Built(Struct, frozen=True):
    """An expression that builds an id, where it stands, and whether it counts, as `max(id) + 1` does."""

    scope: Scope
    node: Node
    numbered: bool

    @property
    def is_counted(self) -> bool:
        """Whether it is a number reckoned from another id."""
        return self.numbered or _is_neighbour(self.node)

    @property
    def recipe(self) -> str:
        """The text with a `{}` for each part, however it is written."""
        return _recipe(self.scope, self.node)


def built_in(project: Project, scope: Scope, node: Node) -> Built | None:
    """The expression that builds the id which `node` stands for; None where it is none, or a new one."""
    built = _built(project, scope, node)
    if built is None or built.numbered:
        return built
    return None if _MAKES_NEW.fullmatch(built.scope.function.short) else built


def _recipe(scope: Scope, node: Node) -> str:
    if node[0] == "str":
        return str(node[2])
    if node[0] == "fstr":
        text = scope.text(node)
        return _HOLE.sub("{}", text.lstrip("fFrR").strip("\"'"))
    if node[0] == "binary" and node[2] == "+":
        return "".join(_recipe(scope, part) for part in node[3])
    if node[0] == "binary" and node[2] == "%" and node[3][0][0] == "str":
        return _PERCENT.sub("{}", str(node[3][0][2]))
    return _HOLE.sub("{}", str(node[2][2][2])) if _is_format(node) else "{}"


def _built(project: Project, scope: Scope, node: Node, depth: int = 0) -> Built | None:
    """The expression that builds the id which `node` stands for; None where it is none, or a fresh one."""
    if depth > _DEEPEST:
        return None
    if node[0] == "await":
        return _built(project, scope, node[2], depth)
    if node[0] == "name":
        given = scope.assigned(node[2])
        if len(given) != 1 or given[0].how != "value" or given[0].node is None or scope.is_param(node[2]):
            return None
        return _built(project, scope, given[0].node, depth + 1)
    if node[0] == "call" and not _is_format(node):
        callee = scope.callee(node)
        target = callee.function if isinstance(callee, Bound) else callee
        return _built_by(project, target, depth) if isinstance(target, FunctionRef) else None
    numbered = _is_numbered(scope, node)
    if (numbered or _is_built(scope, node)) and not is_fresh(scope, node):
        return Built(scope, node, numbered)
    return None


def _built_by(project: Project, function: FunctionRef, depth: int) -> Built | None:
    """What a short function gives back, where that is a built id."""
    text = project.part(function.path, function.name, function.number)
    if text.count(b"\n") > 12 or b"return" not in text or not BUILDS.search(text):
        return None
    scope = scope_of(project, function)
    returned = [v.node[2] for v in scope.visits if v.node[0] == "return" and v.node[2] and not v.is_inner]
    if len(returned) != 1 or _writes(project, scope):
        return None
    return _built(project, scope, returned[0], depth + 1)


def _writes(project: Project, scope: Scope) -> bool:
    return any(
        isinstance(callee, ClassRef) and model_of(project, callee) is not None
        for callee in (scope.callee(visit.node) for visit in scope.calls())
    )


def _is_format(node: Node) -> bool:
    return bool(
        node[0] == "call" and node[2][0] == "attr" and node[2][3] == "format" and node[2][2][0] == "str"
    )


def _is_built(scope: Scope, node: Node) -> bool:
    if node[0] == "fstr":
        text = scope.text(node)
        parts = text.count("{") - 2 * text.count("{{")
        literal = re.sub(r"\{[^{}]*\}", "", text[2:-1]).strip("\"'")
        return parts > 1 or (parts == 1 and bool(literal))
    if node[0] == "binary" and node[2] == "+":
        return any(part[0] in ("str", "fstr") for part in node[3]) or _is_neighbour(node)
    if node[0] == "binary" and node[2] == "-":
        return _is_neighbour(node)
    if node[0] == "binary" and node[2] == "%":
        return bool(node[3][0][0] == "str")
    return _is_format(node)


def _is_neighbour(node: Node) -> bool:
    """`order_id + 1`: the id of another row, if there is one."""
    if node[0] != "binary" or len(node[3]) != 2 or node[3][1][0] != "const":
        return False
    first = node[3][0]
    name = first[3] if first[0] == "attr" else first[2] if first[0] == "name" else ""
    return isinstance(node[3][1][2], int) and bool(IS_ID.fullmatch(str(name)))


def _is_numbered(scope: Scope, node: Node) -> bool:
    """`max(id) + 1`, in one expression or two."""
    if node[0] != "binary" or node[2] != "+" or len(node[3]) != 2 or node[3][1][0] != "const":
        return False
    first = node[3][0]
    if first[0] == "name":
        given = [assigned.node for assigned in scope.assigned(first[2]) if assigned.node is not None]
        return any(_takes_max(inner) for inner in given)
    return _takes_max(first)


def _takes_max(node: Node) -> bool:
    for inner in walk((node,)):
        if inner[0] == "call" and inner[3] and inner[2][-1] == "max":
            first = inner[3][0]
            if first[0] == "attr" and IS_ID.fullmatch(first[3]):
                return True
    return False


def is_fresh(scope: Scope, node: Node) -> bool:
    """Whether something in the expression differs each time, so that the id was never stored before."""
    texts = [scope.text(node)]
    for inner in walk((node,)):
        if inner[0] == "name":
            texts += [scope.text(given.node) for given in scope.assigned(inner[2]) if given.node is not None]
    return any(FRESH.search(text) for text in texts)
