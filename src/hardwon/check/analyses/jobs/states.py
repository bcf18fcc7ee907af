"""Where code writes the state of a job: which state, how, and through which of the project's helpers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from hardwon.check.linking.project import Project
from hardwon.check.linking.scopes import Scope, scope_of
from hardwon.check.linking.values import Bound, ClassRef, FunctionRef, Instance, Text
from hardwon.check.searches import lazily
from hardwon.check.syntax.names import walk
from hardwon.check.syntax.trees import Node

JOBS = (
    r"job|task|run|execution|export|import|batch|sync|scan|report|analysis|ingestion|ingest|build|pipeline|workflow"
    r"|generation|render|rendering|crawl|upload|transcription|training|evaluation|backup|download|conversion"
    r"|operation|process|request|document|file|record|row|dataset|indexing|extraction|simulation|query|archive"
)
_JOB = lazily(rf"_*(?:\w*_)?(?:{JOBS})s?(?:_?(?:id|uuid|uid|key|pk|ref|obj|model|entity|db))?")
_STATUS = lazily(r"(?:\w*_)?(?:status|state|stage|phase)|(?:new|to)_?(?:status|state)")
_TABLE = lazily(r"(?:\w*_)?(?:status(?:es)?|states)")
_WORDS = {
    "running": "running|in_?progress|processing|process|started|starting|start|active|working|executing|busy"
    "|run|begun",
    "pending": "pending|queued|created|new|scheduled|waiting|draft|submitted|enqueued|not_?started|idle|init"
    "|initial|accepted|open|none|unknown|retry|retrying",
    "done": r"completed?|done|finish(?:ed)?|success(?:ful|fully)?|succeeded|ready|processed|ok|passed"
    r"|available|partial\w*|indexed|synced|exported|imported|completed_\w+|\w+_complete|rendered|delivered",
    "failed": r"fail(?:ed|ure)?|error(?:ed)?|abort(?:ed)?|crash(?:ed)?|time(?:d_?)?_?out|dead|broken|lost"
    r"|\w+_failed|\w+_error",
    "cancelled": "cancel(?:l?ed)?|stopp?(?:ed)?|skipped|revoked|terminated|killed|interrupted|paused|deleted"
    "|expired",
}
_TELLING = ("running", "done", "failed")
_KINDS = tuple((kind, re.compile(words)) for kind, words in _WORDS.items())
RUNNING_WORD = r"running|in_?progress|processing|started|active|executing|working"
# In a comment only among other states: one may also tell of what else is running.
_LISTED = r"pending|queued|created|new|waiting|completed?|done|finished|succe(?:ss|eded)|ready|failed|error"
_SPELT = lazily(
    rf"[\"'](?:{RUNNING_WORD})[\"']|#(?=[^\n]*\b(?:{_LISTED})\b)[^\n]*\b(?:{RUNNING_WORD})\b".encode(),
    re.IGNORECASE,
)
_FLAG = lazily(rf"(?:is_)?(?:{RUNNING_WORD})")
# Calls that ask for jobs in a state, and do not set it.
_ASKS = lazily(
    r"_*(?:get|filter|where|find|list|select|count|query|search|is|has|assert|any|all|fetch|iter|wait|check|load"
    r"|Query|Field|Column|mapped_column|isinstance|len|str|print|format|lower|upper|strip|startswith|having|exclude"
    r"|order|in|append|and|or|join|Depends|counter|inc|labels|observe|Response|JSONResponse|HTTPException)(?:_\w*)?"
)  # fmt: skip
_SETS = lazily(
    r"\w*(?:status|state|progress|mark|update|transition|set|change|advance|report|move|execute|save|write|put|finish"
    r"|complete|end|close|text|run)\w*"
)
_SQL = lazily(r"\bset\b.*?\b(?:status|state)\s*=\s*(?:'(\w+)'|([:?%$@{]))", re.IGNORECASE | re.DOTALL)
_SAYS = (
    "mark|set|to|report|record|handle|save|store|job|task|run|update|on|is|finish|log|persist|write|notify"
)
_BY_NAME = (
    (
        "running",
        re.compile(
            rf"_*(?:{_SAYS})_(?:as_)?(?:\w+_)??(?:running|started|processing|in_progress|active|start)"
            r"|(?:start|begin|claim)(?:_?(?:job|task|run|execution|processing|work|attempt))?"
        ),
    ),
    (
        "failed",
        re.compile(
            rf"_*(?:{_SAYS})_(?:as_)?(?:\w+_)??(?:fail(?:ed|ure)?|error(?:ed)?|exception)(?:_\w+)?"
            r"|_*fail(?:_\w+)?|_*error_out|_*abort(?:_\w+)?"
        ),
    ),
    (
        "done",
        re.compile(
            rf"_*(?:{_SAYS})_(?:as_)?(?:\w+_)??(?:completed?|done|finished|success(?:ful)?|succeeded|ready)"
            r"|(?:complete|finish|finali[sz]e|succeed|conclude)(?:_(?:job|task|run|execution))?"
        ),
    ),
)
_LOGS = lazily(
    r"(?:\w+\.)*_*(?:logger|log|logging|LOG|LOGGER|structlog|loguru|lg|slog|console)\w*(?:\(.*?\))?"
    r"\.(?:debug|info|warning|warn|error|exception|critical|fatal|log|trace|success|msg|event|a\w+|print)",
    re.DOTALL,
)
_ALSO_LOGS = lazily(r"\w*(?:capture_exception|print_exc|^print$|^log$|log_\w+|logged)")
_STATEFUL = lazily(
    rb"status|state|mark_|fail|complete|finish|start|running|RUNNING|progress|PROGRESS", re.ASCII
)
_STARTS = frozenset({"create_task", "ensure_future", "run_coroutine_threadsafe", "spawn"})
_LOADS = frozenset({"get", "get_one", "get_or_404", "select", "query"})
_DEEPEST = 3


class Mark(Struct, frozen=True):
    """One place where a state is written.

    `kinds` are what the state may be: running, pending, done, failed, cancelled, other. `enums` are the
    classes it is a member of, `helper` the project's function that writes it, `is_sure` whether it is a
    state of a job beyond doubt, and not only called so.
    """

    kinds: frozenset[str]
    enums: frozenset[ClassRef] = frozenset()
    helper: FunctionRef | None = None
    is_sure: bool = False


class Summary(Struct, frozen=True):
    """What a function does to states, itself or through others: `takes` are parameters that become one."""

    kinds: frozenset[str] = frozenset()
    enums: frozenset[ClassRef] = frozenset()
    takes: frozenset[str] = frozenset()
    logs: bool = False


_NOTHING = Summary()
_States = tuple[frozenset[str], frozenset[ClassRef], frozenset[str]]


def kind_of(word: str) -> str:
    """What a state's name says."""
    word = word.lower().removeprefix("status_").removeprefix("state_")
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(word)), "other")


