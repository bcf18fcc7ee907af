"""Who gives a function to the background, and what stands around it there: wrappers, managers, callbacks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from hardwon.check.analyses.jobs.states import (
    Summary,
    arguments,
    mark_in,
    summarized,
    summary_of,
    target_of,
    word_of,
)
from hardwon.check.linking.project import Project, decorator_names, function_node
from hardwon.check.linking.scopes import Scope, scope_of
from hardwon.check.linking.values import Bound, ClassRef, External, FunctionRef, Instance, Value
from hardwon.check.linking.words import pattern
from hardwon.check.searches import lazily
from hardwon.check.syntax.names import walk
from hardwon.check.syntax.trees import Node, Param
from hardwon.check.syntax.visits import Step, Visit

# How many arguments come before the function, by the method's name.
_DIRECT = {
    "add_task": 0, "create_task": 0, "ensure_future": 0, "run_coroutine_threadsafe": 0, "start_soon": 0,
    "submit": 0, "to_thread": 0, "run_in_executor": 1, "run_in_threadpool": 0, "enqueue": 0, "enqueue_in": 1,
    "enqueue_at": 1, "enqueue_call": 0, "add_job": 0, "spawn": 0, "call_soon": 0, "call_later": 1,
    "run_in_background": 0, "start_background_task": 0, "BackgroundTask": 0, "apply_async": 0,
}  # fmt: skip
_THREADS = frozenset({"Thread", "Process", "Timer"})
_BY_KEYWORD = frozenset({"target", "func", "coro", "function", "f"})
# Queues that keep the state of a failed task themselves.
_KEEPS = frozenset({"enqueue", "enqueue_in", "enqueue_at", "enqueue_call"})
_WAITED = frozenset({"to_thread", "run_in_executor", "run_in_threadpool"})
_FRAMEWORKS = frozenset(
    {"celery", "dramatiq", "huey", "rq", "arq", "taskiq", "taskiq_redis", "procrastinate", "temporalio",
     "django_q", "saq", "streaq", "faststream", "django_rq", "django_tasks"}
)  # fmt: skip
_TASK_WORDS = frozenset(
    {"task", "shared_task", "actor", "periodic_task", "db_task", "job", "background_task", "defn", "tasks"}
)
_SENDS = frozenset(
    {"delay", "apply_async", "send", "send_with_options", "kiq", "defer", "defer_async", "schedule", "s",
     "si", "signature", "kicker", "message"}
)  # fmt: skip
# What gives the same work on, in another form.
_PASSES = frozenset(
    {"partial", "run", "run_until_complete", "async_to_sync", "sync_to_async", "shield", "wait_for"}
)
_GATHERS = lazily(rb"\bgather\(|asyncio\.wait\(|as_completed\(|\.result\(|TaskGroup\(|\.join\(")
_HARMLESS = frozenset({"discard", "remove", "pop", "append", "add", "debug", "info", "print"})
HANDS = pattern(
    r"add_task|create_task|ensure_future|run_coroutine_threadsafe|start_soon|submit|to_thread|run_in_executor|Thread\("
    r"|enqueue|add_job|spawn|run_in_background|BackgroundTask|Process\("
)
# What takes a function that is handed over, by its name.
_TAKES = lazily(
    rb"\w*(?:task|submit|launch|start|spawn|sched|queue|dispatch|background|hread|executor|threadpool|defer|fire|job"
    rb"|future|soon|later|Process|Timer|apply|kick|run|execute|supervise|guard|track|partial)\w*",
    re.IGNORECASE,
)
_ASSIGNED = lazily(
    rb"(?:=\s*\(?|\bif\b[^:]*\belse|\blambda\b[^\n]*:)\s*(?:[\w.]+\.)?\Z"
    rb"|=\s*\(?\s*(?:[\w.]+\.)?\w+\s+if\b[^:]*\Z"
)
_LAST_WORD = lazily(rb"\w+\Z")
_DEEPEST = 3


class Around(Struct, frozen=True):
    """What is done around a scheduled function: whether something says `running`, and whether failure is
    recorded there.
    """

    runs: bool = False
    fails: bool = False

    def also(self, other: Around) -> Around:
        return Around(self.runs or other.runs, self.fails or other.fails)


class Inner(Scope):
    """A function defined inside another: its own names first, then those around it."""

    def __init__(self, outer: Scope, node: Node) -> None:
        self.project, self.function, self.path = outer.project, outer.function, outer.path
        self.node: Node | None = node
        self.params: tuple[Param, ...] = node[3] or ()
        self.returns, self.body, self.spans = node[4], node[6] or (), outer.spans
        self.is_async = bool(node[7])
        self._read()
        self._outer = outer

    @property
    def owner(self) -> ClassRef | None:
        return None

    def _beyond(self, node: Node, depth: int) -> Value:
        return self._outer.value(node, depth)


def inner_scopes(scope: Scope) -> Iterator[Inner]:
    """The functions defined right inside one, each as a scope."""
    for visit in scope.visits:
        if visit.node[0] == "def" and not visit.is_inner:
            yield Inner(scope, visit.node)


def around_by_decorators(project: Project, function: FunctionRef, signals: Around) -> tuple[bool, Around]:
    """Whether a framework's decorator puts the function into the background, and what all do around it.

    `signals` is what hooks of the whole application do.
    """
    if _is_arq(project, function):
        return True, signals.also(Around(fails=True))
    node = function_node(project, function)
    found, around = False, Around()
    for decorator, (word, value) in zip(
        node[5] if node else (), decorator_names(project, function), strict=False
    ):
        if isinstance(value, FunctionRef):
            around = around.also(_of(summary_of(project, value)))
        elif isinstance(value, External) and value.top in _FRAMEWORKS:
            if word in _TASK_WORDS:
                found = True
                around = around.also(signals).also(Around(fails=True))
                around = around.also(_by_base(project, function.path, decorator))
        elif value is None or isinstance(value, ClassRef | Bound | Instance):
            around = Around(runs=True, fails=True)
    return found, around


def _is_arq(project: Project, function: FunctionRef) -> bool:
    """Whether a worker of arq has the function in its list."""
    homes = project.job_homes(function.short) if "." not in function.name else []
    return any(project.lookup(home, function.short) == function for home in homes)


def _by_base(project: Project, path: str, decorator: Node) -> Around:
    """What the hooks of a task's base class do."""
    given = dict(decorator[4]).get("base") if decorator[0] == "call" else None
    if given is None:
        return Around()
    base = project.evaluate(path, given)
    if not isinstance(base, ClassRef):
        return Around(runs=True, fails=True)
    around = Around()
    for known in project.line_of(base).classes:
        for name, choices in known.names.by_name.items():
            if choices[-1].node[0] == "def":
                hook = FunctionRef(known.ref.path, f"{known.ref.name}.{name}", choices[-1].node[1])
                around = around.also(_of(summary_of(project, hook)))
    return around


