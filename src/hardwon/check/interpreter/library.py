"""Functions of Python and its libraries that matter for what becomes of a value."""

from __future__ import annotations

from msgspec.structs import replace

from hardwon.check.interpreter import escapes
from hardwon.check.interpreter.evaluation import Evaluation
from hardwon.check.interpreter.sessions import Keywords
from hardwon.check.linking.values import (
    Bound,
    External,
    FunctionRef,
    Instance,
    Made,
    Many,
    Partial,
    RecordRef,
    Several,
    Text,
    Value,
)
from hardwon.check.syntax.trees import Node

# Functions that at most print a record: they read columns, not relationships.
HARMLESS = frozenset(
    {
        "print",
        "str",
        "repr",
        "format",
        "len",
        "isinstance",
        "issubclass",
        "type",
        "id",
        "bool",
        "hash",
        "debug",
        "info",
        "warning",
        "warn",
        "error",
        "exception",
        "critical",
        "log",
        "append",
        "add",
        "insert",
        "put",
        "put_nowait",
        "inspect",
        "object_session",
    }
)
_COPIES = frozenset({"list", "sorted", "tuple", "set", "frozenset", "reversed", "iter"})
_TOGETHER = frozenset({"gather", "wait", "as_completed", "wait_for", "shield"})
_RUNS = frozenset({"run", "run_until_complete", "async_to_sync"})


def call_library(
    machine: Evaluation, callee: External, args: tuple[Value, ...], keywords: Keywords, node: Node
) -> tuple[bool, Value]:
    """Whether the function is known, and what it gives."""
    if callee.name.startswith("builtins.super()."):
        return True, _inherited(machine, callee.last, args, keywords, node)
    if callee.top == "builtins":
        return _builtin(machine, callee.last, args, node)
    if callee.last in _TOGETHER and callee.top in ("asyncio", "anyio"):
        if callee.last == "as_completed":
            return True, Many(machine.turn(args[0], node) if args else None)
        return True, Several(args) if callee.last == "gather" else (args[0] if args else None)
    if callee.last in _RUNS and callee.top in ("asyncio", "anyio", "trio"):
        return True, machine.awaited(args[0], node) if args else None
    if callee.name == "functools.partial" and args:
        return True, Partial(args[0], args[1:], keywords)
    if callee.name in ("contextlib.closing", "contextlib.aclosing") and args:
        return True, args[0]
    if callee.last in ("make_transient", "make_transient_to_detached") and args:
        _forget_session(machine, args[0])
        return True, None
    if callee.last in ("cast", "assert_type") and len(args) > 1:
        return True, args[1]
    return False, None


def _inherited(
    machine: Evaluation, name: str, args: tuple[Value, ...], keywords: Keywords, node: Node
) -> Value:
    """`super().name(...)`: the method of the next class in the line."""
    frame = machine.frame
    owner = frame.owner
    if not isinstance(owner, Instance) or frame.function is None:
        return None
    written_in = frame.function.name.rpartition(".")[0]
    line = machine.project.line_of(owner.of).classes
    names = [known.ref.name for known in line]
    for known in line[names.index(written_in) + 1 if written_in in names else 0 :]:
        choices = known.names.choices(name)
        if choices and choices[0].node[0] == "def":
            method = FunctionRef(known.ref.path, f"{known.ref.name}.{name}", choices[0].node[1])
            return machine.run(Bound(method, owner), args, keywords, node, awaited=False)
    escapes.let_out(machine, "", (*args, *(value for _, value in keywords)))
    return None


def _forget_session(machine: Evaluation, value: Value) -> None:
    for ref in machine.records_in(value):
        record = machine.state.records.get(ref.key)
        if record is not None:
            machine.state.records[ref.key] = replace(record, session=None, all=True)
            machine.state.let_go([ref.key])


def _builtin(machine: Evaluation, name: str, args: tuple[Value, ...], node: Node) -> tuple[bool, Value]:
    first = args[0] if args else None
    if name in _COPIES:
        return True, first if isinstance(first, Several) else Many(machine.turn(first, node))
    if name in ("next", "min", "max"):
        return True, machine.turn(first, node)
    if name == "enumerate":
        return True, Many(Several((None, machine.turn(first, node))))
    if name == "zip":
        return True, Many(Several(tuple(machine.turn(arg, node) for arg in args)))
    if name == "filter" and len(args) > 1:
        return True, Many(machine.turn(args[1], node))
    if name == "map" and len(args) > 1:
        return True, Many(machine.run(first, (machine.turn(args[1], node),), (), node, awaited=False))
    if name in ("getattr", "setattr") and isinstance(first, RecordRef) and len(args) > 1:
        second = args[1]
        if not isinstance(second, Text):
            if name == "setattr":
                machine.change_some(first, node)
            return True, None
        if name == "setattr":
            machine.change(first, second.text, node)
            escapes.relate(machine, first, second.text, args[2] if len(args) > 2 else None)
            return True, None
        return True, machine.attribute(first, second.text, node)
    if name == "super":
        return True, Made(External("builtins.super"))
    if name in ("getattr", "setattr", "hasattr", "delattr"):
        return True, None
    if name in HARMLESS:
        for arg in args:
            machine.seen_whole(arg, relationships=False)
        return True, None
    return False, None
