"""Background entry points: the calls that give work to something that runs beside or after the caller."""

from __future__ import annotations

from collections.abc import Hashable

from hardwon.check.interpreter.evaluation import Evaluation
from hardwon.check.interpreter.sessions import Keywords
from hardwon.check.interpreter.state import HandOver, Site
from hardwon.check.interpreter.waiting import finish
from hardwon.check.linking.project import Project, decorator_names
from hardwon.check.linking.values import (
    Background,
    Bound,
    Closure,
    Coroutine,
    External,
    FunctionRef,
    Group,
    Method,
    Partial,
    Several,
    Table,
    Text,
    Value,
    Waiting,
)
from hardwon.check.syntax.trees import Node

_RESPONSE = frozenset({"BackgroundTasks", "BackgroundTask"})
_COROUTINES = frozenset({"create_task", "ensure_future", "run_coroutine_threadsafe"})
_THREADS = frozenset({"to_thread", "run_in_threadpool", "run_sync"})
_TASK_DECORATORS = frozenset(
    {"task", "shared_task", "actor", "periodic_task", "db_task", "job", "background_task"}
)
_SENDS = frozenset(
    {
        "delay",
        "apply_async",
        "send",
        "send_with_options",
        "kiq",
        "defer",
        "defer_async",
        "schedule",
        "enqueue",
        "kicker",
    }
)
# Methods by which a queue, scheduler or pool takes a function, whatever its class.
_TAKES = {
    "add_task": "response",
    "submit": "thread",
    "enqueue": "process",
    "enqueue_call": "process",
    "enqueue_in": "process",
    "enqueue_at": "process",
    "add_job": "later",
    "start_soon": "task",
    "spawn": "task",
    "run_in_background": "task",
    "run_in_executor": "thread",
    "execute_activity": "process",
    "start_activity": "process",
    "submit_job": "task",
    "start_job": "task",
    "apply_async": "process",
}
# How many arguments come before the function.
_BEFORE = {"run_in_executor": 1, "enqueue_in": 1, "enqueue_at": 1}


def hand_over(
    machine: Evaluation,
    callee: Value,
    args: tuple[Value, ...],
    keywords: Keywords,
    node: Node,
) -> tuple[bool, Value]:
    """Whether the call gives work to the background, and what it gives back to hold on to."""
    name = _called_name(node)
    if isinstance(callee, External):
        known = _external(machine, callee, args, keywords, node)
        if known[0]:
            return known
    if isinstance(callee, FunctionRef) and is_queued_when_called(machine.project, callee):
        return True, _put(
            machine, machine.unique(node, "handed"), "process", name, callee, args, keywords, node
        )
    if isinstance(callee, Bound | FunctionRef | Closure | Partial | Coroutine) and name not in _SENDS:
        return False, None
    sent = _sent(machine, name, args, keywords, node)
    if sent is not None:
        return True, sent
    if isinstance(callee, Bound | FunctionRef | Closure):
        return False, None
    if isinstance(callee, Method) and isinstance(callee.owner, Waiting):
        return _thread(machine, callee.owner, callee.name)
    if isinstance(callee, Method) and isinstance(callee.owner, Background):
        if callee.name in ("result", "join", "get", "wait", "exception"):
            finish(machine, callee.owner)
        return callee.name in ("result", "join", "get", "wait", "exception"), None
    if isinstance(callee, Method) and isinstance(callee.owner, Group):
        return _grouped(machine, callee.owner, callee.name, args, keywords, node)
    return _taken(machine, callee, name, args, keywords, node)


def _called_name(node: Node) -> str:
    function = node[2]
    return str(function[3] if function[0] == "attr" else function[2] if function[0] == "name" else "")


def _external(
    machine: Evaluation, callee: External, args: tuple[Value, ...], keywords: Keywords, node: Node
) -> tuple[bool, Value]:
    last, owner = callee.last, callee.name.rpartition(".")[0].rpartition(".")[2]
    if last == "add_task" and owner.removesuffix("()") in _RESPONSE:
        return True, _record(machine, "response", "BackgroundTasks", args, keywords, node, skip=1)
    if last == "BackgroundTask" and callee.top in ("starlette", "fastapi"):
        return True, _record(machine, "response", "BackgroundTask", args, keywords, node, skip=1)
    if last in _COROUTINES:
        return True, _record(machine, "task", last, args[:1], (), node, skip=0)
    if last in _THREADS and callee.top in ("asyncio", "anyio", "starlette", "fastapi", "asgiref"):
        return True, _record(machine, "thread", last, args, keywords, node, skip=1)
    if last in ("Thread", "Process", "Timer") and callee.top in ("threading", "multiprocessing"):
        return True, _waiting(machine, callee, args, keywords, node)
    if last in ("submit", "run_in_executor", "map") and (
        "Executor()" in callee.name or last == "run_in_executor"
    ):
        kind = "process" if "ProcessPool" in callee.name else "thread"
        before = _BEFORE.get(last, 0)
        return True, _record(machine, kind, last, args[before:], keywords, node, skip=1 + before)
    if last in (
        "TaskGroup",
        "create_task_group",
        "open_nursery",
        "ThreadPoolExecutor",
        "ProcessPoolExecutor",
    ):
        return True, Group((machine.unique(node, "group"), "process" if last[0] == "P" else ""))
    return False, None


