"""What a function calls on its own thread, and what it gives to another one, as far as that is certain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from hardwon.check.analyses.surroundings import is_test
from hardwon.check.linking.project import Project, decorator_names, function_node, inherits
from hardwon.check.linking.scopes import Scope, scope_of
from hardwon.check.linking.values import (
    Bound,
    ClassRef,
    FunctionRef,
    Instance,
    Value,
)
from hardwon.check.linking.words import pattern
from hardwon.check.syntax.names import walk
from hardwon.check.syntax.trees import Node
from hardwon.check.syntax.visits import Visit

# Which argument runs in another thread.
_THREADS = {
    "to_thread": 0, "run_in_threadpool": 0, "run_in_executor": 1, "sync_to_async": 0, "run_sync": 0,
    "database_sync_to_async": 0,
}  # fmt: skip
# Decorators under which a call still runs the function, there and then.
_PLAIN = frozenset(
    {
        "staticmethod", "classmethod", "property", "cached_property", "lru_cache", "cache", "cached", "wraps",
        "contextmanager", "abstractmethod", "override", "retry", "on_exception", "on_predicate", "deprecated",
        "validate_call", "observe", "traceable", "start_as_current_span", "inject", "experimental", "timer",
        "typechecked", "beartype", "no_type_check", "singledispatch", "ttl_cache", "final", "public",
    }
)  # fmt: skip
_MAKES_ASYNC = pattern(
    r"\basync\b|to_thread|run_in_executor|run_in_threadpool|Thread|submit|Executor|delay|apply_async|enqueue"
    r"|defer|\bloop\b|run_sync"
)
_CONSUMES = frozenset({"list", "tuple", "set", "dict", "sorted", "sum", "next", "any", "all", "max", "min"})
_ON_MAKING = ("__init__", "__post_init__")


class Unit(Struct, frozen=True):
    """A function, or one defined inside it (`node`), and what runs when it is called.

    `calls` run on its own thread, those of inner functions that it calls included; `threaded` stand in
    lambdas and inner functions that it gives to a thread.
    """

    node: Node | None
    calls: tuple[Visit, ...]
    threaded: tuple[Visit, ...]


class Edge(Struct, frozen=True):
    """A call of the project's functions; where subclasses override a method, each may be meant."""

    visit: Visit
    targets: tuple[FunctionRef, ...]
    threaded: bool


def units_of(project: Project, function: FunctionRef) -> tuple[Unit, ...]:
    """The function first, then those defined inside it, in the order of the text."""
    return project.briefly(("units", function), lambda: _units(scope_of(project, function)))


def _units(scope: Scope) -> tuple[Unit, ...]:
    within: dict[int, list[Visit]] = {}
    inner: dict[str, list[Node]] = {}
    holders: list[Node | None] = [None]
    for visit in scope.visits:
        if visit.node[0] == "def":
            inner.setdefault(visit.node[2], []).append(visit.node)
            holders.append(visit.node)
        elif visit.node[0] == "call":
            within.setdefault(_number(_holder(visit)), []).append(visit)

    def called(holder: Node | None, seen: set[int]) -> Iterator[Visit]:
        seen.add(_number(holder))
        for visit in within.get(_number(holder), ()):
            yield visit
            below = _only(inner, visit.node[2])
            if below is not None and not below[7] and not below[5] and below[1] not in seen:
                yield from called(below, seen)

    def threaded(calls: Iterable[Visit]) -> Iterator[Visit]:
        for visit in calls:
            given = handed(visit.node)
            below = given if given is not None and given[0] == "lambda" else _only(inner, given)
            if below is not None:
                yield from called(below, set())

    found = []
    for holder in holders:
        calls = tuple(called(holder, set()))
        found.append(Unit(holder, calls, tuple(threaded(calls))))
    return tuple(found)


def _holder(visit: Visit) -> Node | None:
    """The innermost function or lambda around a node."""
    return next((step.node for step in reversed(visit.way) if step.kind in ("def", "lambda")), None)


def _number(holder: Node | None) -> int:
    return -1 if holder is None else int(holder[1])


def _only(inner: dict[str, list[Node]], node: Node | None) -> Node | None:
    """The inner function that a bare name stands for."""
    found = inner.get(node[2], []) if node is not None and node[0] == "name" else []
    return found[0] if len(found) == 1 else None


