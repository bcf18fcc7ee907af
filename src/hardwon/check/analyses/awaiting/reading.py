"""Which calls read over the network and nothing else, through the project's own functions."""

from __future__ import annotations

import re
from enum import Enum, auto

from hardwon.check.linking.project import Project, decorator_names, function_node, owner_of
from hardwon.check.linking.scopes import Scope, scope_of
from hardwon.check.linking.values import Bound, ClassRef, External, FunctionRef, Made, Value
from hardwon.check.searches import lazily
from hardwon.check.syntax.names import walk
from hardwon.check.syntax.trees import Node


class Effect(Enum):
    """What a call does: `READS` asks a server and changes nothing, `NOTHING` needs no server, `ELSE` is
    everything that may write, wait for others, or is not known.
    """

    READS = auto()
    NOTHING = auto()
    ELSE = auto()


_CLIENTS = (
    r"(?:httpx\.(?:AsyncClient|Client)|aiohttp(?:\.client)?\.ClientSession"
    r"|requests\.(?:sessions\.)?[sS]ession)"
)
_REDIS = (
    r"(?:get|mget|hget|hgetall|hmget|hkeys|hlen|exists|ttl|pttl|type|smembers|scard|sismember|lrange|llen|lindex"
    r"|zrange|zrevrange|zscore|zcard|zcount|zrangebyscore|strlen|hexists|hvals|xlen|xrange)"
)
_READS = lazily(
    rf"{_CLIENTS}\(\)\.(?:get|head|options)"
    r"|(?:httpx|requests)\.(?:get|head|options)"
    r"|urllib\.request\.urlopen"
    rf"|(?:redis\.asyncio|aioredis|redis)(?:\.client|\.cluster)?\.(?:Redis|StrictRedis|RedisCluster|from_url)\(\)\.{_REDIS}"
    rf"|(?:redis\.asyncio|aioredis|redis)(?:\.client)?\.Redis\.from_url\(\)\.{_REDIS}"
    r"|[\w.]*_grpc\.\w+Stub\(\)\.(?:Get|BatchGet|List|Read|Lookup|Find|Search|Query|Describe)\w*"
    r"|(?:mcp(?:\.client\.session)?\.ClientSession|fastmcp\.Client)\(\)\.(?:list_\w+|read_resource|get_prompt)"
)
_CLIENT = lazily(rf"{_CLIENTS}|aiohttp\.ClientTimeout|async_timeout\.timeout|asyncio\.timeout")
# What boto's clients call their reads; those objects have no class that could be resolved.
_OBJECT_READS = frozenset({"get_object", "head_object", "get_object_tagging", "list_objects_v2"})
_THREADS = lazily(
    r"(?:asyncio\.to_thread|(?:starlette|fastapi)\.concurrency\.run_in_threadpool|anyio\.to_thread\.run_sync"
    r"|asgiref\.sync\.sync_to_async\(\))"
)
# Of a response that has arrived.
_UNPACKING = frozenset({"json", "text", "read", "aread", "raise_for_status", "content"})
_URL = lazily(r"[rf]{0,2}[\"'](?:https?://|/)|(?:\w+\.)*\w*(?:url|uri|endpoint|href)\w*$", re.IGNORECASE)
_WRAPPER = lazily(r"HTTP\w*$|Http(?:Client|Handler|Session)?\w*$")
_CLIENT_WORD = lazily(r"(?:client|session|http|httpx|requests)$", re.IGNORECASE)
# Waits for others, keeps an order or a state, or writes: nothing to run side by side.
ORDERED = lazily(
    rb"sleep|limiter|throttl|semaphore|rate_?limit|\block\b|_lock\b|\bLock\b|\bacquire\b|transaction|backoff"
    rb"|\bcommit\b|\bINSERT\b|\bUPDATE\b|\bDELETE\b|\bcursor|\bretry|retries|attempt",
    re.IGNORECASE,
)
# One session speaks over one connection, and many at once would need a query that asks for all.
_DATABASE = lazily(rb"\b(?:db|prisma\w*|AsyncSession|sqlalchemy)\b|\.(?:execute|scalars?)\(|\bselect\(")
_HARMLESS = frozenset({"staticmethod", "classmethod", "abstractmethod", "override", "final"})
_WRITING = lazily(
    rb"\.(?:post|put|patch|delete|write\w*|save\w*|commit|insert\w*|update|execute\w*|send\w*)\("
)
_LONGEST = 3000
_DEEPEST = 4


