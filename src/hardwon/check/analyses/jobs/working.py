"""What counts as work in a function that runs in the background, and what only prepares or reports it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hardwon.check.analyses.jobs.states import is_log, target_of, word_of
from hardwon.check.linking.project import Project
from hardwon.check.linking.scopes import Scope, scope_of
from hardwon.check.linking.values import External, FunctionRef
from hardwon.check.searches import lazily
from hardwon.check.syntax.names import walk
from hardwon.check.syntax.trees import Node

_OPENS = lazily(
    r"_*(?:get|create|init|make|open|connect|setup|acquire|ensure|new|build|start|enter)?_*(?:\w+_)?"
    r"(?:session|db|database|redis|pool|client|connection|conn|engine|manager|service|repo\w*|store|storage|config|settings|logger|tenant|context"
    r"|loop|uow|transaction|lock|semaphore|sem|limiter|slot|maker|factory|sessionmaker|cursor)s?"
    r"|connect|begin|begin_nested|commit|flush|rollback|close|acquire|release|refresh|sleep|add|expunge|merge|lock"
    r"|checkpoint|__a?enter__|bind|now|utcnow|uuid4|aclose|expire|wait|is_set|gettempdir|mkdtemp|set_\w+|add_\w+|init|ping"
)  # fmt: skip
_TELLS = lazily(
    r"_*(?:\w+_)?(?:emit|publish|notify|broadcast|log|audit|track|event|events|progress|heartbeat|announce|cancell?ed"
    r"|cancel_requested|metric|metrics|status|state|message)(?:_\w+)?|_*(?:check|is|should)_\w*(?:cancel|abort|stop)\w*"
)
_READS = lazily(
    r"_*(?:get|load|fetch|find|read|refresh|retrieve|claim|lookup|require|select|scalar|scalars|execute|exec|query"
    r"|first|one|one_or_none|scalar_one|scalar_one_or_none|fetchone|fetchrow|fetch_one|hgetall|find_one|stream"
    r"|filter_by|filter|where|get_or_404)(?:_(?P<what>\w+))?"
)
_GENERIC = frozenset(
    {
        "by", "id", "or", "none", "one", "record", "row", "status", "state", "for", "update",
        "raise", "404", "first", "model", "entity", "orm", "from", "db", "async", "sync", "and",
        "lock", "with", "details", "info", "metadata", "data", "params", "if", "exists",
    }
)  # fmt: skip
_VERBS = lazily(
    r"_*(?:(?:fetch|download|upload|read|parse|extract|generate|transcribe|embed|convert|render|compute|calculate|train"
    r"|predict|infer|invoke|crawl|scrape|index|ingest|import|export|process|analy[sz]e|summari[sz]e|translate|query"
    r"|execute|scalars?|scan|sync|perform|evaluate|classify|run|build|load|collect|send|chunk|simulate|transform"
    r"|aggregate|migrate|backup|restore|deploy|do)(?:_(?!config|settings|env|client|session|logger|id\b)\w+)?"
    r"|urlopen|check_output|check_call|Popen|read_text|read_bytes|readlines|fetchall|fetchone|read_csv|transcribe"
    r"|open|copyfile|copytree|unpack_archive|make_archive|extractall)"
)
_NOT_VERBS = frozenset(
    {
        "run", "do", "index", "load", "build", "process", "collect", "import", "export", "sync",
        "send", "query", "scan", "parse", "transform", "scalar",
    }
)  # fmt: skip
_PLAIN_WORK = frozenset(
    {
        "execute",
        "scalars",
        "fetchall",
        "fetchone",
        "read_text",
        "read_bytes",
        "readlines",
        "urlopen",
        "read_csv",
    }
)
_CHEAP = frozenset(
    {
        "json", "os", "re", "time", "datetime", "uuid", "math", "logging", "typing", "copy",
        "functools", "collections", "contextlib", "contextvars", "dataclasses", "enum", "random",
        "secrets", "hashlib", "string", "itertools", "sys", "traceback", "asyncio", "threading",
        "structlog", "loguru", "builtins", "decimal", "inspect", "yaml", "orjson", "sqlalchemy",
        "sqlmodel", "pydantic", "opentelemetry", "sentry_sdk", "prometheus_client", "flask",
        "celery",
    }
)  # fmt: skip
_WORKS = frozenset(
    {"requests", "httpx", "subprocess", "boto3", "openai", "urllib", "shutil", "aiohttp", "anthropic"}
)


def is_work(scope: Scope, call: Node, stems: frozenset[str], *, awaited: bool) -> bool:
    """Whether a call does more than to open a session, look the job up or tell somebody."""
    name = word_of(call[2])
    if not name or _OPENS.fullmatch(name) or _TELLS.fullmatch(name) or name.lstrip("_")[:1].isupper():
        return False
    if _reads_own(scope, call, name, stems):
        return False
    if awaited:
        return True
    value = scope.callee(call)
    if isinstance(value, External):
        if value.top in _WORKS:
            return not name[:1].isupper()
        if value.top in _CHEAP:
            return value.name == "builtins.open"
    target = target_of(scope, call)
    if target is not None:
        if scope_of(scope.project, target).is_async:
            return False  # a coroutine that something else awaits
        return _VERBS.fullmatch(name) is not None or works(scope.project, target)
    if name in _NOT_VERBS and (call[2][0] == "name" or not call[3]):
        return False
    return _VERBS.fullmatch(name) is not None


def may_raise(scope: Scope, call: Node, stems: frozenset[str]) -> bool:
    """Whether a call is a step of the project's own: enough where a `try` around it expects it to fail."""
    name = word_of(call[2])
    target = target_of(scope, call)
    if (
        target is None
        or _OPENS.fullmatch(name)
        or _TELLS.fullmatch(name)
        or _reads_own(scope, call, name, stems)
    ):
        return False
    step = scope_of(scope.project, target)
    return not step.is_async and len(step.calls()) > 1