def has_running(project: Project, of: ClassRef) -> bool:
    """Whether a class of states has one that says a job is being worked on, and one that says it is over."""
    known = project.class_of(of)
    if known is None:
        return False
    kinds = {kind_of(name) for name, found in known.names.by_name.items() if found[0].kind == "value"}
    return "running" in kinds and bool(kinds & {"done", "failed"})


def spells_running(project: Project, path: str) -> bool:
    """Whether a file names a running state in quotes or a comment."""
    return _SPELT.search(project.text(path)) is not None


def is_job(word: str) -> bool:
    """Whether a name is one that a job, or its id, goes by."""
    return _JOB.fullmatch(word) is not None


def word_of(node: Node | None) -> str:
    """The last word of a name or attribute."""
    if node is None or node[0] not in ("name", "attr"):
        return ""
    return str(node[2] if node[0] == "name" else node[3])


def word_of_call(node: Node) -> str:
    """The last word of what a call calls; "" for other nodes."""
    return word_of(node[2]) if node[0] == "call" else ""


def root_of(node: Node) -> str:
    """The name that a chain of attributes, calls and places in brackets begins with."""
    while node[0] in ("attr", "call", "index", "await"):
        node = node[2]
    return str(node[2]) if node[0] == "name" else ""


def target_of(scope: Scope, call: Node) -> FunctionRef | None:
    """The project's function that a call runs."""
    value = scope.callee(call)
    if not isinstance(value, FunctionRef | Bound) and call[2][0] == "attr" and call[2][2][0] == "name":
        of = record_class(scope, call[2][2][2])
        value = scope.project.class_attribute(of, call[2][3]) if of is not None else None
    if isinstance(value, Bound):
        value = value.function
    return value if isinstance(value, FunctionRef) else None