def _waiting(
    machine: Evaluation, callee: External, args: tuple[Value, ...], keywords: Keywords, node: Node
) -> Value:
    given = dict(keywords)
    is_timer = callee.last == "Timer"
    target = given.get("target", given.get("function"))
    if target is None and len(args) > 1:
        target = args[1]
    positional = given.get("args", args[2] if is_timer and len(args) > 2 else None)
    named = given.get("kwargs")
    return Waiting(
        machine.unique(node, "thread"),
        "process" if callee.last == "Process" else "thread",
        target,
        positional.items if isinstance(positional, Several) else (),
        named.items if isinstance(named, Table) else (),
        node,
    )


def _thread(machine: Evaluation, waiting: Waiting, name: str) -> tuple[bool, Value]:
    number = waiting.key
    if name == "start":
        _put(
            machine,
            number,
            waiting.kind,
            "Thread",
            waiting.target,
            waiting.args,
            waiting.keywords,
            waiting.node,
        )
    elif name == "join":
        machine.state.handed.pop(number, None)
    return True, None


def _grouped(
    machine: Evaluation, group: Group, name: str, args: tuple[Value, ...], keywords: Keywords, node: Node
) -> tuple[bool, Value]:
    if name in ("create_task", "start_soon", "submit", "start", "map"):
        kind = "task" if name in ("create_task", "start_soon", "start") else "thread"
        return True, _record(
            machine, kind, name, args, keywords, node, skip=0 if name == "create_task" else 1, group=group.key
        )
    return False, None


def _sent(machine: Evaluation, name: str, args: tuple[Value, ...], keywords: Keywords, node: Node) -> Value:
    """`task.delay(...)` and its like, on a function that a task framework decorates; else None."""
    if name not in _SENDS or node[2][0] != "attr":
        return None
    task = machine.evaluate(node[2][2])
    if isinstance(task, Bound):
        task = task.function
    if not isinstance(task, FunctionRef):
        return None
    words = {word for word, _ in decorator_names(machine.project, task)}
    if not words & _TASK_DECORATORS:
        return None
    if name == "apply_async":
        given = dict(keywords)
        positional = given.get("args", args[0] if args else None)
        named = given.get("kwargs", args[1] if len(args) > 1 else None)
        args = positional.items if isinstance(positional, Several) else ()
        keywords = named.items if isinstance(named, Table) else ()
    if _is_bound_task(machine, task):
        args = (None, *args)
    return _put(machine, machine.unique(node, "handed"), "process", name, task, args, keywords, node)


def is_queued_when_called(project: Project, function: FunctionRef) -> bool:
    """Whether calling the function only puts it into a queue, as huey's decorators make it."""
    return any(
        isinstance(value, External) and value.top == "huey" and word in _TASK_DECORATORS
        for word, value in decorator_names(project, function)
    )


def _is_bound_task(machine: Evaluation, task: FunctionRef) -> bool:
    params, _, _, _ = machine.project.body(task)
    return bool(params) and params[0][0] == "self" and "." not in task.name


def _taken(
    machine: Evaluation, callee: Value, name: str, args: tuple[Value, ...], keywords: Keywords, node: Node
) -> tuple[bool, Value]:
    """A method out of sight that takes a function together with its arguments."""
    if name in _COROUTINES and args and isinstance(args[0], Coroutine):
        return True, _record(machine, "task", name, args[:1], (), node, skip=0)
    if name in ("enqueue_job", "send_task") and args and isinstance(args[0], Text):
        return True, _named_job(machine, name, args, keywords, node)
    kind = _TAKES.get(name)
    if kind is None or node[2][0] != "attr":
        return False, None
    before = _BEFORE.get(name, 0)
    target = args[before] if len(args) > before else dict(keywords).get("func")
    if not isinstance(target, FunctionRef | Bound | Closure | Partial | Coroutine):
        return False, None
    if kind == "response" and callee is not None and not isinstance(callee, External):
        return False, None
    args, keywords = args[before:], keywords
    named = dict(keywords)
    if name in ("add_job", "enqueue_call", "execute_activity", "start_activity"):
        positional, table = named.get("args"), named.get("kwargs")
        rest = args[1:] if name.endswith("activity") else ()
        args = (target, *(positional.items if isinstance(positional, Several) else rest))
        keywords = table.items if isinstance(table, Table) else ()
    return True, _record(machine, kind, name, args, keywords, node, skip=1 + before)