class Reading:
    """Tells of calls and functions whether they only read.

    `offered` are methods (`fulfils:method:Class:path`) that may stand behind a protocol, which does not name
    the classes that fulfil it.
    """

    def __init__(self, project: Project, offered: frozenset[str], left: int = _DEEPEST) -> None:
        """`left` is how many calls deep it may look."""
        self._project = project
        self._offered = offered
        self._left = left

    def awaited(self, scope: Scope, node: Node) -> Effect:
        """What `await node` does."""
        if node[0] != "call":
            return Effect.ELSE
        callee = scope.callee(node)
        function = function_of(callee)
        name = _last(node)
        if function is not None:
            if name in ("get", "head") and _asks(scope, node, function):
                return Effect.READS
            return self.function(function)
        dotted = callee.name if isinstance(callee, External) else ""
        if dotted and _THREADS.fullmatch(dotted):
            return self._in_thread(scope, node[3][0]) if node[3] else Effect.ELSE
        if name == "run_in_executor" and len(node[3]) > 1:
            return self._in_thread(scope, node[3][1])
        if self.reads(scope, node, dotted):
            return Effect.READS
        if name in _UNPACKING and not node[3] and node[2][0] == "attr":
            return Effect.NOTHING if callee is None or _is_reply(dotted) else Effect.ELSE
        return Effect.ELSE

    def entered(self, scope: Scope, node: Node) -> Effect:
        """What `async with node` does."""
        value = scope.value(node)
        if isinstance(value, Made) and _CLIENT.fullmatch(value.of.name):
            return Effect.NOTHING
        if node[0] == "index":
            return Effect.NOTHING  # the body of a reply, as boto gives it
        if node[0] != "call":
            return Effect.ELSE
        callee = scope.callee(node)
        if isinstance(callee, External) and _CLIENT.fullmatch(callee.name):
            return Effect.NOTHING
        if function_of(callee) is not None:
            return Effect.ELSE
        dotted = callee.name if isinstance(callee, External) else ""
        return Effect.READS if self.reads(scope, node, dotted) else Effect.ELSE

    def reads(self, scope: Scope, node: Node, dotted: str) -> bool:
        """Whether a call of something outside the project asks a server for something."""
        if dotted:
            return _READS.fullmatch(dotted) is not None
        name = _last(node)
        if name in _OBJECT_READS:
            return any(word == "Bucket" for word, _ in node[4])
        if name not in ("get", "head") or node[2][0] != "attr" or not node[3]:
            return False
        if scope.callee(node) is not None or not _CLIENT_WORD.search(scope.text(node[2][2])):
            return False
        return _URL.match(scope.text(node[3][0])) is not None

    def function(self, function: FunctionRef) -> Effect:
        """What a function of the project does, when called (and awaited)."""
        if self._left == 0:
            return Effect.ELSE
        # Counted down, so that functions which call each other end, and each depth is worked out once.
        key = ("reading", function, self._left, self._offered)
        below = Reading(self._project, self._offered, self._left - 1)
        return self._project.once(key, lambda: below._function(function), Effect.ELSE)

    def _function(self, function: FunctionRef) -> Effect:
        node = function_node(self._project, function)
        if node is None:
            return Effect.ELSE
        text = self._project.part(function.path, function.name, function.number)
        if len(text) > _LONGEST or _DATABASE.search(text) or ORDERED.search(text):
            return Effect.ELSE
        words = {word for word, _ in decorator_names(self._project, function)}
        if not words <= _HARMLESS:
            return Effect.ELSE
        scope = scope_of(self._project, function)
        if "abstractmethod" in words or _is_stub(scope):
            return self._promised(function)
        if _changes_more(scope):
            return Effect.ELSE
        if any(self._overridden(function)):
            return Effect.ELSE
        return self._body(scope) if scope.is_async else self._sync_body(scope, text)

    def _body(self, scope: Scope) -> Effect:
        found = Effect.NOTHING
        for visit in scope.visits:
            node = visit.node
            effects: list[Effect] = []
            if node[0] in ("def", "yield", "class"):
                return Effect.ELSE
            if node[0] == "await":
                effects = [self.awaited(scope, node[2])]
            elif node[0] == "with" and node[4]:
                effects = [self.entered(scope, item) for item, _ in node[2]]
            elif goes_asynchronously(node):
                return Effect.ELSE
            if Effect.ELSE in effects:
                return Effect.ELSE
            if Effect.READS in effects:
                found = Effect.READS
        return found

    def _sync_body(self, scope: Scope, text: bytes) -> Effect:
        if _WRITING.search(text):
            return Effect.ELSE
        found = Effect.NOTHING
        for visit in scope.calls():
            callee = scope.callee(visit.node)
            function = function_of(callee)
            if function is not None:
                effect = self.function(function)
                if effect is Effect.ELSE:
                    return Effect.ELSE
                found = effect if effect is Effect.READS else found
            elif self.reads(scope, visit.node, callee.name if isinstance(callee, External) else ""):
                found = Effect.READS
        return found

    def _in_thread(self, scope: Scope, node: Node) -> Effect:
        value = scope.value(node)
        function = function_of(value)
        if function is not None:
            return self.function(function)
        if isinstance(value, External) and _READS.fullmatch(value.name):
            return Effect.READS
        return Effect.ELSE

    def _promised(self, function: FunctionRef) -> Effect:
        """What those do that fulfil a method which only says what it is given and gives."""
        below = self._overridden(function) or self._alike(function)
        made = [other for other in below if not _is_stub(scope_of(self._project, other))]
        found = {self.function(other) for other in made}
        return Effect.READS if found == {Effect.READS} else Effect.ELSE

    def _offering(self) -> dict[str, list[tuple[str, str]]]:
        return self._project.once(("offering", self._offered), lambda: _by_method(self._offered))

    def _overridden(self, function: FunctionRef) -> list[FunctionRef]:
        owner = owner_of(function)
        if owner is None:
            return []
        found = []
        seen: set[tuple[str, str]] = {(owner.path, owner.name)}
        waiting = [owner.short]
        while waiting:
            for place in self._project.subclasses(waiting.pop()):
                if place in seen:
                    continue
                seen.add(place)
                waiting.append(place[1])
                known = self._project.class_of(ClassRef(*place))
                for binding in known.names.by_name.get(function.short, []) if known else []:
                    if binding.kind == "def":
                        name = f"{place[1]}.{function.short}"
                        found.append(FunctionRef(place[0], name, binding.node[1]))
        return found

    def _alike(self, function: FunctionRef) -> list[FunctionRef]:
        """The methods of that name in classes that have all the methods of the function's own class."""
        owner = owner_of(function)
        known = self._project.class_of(owner) if owner else None
        if known is None:
            return []
        if not any(isinstance(base, External | Made) and _word(base) == "Protocol" for base in known.bases):
            return []
        wanted = {name for name in known.names.by_name if not name.startswith("_")}
        found = []
        self._project.note(("offered", "fulfils"))
        for path, name in self._offering().get(function.short, ()):
            other = self._project.class_of(ClassRef(path, name))
            if other is None or other.ref == known.ref or not wanted <= other.names.by_name.keys():
                continue
            node = other.names.by_name[function.short][-1].node
            if node[0] == "def":
                found.append(FunctionRef(path, f"{name}.{function.short}", node[1]))
        return found


