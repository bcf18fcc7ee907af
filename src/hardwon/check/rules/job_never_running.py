"""The rule `job-never-running`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from hardwon.check.analyses.jobs.lifecycles import (
    SAYS_OVER,
    Event,
    Lifecycle,
    leaks,
    lifecycle_of,
    may_be_running,
)
from hardwon.check.analyses.jobs.scheduling import (
    HANDS,
    Around,
    Inner,
    around_by_decorators,
    handed_over,
    inner_scopes,
    is_taken,
)
from hardwon.check.analyses.jobs.states import JOBS, RUNNING_WORD, word_of
from hardwon.check.analyses.surroundings import is_test
from hardwon.check.linking.project import Project
from hardwon.check.linking.roots import functions_in
from hardwon.check.linking.scopes import Scope, scope_of
from hardwon.check.linking.values import FunctionRef
from hardwon.check.linking.words import Search, any_word, pattern
from hardwon.check.rule import Breach, Found, Rule
from hardwon.check.searches import lazily
from hardwon.check.syntax.trees import Node

# In its own signature, or as what its object stands for.
_OWN_JOB = pattern(
    rf"^[^:]*?\((?s:[^)]*?)\b(?:key|ticket|uid|uuid|handle|(?:\w*_)?(?:{JOBS})_?(?:id|uuid|pk|key)"
    rf"|(?:\w*_)?(?:{JOBS.replace('|request', '').replace('|file', '').replace('|query', '')}))\b"
    rf"|self\._?(?:{JOBS})(?:_id|\b)"
)
_SELDOM_HANDED = lazily(
    r"__\w+__|(?:get|list|create|delete|is|has|test|from|format|map|raise|add|new|update|set|mark|validate)(?:_\w+)?"
)
_ROUTES = frozenset(
    {"get", "post", "put", "patch", "delete", "route", "websocket", "api_route", "property", "command"}
)
_DEF = lazily(rb"\n\s+(?:async )?def ")
_SENDS = lazily(rb"\.(?:delay|apply_async|send|kiq|defer|schedule|si?|signature|defer_async)\b")
_WINDOW = 160
_SIGNALS = lazily(
    rb"\b(?:task_prerun|before_process_message|on_job_start|pre_execute|before_start|task_failure|on_failure)\b"
)
_SPELT = lazily(rf"\b(?:{RUNNING_WORD})\b".encode(), re.IGNORECASE)

_JOBS = """\
from enum import Enum

class State(str, Enum):
    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"

class JobStore:
    def __init__(self):
        self.states = {}

    def set_state(self, run_id: str, state: State) -> None:
        self.states[run_id] = state

jobs = JobStore()
"""
_ROUTE = """
@app.post("/summaries")
async def summarize(text: str, background: BackgroundTasks) -> str:
    run_id = uuid4().hex
    jobs.set_state(run_id, State.PENDING)
    background.add_task(write_summary, run_id, text)
    return run_id
"""
_HEAD = """\
import logging
from uuid import uuid4
from fastapi import BackgroundTasks, FastAPI
from jobs import State, jobs
from model import ask

app = FastAPI()
logger = logging.getLogger(__name__)
"""
_FILES = "# file: jobs.py\n" + _JOBS + "# file: model.py\nasync def ask(text: str) -> str: ...\n"
_GOOD = """
async def write_summary(run_id: str, text: str) -> None:
    jobs.set_state(run_id, State.RUNNING)
    logger.info("job %s starts", run_id)
    try:
        summary = await ask(text)
        jobs.set_state(run_id, State.COMPLETED)
    except Exception:
        logger.exception("job %s failed", run_id)
        jobs.set_state(run_id, State.FAILED)
