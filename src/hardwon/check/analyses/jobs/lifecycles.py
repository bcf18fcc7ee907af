"""The order in which a function marks its job and works, and what becomes of the job when it fails."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from hardwon.check.analyses.jobs.states import (
    JOBS,
    Mark,
    has_running,
    is_job,
    is_log,
    mark_in,
    spells_running,
    summary_of,
    target_of,
    word_of,
)
from hardwon.check.analyses.jobs.working import is_work, may_raise, with_statements
from hardwon.check.linking.scopes import Scope
from hardwon.check.linking.values import ClassRef, External, FunctionRef, Instance
from hardwon.check.linking.words import pattern
from hardwon.check.searches import lazily
from hardwon.check.syntax.names import walk
from hardwon.check.syntax.trees import Node

_OVER = (
    r"completed?|done|finished|success|succeeded|ready|processed|COMPLETED?|DONE|FINISHED|SUCCESS|SUCCEEDED|READY"
    r"|PROCESSED|Completed?|Done|Finished|Success|Succeeded"
)
_JOB = rf"\b(?:\w*_)?(?:{JOBS})(?:_?(?:id|uuid|pk|key))?\b"
# A function may be the work of a job if it says of one that it is over.
SAYS_OVER = pattern(
    rf"(?:status|state|stage|phase|outcome)[\"']?\]?\s*[=:](?:\s*\(\s*|[^=\n])[^\n]{{0,60}}?\b(?:{_OVER})\b"
    rf"|(?:mark|set|update|change|transition|report|save|record|move|status|state)\w*\([^()]{{0,80}}?\b(?:{_OVER})\b"
    rf"|(?:complete|finish|succeed|finali[sz]e|mark_)\w*\([^()\n]{{0,40}}?{_JOB}"
    r"|\.(?:finished|completed|done|succeeded)\((?:key|ticket|uid|uuid|handle)\b"
    rf"|{_JOB}\.(?:mark_|finish|complete|succeed|set_)\w*\("
)
_ENDS = frozenset({"done", "failed", "cancelled"})
_BEGINS = frozenset({"running", "other"})
_LEAVES = frozenset({"return", "raise", "jump"})
_KEYS = frozenset({"key", "ticket", "uid", "uuid", "handle"})
_EXECUTES = frozenset({"execute", "exec", "scalar", "scalars", "run", "run_sync"})
_BROAD = frozenset({"Exception", "BaseException"})
_SAYS_RUNNING = lazily(
    rb"\b(?:RUNNING|IN_PROGRESS|PROCESSING|STARTED|ACTIVE|Running|InProgress|Processing)\b"
    rb"|[\"'](?:running|in_progress|processing|started|active)[\"']"
)
_STORE = lazily(r"(?i)(?:^|[._])(?:database|db|db_session|session)(?:\.|$)")
# So many handlers are no oversight.
_MANY = 3
_FOLLOWS = lazily(
    r"_*(?:\w+_)?(?:finish|finali[sz]e|complete|cancel|clean_?up|time_?out|expire|on|callback|poll|watch|monitor|wait"
    r"|reap|recover|reconcile|resume|cleanup|heartbeat|abort|kill|stop|terminate|check|webhook|mark|listen)(?:_\w+)?"
)


class Event(Struct, frozen=True):
    """One thing that happens in a function: `mark`, `work`, `log`, or a `step` that may fail.

    `tries` are the `try` statements around it whose handlers see what it raises, `contexts` the expressions
    of the `with` blocks around it; `apart` says that it stands in a handler, a `finally`, or a branch that
    leaves the function.
    """

    kind: str
    node: Node
    mark: Mark | None
    tries: tuple[Node, ...]
    contexts: tuple[Node, ...]
    apart: str


class Lifecycle(Struct, frozen=True):
    """What a function does with its job, in the order of the text."""

    scope: Scope
    events: tuple[Event, ...]
    ours: tuple[Event, ...]

    def begins(self) -> int | None:
        """The place of the first event that says the work goes on."""
        for place, event in enumerate(self.events):
            if event.mark is not None and event.mark.kinds & _BEGINS and event.apart != "handler":
                return place
        return None

    def first_work(self, until: int) -> Event | None:
        """The first work before an event, on the way to it."""
        return next((e for e in self.events[:until] if e.kind == "work" and not e.apart), None)

    def ends(self) -> int:
        """The place of the first event after which the job is over; the number of events if there is none."""
        for place, event in enumerate(self.events):
            if event.mark is not None and "done" in event.mark.kinds and not event.apart:
                return place
        return len(self.events)

    def log_lines(self) -> tuple[bool, bool]:
        """Whether there is a log line on the way, and whether there is one where failure is handled."""
        logs = [event for event in self.events if self._is_logged(event)]
        on_way = any(event.apart != "handler" for event in logs)
        failing = [e for e in self.events if e.mark is not None and e.apart == "handler"]
        in_handler = any(event.apart == "handler" for event in logs) or not failing
        return on_way, in_handler

    def _is_logged(self, event: Event) -> bool:
        if event.kind == "log":
            return True
        helper = event.mark.helper if event.mark is not None else None
        return helper is not None and summary_of(self.scope.project, helper).logs


def lifecycle_of(scope: Scope, more_paths: frozenset[str]) -> Lifecycle | None:
    """None where the function does not plainly work for a job that has a running state.

    `more_paths` are files in which the states may be spelt out, too.
    """
    ours = _ours(scope)
    sure = [m for m in ours if _is_end(m[1]) and _is_known(scope, m[0], m[1], more_paths)]
    if not sure:
        return None
    reader = _Reader(scope, _stems(ours))
    reader.block(scope.body)
    marked = {node[1] for node, _ in ours}
    found = tuple(event for event in reader.events if event.node[1] in marked)
    return Lifecycle(scope, tuple(reader.events), found) if found else None


def _is_end(mark: Mark) -> bool:
    # What says both, `running` and `done`, does the work itself.
    if not mark.kinds & {"done", "failed"} or "running" in mark.kinds:
        return False
    return mark.helper is None or mark.kinds <= _ENDS


def _ours(scope: Scope) -> list[tuple[Node, Mark]]:
    """The marks that are about the job the function was started for."""
    if not scope.is_async and not scope.params and scope.owner is None and type(scope) is Scope:
        return []
    found = []
    for visit in scope.visits:
        if any(step.kind in ("def", "lambda", "class") for step in visit.way):
            continue
        mark = mark_in(scope, visit.node)
        if mark is None or not (mark.is_sure or mark.helper is not None):
            continue
        if _names_one(scope, visit.node) or (mark.helper is not None and _names_key(scope, visit.node)):
            found.append((visit.node, mark))
    return found


def _names_one(scope: Scope, node: Node) -> bool:
    """Whether an expression names one job that did not come from a loop."""
    for inner in _subjects(node):
        if inner[0] == "name" and is_job(inner[2]):
            given = scope.assigned(inner[2])
            is_local = bool(given) or scope.is_param(inner[2]) or type(scope) is not Scope
            if is_local and not any(one.how == "turn" for one in given):
                return True
        elif inner[0] == "attr" and is_job(inner[3]) and inner[2][0] == "name" and inner[2][2] == "self":
            return True
    return False


def _names_key(scope: Scope, call: Node) -> bool:
    """Whether the first argument is the key that the function was given for its job."""
    first = call[3][0] if call[0] == "call" and call[3] else None
    return first is not None and first[0] == "name" and first[2] in _KEYS and scope.is_param(first[2])


def _subjects(node: Node) -> Iterator[Node]:
    """What a mark may be about: what is assigned to, what a call is given, and what it is called on."""
    if node[0] == "assign":
        yield from walk(node[2])
        return
    yield from walk((node[2],))
    for given in (*node[3], *(value for _, value in node[4])):
        part = (
            given[3][0] if given[0] == "call" and given[3] and word_of(given[2]) in ("str", "UUID") else given
        )
        if part[0] in ("tuple", "list", "dict"):
            yield from walk((part,))
        while part[0] in ("attr", "index"):
            yield part
            part = part[2]
        yield part


def _stems(ours: list[tuple[Node, Mark]]) -> frozenset[str]:
    """The words of the job's names: `import` and `job` for `import_job_id`."""
    words: set[str] = set()
    for node, _ in ours:
        for inner in walk((node,)):
            word = inner[2] if inner[0] == "name" else inner[3] if inner[0] == "attr" else ""
            if isinstance(word, str) and is_job(word):
                words.update(part.removesuffix("s") for part in word.lower().split("_"))
            elif isinstance(word, str) and word.endswith(("Job", "Row", "Record", "Run", "Task", "Model")):
                words.add(word)
    return frozenset(words - {"id", "uuid", "", "self", "status", "state", "db"})


