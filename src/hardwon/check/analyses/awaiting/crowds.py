"""Where a collection comes from: whether others decide how many things are in it."""

from __future__ import annotations

import re

from hardwon.check.linking.scopes import Assigned, Scope
from hardwon.check.linking.values import Bound, External, FunctionRef, Instance, Made, Many
from hardwon.check.searches import lazily
from hardwon.check.syntax.trees import Node

_PASSING = frozenset(
    {"list", "tuple", "set", "frozenset", "sorted", "reversed", "enumerate", "zip", "filter", "dict"}
)
_VIEWS = frozenset({"items", "values", "keys", "copy", "unique"})
_LISTINGS = lazily(
    r"(?:all|scalars|fetchall|fetch|find|glob|rglob|iterdir|splitlines|split|findall|to_list|json|readlines|listdir)$"
)
# Things that a program is set up with, and what has been cut to size already.
_FEW = lazily(
    r"(?:tool|provider|backend|service|plugin|handler|callback|hook|server|replica|shard|agent|client|worker"
    r"|listener|subscriber|connection|engine|task|coro|future|awaitable|job|middleware|guardrail|evaluator|metric"
    r"|batch|chunk|page|window|slice|component|stage|step|logger|sink|source|cache|model|deployment|store|pool|attachment)"
    r"(?:e?s|_list|_map|_by_\w+|ren)?$|^(?:batch|chunk|group|window|page)|_batch|_chunk",
    re.IGNORECASE,
)
_CUT = lazily(
    rb"limit|fetchmany|islice|top_?k|page_size|\bmax_(?:results|items|rows)|\[:\s*[\w.]+\]", re.IGNORECASE
)
_DEEPEST = 8


def comes_from_outside(scope: Scope, node: Node, depth: int = 0) -> bool:
    """Whether a request, a query, a listing or the caller decides how many things the expression has."""
    if depth > _DEEPEST:
        return False
    kind = node[0]
    if kind == "await":
        return comes_from_outside(scope, node[2], depth)
    if kind == "name":
        return _name(scope, node[2], depth)
    if kind == "attr":
        return _field(scope, node, depth)
    if kind == "index":
        # A slice has an end, a key opens what came from outside.
        item = node[3][0] if node[3] else None
        return item is not None and item[0] == "str" and comes_from_outside(scope, node[2], depth + 1)
    if kind == "each":
        return comes_from_outside(scope, node[4][0][2], depth + 1)
    if kind == "binary" and node[2] in ("or", "and"):
        return any(comes_from_outside(scope, part, depth + 1) for part in node[3][:1])
    return kind == "call" and _call(scope, node, depth)


def _name(scope: Scope, name: str, depth: int) -> bool:
    if _FEW.search(name) or _is_measured(scope, name):
        return False
    given = scope.assigned(name)
    if scope.is_param(name):
        return not any(item.how != "value" or not _is_about(item, name) for item in given) and _param(
            scope, name
        )
    if len(given) != 1 or given[0].how != "value" or given[0].node is None:
        return False
    return comes_from_outside(scope, given[0].node, depth + 1)


def _is_about(given: Assigned, name: str) -> bool:
    """Whether a parameter is only replaced by itself in another form: `urls = list(urls)`."""
    node = given.node
    return bool(
        node is not None
        and node[0] == "call"
        and node[2][0] == "name"
        and node[2][2] in _PASSING
        and node[3]
        and node[3][0][0] == "name"
        and node[3][0][2] == name
    )


def _param(scope: Scope, name: str) -> bool:
    for own, annotation, _, stars in scope.params:
        if own != name:
            continue
        if stars:
            return False
        if annotation is None:
            return False
        value = scope.project.instance_of(scope.path, annotation)
        if isinstance(value, Many):
            return True
        return isinstance(value, Made) and value.of.last in ("list", "dict", "Dict", "Mapping")
    return False