"""
_CURED = _HEAD + _GOOD + _ROUTE + _FILES


class JobNeverRunning(Rule):
    """A job's record is all that anybody sees of a background function. While it works and the record still
    says `pending`, the page shows a job that waits: for minutes, or for ever, and people start it again.

    An exception that nothing turns into `failed` leaves the record as it was, too: the task's error goes to a
    log nobody reads, or nowhere, and the job seems to run until the next restart and after it.

    Say `running` first, before any query or call; put all that follows into one `try`, and say `failed` in
    its `except Exception`. A log line at the start and one at failure tell afterwards which it was.

    It stays silent where a decorator, wrapper, caller or job manager says so, and where a job has no running
    state. What task queues record of failures is enough.
    """

    slug = "job-never-running"
    title = "Mark a job as running before it works, and as failed when it fails"
    source = "https://learn.microsoft.com/en-us/azure/architecture/patterns/async-request-reply"
    needs = (
        b"completed", b"COMPLETED", b"complete(", b"failed", b"FAILED", b".fail", b"_fail", b"done", b"DONE",
        b"finished", b"FINISHED", b".finish", b"finish_", b"success", b"SUCCESS", b"ERROR", b"succeeded",
        b"SUCCEEDED", b"RUNNING",
    )  # fmt: skip
    world = (
        b"add_task(", b"create_task(", b"ensure_future(", b"run_coroutine_threadsafe(", b"start_soon(",
        b".submit(", b"to_thread(", b"run_in_executor(", b"Thread(", b".task", b"shared_task", b"actor",
        b"enqueue", b"arq",
    )  # fmt: skip

    def wants(self, text: bytes) -> bool:
        return False  # which functions are scheduled is known only when the project is linked

    def offers(self, project: Project, path: str) -> Iterator[str]:
        if is_test(path):
            return
        text = project.text(path)
        if _SIGNALS.search(text) and (
            b"signals" in text or b"Middleware" in text or b"WorkerSettings" in text
        ):
            runs = "r" if _SPELT.search(text) else ""
            yield f"task_prerun:signal:{runs}f"
        if SAYS_OVER.search(text) is None:
            return
        for function, node, body in functions_in(project, path):
            if _SELDOM_HANDED.fullmatch(function.short) or any(_word(part) in _ROUTES for part in node[5]):
                continue
            if SAYS_OVER.search(body) and _OWN_JOB.search(body):
                yield f"{function.short}:work:{path}:{function.name}"

    def relays(self, project: Project, path: str, names: frozenset[str]) -> Iterator[str]:
        if is_test(path):
            return
        known = _known(project, names)
        if not known.handed_in(project.text(path)):
            return
        for function, _, text in functions_in(project, path):
            words = known.handed_in(text)
            for target, around in handed_over(scope_of(project, function), words) if words else ():
                if isinstance(target, FunctionRef) and target.name in known.works.get(target.path, ()):
                    flags = f"{'r' if around.runs else ''}{'f' if around.fails else ''}"
                    yield f"{target.short}:given:{target.path}:{target.name}:{flags}:{path}"

    def check(self, project: Project, path: str, names: frozenset[str]) -> Iterator[Found]:
        known = _known(project, names)
        given, works = known.given.get(path, {}), known.works.get(path, ())
        holds = _holds_inner(project.text(path))
        for function, _, text in functions_in(project, path) if works or holds else ():
            at = given.get(function.name)
            if function.name in works:
                project.note(("offered", ":signal"))
                is_task, around = around_by_decorators(project, function, known.signals)
                if at is not None or is_task:
                    at = at or _Given(Around(), frozenset())
                    yield from _judged(scope_of(project, function), at.around.also(around), at.paths)
            if at is None and holds and _holds_inner(text) and not is_test(path):
                yield from _inner(project, function)

    breaches = (
        Breach(
            text=_HEAD
            + """
async def write_summary(run_id: str, text: str) -> None:  # here
    try:
        summary = await ask(text)
        jobs.set_state(run_id, State.COMPLETED)
    except Exception:
        logger.exception("job %s failed", run_id)
        jobs.set_state(run_id, State.FAILED)
"""
            + _ROUTE
            + _FILES,
            cured=_CURED,
        ),
        Breach(
            text=_HEAD
            + """
async def write_summary(run_id: str, text: str) -> None:  # here
    summary = await ask(text)
    jobs.set_state(run_id, State.RUNNING)
    logger.info("job %s starts", run_id)
    try:
        summary = await ask(summary)
        jobs.set_state(run_id, State.COMPLETED)
    except Exception:
        logger.exception("job %s failed", run_id)
        jobs.set_state(run_id, State.FAILED)
"""
            + _ROUTE
            + _FILES,
            cured=_CURED,
        ),
        Breach(
            text=_HEAD
            + """
async def write_summary(run_id: str, text: str) -> None:  # here
    jobs.set_state(run_id, State.RUNNING)
    logger.info("job %s starts", run_id)
    try:
        summary = await ask(text)
        jobs.set_state(run_id, State.COMPLETED)
    except TimeoutError:
        logger.exception("job %s failed", run_id)
        jobs.set_state(run_id, State.FAILED)
"""
            + _ROUTE
            + _FILES,
            cured=_CURED,
        ),
        Breach(
            text=_HEAD
            + """