def _is_known(scope: Scope, node: Node, mark: Mark, more_paths: frozenset[str]) -> bool:
    """Whether the job that is marked has a running state."""
    project = scope.project
    if mark.enums:
        return any(has_running(project, of) for of in mark.enums)
    paths = {scope.path, *more_paths}
    if mark.helper is not None:
        paths.add(mark.helper.path)
    for inner in walk((node,)):
        if inner[0] == "name":
            value = scope.value(inner)
            of = value.of if isinstance(value, Instance) else value
            if isinstance(of, ClassRef):
                paths.add(of.path)
    return any(spells_running(project, path) for path in sorted(paths))


class _Reader:
    """Goes through statements in the order they run."""

    def __init__(self, scope: Scope, stems: frozenset[str]) -> None:
        self.events: list[Event] = []
        self._scope = scope
        self._stems = stems
        self._tries: tuple[Node, ...] = ()
        self._contexts: tuple[Node, ...] = ()
        self._apart = ""
        self._loops = 0

    def block(self, block: tuple[Node, ...], apart: str = "") -> None:
        before, self._apart = self._apart, self._apart or apart
        for node in block:
            self._statement(node)
        self._apart = before

    def _statement(self, node: Node) -> None:
        kind = node[0]
        if kind in ("def", "class"):
            return
        if kind == "if":
            for condition, body in node[2]:
                self._expression(condition)
                self.block(body, "branch" if body and body[-1][0] in _LEAVES else "")
            self.block(node[3], "branch" if node[3] and node[3][-1][0] in _LEAVES else "")
        elif kind == "for":
            self._expression(node[3])
            if node[6]:
                self._note("work", node)
            self._turns(node[4])
            self.block(node[5])
        elif kind == "while":
            self._expression(node[2])
            self._turns(node[3])
            self.block(node[4])
        elif kind == "try":
            self._try(node)
        elif kind == "with":
            for expression, _ in node[2]:
                self._expression(expression)
            before = self._contexts
            self._contexts = (*before, *(expression for expression, _ in node[2]))
            self.block(node[3])
            self._contexts = before
        elif kind == "match":
            self._expression(node[2])
            for case in node[3]:
                self.block(case[2])
        else:
            for part in node[2:]:
                self._expression(part)
            if kind == "assign" and mark_in(self._scope, node) is not None:
                self._note("mark", node, mark_in(self._scope, node))

    def _turns(self, block: tuple[Node, ...]) -> None:
        self._loops += 1
        self.block(block)
        self._loops -= 1

    def _try(self, node: Node) -> None:
        before = self._tries
        self._tries = (*before, node)
        self.block(node[2])
        self._tries = before
        for handler in node[3]:
            self.block(handler[2], "handler")
        self.block(node[4])
        self.block(node[5], "finally")

    def _note(self, kind: str, node: Node, mark: Mark | None = None) -> None:
        self.events.append(Event(kind, node, mark, self._tries, self._contexts, self._apart))

    def _expression(self, part: object, *, awaited: bool = False) -> None:
        """The calls in an expression, inner ones first."""
        if not isinstance(part, tuple) or not part:
            return
        if not (isinstance(part[0], str) and len(part) > 1 and type(part[1]) is int):
            for inner in part:
                self._expression(inner)
            return
        kind = part[0]
        if kind in ("lambda", "def", "class"):
            return
        if kind == "await":
            self._expression(part[2], awaited=True)
            if part[2][0] != "call":
                self._note("work", part)
            return
        for inner in part[2:]:
            self._expression(inner)
        if kind == "call":
            mark = mark_in(self._scope, part)
            if mark is not None:
                self._note("mark", part, mark)
            elif is_log(self._scope, part):
                self._note("log", part)
            elif word_of(part[2]) in _EXECUTES and self._marks_within(part):
                return
            elif is_work(self._scope, part, self._stems, awaited=awaited):
                self._note("work", part)
            elif (self._tries or self._loops) and may_raise(self._scope, part, self._stems):
                # Many small steps are work.
                self._note("work" if self._loops else "step", part)

    def _marks_within(self, call: Node) -> bool:
        """Whether what is executed is the statement that marks."""
        inner = with_statements(self._scope, ("tuple", call[1], call[3]))
        return any(node[0] == "call" and mark_in(self._scope, node) is not None for node in inner)