def record_class(scope: Scope, name: str) -> ClassRef | None:
    """The class of the record that a local variable was loaded as: `session.get(Job, job_id)`."""
    for given in scope.assigned(name):
        for inner in walk((given.node,)) if given.how == "value" and given.node is not None else ():
            if inner[0] == "call" and word_of(inner[2]) in _LOADS and inner[3]:
                value = scope.value(inner[3][0])
                if isinstance(value, ClassRef):
                    return value
    return None


def is_log(scope: Scope, call: Node) -> bool:
    """Whether a call writes a line of a log."""
    word = word_of(call[2])
    return _ALSO_LOGS.fullmatch(word) is not None or _LOGS.fullmatch(scope.text(call[2])) is not None


# Reading one node


def mark_in(scope: Scope, node: Node, depth: int = 0) -> Mark | None:
    """What an assignment or a call writes as a state; None for any other."""
    if node[0] == "assign":
        return _assigned(scope, node)
    return _called(scope, node, depth) if node[0] == "call" else None


def _assigned(scope: Scope, node: Node) -> Mark | None:
    for target in node[2]:
        if _raises_flag(target, node[3]):
            return Mark(frozenset({"running"}), is_sure=_names_job(target[2]))
        if target[0] == "attr" and _STATUS.fullmatch(target[3]):
            owner = target[2]
            kinds, enums, _ = _states(scope, node[3])
            if kinds:
                return Mark(kinds, enums, is_sure=_names_job(owner) or _is_own_record(scope, owner))
        elif target[0] == "index" and len(target[3]) == 1:
            key = target[3][0]
            if _TABLE.fullmatch(word_of(target[2])):
                kinds, enums, _ = _states(scope, node[3])
                if kinds:
                    return Mark(kinds, enums, is_sure=_names_job(target))
            if key[0] == "str" and _STATUS.fullmatch(key[2]):
                kinds, enums, _ = _states(scope, node[3])
                if kinds:
                    return Mark(kinds, enums, is_sure=_names_job(target[2]))
            elif node[3] is not None and node[3][0] == "dict":
                kinds, enums, _ = _in_dict(scope, node[3])
                if kinds:
                    return Mark(kinds, enums, is_sure=_names_job(target))
    return None


def _raises_flag(target: Node, value: Node | None) -> bool:
    """Whether an assignment says `is_running = True` of something."""
    key = target[3][0] if target[0] == "index" and len(target[3]) == 1 else None
    word = target[3] if target[0] == "attr" else key[2] if key is not None and key[0] == "str" else ""
    return (
        value is not None and value[0] == "const" and value[2] is True and _FLAG.fullmatch(word) is not None
    )


def _is_own_record(scope: Scope, owner: Node) -> bool:
    value = scope.value(owner)
    of = value.of if isinstance(value, Instance) else None
    if not isinstance(value, Instance) and owner[0] == "name":
        of = record_class(scope, owner[2])
    return of is not None and is_job(_snake(of.short))