async def write_summary(run_id: str, text: str) -> None:  # here: advice
    jobs.set_state(run_id, State.RUNNING)
    try:
        summary = await ask(text)
        jobs.set_state(run_id, State.COMPLETED)
    except Exception:
        jobs.set_state(run_id, State.FAILED)
"""
            + _ROUTE
            + _FILES,
            cured=_CURED,
        ),
    )
    quiet = (
        _HEAD
        + _GOOD.replace("async def", "@recorded\nasync def")
        .replace("    jobs.set_state(run_id, State.RUNNING)\n", "")
        .replace(
            "\n@recorded",
            """
def recorded(work):
    async def run(run_id, *args):
        jobs.set_state(run_id, State.RUNNING)
        await work(run_id, *args)
    return run

@recorded""",
        )
        + _ROUTE
        + _FILES,
        _HEAD
        + _GOOD.replace("    jobs.set_state(run_id, State.RUNNING)\n", "")
        + _ROUTE.replace("State.PENDING", "State.RUNNING")
        + _FILES,
        _HEAD
        + _GOOD.replace("    jobs.set_state(run_id, State.RUNNING)\n", "")
        + _ROUTE
        + _FILES.replace('    RUNNING = "running"\n', ""),
        _HEAD
        + """
async def write_summary(run_id: str, text: str) -> None:
    logger.info("job %s starts", run_id)
    with running(run_id):
        summary = await ask(text)

@contextmanager
def running(run_id):
    jobs.set_state(run_id, State.RUNNING)
    try:
        yield
        jobs.set_state(run_id, State.COMPLETED)
    except Exception:
        logger.exception("job %s failed", run_id)
        jobs.set_state(run_id, State.FAILED)
"""
        + _ROUTE
        + _FILES,
        # The page says nothing of work that goes on; only the code does.
        _HEAD
        + _GOOD.replace("    jobs.set_state(run_id, State.RUNNING)\n", "")
        .replace("State.COMPLETED", '"done"')
        .replace("State.FAILED", '"error"')
        + _ROUTE.replace("State.PENDING", '"pending"')
        + "# file: jobs.py\n# Answers 409 while processing.\n"
        + _JOBS[_JOBS.index("class JobStore") :].replace("State", "str")
        + "# file: model.py\nasync def ask(text: str) -> str: ...\n",
        # Running is a flag of its own.
        _HEAD
        + """
async def write_summary(run_id: str, text: str) -> None:
    job = jobs.states[run_id]
    job["is_running"] = True  # status: pending, running, success or failed
    logger.info("job %s starts", run_id)
    try:
        summary = await ask(text)
        job["status"] = "success"
    except Exception:
        logger.exception("job %s failed", run_id)
        job["status"] = "failed"
"""
        + _ROUTE
        + _FILES,
        # A database that fails before takes no mark either.
        _HEAD + _GOOD.replace("    try:", "    await app.db.touch(run_id)\n    try:") + _ROUTE + _FILES,
        _HEAD
        + """
async def write_summary(run_id: str, text: str) -> None:
    await ask(f"tell them that {run_id} has ended: {text}")
"""
        + _ROUTE
        + _FILES,
    )


class _Given(Struct, frozen=True):
    """What is known of the places that schedule a function: what they do around it, and their files."""

    around: Around
    paths: frozenset[str]


class _Known(Struct, frozen=True):
    """What files offer: functions that may work for a job, and those seen handed over, by path."""

    works: dict[str, frozenset[str]]
    given: dict[str, dict[str, _Given]]
    signals: Around
    words: Search | None

    def handed_in(self, text: bytes) -> frozenset[str]:
        """The names of such functions that something in a text may hand over."""
        found: set[str] = set()
        place = 0
        while self.words is not None and (match := self.words.search(text, place)) is not None:
            start, place = match.span()
            if _SENDS.match(text, place) or is_taken(text[max(0, start - _WINDOW) : start], text):
                found.add(text[start:place].decode())
        return frozenset(found)


def _holds_inner(text: bytes) -> bool:
    """Whether a text may define a job's work inside a function that hands it over."""
    return bool(HANDS.search(text) and _DEF.search(text) and SAYS_OVER.search(text))


def _word(decorator: Node) -> str:
    return word_of(decorator[2] if decorator[0] == "call" else decorator)


def _known(project: Project, names: frozenset[str]) -> _Known:
    return project.once(("known jobs", names), lambda: _read(names))