def _by_method(offered: frozenset[str]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for offer in sorted(offered):
        _, method, name, path = offer.split(":", 3)
        found.setdefault(method, []).append((path, name))
    return found


def _word(base: External | Made) -> str:
    return base.last if isinstance(base, External) else base.of.last


def goes_asynchronously(node: Node) -> bool:
    """Whether the node is an `async for`, or a comprehension with one."""
    if node[0] == "for":
        return bool(node[6])
    return node[0] == "each" and any(part[0] == "for" and part[3] for part in node[4])


def function_of(value: Value) -> FunctionRef | None:
    """The function or method of the project that a value is."""
    if isinstance(value, Bound):
        return value.function
    return value if isinstance(value, FunctionRef) else None


def _asks(scope: Scope, call: Node, function: FunctionRef) -> bool:
    """Whether the call is a request by the project's own wrapper of a client."""
    owner = owner_of(function)
    if owner is None or not _WRAPPER.search(owner.short):
        return False
    given = call[3][:1] + tuple(value for word, value in call[4] if word == "url")
    return any(_URL.match(scope.text(part)) for part in given)


def _last(call: Node) -> str:
    function = call[2]
    return str(function[3] if function[0] == "attr" else function[2] if function[0] == "name" else "")


def _is_reply(dotted: str) -> bool:
    """Whether a dotted name is a method of what a client's request gave."""
    return dotted.count("()") > 1 and re.match(_CLIENTS, dotted) is not None


def _is_stub(scope: Scope) -> bool:
    return (
        all(
            node[0] == "raise" or (node[0] == "do" and node[2][0] in ("str", "const", "other"))
            for node in scope.body
        )
        or not scope.body
    )


def _changes_more(scope: Scope) -> bool:
    """Whether the function keeps something in its object, its module or its caller's things."""
    for node in walk(scope.body):
        if node[0] == "outer":
            return True
        targets = node[2] if node[0] == "assign" else (node[2],) if node[0] in ("update", "walrus") else ()
        for target in targets:
            inner = target
            while inner[0] in ("attr", "index"):
                inner = inner[2]
            if inner is not target and inner[0] == "name" and not scope.assigned(inner[2]):
                return True
    return False