def _snake(word: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", word).lower()


def _called(scope: Scope, call: Node, depth: int) -> Mark | None:
    name = word_of(call[2])
    if is_log(scope, call):
        return None
    target = target_of(scope, call)
    if target is None and _ASKS.fullmatch(name):
        return None
    given = [*call[3], *(value for _, value in call[4])]
    about_job = _names_job(call)
    if target is not None:
        found = _through(scope, call, target, depth)
        if found is not None:
            return Mark(found[0], found[1], target, is_sure=about_job)
        if _ASKS.fullmatch(name):
            return None
    kinds, enums, _ = _given(scope, call, name)
    if kinds:
        return Mark(kinds, enums, target, is_sure=about_job and target is None and _is_statement(call, name))
    if target is None and any(is_job(word_of(part)) for part in (*given, _receiver(call))):
        for kind, pattern in _BY_NAME:
            if pattern.fullmatch(name):
                return Mark(frozenset({kind}))
    return None


def _receiver(call: Node) -> Node | None:
    function: Node = call[2]
    return function[2] if function[0] == "attr" else None


def _is_statement(call: Node, name: str) -> bool:
    """Whether a call without a function of the project's is one that changes a row or a stored table."""
    return name in ("values", "update", "setattr", "hset", "update_one", "find_one_and_update", "execute")


def _through(
    scope: Scope, call: Node, target: FunctionRef, depth: int
) -> tuple[frozenset[str], frozenset[ClassRef]] | None:
    """What a call of the project's function writes, going by its body and by what it is given here."""
    if depth >= _DEEPEST:
        return None
    summary = summary_of(scope.project, target, depth + 1)
    kinds, enums = summary.kinds, summary.enums
    if summary.takes:
        kinds = frozenset()
        for name, value in arguments(scope, call, target):
            if name in summary.takes:
                more, of, _ = _states(scope, value)
                kinds, enums = kinds | more, enums | of
        more, of, _ = _given(scope, call, word_of(call[2]))
        kinds, enums = kinds | more, enums | of
    return (kinds, enums) if kinds else None


def arguments(scope: Scope, call: Node, target: FunctionRef) -> Iterator[tuple[str, Node]]:
    """The arguments of a call with the names of the parameters they go to."""
    params = [param for param in scope_of(scope.project, target).params if not param[3]]
    value = scope.callee(call)
    if isinstance(value, Bound) or ("." in target.name and params and params[0][0] in ("self", "cls")):
        params = params[1:]
    for param, given in zip(params, call[3], strict=False):
        if given[0] == "star":
            break
        yield param[0], given
    for word, given in call[4]:
        if word:
            yield word, given


def _given(scope: Scope, call: Node, name: str) -> _States:
    """The states among the arguments of a call: by keyword, in a dict, in a statement, or in their place."""
    kinds: set[str] = set()
    enums: set[ClassRef] = set()
    takes: set[str] = set()

    def add(found: _States) -> None:
        kinds.update(found[0])
        enums.update(found[1])
        takes.update(found[2])

    for word, value in call[4]:
        if word and _STATUS.fullmatch(word):
            add(_states(scope, value))
        elif value[0] == "dict":
            add(_in_dict(scope, value))
    sets = _SETS.fullmatch(name) is not None
    parametrized = False
    for value in call[3]:
        if value[0] == "dict":
            add(_in_dict(scope, value))
        elif value[0] in ("str", "fstr") or (value[0] == "call" and word_of(value[2]) == "text"):
            words = [part[2] for part in walk((value,)) if part[0] == "str"]
            match = _SQL.search(" ".join(words)) if words else None
            if match and match[1]:
                kinds.add(kind_of(match[1]))
            parametrized = parametrized or bool(match and match[2])
    for value in call[3] if sets else ():
        parts = value[2] if value[0] in ("tuple", "list") and parametrized else (value,)
        for part in parts:
            if part[0] == "str" or part[0] == "attr" or (part[0] == "name" and _STATUS.fullmatch(part[2])):
                found = _states(scope, part)
                if found[0] - {"other"} or found[2]:
                    add(found)
    if (
        name == "setattr"
        and len(call[3]) == 3
        and call[3][1][0] == "str"
        and _STATUS.fullmatch(call[3][1][2])
    ):
        add(_states(scope, call[3][2]))
    return frozenset(kinds), frozenset(enums), frozenset(takes)


def _in_dict(scope: Scope, node: Node) -> _States:
    for pair in node[2]:
        if len(pair) == 2 and pair[0] is not None:
            key = pair[0]
            word = key[2] if key[0] == "str" else word_of(key)
            if isinstance(word, str) and _STATUS.fullmatch(word):
                return _states(scope, pair[1])
    return frozenset(), frozenset(), frozenset()


def _states(scope: Scope, node: Node | None, depth: int = 0) -> _States:
    """The states that an expression may stand for, the classes they belong to, the parameters it may be."""
    kinds: set[str] = set()
    enums: set[ClassRef] = set()
    takes: set[str] = set()
    if node is None or depth > 3:
        return frozenset(), frozenset(), frozenset()
    kind = node[0]
    if kind == "str":
        kinds.add(kind_of(node[2]))
    elif kind == "attr" and node[3] in ("value", "name"):
        return _states(scope, node[2], depth + 1)
    elif kind == "attr":
        owner = scope.value(node[2])
        if isinstance(owner, ClassRef):
            kinds.add(kind_of(node[3]))
            enums.add(owner)
        elif node[3].isupper() or (node[3].islower() and kind_of(node[3]) in _TELLING):
            kinds.add(kind_of(node[3]))
    elif kind == "name":
        if scope.is_param(node[2]):
            takes.add(node[2])
        for given in scope.assigned(node[2]):
            found = _states(scope, given.node, depth + 1) if given.how == "value" else None
            if found is not None:
                kinds |= found[0]
                enums |= found[1]
                takes |= found[2]
        value = None if kinds or takes else scope.value(node)
        if isinstance(value, Text):
            kinds.add(kind_of(value.text))
        elif not kinds and node[2].isupper():
            kinds.add(kind_of(re.sub(r"^(?:\w*?STATUS|\w*?STATE)_", "", node[2])))
    elif kind in ("choose", "binary", "call"):
        parts = node[3:5] if kind == "choose" else node[3][:1] if kind == "call" else node[3]
        for part in parts:
            found = _states(scope, part, depth + 1)
            kinds |= found[0]
            enums |= found[1]
            takes |= found[2]
    if not kinds and not takes and kind not in ("const", "list", "tuple", "set", "each", "lambda", "not"):
        kinds.add("other")  # some state
    return frozenset(kinds), frozenset(enums), frozenset(takes)


def _names_job(node: Node) -> bool:
    """Whether a job's name stands in an expression."""
    for inner in walk((node,)):
        if inner[0] == "name" and is_job(inner[2]):
            return True
        if inner[0] == "attr" and is_job(inner[3]):
            return True
    return False


# Whole functions


def summary_of(project: Project, function: FunctionRef, depth: int = 0) -> Summary:
    """What a function does to states; what it calls counts, up to three calls deep."""
    key = ("job marks", function, depth)
    return project.once(key, lambda: _summary(project, function, depth), _NOTHING)


def _summary(project: Project, function: FunctionRef, depth: int) -> Summary:
    text = project.part(function.path, function.name, function.number)
    if _STATEFUL.search(text) is None or len(text) > 30_000:
        return _NOTHING
    return summarized(scope_of(project, function), depth)


def summarized(scope: Scope, depth: int = 0) -> Summary:
    """As `summary_of`, of a scope."""
    kinds: set[str] = set()
    enums: set[ClassRef] = set()
    takes: set[str] = set()
    logs = False
    for visit in scope.visits:
        node = visit.node
        if node[0] == "call" and visit.parent is not None and word_of_call(visit.parent) in _STARTS:
            continue  # not run here
        if node[0] == "assign":
            takes |= _taken(scope, node)
        elif node[0] == "call":
            if is_log(scope, node):
                logs = True
                continue
            takes |= _passed(scope, node, depth)
        mark = mark_in(scope, node, depth)
        if mark is not None:
            kinds |= mark.kinds
            enums |= mark.enums
    return Summary(frozenset(kinds), frozenset(enums), frozenset(takes), logs)


def _taken(scope: Scope, node: Node) -> frozenset[str]:
    """The parameters that an assignment makes a state."""
    for target in node[2]:
        is_state = target[0] == "attr" and _STATUS.fullmatch(target[3])
        if target[0] == "index" and len(target[3]) == 1:
            key = target[3][0]
            is_state = _TABLE.fullmatch(word_of(target[2])) or (
                _STATUS.fullmatch(key[2]) if key[0] == "str" else None
            )
        if is_state:
            return _states(scope, node[3])[2]
        if node[3] is not None and node[3][0] == "dict":
            return _in_dict(scope, node[3])[2]
    return frozenset()


def _passed(scope: Scope, call: Node, depth: int) -> frozenset[str]:
    """The parameters that a call makes a state."""
    target = target_of(scope, call)
    if target is None:
        return frozenset() if _ASKS.fullmatch(word_of(call[2])) else _given(scope, call, word_of(call[2]))[2]
    if depth >= _DEEPEST:
        return frozenset()
    below = summary_of(scope.project, target, depth + 1).takes
    found: set[str] = set()
    for name, value in arguments(scope, call, target) if below else ():
        if name in below:
            found |= _states(scope, value)[2]
    return frozenset(found)