def handed(call: Node) -> Node | None:
    """What a call gives to another thread to run while the caller waits; None if it is no such call."""
    callee = call[2]
    word = word_of(callee)
    if word == "run_sync" and not (callee[0] == "attr" and word_of(callee[2]) == "to_thread"):
        return None  # SQLAlchemy's runs on the loop's own thread
    place = _THREADS.get(word)
    if place is None or len(call[3]) <= place:
        return None
    given: Node = call[3][place]
    while given[0] == "call" and word_of(given[2]) == "partial" and given[3]:
        given = given[3][0]
    return given


def word_of(node: Node | None) -> str:
    """The last word of a name or attribute."""
    if node is None or node[0] not in ("name", "attr"):
        return ""
    return str(node[2] if node[0] == "name" else node[3])


def edges(
    scope: Scope, unit: Unit, wanted: Callable[[str], bool], *, threads: bool = False
) -> Iterator[Edge]:
    """The calls of project functions whose word is `wanted`; with `threads` also what runs in others."""
    for visits, threaded in ((unit.calls, False), (unit.threaded if threads else (), True)):
        for visit in visits:
            if wanted(word_of(visit.node[2])):
                for targets in targets_of(scope, visit):
                    yield Edge(visit, targets, threaded)
            given = handed(visit.node) if threads else None
            if given is not None and wanted(word_of(given)):
                for targets in _runnable(scope, _value(scope, visit, given), visit):
                    yield Edge(visit, targets, threaded=True)


def targets_of(scope: Scope, visit: Visit) -> Iterator[tuple[FunctionRef, ...]]:
    """The functions that a call runs there and then, one group after the other; of a group, each may be
    meant. Empty where that is not certain.
    """
    callee = visit.node[2]
    if callee[0] == "attr" and callee[2][0] == "call" and word_of(callee[2][2]) == "super":
        return _runnable(scope, _above(scope, callee[3]), visit)
    return _runnable(scope, _value(scope, visit, callee), visit)


def _value(scope: Scope, visit: Visit, node: Node) -> Value:
    """What a node stands for; None where an inner function or lambda around it rebinds its first name."""
    root = node
    while root[0] in ("attr", "call", "index", "await"):
        root = root[2]
    if root[0] == "name":
        for step in visit.way:
            if step.kind in ("def", "lambda") and root[2] in _rebound(scope, step.node):
                return None
    return scope.value(node)


def _rebound(scope: Scope, node: Node) -> set[str]:
    key = ("rebound", scope.function, node[1])
    return scope.project.briefly(key, lambda: own_names(node))


def own_names(node: Node) -> set[str]:
    """The names that an inner function or lambda binds."""
    params = node[3] if node[0] == "def" else node[2]
    found = {param[0] for param in params or ()}
    if node[0] == "def":
        for inner in walk(node[6] or ()):
            if inner[0] == "assign":
                found.update(target[2] for target in inner[2] if target[0] == "name")
            elif inner[0] in ("for", "walrus") and inner[2][0] == "name":
                found.add(inner[2][2])
            elif inner[0] == "with":
                found.update(item[1][2] for item in inner[2] if item[1] is not None and item[1][0] == "name")
    return found


def _above(scope: Scope, name: str) -> Value:
    """`super().name` in a method."""
    own = scope.owner
    if own is None:
        return None
    for known in scope.project.line_of(own).classes[1:]:
        if known.names.choices(name):
            return scope.project.class_attribute(known.ref, name)
    return None


def _runnable(scope: Scope, value: Value, visit: Visit) -> Iterator[tuple[FunctionRef, ...]]:
    project = scope.project
    for group in _groups(project, value, visit):
        if group and all(_runs_here(project, function, visit) for function in group):
            yield group


def _groups(project: Project, value: Value, visit: Visit) -> Iterator[tuple[FunctionRef, ...]]:
    if isinstance(value, FunctionRef):
        yield (value,)
    elif isinstance(value, Bound):
        yield implementations(project, value.function, value.owner)
    elif isinstance(value, ClassRef | Instance):
        of = value if isinstance(value, ClassRef) else value.of
        names = _ON_MAKING if isinstance(value, ClassRef) else ("__call__",)
        for name in (*names, "__enter__") if _is_entered(visit) else names:
            method = project.class_attribute(of, name)
            if isinstance(method, FunctionRef):
                yield (method,)


def _is_entered(visit: Visit) -> bool:
    parent = visit.parent
    return (
        parent is not None
        and parent[0] == "with"
        and not parent[4]
        and any(item[0] is visit.node for item in parent[2])
    )


