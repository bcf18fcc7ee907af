"""What the literals that a call gives, and defaults, decide in the function called: which parts never run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hardwon.check.analyses.reaching.callgraph import own_names, word_of
from hardwon.check.linking.project import function_node, owner_of
from hardwon.check.linking.scopes import Scope, scope_of
from hardwon.check.linking.values import ClassRef, FunctionRef
from hardwon.check.searches import lazily
from hardwon.check.syntax.trees import Node, Param
from hardwon.check.syntax.visits import Step, Visit

# The parameters whose value is known, on one way to a function: True, False or None.
Given = Mapping[str, bool | None]
NOTHING: Given = {}
# Under these, a function gets what its caller gives, and its own defaults.
_PASS_ON = frozenset(
    {
        "staticmethod", "classmethod", "abstractmethod", "override", "final", "contextmanager", "lru_cache",
        "cache", "cached", "retry",
    }
)  # fmt: skip
_FOR_DEVELOPERS = lazily(r"(?:^|_)(?:DEBUG|DUMP|TRACE|TRACING|PROFILE|PROFILING|PROFILER|VERBOSE)(?:_|$)")
_READS = ("environ.get", "getenv")


class _Unknown:
    """Stands for a value that nothing decides."""


_UNKNOWN = _Unknown()
_Value = bool | None | _Unknown


def given_to(scope: Scope, visit: Visit, function: FunctionRef, own: Given) -> Given:
    """What a call decides of the parameters of a function that it runs; `own` is what is known where it
    stands.
    """
    called = scope_of(scope.project, function)
    node, call = function_node(scope.project, function), visit.node
    if (
        node is None
        or not all(_called(part) in _PASS_ON for part in node[5])
        or function.short == "__enter__"
    ):
        return NOTHING
    params = _after_self(scope, call, called, node)
    if params is None:
        return NOTHING
    known = Deciding(scope, visit, own)
    found: dict[str, _Value] = {
        name: _literal(default) for name, _, default, stars in params if name and not stars
    }
    places = _places(params)
    for place, value in enumerate(call[3]):
        if value[0] == "star":
            for name in places[place:]:
                found[name] = _UNKNOWN
            break
        if place < len(places):
            found[places[place]] = known.value(value)
    if any(word is None for word, _ in call[4]):
        found = {name: _UNKNOWN for name in found if name not in places[: len(call[3])]}
    found.update({word: known.value(value) for word, value in call[4] if word in found})
    return {
        name: value
        for name, value in found.items()
        if not isinstance(value, _Unknown) and not called.assigned(name)
    }


def _after_self(scope: Scope, call: Node, called: Scope, node: Node) -> tuple[Param, ...] | None:
    """The parameters that the arguments of a call are for; None where that is not certain."""
    decorators = {_called(part) for part in node[5]}
    if owner_of(called.function) is None or "staticmethod" in decorators:
        return called.params
    callee = call[2]
    if callee[0] == "attr" and "classmethod" not in decorators:
        of = scope.value(callee[2])
        if isinstance(of, ClassRef) and called.function.short == callee[3]:
            return None
    return called.params[1:]


def _places(params: tuple[Param, ...]) -> list[str]:
    """The names of those that take arguments by place."""
    found = []
    for name, _, _, stars in params:
        if stars:
            break
        found.append(name)
    return found


def _literal(node: Node | None) -> _Value:
    if node is not None and node[0] == "const" and (node[2] is None or isinstance(node[2], bool)):
        return bool(node[2]) if node[2] is not None else None
    return _UNKNOWN


def _called(decorator: Node) -> str:
    return word_of(decorator[2] if decorator[0] == "call" else decorator)


def never_runs(scope: Scope, visit: Visit, own: Given) -> bool:
    """Whether a node is not come to: it stands in a branch that is decided, or behind one that always leaves.

    Dumps that developers ask for by a variable of the environment count as not asked for.
    """
    if not own and not _reads_environment(scope):
        return False
    known = Deciding(scope, visit, own)
    way = visit.way
    first = way[0].node if way else visit.node
    for statement in scope.body:
        if statement is first:
            break
        if known.leaves(statement):
            return True
    return any(known.skips(step) or any(map(known.leaves, _before(step))) for step in way)


def _before(step: Step) -> Iterator[Node]:
    """The statements that stand before the next node of a way, in its block."""
    block: tuple[object, ...] = step.node
    for place in step.place[:-1]:
        part = block[place]
        if not isinstance(part, tuple):
            return
        block = part
    if block is not step.node:
        for part in block[: step.place[-1]]:
            if isinstance(part, tuple) and len(part) > 1 and type(part[1]) is int:
                yield part


def _reads_environment(scope: Scope) -> bool:
    project, function = scope.project, scope.function
    return any(
        word.encode() in project.part(function.path, function.name, function.number) for word in _READS
    )


class Deciding:
    """What is known of expressions and statements in a function, around one node of it."""

    def __init__(self, scope: Scope, visit: Visit, own: Given) -> None:
        self._scope = scope
        inner = [step.node for step in visit.way if step.kind in ("def", "lambda")]
        self._own = {
            name: value for name, value in own.items() if not any(name in own_names(node) for node in inner)
        }

    def value(self, node: Node, *, deep: bool = True) -> _Value:
        """What an expression gives, where it is True, False or None."""
        kind = node[0]
        if kind == "const":
            return _literal(node)
        if kind == "name":
            return self._own[node[2]] if node[2] in self._own else self._of_local(node[2], deep=deep)
        if kind == "not":
            value = self.value(node[2], deep=deep)
            return value if isinstance(value, _Unknown) else not value
        if kind == "binary":
            return self._of_operands(node[2], node[3], deep=deep)
        return None if kind == "call" and self._asks_developers(node) else _UNKNOWN

    def _of_local(self, name: str, *, deep: bool) -> _Value:
        """A variable that only a variable of the environment is given to."""
        given = self._scope.assigned(name) if deep and not self._scope.is_param(name) else []
        if len(given) != 1 or given[0].how != "value" or given[0].node is None:
            return _UNKNOWN
        node = given[0].node
        return None if node[0] == "call" and self._asks_developers(node) else _UNKNOWN

    def _of_operands(self, operator: str, operands: tuple[Node, ...], *, deep: bool) -> _Value:
        values = [self.value(part, deep=deep) for part in operands]
        if operator in ("and", "or"):
            decisive = operator == "or"
            if any(not isinstance(value, _Unknown) and bool(value) is decisive for value in values):
                # Another operand may come first, but it has the same truth.
                return decisive
            return _UNKNOWN if any(isinstance(value, _Unknown) for value in values) else not decisive
        if operator not in ("is", "is not", "==", "!=") or len(values) != 2:
            return _UNKNOWN
        first, second = values
        same = operator in ("is", "==")
        if isinstance(first, _Unknown) or isinstance(second, _Unknown):
            other = operands[0] if isinstance(first, _Unknown) else operands[1]
            return _UNKNOWN if other[0] != "str" or first is second else not same
        return (first is second) is same

    def _asks_developers(self, call: Node) -> bool:
        callee, given = call[2], call[3]
        if not given or given[0][0] != "str" or not _FOR_DEVELOPERS.search(given[0][2]):
            return False
        return self._scope.text(callee).endswith(_READS) and (
            len(given) == 1 or str(given[1][-1]) in ("", "0", "None", "False", "false")
        )

    def _truth(self, node: Node) -> bool | None:
        value = self.value(node)
        return None if isinstance(value, _Unknown) else bool(value)

    def leaves(self, statement: Node) -> bool:
        """Whether what follows a statement in its block is never come to."""
        kind = statement[0]
        if kind in ("return", "raise", "jump"):
            return True
        if kind != "if":
            return False
        for condition, body in statement[2]:
            truth = self._truth(condition)
            if truth is not False and not any(map(self.leaves, body)):
                return False
            if truth:
                return True
        return any(map(self.leaves, statement[3]))

    def skips(self, step: Step) -> bool:
        """Whether a node is decided not to run the part of it in which the way goes on."""
        node, place = step.node, step.place
        if step.kind == "if":
            branch = place[1] if place[0] == 2 else len(node[2])
            if any(self._truth(condition) for condition, _ in node[2][:branch]):
                return True
            return place[0] == 2 and place[2] == 1 and self._truth(node[2][branch][0]) is False
        if step.kind == "choose":
            return place[0] > 2 and self._truth(node[2]) is (place[0] == 4)
        if step.kind == "binary" and node[2] in ("and", "or"):
            return any(self._truth(part) is (node[2] == "or") for part in node[3][: place[-1]])
        return step.kind == "while" and place[0] == 3 and self._truth(node[2]) is False
