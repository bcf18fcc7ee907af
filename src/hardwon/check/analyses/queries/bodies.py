"""What the body of a loop says about its turns."""

from __future__ import annotations

from hardwon.check.linking.scopes import Scope
from hardwon.check.syntax.names import walk
from hardwon.check.syntax.trees import Node
from hardwon.check.syntax.visits import Visit


def spoken(node: Node) -> set[str]:
    """The names in an expression."""
    return {inner[2] for inner in walk((node,)) if inner[0] == "name"}


def stemming(loop: Node) -> set[str]:
    """The names in a loop whose values come from its turn."""
    if loop[0] == "each":
        return set().union(*(spoken(part[1]) for part in loop[4] if part[0] == "for"))
    names = spoken(loop[2])
    for node in walk(loop[4]):
        if node[0] == "assign" and node[3] is not None and spoken(node[3]) & names:
            names |= {name for target in node[2] if target[0] != "attr" for name in spoken(target)}
        elif (node[0] == "walrus" and spoken(node[3]) & names) or (
            node[0] == "for" and spoken(node[3]) & names
        ):
            names |= spoken(node[2])
        elif node[0] == "each":
            for part in node[4]:
                if part[0] == "for" and spoken(part[2]) & names:
                    names |= spoken(part[1])
    return names


def leaves(loop: Node, visit: Visit) -> bool:
    """Whether the loop is a search that ends with the first hit."""
    if loop[0] != "for":
        return visit.parent is not None and any(
            step.kind == "call" and step.node[2][-1] in ("any", "next") for step in visit.inside
        )
    inner = any(step.kind in ("for", "while") and step.node is not loop for step in visit.inside)
    return any(
        node[0] == "return" or (node[0] == "jump" and node[2] == "break" and not inner)
        for node in walk(loop[4])
    )


def commits(loop: Node) -> bool:
    """Whether each turn is a transaction of its own: what was loaded before would have expired by then."""
    return loop[0] == "for" and any(
        node[0] == "call" and node[2][0] == "attr" and node[2][3] == "commit" for node in walk(loop[4])
    )


def flushes(loop: Node) -> bool:
    """Whether each turn sends its writes by itself: then the query is not what makes it slow."""
    return loop[0] == "for" and any(
        node[0] == "call" and node[2][0] == "attr" and node[2][3] in ("flush", "save")
        for node in walk(loop[4])
    )


def edits(loop: Node, query: Node) -> bool:
    """Whether what a query in the loop gives is there to be changed, in this turn."""
    if loop[0] != "for":
        return False
    names: set[str] = set()
    for node in walk(loop[4]):
        if node[0] == "assign" and node[3] is not None and _holds(node[3], query):
            names |= {target[2] for target in node[2] if target[0] == "name"}
        elif node[0] == "for" and _holds(node[3], query):
            names |= spoken(node[2])
    return bool(names) and any(
        node[0] in ("assign", "update")
        and any(target[0] == "attr" and spoken(target) & names for target in _targets(node))
        for node in walk(loop[4])
    )


def removes(loop: Node) -> bool:
    """Whether a loop deletes the records it goes through: their relationships are loaded for that anyway."""
    return loop[0] == "for" and _removes(loop[4], stemming(loop))


def cleared(scope: Scope, loop: Node, model: str) -> bool:
    """Whether the records that a loop goes through are deleted by one statement after it."""
    end = scope.span(loop)[1]
    return any(
        call[2][-1] == "delete"
        and scope.span(call)[0] >= end
        and any(node[0] in ("name", "attr") and node[-1] == model for node in walk(call[3]))
        for call in (visit.node for visit in scope.calls())
    )


def _removes(block: tuple[Node, ...], names: set[str]) -> bool:
    for node in block:
        if node[0] == "if":
            kept = [part for part in (*(branch[1] for branch in node[2]), node[3]) if not _skips(part)]
            if any(_removes(part, names) for part in kept):
                return True
        elif node[0] not in ("for", "while", "with", "try") and any(
            inner[0] == "call" and inner[2][-1] == "delete" and any(spoken(arg) & names for arg in inner[3])
            for inner in walk((node,))
        ):
            return True
    return False


def _skips(block: tuple[Node, ...]) -> bool:
    """Whether a block ends the turn: what it does is done to what is left out."""
    return bool(block) and block[-1][0] == "jump"


def _holds(node: Node, query: Node) -> bool:
    return any(inner is query for inner in walk((node,)))


def _targets(node: Node) -> tuple[Node, ...]:
    return node[2] if node[0] == "assign" else (node[2],)


def changes(loop: Node) -> bool:
    """Whether a loop writes to the records it goes through."""
    if loop[0] != "for":
        return False
    names = spoken(loop[2])
    for node in walk(loop[4]):
        if node[0] == "assign" and any(t[0] == "attr" and spoken(t) & names for t in node[2]):
            return True
        removes = node[0] == "call" and node[2][0] == "attr" and node[2][3] in ("delete", "merge")
        if removes and any(arg[0] == "name" and arg[2] in names for arg in node[3]):
            return True
    return False


def looks_first(node: Node) -> bool:
    """Whether a condition asks what is in a container, or whether something is still None."""
    conditions = [part[0] for part in node[2]] if node[0] == "if" else [node[2]]
    if node[0] == "binary":
        conditions = [node] if node[2] == "or" else []
    for condition in conditions:
        for inner in walk((condition,)):
            if inner[0] == "binary" and inner[2] in ("in", "not in"):
                return True
            if inner[0] == "binary" and inner[2] == "is" and inner[3][-1][0] == "const":
                return True
    return bool(node[0] == "binary" and node[2] == "or")