def implementations(project: Project, function: FunctionRef, owner: Value) -> tuple[FunctionRef, ...]:
    """What a call of a method may run, the class's own first; empty where a subclass leaves it open.

    Abstract methods and the doubles of tests are not counted.
    """
    if not isinstance(owner, Instance):
        return (function,)
    return project.once(
        ("implementations", function, owner.of), lambda: _implemented(project, function, owner.of)
    )


def _implemented(project: Project, function: FunctionRef, of: ClassRef) -> tuple[FunctionRef, ...]:
    found = [] if _is_abstract(project, function) else [function]
    for below in subclasses_of(project, of):
        known = project.class_of(below)
        if known is None or not known.names.choices(function.short):
            continue
        method = project.class_attribute(below, function.short)
        if not isinstance(method, FunctionRef):
            return ()
        if not _is_abstract(project, method):
            found.append(method)
    return tuple(found)


def subclasses_of(project: Project, of: ClassRef) -> tuple[ClassRef, ...]:
    """All classes below one, tests' left out, sorted."""
    return project.once(("below", of), lambda: _subclasses(project, of))


def _subclasses(project: Project, of: ClassRef) -> tuple[ClassRef, ...]:
    found: set[ClassRef] = set()
    waiting = [of.short]
    asked: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in asked:
            continue
        asked.add(name)
        for path, below in project.subclasses(name):
            ref = ClassRef(path, below)
            if ref not in found and ref != of and not is_test(path) and inherits(project, ref, of):
                found.add(ref)
                waiting.append(ref.short)
    return tuple(sorted(found, key=lambda ref: (ref.path, ref.name)))


def _is_abstract(project: Project, function: FunctionRef) -> bool:
    node = function_node(project, function)
    if node is None or any(word_of(part) == "abstractmethod" for part in node[5]):
        return True
    text = project.part(function.path, function.name, function.number)
    return text.count(b"\n") < 30 and b"NotImplementedError" in text


def _runs_here(project: Project, function: FunctionRef, visit: Visit) -> bool:
    if not is_plain(project, function):
        return wrapper_of(project, function) is not None
    return not is_generator(project, function) or _is_consumed(project, function, visit)


def wrapper_of(project: Project, function: FunctionRef) -> tuple[FunctionRef, Unit] | None:
    """The project's decorator of a function and the sync function in it that a call runs instead."""
    return project.once(("wrapper", function), lambda: _wrapper(project, function))


def _wrapper(project: Project, function: FunctionRef) -> tuple[FunctionRef, Unit] | None:
    node = function_node(project, function)
    if node is None or len(node[5]) != 1:
        return None
    [(_, value)] = decorator_names(project, function)
    if not isinstance(value, FunctionRef) or value == function:
        return None
    units = [unit for unit in units_of(project, value)[1:] if unit.node is not None]
    deepest = [unit for unit in units if not any(n[0] == "def" for n in walk((unit.node or ())[6] or ()))]
    return (value, deepest[0]) if len(deepest) == 1 and not (deepest[0].node or ())[7] else None


def is_plain(project: Project, function: FunctionRef) -> bool:
    """Whether calling a function runs its body there and then: sync, and no decorator that makes a task, a
    command or a coroutine of it.
    """
    return project.once(("plain", function), lambda: _is_plain(project, function))


def _is_plain(project: Project, function: FunctionRef) -> bool:
    node = function_node(project, function)
    if node is None or node[7]:
        return False
    for word, value in decorator_names(project, function) if node[5] else ():
        if isinstance(value, FunctionRef):
            text = project.part(value.path, value.name, value.number)
            if _MAKES_ASYNC.search(text):
                return False
        elif word not in _PLAIN or isinstance(value, ClassRef):
            return False
    return True


def is_generator(project: Project, function: FunctionRef) -> bool:
    """Whether calling the function runs nothing of it yet."""
    if b"yield" not in project.part(function.path, function.name, function.number):
        return False
    return any(v.node[0] == "yield" and _holder(v) is None for v in scope_of(project, function).visits)


def _is_consumed(project: Project, function: FunctionRef, visit: Visit) -> bool:
    """Whether the call's generator is run right there."""
    parent = visit.parent
    if parent is None:
        return False
    node = function_node(project, function)
    if any(word_of(part) == "contextmanager" for part in (node[5] if node else ())):
        return _is_entered(visit)
    if parent[0] == "for":
        return parent[3] is visit.node and not parent[6]
    return bool(parent[0] == "call" and parent[2][0] == "name" and parent[2][2] in _CONSUMES)