def _field(scope: Scope, node: Node, depth: int) -> bool:
    """`body.urls` of a request's body."""
    value = scope.value(node[2])
    if _FEW.search(node[3]) or not isinstance(value, Instance) or node[2][0] != "name":
        return False
    if not scope.is_param(node[2][2]) or node[2][2] in ("self", "cls"):
        return False
    known = scope.project.member_of(value.of, node[3])
    if known is None or known[1][0] != "assign" or known[1][4] is None:
        return False
    default = known[1][3]
    words = [word for word, _ in default[4]] if default is not None and default[0] == "call" else []
    if "max_length" in words or "max_items" in words:
        return False
    if not any(
        isinstance(base, External) and base.last == "BaseModel"
        for base in scope.project.line_of(value.of).external
    ):
        return False
    return isinstance(scope.project.instance_of(known[0].ref.path, known[1][4]), Many)


def _call(scope: Scope, node: Node, depth: int) -> bool:
    function, args = node[2], node[3]
    if function[0] == "name" and function[2] in _PASSING and not scope.assigned(function[2]):
        parts = args[-1:] if function[2] == "filter" else args
        return bool(parts) and all(comes_from_outside(scope, part, depth + 1) for part in parts)
    name = function[3] if function[0] == "attr" else function[2] if function[0] == "name" else ""
    if _is_cut(scope.text(node)):
        return False
    if function[0] == "attr" and name in _VIEWS:
        return comes_from_outside(scope, function[2], depth + 1)
    callee = scope.callee(node)
    own = callee.function if isinstance(callee, Bound) else callee
    if isinstance(own, FunctionRef):
        return _gives_many(scope, own, node, depth)
    if name in ("split", "splitlines") or not _LISTINGS.search(name):
        return name in ("split", "splitlines") and function[0] == "attr" and _asked(scope, function[2], depth)
    if name in ("all", "scalars", "fetchall"):
        return not _is_cut(_origin(scope, node))
    return function[0] == "attr" and name in (
        "glob",
        "rglob",
        "iterdir",
        "listdir",
        "json",
        "to_list",
        "readlines",
    )


def _gives_many(scope: Scope, function: FunctionRef, node: Node, depth: int) -> bool:
    text = scope.project.part(function.path, function.name, function.number)
    if _FEW.search(function.short) or _CUT.search(text):
        return False
    given = scope.project.returned(function)
    if given is not None and not isinstance(given, Many):
        return False
    is_async = b"async def" in text[:200]
    reads = re.search(
        rb"\.(?:all|scalars|fetchall|fetch|json|text|glob|rglob|iterdir)\(|listdir|\bselect\(", text
    )
    if is_async:
        return reads is not None or isinstance(given, Many)
    makes = isinstance(given, Many) or b"yield" in text
    return makes and any(_asked(scope, part, depth) for part in node[3])


def _asked(scope: Scope, node: Node, depth: int) -> bool:
    """Whether a text or a body comes from the caller or a reply."""
    if depth > _DEEPEST:
        return False
    if node[0] in ("await", "index", "attr"):
        return _asked(scope, node[2], depth + 1)
    if node[0] == "call":
        return _asked(scope, node[2], depth + 1)
    if node[0] != "name" or node[2] in ("self", "cls"):
        return False
    given = scope.assigned(node[2])
    if scope.is_param(node[2]):
        return not given
    return (
        len(given) == 1
        and given[0].node is not None
        and given[0].how == "value"
        and _asked(scope, given[0].node, depth + 1)
    )


def _origin(scope: Scope, node: Node) -> str:
    """The text of an expression together with that of the statements it names: a query may be cut there."""
    written = scope.text(node)
    for name in set(re.findall(r"\b[a-z_]\w*\b", written)):
        for given in scope.assigned(name)[:3]:
            if given.node is not None and given.how == "value":
                written += scope.text(given.node)
    return written


def _is_cut(text: str) -> bool:
    return (
        re.search(
            r"limit|fetchmany|islice|batch|chunk|top_?k|page|max_|\bfirst\(|\[[^\]\n]*:\s*[\w.]+\]",
            text,
            re.IGNORECASE,
        )
        is not None
    )


def _is_measured(scope: Scope, name: str) -> bool:
    """Whether the function looks at how many there are."""
    start, end = scope.project.span(scope.path, scope.function.number)
    text = scope.project.text(scope.path)[start:end]
    return re.search(rb"\blen\(\s*%s\s*\)\s*(?:[<>]|==)" % re.escape(name.encode()), text) is not None