# What becomes of the job when work fails


def leaks(life: Lifecycle) -> tuple[Event, bool] | None:
    """The first work whose failure leaves the job unfinished, and whether a handler swallows it."""
    guards = _guards(life)
    for event in life.events[: life.ends()]:
        if event.kind in ("work", "step") and event.apart not in ("handler", "finally"):
            caught = _caught(life, event)
            if caught == "free" and (guards >= _MANY or (guards and _asks_store(life.scope, event.node))):
                continue
            if caught is not None:
                return event, caught == "swallowed"
    return None


def _guards(life: Lifecycle) -> int:
    """How many handlers around its work mark the job as failed."""
    tries = {node[1]: node for event in life.events if event.kind in ("work", "step") for node in event.tries}
    return sum(_settles(life.scope, handler[2]) for node in tries.values() for handler in node[3])


def _asks_store(scope: Scope, node: Node) -> bool:
    """Whether a step asks the database itself: when that fails, it takes no mark either."""
    return node[0] == "call" and _STORE.search(scope.text(node[2]).rpartition(".")[0]) is not None


def _caught(life: Lifecycle, event: Event) -> str | None:
    """None where failure of an event is recorded; else `swallowed` or `free`."""
    scope = life.scope
    if any(_records(scope, expression) for expression in event.contexts):
        return None
    for node in reversed(event.tries):
        if node[5] and _settles(scope, node[5]):
            return None
        for types, _, body in node[3]:
            if not _is_broad(types):
                continue
            if _settles(scope, body):
                return None
            if any(inner[0] == "raise" for inner in walk(body)):
                break
            after = scope.span(node)[1]
            goes_on = any(
                e.mark is not None and e.mark.kinds & _ENDS and scope.span(e.node)[0] >= after
                for e in life.events
            )
            leaves = any(inner[0] in ("return", "jump") for inner in walk(body))
            return None if goes_on and not leaves else "swallowed"
    return "free"