def _of(summary: Summary) -> Around:
    return Around("running" in summary.kinds, "failed" in summary.kinds)


# Places where functions are handed over


def handed_over(scope: Scope, words: Iterable[str] | None) -> Iterator[tuple[FunctionRef | Node, Around]]:
    """The functions that a function gives to the background: the project's, and those defined in it (their
    `def`). Only those called one of `words`, where these are given.
    """
    wanted = None if words is None else frozenset(words)
    inner = {visit.node[2]: visit.node for visit in scope.visits if visit.node[0] == "def"}
    for visit in scope.visits:
        word = word_of(visit.node)
        if not word or (wanted is not None and word not in wanted):
            continue
        target: FunctionRef | Node | None = _function(scope, visit.node)
        if target is None and visit.node[0] == "name":
            target = inner.get(word)
        if target is None or (isinstance(target, FunctionRef) and target.short != word):
            continue
        around = _climb(scope, visit.node, visit.way, 0)
        if around is not None:
            without = target if isinstance(target, FunctionRef) else None
            yield target, around.also(_at_site(scope, visit, without, inner.get(word)))


def _function(scope: Scope, node: Node) -> FunctionRef | None:
    value = scope.value(node)
    if isinstance(value, Bound):
        value = value.function
    return value if isinstance(value, FunctionRef) else None


def _climb(scope: Scope, item: Node, way: tuple[Step, ...], depth: int) -> Around | None:
    """From a use of a function outwards to what takes it; None where that is not the background."""
    around = Around()
    is_called = False
    for place in range(len(way) - 1, -1, -1):
        step = way[place]
        parent = step.node
        is_sent = parent[0] == "attr" and not is_called and parent[3] in _SENDS
        if is_sent or (parent[0] == "call" and step.place[0] == 2):
            is_called = True
        elif parent[0] == "call":
            word = word_of(parent[2])
            if word in _PASSES:
                item = parent
                continue
            taken = _taken_by(scope, parent, item, way[:place], depth)
            if taken is None:
                return None
            around = around.also(taken[0])
            if taken[1]:
                return around
        elif parent[0] == "do":
            # `task.delay(job_id)` needs nobody to take it.
            return around if any(s.node[0] == "attr" and s.node[3] in _SENDS for s in way[place:]) else None
        elif parent[0] == "assign" and parent[3] is item and len(parent[2]) == 1:
            if any(s.node[0] == "attr" and s.node[3] in _SENDS for s in way[place:]):
                return around
            return _variable(scope, parent[2][0], depth) if depth < _DEEPEST else None
        elif parent[0] == "choose" and step.place[0] > 2:
            pass
        elif parent[0] not in ("lambda", "star", "return"):
            return None
        item = parent
    return None


def _variable(scope: Scope, target: Node, depth: int) -> Around | None:
    """What takes the local variable that holds the work."""
    if target[0] != "name":
        return None
    for visit in scope.visits:
        is_given = visit.parent is not None and visit.parent[0] == "call"
        if is_given and visit.node[0] == "name" and visit.node[2] == target[2]:
            found = _climb(scope, visit.node, visit.way, depth + 1)
            if found is not None:
                return found
    return None


