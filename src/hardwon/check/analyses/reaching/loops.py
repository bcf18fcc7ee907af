"""Calls that start an event loop, and what is known of those who make them."""

from __future__ import annotations

import re

from hardwon.check.analyses.reaching.callgraph import word_of
from hardwon.check.linking.project import Project, function_node, owner_of
from hardwon.check.linking.scopes import Scope, scope_of
from hardwon.check.linking.values import Bound, ClassRef, External, FunctionRef, Instance
from hardwon.check.linking.words import Search, pattern
from hardwon.check.syntax.trees import Node
from hardwon.check.syntax.visits import Visit

_RUNS = frozenset(
    {"asyncio.run", "asyncio.runners.run", "asyncio.Runner().run", "uvloop.run", "anyio.run", "trio.run"}
)
_ASKS = pattern(
    r"running_loop|is_running\(|nest_asyncio|sniffio|current_async_library|current_thread|main_thread|get_ident"
    r"|has_running|in_async|loop_running|is_async"
)
_MODULES = ("asyncio", "asyncio.runners", "uvloop", "anyio", "trio")
_LONGEST_QUESTION = 30
_LONGEST_WORK = 80


def may_run(project: Project, path: str) -> Search:
    """What finds a call that may start a loop in a file, by the names it has for it there."""
    return project.briefly(("may run", path), lambda: _may_run(project, path))


def _may_run(project: Project, path: str) -> Search:
    found = {r"run_until_complete", r"\bRunner\(", rf"\b(?:{'|'.join(_MODULES)})\.run\("}
    for name, choices in project.names(path).by_name.items():
        for binding in choices:
            if binding.kind == "import" and binding.module in _MODULES:
                found.add(rf"\b{re.escape(name)}\.run\(")
            elif binding.kind == "from" and binding.module in _MODULES and binding.member == "run":
                found.add(rf"\b{re.escape(name)}\(")
    return pattern("|".join(sorted(found)))


def runs_loop(scope: Scope, visit: Visit) -> str | None:
    """How a call starts a loop, as it is written; None if it does not, or an error of it is awaited there."""
    callee = visit.node[2]
    word = word_of(callee)
    if not word or _is_tried(visit):
        return None
    if word == "run_until_complete" and callee[0] == "attr":
        owner = scope.value(callee[2])
        return None if isinstance(owner, Instance | ClassRef | FunctionRef) else scope.text(callee)
    value = scope.value(callee)
    return value.name.replace("()", "") if isinstance(value, External) and value.name in _RUNS else None


def _is_tried(visit: Visit) -> bool:
    """Whether a RuntimeError of the call is handled around it."""
    for step in visit.inside:
        if step.kind == "try" and step.place[0] == 2:
            for types, _, _ in step.node[3]:
                names = [part for kind in types for part in (kind[2] if kind[0] == "tuple" else (kind,))]
                if any(word_of(name) == "RuntimeError" for name in names):
                    return True
    return False


def asks_for_loop(project: Project, function: FunctionRef) -> bool:
    """Whether a function, or one that it calls, looks whether a loop is running."""
    return project.once(("asks for loop", function), lambda: _asks(project, function))


def _asks(project: Project, function: FunctionRef) -> bool:
    node = function_node(project, function)
    if node is None or node[7]:
        return False
    if _ASKS.search(project.part(function.path, function.name, function.number)):
        return True
    scope = scope_of(project, function)
    for visit in scope.calls():
        value = scope.callee(visit.node)
        called = value.function if isinstance(value, Bound) else value
        if isinstance(called, FunctionRef) and called != function:
            inner = function_node(project, called)
            text = project.part(called.path, called.name, called.number)
            short = text.count(b"\n") < _LONGEST_QUESTION
            if inner is not None and not inner[7] and short and _ASKS.search(text):
                return True
    return False


def is_public(project: Project, function: FunctionRef) -> bool:
    """Whether a package offers the function, or the class it is a method of, in its `__init__`."""
    node = function_node(project, function)
    parts = function.name.split(".")
    if node is None or node[5] or any(part.startswith("_") and part != "__init__" for part in parts):
        return False
    owner = owner_of(function)
    meant = ClassRef(owner.path, parts[0]) if owner else function
    folder = function.path.rpartition("/")[0]
    while folder:
        home = f"{folder}/__init__.py"
        exists = project.find_module(home, "", 1) == home and home != function.path
        if exists and project.binds(home, parts[0]) and project.lookup(home, parts[0]) == meant:
            return True
        folder = folder.rpartition("/")[0]
    return False


def has_twin(scope: Scope, call: Node) -> bool:
    """Whether what a call runs is a public coroutine of the project, so that the caller may await it."""
    given = call[3][0] if call[3] else None
    value = scope.callee(given) if given is not None and given[0] == "call" else None
    called = value.function if isinstance(value, Bound) else value
    node = function_node(scope.project, called) if isinstance(called, FunctionRef) else None
    return node is not None and bool(node[7]) and not str(node[2]).startswith("_")


def started(scope: Scope, call: Node) -> str:
    """The coroutine that a call runs, as it is written."""
    text = scope.text(call[3][0]) if call[3] else "..."
    return text if len(text) <= _LONGEST_WORK and "\n" not in text else "..."