def _is_broad(types: tuple[Node, ...]) -> bool:
    if not types:
        return True
    words = {word_of(node) for node in walk(types) if node[0] in ("name", "attr")}
    return bool(words & _BROAD)


def _settles(scope: Scope, block: tuple[Node, ...]) -> bool:
    """Whether a handler says something of the job's state, or gives the job to somebody unknown."""
    for node in walk(block):
        mark = mark_in(scope, node)
        if mark is not None and mark.kinds - {"running"}:
            return True
        if node[0] == "call" and not is_log(scope, node) and target_of(scope, node) is None:
            name = word_of(node[2])
            given = (*node[3], *(value for _, value in node[4]))
            if re.search(r"fail|error|retry|abort|reject|nack", name):
                return True
            names = {inner[2] for inner in walk(given) if inner[0] == "name"}
            if any(is_job(word) for word in names) and not isinstance(scope.callee(node), External):
                return not name[:1].isupper() and name not in ("str", "format", "get", "print")
    return False


def _records(scope: Scope, expression: Node) -> bool:
    """Whether a `with` block records failure of what stands in it."""
    if expression[0] != "call":
        return False
    if word_of(expression[2]) == "suppress":
        return any(word_of(given) in _BROAD for given in expression[3])
    target = target_of(scope, expression)
    if target is not None:
        return "failed" in summary_of(scope.project, target).kinds
    value = scope.callee(expression)
    if isinstance(value, ClassRef):
        leave = [scope.project.class_attribute(value, word) for word in ("__exit__", "__aexit__")]
        known = [found for found in leave if isinstance(found, FunctionRef)]
        return any("failed" in summary_of(scope.project, found).kinds for found in known)
    return value is None and any(is_job(word_of(node)) for node in walk((expression,)))


def may_be_running(scope: Scope) -> bool:
    """Whether the function speaks of a running state at all, or is by its name a later step."""
    node = scope.node
    name = str(node[2]) if node else scope.function.short
    start, end = _extent(scope)
    text = scope.project.text(scope.path)[start:end]
    return _SAYS_RUNNING.search(text) is not None or _FOLLOWS.fullmatch(name) is not None


def _extent(scope: Scope) -> tuple[int, int]:
    if type(scope) is Scope:
        return scope.project.span(scope.path, scope.function.number)
    return scope.span(scope.node) if scope.node else (0, 0)