def _taken_by(
    scope: Scope, call: Node, item: Node, way: tuple[Step, ...], depth: int
) -> tuple[Around, bool] | None:
    """What a call does with the work it is given, and whether that is to run it in the background."""
    word = word_of(call[2])
    if call[0] == "call" and word in _WAITED and way and way[-1].kind == "await":
        return None
    target = target_of(scope, call)
    if target is not None:
        for name, value in arguments(scope, call, target):
            if value is item:
                return None if depth >= _DEEPEST else _relayed(scope.project, target, name, depth + 1)
        return None
    if isinstance(scope.callee(call), Instance | ClassRef):
        return None
    if word in _THREADS or word in _DIRECT:
        place = 1 if word == "Timer" else _DIRECT.get(word, 1)
        named = any(value is item and name in _BY_KEYWORD for name, value in call[4])
        if named or (len(call[3]) > place and call[3][place] is item):
            return Around(fails=word in _KEEPS), True
    return None


def _relayed(project: Project, function: FunctionRef, param: str, depth: int) -> tuple[Around, bool] | None:
    """As `_taken_by`, for a function of the project's that is given the work as `param`."""
    key = ("relayed", function, param, depth)
    return project.once(key, lambda: _relay(scope_of(project, function), param, depth))


def _relay(scope: Scope, param: str, depth: int) -> tuple[Around, bool] | None:
    own = _of(summarized(scope))
    is_run = False
    for visit in scope.visits:
        if visit.node[0] != "name" or visit.node[2] != param:
            continue
        holder = next((step.node for step in reversed(visit.way) if step.kind == "def"), None)
        around = _climb(scope, visit.node, visit.way, depth)
        if around is not None:
            return around.also(own).also(_by_callbacks(scope)), True
        if not _is_run(visit):
            continue
        is_run = True
        name = "" if holder is None else holder[2]
        uses = [use for use in scope.visits if use.node[0] == "name" and use.node[2] == name]
        if any(_climb(scope, use.node, use.way, depth) is not None for use in uses):
            return own.also(_by_callbacks(scope)), True
    return (own, False) if is_run else None


def _is_run(visit: Visit) -> bool:
    """Whether a name is called or awaited."""
    parent = visit.parent
    return parent is not None and (
        parent[0] == "await" or (parent[0] == "call" and visit.way[-1].place[0] == 2)
    )


def _at_site(scope: Scope, visit: Visit, target: FunctionRef | None, inner: Node | None) -> Around:
    """What the function that hands over does besides: it may say `running`, wait, or set a callback."""
    runs = False
    for other in scope.visits:
        if any(step.kind == "return" for step in other.way) or other.node[0] not in ("call", "assign"):
            continue
        if inner is not None and any(step.node is inner for step in other.way):
            continue
        if other.node[0] == "call" and target is not None and target_of(scope, other.node) == target:
            continue
        if other.node[0] == "call" and _is_scheduled(other):
            continue
        mark = mark_in(scope, other.node, 1)
        runs = runs or (mark is not None and "running" in mark.kinds)
    waits = _GATHERS.search(_text_of(scope)) is not None
    return Around(runs, waits).also(_by_callbacks(scope))


def _text_of(scope: Scope) -> bytes:
    function = scope.function
    return scope.project.part(function.path, function.name, function.number)


def _is_scheduled(visit: Visit) -> bool:
    parent = visit.parent
    return parent is not None and parent[0] == "call" and word_of(parent[2]) in _DIRECT


def _by_callbacks(scope: Scope) -> Around:
    """What `add_done_callback` brings."""
    fails = False
    for visit in scope.visits:
        if visit.node[0] == "call" and word_of(visit.node[2]) == "add_done_callback" and visit.node[3]:
            given = visit.node[3][0]
            target = _function(scope, given)
            if target is not None:
                fails = fails or bool(summary_of(scope.project, target).kinds & {"failed", "done"})
            elif given[0] == "lambda":
                words = {word_of(node[2]) for node in walk((given[3],)) if node[0] == "call"}
                fails = fails or not words <= _HARMLESS
            else:
                fails = fails or word_of(given) not in _HARMLESS
    return Around(fails=fails)


def is_taken(before: bytes, text: bytes) -> bool:
    """Whether what follows `before` stands among the arguments of something that may hand it over."""
    is_open = 0
    for place in range(len(before) - 1, -1, -1):
        letter = before[place]
        if letter == 0x29:  # )
            is_open -= 1
        elif letter == 0x28:  # (
            is_open += 1
            word = _LAST_WORD.search(before[:place]) if is_open > 0 else None
            if word is not None and _TAKES.fullmatch(word[0]):
                return True
    return _ASSIGNED.search(before) is not None and HANDS.search(text) is not None