def works(project: Project, function: FunctionRef, depth: int = 0) -> bool:
    """Whether a sync function of the project's plainly works."""
    return project.once(("works", function, depth), lambda: _works(project, function, depth), cyclic=False)


def _works(project: Project, function: FunctionRef, depth: int) -> bool:
    scope = scope_of(project, function)
    for visit in scope.calls():
        target = target_of(scope, visit.node)
        if visit.is_inner or is_log(scope, visit.node):
            continue
        if target is not None:
            if depth < 2 and works(project, target, depth + 1):
                return True
        elif _is_plain_work(scope, visit.node):
            return True
    return False


def _is_plain_work(scope: Scope, call: Node) -> bool:
    """Whether a call talks to the network, a process, a file or the database."""
    value = scope.callee(call)
    if isinstance(value, External) and (value.top in _WORKS or value.name == "builtins.open"):
        return not value.last[:1].isupper() or value.last == "Popen"
    return word_of(call[2]) in _PLAIN_WORK


def _reads_own(scope: Scope, call: Node, name: str, stems: frozenset[str]) -> bool:
    """Whether a call looks up the job's own record."""
    match = _READS.fullmatch(name)
    if match is None:
        return False
    what = {part for part in (match["what"] or "").split("_") if part}
    if not what <= (stems | _GENERIC):
        return False
    classes: set[str] = set()
    words: set[str] = set()
    for inner in with_statements(scope, call):
        if inner[0] not in ("name", "attr"):
            continue
        word = word_of(inner)
        if word[:1].isupper() and not word.isupper():
            classes.add(word)
        words.update(part.removesuffix("s") for part in word.lower().split("_"))
    if classes:
        return any(_is_of(word, stems) for word in classes)
    return bool(words & stems)


def with_statements(scope: Scope, call: Node) -> Iterator[Node]:
    """The nodes of a call, and of the statements that its arguments were assigned."""
    for inner in walk((call,)):
        yield inner
        if inner[0] == "name" and not scope.is_param(inner[2]):
            for given in scope.assigned(inner[2]):
                if given.how == "value" and given.node is not None and given.node[0] == "call":
                    yield from walk((given.node,))


def _is_of(word: str, stems: frozenset[str]) -> bool:
    if word in stems:
        return True
    parts = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", word).lower().split("_")
    while len(parts) > 1 and parts[-1] in ("record", "model", "entity", "orm", "table", "db", "status"):
        parts.pop()
    return parts[-1] in stems
