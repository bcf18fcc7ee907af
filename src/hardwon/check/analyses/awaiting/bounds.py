"""What keeps many calls of a function that run at the same time from all working at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum, auto

from hardwon.check.analyses.awaiting.reading import function_of
from hardwon.check.linking.project import Project, decorator_names, function_node
from hardwon.check.linking.scopes import Scope, scope_of
from hardwon.check.linking.values import External, FunctionRef, Made
from hardwon.check.searches import lazily
from hardwon.check.syntax.names import walk
from hardwon.check.syntax.trees import Node
from hardwon.check.syntax.visits import Visit


class Hold(Enum):
    """`OPEN`: each call opens a connection or starts a process of its own; `HELD`: something says how many
    at a time; `UNKNOWN` else.
    """

    OPEN = auto()
    HELD = auto()
    UNKNOWN = auto()


GATE = lazily(
    rb"semaphore|limiter|throttl|rate_?limit|\bacquire\b|\b_?locks?\b|_lock\b|_gate\b|_slots?\b|concurren"
    rb"|to_thread|run_in_executor|run_in_threadpool|run_sync|sync_to_async",
    re.IGNORECASE,
)
_HTTPX = lazily(r"httpx\.AsyncClient\(\)\.(?:get|post|put|patch|delete|head|request|stream|send|options)")
_AIOHTTP = lazily(
    r"aiohttp(?:\.client)?\.ClientSession\(\)\.(?:get|post|put|patch|delete|head|request|options)"
)
_OWN_CLIENT = lazily(r"httpx\.AsyncClient|aiohttp(?:\.client)?\.ClientSession")
_OPENING = lazily(
    r"asyncio\.(?:create_subprocess_exec|create_subprocess_shell|open_connection|open_unix_connection)"
    r"|(?:asyncio\.subprocess\.)create_subprocess_\w+|anyio\.(?:open_process|run_process|connect_tcp)"
    r"|aiosmtplib\.send|aiosmtplib\.SMTP|websockets\.connect|asyncssh\.connect|aioftp\.Client\.context"
    r"|aioboto3\.(?:session\.)?Session\(\)\.(?:client|resource)|aiobotocore\.session\.\w+\(\)\.create_client"
    r"|playwright\.async_api\.Browser(?:Context)?\(\)\.new_(?:page|context)"
    r"|(?:openai|anthropic)\.Async\w+\(\)(?:\.\w+)+\.(?:create|parse|stream)"
    r"|asyncpg\.connect|aiomysql\.connect|psycopg\.AsyncConnection\.connect"
)
_OFF = lazily(rb"\blimit\s*=\s*(?:0|None)\b|max_connections\s*=\s*None\b")
_ON = lazily(rb"\blimit(?:_per_host)?\s*=|max_connections\s*=")
_HARMLESS = frozenset({"staticmethod", "classmethod", "override", "final"})
_WRAPPERS = frozenset({"asyncio.wait_for", "asyncio.shield"})
_LONGEST = 8000
_DEEPEST = 5
# What a file offers that limits the connections of its httpx clients.
LIMITED = "max_connections"


class Bounds:
    """Tells how calls are held back; `offered` holds `LIMITED` where the project limits some client."""

    def __init__(self, project: Project, offered: frozenset[str], left: int = _DEEPEST) -> None:
        """`left` is how many calls deep it may look."""
        self._project = project
        self._offered = offered
        self._left = left

    def of_call(self, scope: Scope, call: Node) -> Hold:
        """What holds back many calls like this one."""
        callee = scope.callee(call)
        if isinstance(callee, External) and callee.name in _WRAPPERS and call[3] and call[3][0][0] == "call":
            return self.of_call(scope, call[3][0])
        given = (*call[3], *(value for _, value in call[4]))
        limits = [self._of_client(scope, part) for part in given if part[0] == "name"]
        if Hold.HELD in limits:
            return Hold.HELD
        found = self._of_callee(scope, call)
        if found is Hold.UNKNOWN and Hold.OPEN in limits:
            return Hold.OPEN
        return found

    def _of_client(self, scope: Scope, node: Node) -> Hold:
        """What a client that a call is given says of its connections, going by where it is made."""
        client = scope.value(node)
        if not isinstance(client, Made) or not _OWN_CLIENT.fullmatch(client.of.name):
            return Hold.UNKNOWN
        if client.call is not None:
            return _limit_of(self._project, client)
        for given in scope.assigned(node[2]):
            maker = function_of(scope.callee(given.node)) if given.node and given.node[0] == "call" else None
            if maker is not None:
                text = self._project.part(maker.path, maker.name, maker.number)
                return Hold.OPEN if _OFF.search(text) else Hold.HELD if _ON.search(text) else Hold.UNKNOWN
        return Hold.UNKNOWN

    def _of_callee(self, scope: Scope, call: Node) -> Hold:
        inner = _inner(scope, call[2])
        if inner is not None:
            start, end = scope.span(inner)
            if GATE.search(self._project.text(scope.path)[start:end]):
                return Hold.HELD
            return self._of_calls(scope, [v for v in scope.calls() if any(s.node is inner for s in v.way)])
        function = function_of(scope.callee(call))
        if function is not None:
            return self.of_function(function)
        return self._of_external(scope, call)

    def of_function(self, function: FunctionRef) -> Hold:
        """What holds back many calls of a function of the project."""
        if self._left == 0:
            return Hold.UNKNOWN
        below = Bounds(self._project, self._offered, self._left - 1)
        key = ("bounds", function, self._left, self._offered)
        return self._project.once(key, lambda: below._of_function(function), Hold.UNKNOWN)

    def _of_function(self, function: FunctionRef) -> Hold:
        node = function_node(self._project, function)
        if node is None or not node[7]:
            return Hold.UNKNOWN
        text = self._project.part(function.path, function.name, function.number)
        if GATE.search(text):
            return Hold.HELD
        if len(text) > _LONGEST:
            return Hold.UNKNOWN
        if not {word for word, _ in decorator_names(self._project, function)} <= _HARMLESS:
            return Hold.HELD
        scope = scope_of(self._project, function)
        return self._of_calls(scope, scope.calls())

    def _of_calls(self, scope: Scope, calls: Iterable[Visit]) -> Hold:
        found = Hold.UNKNOWN
        for visit in calls:
            inner = function_of(scope.callee(visit.node))
            hold = self.of_function(inner) if inner else self._of_external(scope, visit.node)
            if hold is Hold.HELD:
                return hold
            found = hold if hold is Hold.OPEN else found
        return found

    def _of_external(self, scope: Scope, call: Node) -> Hold:
        callee = scope.callee(call)
        if not isinstance(callee, External):
            return Hold.UNKNOWN
        if _OPENING.fullmatch(callee.name):
            return Hold.OPEN
        if _OWN_CLIENT.fullmatch(callee.name):
            # A client of its own for each call: whatever its limits are, they hold for one call.
            return Hold.OPEN if scope.is_async else Hold.UNKNOWN
        if _HTTPX.fullmatch(callee.name) or _AIOHTTP.fullmatch(callee.name):
            client = scope.value(call[2][2]) if call[2][0] == "attr" else None
            if isinstance(client, Made) and client.call is not None:
                return _limit_of(self._project, client)
            if callee.name.startswith("httpx"):
                self._project.note(("offered", LIMITED))
                return Hold.UNKNOWN if LIMITED in self._offered else Hold.OPEN
        return Hold.UNKNOWN


def _inner(scope: Scope, callee: Node) -> Node | None:
    """The function defined inside this one that a name stands for."""
    if callee[0] != "name" or len(scope.assigned(callee[2])) != 1:
        return None
    for visit in scope.visits:
        if visit.node[0] == "def" and visit.node[2] == callee[2]:
            return visit.node
    return None


def _limit_of(project: Project, client: Made) -> Hold:
    """Whether the call that makes a client says how many connections it opens."""
    call = client.call
    if call is None:
        return Hold.UNKNOWN
    given = dict(call[4])
    if any(word is None for word in given):
        return Hold.UNKNOWN
    if client.of.name.startswith("httpx"):
        if "transport" in given or "mounts" in given:
            return Hold.UNKNOWN
        return _httpx_limit(project, client.path, given.get("limits"))
    connector = given.get("connector")
    if connector is None or connector[0] != "call":
        return Hold.UNKNOWN  # aiohttp's own limit is a hundred connections
    limits = [value for word, value in connector[4] if word in ("limit", "limit_per_host")]
    off = bool(limits) and all(value[0] == "const" and value[2] in (0, None, "0") for value in limits)
    return Hold.OPEN if off else Hold.UNKNOWN if not limits else Hold.HELD


def _httpx_limit(project: Project, path: str, limits: Node | None) -> Hold:
    if limits is not None and limits[0] == "name":
        known = project.alias(path, limits[2])
        if known is None:
            return Hold.HELD
        limits = known[1]
    if limits is None:
        return Hold.OPEN
    if limits[0] != "call":
        return Hold.HELD
    for node in walk((limits,)):
        if node[0] == "call":
            given = dict(node[4])
            most = given.get("max_connections")
            return Hold.OPEN if not node[3] and (most is None or _is_none(most)) else Hold.HELD
    return Hold.HELD


def _is_none(node: Node) -> bool:
    return bool(node[0] == "const" and node[2] is None)