def _read(names: frozenset[str]) -> _Known:
    works: dict[str, set[str]] = {}
    given: dict[str, dict[str, _Given]] = {}
    signals = Around()
    words = set()
    for name in sorted(names):
        word, kind, *rest = name.split(":")
        if kind == "signal":
            signals = signals.also(Around("r" in rest[0], "f" in rest[0]))
        elif kind == "work":
            words.add(word)
            works.setdefault(rest[0], set()).add(rest[1])
        else:
            before = given.setdefault(rest[0], {}).get(rest[1], _Given(Around(), frozenset()))
            around = before.around.also(Around("r" in rest[2], "f" in rest[2]))
            given[rest[0]][rest[1]] = _Given(around, before.paths | {rest[3]})
    by_path = {path: frozenset(found) for path, found in works.items()}
    return _Known(by_path, given, signals, any_word(words))


def _inner(project: Project, function: FunctionRef) -> Iterator[Found]:
    """The functions defined inside one that schedules them."""
    scope = scope_of(project, function)
    inner = {item.node[1]: item for item in inner_scopes(scope) if item.node is not None}
    seen: dict[int, Around] = {}
    for target, around in handed_over(scope, None):
        if not isinstance(target, FunctionRef) and target[1] in inner and not target[5]:
            seen[target[1]] = seen.get(target[1], Around()).also(around)
    for number, around in seen.items():
        yield from _judged(inner[number], around, frozenset())


def _judged(scope: Scope, around: Around, paths: frozenset[str]) -> Iterator[Found]:
    life = lifecycle_of(scope, paths)
    if life is None:
        return
    begins = life.begins()
    if not around.runs:
        late = _late(life, begins)
        if late is not None:
            yield late
            return
    if not around.fails and (begins is not None or around.runs):
        leak = leaks(life)
        if leak is not None:
            yield _leaking(life, *leak)
            return
    if not around.runs and not around.fails and begins is not None:
        yield from _silent(life)


def _late(life: Lifecycle, begins: int | None) -> Found | None:
    if begins is None:
        ends = life.ends()
        work = life.first_work(ends)
        if work is None or ends == len(life.events) or may_be_running(life.scope):
            return None
        return _found(
            life,
            f"`{_name(life.scope)}` never marks its job as running, not even for {_what(life, work)}.",
            "mark the job as running first",
        )
    mark, work = life.events[begins], life.first_work(begins)
    if work is None or mark not in life.ours or mark.mark is None or "running" not in mark.mark.kinds:
        return None
    return _found(
        life,
        f"`{_name(life.scope)}` works before it marks its job as running: {_what(life, work)} comes first.",
        f"move `{_short(life.scope.text(mark.node))}` to the start",
    )


def _leaking(life: Lifecycle, work: Event, is_swallowed: bool) -> Found:
    name, what = _name(life.scope), _what(life, work)
    how = "its handler does not mark the job as failed" if is_swallowed else "nothing marks the job as failed"
    return _found(
        life,
        f"`{name}` can leave its job unfinished for ever: if {what} fails, {how}.",
        "mark it as failed in an `except Exception` around all the work",
    )


def _silent(life: Lifecycle) -> Iterator[Found]:
    on_way, in_handler = life.log_lines()
    if on_way and in_handler:
        return
    name = _name(life.scope)
    missing = "fails" if on_way else "starts" if in_handler else "starts or fails"
    message = f"`{name}` logs nothing when its job {missing}."
    yield _found(life, message, "log the job's id there", is_advice=True)


def _found(life: Lifecycle, message: str, do: str, *, is_advice: bool = False) -> Found:
    scope = life.scope
    node = scope.node
    if isinstance(scope, Inner) and node is not None:
        start, end = scope.span(node)
    else:
        start, end = scope.project.span(scope.path, scope.function.number)
    text = scope.project.text(scope.path)[start:end]
    head = text.find(b"(")
    stop = start + (head if head > 0 else len(text))
    return Found(
        scope.path, start, stop, (start, stop), message, do, severity="advice" if is_advice else "error"
    )


def _name(scope: Scope) -> str:
    return str(scope.node[2]) if scope.node else scope.function.short


def _what(life: Lifecycle, work: Event) -> str:
    return f"`{_short(_called(life, work.node))}`"


def _called(life: Lifecycle, node: Node) -> str:
    if node[0] == "call":
        return f"{life.scope.text(node[2])}()" if word_of(node[2]) else life.scope.text(node)
    return life.scope.text(node).partition("\n")[0].rstrip(":")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "…"