def _named_job(
    machine: Evaluation, name: str, args: tuple[Value, ...], keywords: Keywords, node: Node
) -> Value:
    """A job that is queued by the name of its function."""
    job = args[0].text.rpartition(".")[2] if isinstance(args[0], Text) else ""
    homes = machine.project.job_homes(job)
    target = machine.project.lookup(homes[0], job) if len(homes) == 1 else None
    context: tuple[Value, ...] = (None,) if name == "enqueue_job" else ()
    rest = args[1:]
    if name == "send_task":
        given = dict(keywords)
        positional, named = given.get("args"), given.get("kwargs")
        rest = positional.items if isinstance(positional, Several) else ()
        keywords = named.items if isinstance(named, Table) else ()
    number = machine.unique(node, "handed")
    return _put(machine, number, "process", name, target, (*context, *rest), keywords, node)


def _record(
    machine: Evaluation,
    kind: str,
    by: str,
    args: tuple[Value, ...],
    keywords: Keywords,
    node: Node,
    *,
    skip: int,
    group: Hashable = None,
) -> Value:
    target = args[0] if args else dict(keywords).get("func", dict(keywords).get("coro"))
    number = machine.unique(node, "handed")
    rest = tuple((word, value) for word, value in keywords if word not in ("func", "coro"))
    return _put(machine, number, kind, by, target, args[1:], rest, node, group)


def _put(
    machine: Evaluation,
    number: Hashable,
    kind: str,
    by: str,
    target: Value,
    args: tuple[Value, ...],
    keywords: Keywords,
    node: Node,
    group: Hashable = None,
) -> Value:
    work = target
    if isinstance(work, Coroutine | Partial):
        target = work.function
        args = (*work.args, *args) if isinstance(work, Partial) else work.args
        keywords = (*work.keywords, *keywords) if isinstance(work, Partial) else work.keywords
    # A manager's own wrapper is handed over around the function that the caller gave it.
    inner = next((arg for arg in args if isinstance(arg, FunctionRef | Bound | Closure | Coroutine)), None)
    site, arguments = _place(machine, [work, inner], node)
    machine.state.handed[number] = HandOver(kind, by, target, args, keywords, site, arguments, group)
    return Background((number,))


def _place(
    machine: Evaluation, passed: list[Value], node: Node
) -> tuple[Site, tuple[tuple[Site, Value, str], ...]]:
    """Where the work is handed over, and the arguments there: in the caller, when this frame passes on its
    own.
    """
    site, arguments = machine.site(node), argument_sites(machine, node)
    for frame in reversed(machine.stack[1:]):
        if frame.site is None or not any(_holds(frame.given, work) for work in passed if work is not None):
            break
        site, arguments = frame.site, frame.arguments
    return site, arguments


def _holds(given: tuple[Value, ...], target: Value) -> bool:
    for value in given:
        if value == target or (isinstance(value, Coroutine | Partial) and value.function == target):
            return True
        if isinstance(value, Several) and _holds(value.items, target):
            return True
    return False


def argument_sites(machine: Evaluation, node: Node) -> tuple[tuple[Site, Value, str], ...]:
    """Each argument of the call, with its place and its text where that is a name; nested calls and lists
    included.
    """
    found: list[tuple[Site, Value, str]] = []
    waiting = [*node[3], *(value for _, value in node[4])] if node[0] == "call" else []
    while waiting:
        item = waiting.pop(0)
        kind = item[0]
        if kind == "name":
            found.append((machine.site(item), machine.variable(item[2])[1], item[2]))
        elif kind == "attr":
            found.append((machine.site(item), None, f"{_text(item)}"))
        elif kind == "call":
            waiting = [*item[3], *(value for _, value in item[4]), *waiting]
        elif kind in ("list", "tuple", "set"):
            waiting = [*item[2], *waiting]
        elif kind == "dict":
            waiting = [*(value for _, value in item[2]), *waiting]
        elif kind in ("star", "await"):
            waiting = [item[2], *waiting]
    return tuple(found)


def _text(node: Node) -> str:
    if node[0] == "name":
        return str(node[2])
    return f"{_text(node[2])}.{node[3]}" if node[0] == "attr" else "…"
