"""Whether the turns of a loop are independent of each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hardwon.check.linking.scopes import Scope
from hardwon.check.searches import lazily
from hardwon.check.syntax.names import walk
from hardwon.check.syntax.trees import Node
from hardwon.check.syntax.visits import Visit

_CHANGING = frozenset(
    {
        "append", "appendleft", "add", "extend", "update", "insert", "remove", "discard", "pop", "popleft",
        "popitem", "clear", "setdefault", "put_nowait", "sort", "reverse",
    }
)  # fmt: skip
_LOGS = lazily(r"(?:^|\.)_?(?:log|logger|logging|LOG)$", re.IGNORECASE)


def by_loop(scope: Scope) -> dict[int, list[Visit]]:
    """What runs once a turn of each loop, by the loop's id, in the order of the text."""
    found: dict[int, list[Visit]] = {}
    for visit in scope.visits:
        for step in visit.way:
            if step.kind in ("for", "while", "each"):
                break
        else:
            continue
        for loop in visit.loops:
            found.setdefault(loop[1], []).append(visit)
    return found


def targets_of(loop: Node) -> frozenset[str]:
    """The names that the loop binds anew each turn."""
    heads = (loop[2],) if loop[0] == "for" else tuple(part[1] for part in loop[4] if part[0] == "for")
    return frozenset(node[2] for node in walk(heads) if node[0] == "name")


class Turns:
    """One loop: what its turns change, and what each makes for itself."""

    def __init__(self, loop: Node, visits: list[Visit]) -> None:
        """`visits` are what runs once a turn, as `by_loop` gives it."""
        self.visits = visits
        self.targets = targets_of(loop)
        self.changed: frozenset[str] = frozenset(self._changes())
        self._made = self._makes()

    def _changes(self) -> Iterator[str]:
        for visit in self.visits:
            node = visit.node
            kind = node[0]
            targets: tuple[Node, ...] = ()
            if kind == "assign":
                targets = node[2]
            elif kind in ("update", "walrus", "for"):
                targets = (node[2],)
            elif kind == "del":
                targets = node[2]
            elif kind == "with":
                targets = tuple(target for _, target in node[2] if target is not None)
            elif kind == "call" and node[2][0] == "attr":
                alone = visit.parent is not None and visit.parent[0] == "do"
                if node[2][3] in _CHANGING or (alone and not _LOGS.search(dotted(node[2][2]))):
                    targets = (node[2][2],)
            for target in targets:
                for part in target[2] if target[0] in ("tuple", "list") else (target,):
                    name = dotted(part)
                    if name:
                        yield name

    def _makes(self) -> dict[str, list[Visit]]:
        made: dict[str, list[Visit]] = {}
        for visit in self.visits:
            if visit.node[0] == "assign":
                for target in visit.node[2]:
                    for part in target[2] if target[0] in ("tuple", "list") else (target,):
                        if part[0] == "name":
                            made.setdefault(part[2], []).append(visit)
        return made

    def carries(self, node: Node, visit: Visit) -> bool:
        """Whether what the node is given, or whether it runs at all, may depend on an earlier turn; it stands
        at the visit.
        """
        asked = [node]
        for step in visit.inside:
            if step.kind == "if" and step.place[0] == 2:
                asked += [branch[0] for branch in step.node[2]]
            elif step.kind == "choose":
                asked.append(step.node[2])
        asked += [branch[0] for other in self._skips(visit) for branch in other[2]]
        return any(self._carried(part, visit, 0) for part in asked)

    def takes_turn(self, node: Node) -> bool:
        """Whether the node depends on which turn it is."""
        return self._reaches(node, 0)

    def _skips(self, visit: Visit) -> list[Node]:
        """The conditions before the node whose branch goes on to the next turn."""
        found = []
        for other in self.visits:
            if other.node is visit.node:
                break
            if other.node[0] == "if" and any(
                node[0] == "jump" and node[2] == "continue" for node in walk((other.node,))
            ):
                found.append(other.node)
        return found

    def _carried(self, node: Node, visit: Visit, depth: int) -> bool:
        if depth > 6:
            return True
        for name in names_in(node):
            root = name.partition(".")[0]
            if root in self.targets:
                continue
            touched = [other for other in self.changed if other == name or name.startswith(f"{other}.")]
            if not touched and not (root == name and root not in ("self", "cls") and self._below(root)):
                continue
            makers = [made for made in self._made.get(root, ()) if _before(made, visit)]
            if not makers:
                return True
            if any(self._carried(made.node[3], made, depth + 1) for made in makers if made.node[3]):
                return True
        return False

    def _below(self, root: str) -> bool:
        return any(other.startswith(f"{root}.") for other in self.changed)

    def _reaches(self, node: Node, depth: int) -> bool:
        for name in names_in(node):
            root = name.partition(".")[0]
            if root in self.targets:
                return True
            if depth < 5 and any(
                made.node[3] is not None and self._reaches(made.node[3], depth + 1)
                for made in self._made.get(root, ())
            ):
                return True
        return False


def _before(made: Visit, visit: Visit) -> bool:
    """Whether the assignment runs before the node in every turn that reaches the node."""
    if made.node[1] >= visit.node[1]:
        return False
    blocks = [(id(step.node), step.place[:-1]) for step in made.way]
    others = [(id(step.node), step.place[: len(step.place) - 1]) for step in visit.way]
    return all(
        first[0] == second[0] and second[1][: len(first[1])] == first[1]
        for first, second in zip(blocks, others, strict=False)
    ) and len(others) >= len(blocks)


def dotted(node: Node) -> str:
    """`a.b` for the object that an expression names or takes a part of; "" for anything else."""
    if node[0] == "name":
        return str(node[2])
    if node[0] == "attr":
        inner = dotted(node[2])
        return f"{inner}.{node[3]}" if inner else ""
    return dotted(node[2]) if node[0] in ("index", "star") else ""


def names_in(node: Node) -> Iterator[str]:
    """The names and dotted names that an expression uses, the longest only."""
    waiting: list[object] = [node]
    while waiting:
        item = waiting.pop()
        if not isinstance(item, tuple):
            continue
        if len(item) > 1 and item[0] in ("name", "attr") and type(item[1]) is int:
            name = dotted(item)
            if name:
                yield name
                continue
        waiting.extend(part for part in item if isinstance(part, tuple))
