"""The rule `sequential-awaits`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hardwon.check.analyses.awaiting.reading import ORDERED, Effect, Reading, goes_asynchronously
from hardwon.check.analyses.awaiting.turns import Turns, by_loop, names_in
from hardwon.check.analyses.surroundings import is_script
from hardwon.check.linking.project import Project, owner_of
from hardwon.check.linking.roots import functions_in
from hardwon.check.linking.scopes import Scope, scope_of
from hardwon.check.linking.values import Bound, FunctionRef, Instance
from hardwon.check.rule import Breach, Found, Rule
from hardwon.check.searches import lazily
from hardwon.check.syntax.trees import Node
from hardwon.check.syntax.visits import Visit

_LOOP = lazily(rb"^([ \t]+)for [^\n]*", re.MULTILINE)
# A comprehension whose element awaits a call: the line of its `for` does not end in a colon.
_INLINE = lazily(
    rb"\bawait [\w.]+\((?:[^()]++|\((?:[^()]++|\([^()]*+\))*+\))*+\)[^\n=]{0,40}?\s+for ([^\n]*)"
)
_OVER = lazily(rb"\b(?:break|return|yield|gather|create_task|TaskGroup|while)\b|\basync for\b")
_NEVER = lazily(
    rb"\bawait (?:[\w.]*\b_?(?:db|conn|tx|cursor|prisma\w*|logger)\."
    rb"|[\w.]+\([^\n]*\b(?:db|conn|tx|prisma_client)\b"
    rb"|[\w.()]*?(?:\.commit|\.flush|\.rollback|\.execute|\.scalars?|\.exec|\.refresh|\.send\w*|\.emit"
    rb"|\.publish\w*|\.post|\.put|\.patch|\.delete\w*|\.write\w*|\.create\w*|\.update\w*|\.save\w*|\.insert\w*"
    rb"|\.upsert\w*|\.close|\.set|\.remove\w*)\()"
)
_TESTS = lazily(r"(?:^|/)(?:tests?|testing)/|(?:^|/)(?:test_[^/]*|conftest|[^/]*_test)\.py$")
_NETWORK = lazily(rb"httpx|aiohttp|aioredis|redis|requests|urllib|boto|get_object|_grpc")
_METHOD = lazily(rb"^class (\w+)|^[ \t]+async def ([a-z]\w*)", re.MULTILINE)
# Where a block ends, by the width of its header's indentation.
_END = [lazily(rb"\n(?![ \t]*(?:\n|[#)\]}]|\Z))[ \t]{0,%d}(?=\S)" % width) for width in range(61)]
_AWAITED = lazily(rb"\bawait ([A-Za-z_][\w.]*)\(")
_FEW = 4
# In bytes. Longer functions cost as much as the rest of a project, and hold hardly any loop that only reads.
_LONGEST = 20_000

_CLIENT = """\
import httpx

class Weather:
    def __init__(self, http: httpx.AsyncClient):
        self.http = http

    async def current(self, city: str) -> dict:
        response = await self.http.get("/current", params={"q": city})
        response.raise_for_status()
        return response.json()

    async def store(self, city: str) -> None:
        await self.http.post("/cities", json={"q": city})
"""


_IDENTIFIES = lazily(r"(?:^|_)(?:id|uuid|key|slug|name)$")


class SequentialAwaits(Rule):
    """Each turn of the loop asks a server and waits for the answer before the next turn asks.

    Twenty answers of 100 ms take two seconds, although no turn needs what another one brought. Sent together
    they take little more than the slowest. Collect the calls and await them at once with `asyncio.gather` or
    a `TaskGroup`; where the list may be long, let a semaphore say how many run at a time.

    The rule follows the project's own functions down to the client that asks (httpx, aiohttp, requests,
    redis, S3, gRPC), and speaks only where all that is awaited in the loop is such a read. It is silent where
    turns carry something over, where the loop may end early, waits or limits its rate, where a database
    session or a transaction is shared, and where anything is written or sent.
    """

    slug = "sequential-awaits"
    title = "Read what is independent side by side, not one after the other"
    source = "https://docs.python.org/3/library/asyncio-task.html#running-tasks-concurrently"
    needs = (b"await ",)
    world = (b"httpx", b"aiohttp", b"redis", b"requests", b"urllib", b"boto", b"_grpc")
    breaches = (
        Breach(
            """\
from weather import Weather

async def compare(cities: list[str], weather: Weather) -> list[float]:
    found = []
    for city in cities:
        data = await weather.current(city)  # here: warning
        found.append(data["temperature"])
    return found
# file: weather.py
"""
            + _CLIENT,
            """\
import asyncio
from weather import Weather

async def compare(cities: list[str], weather: Weather) -> list[float]:
    slots = asyncio.Semaphore(10)

    async def current(city):
        async with slots:
            return await weather.current(city)

    found = await asyncio.gather(*(current(city) for city in cities))
    return [data["temperature"] for data in found]
# file: weather.py
"""
            + _CLIENT,
        ),
        Breach(
            """\
import aiohttp

async def sizes(session: aiohttp.ClientSession, links: list[str]) -> dict[str, int]:
    found = {}
    for link in links:
        async with session.get(link) as reply:
            found[link] = len(await reply.read())  # here: warning
    return found
""",
            """\
import asyncio
import aiohttp

async def size(session: aiohttp.ClientSession, slots: asyncio.Semaphore, link: str) -> int:
    async with slots, session.get(link) as reply:
        return len(await reply.read())

async def sizes(session: aiohttp.ClientSession, links: list[str]) -> dict[str, int]:
    slots = asyncio.Semaphore(10)
    found = await asyncio.gather(*(size(session, slots, link) for link in links))
    return dict(zip(links, found))
""",
        ),
        Breach(
            """\
import asyncio
import requests

def download(link):
    return requests.get(link, timeout=5).content

async def all_of(links):
    return [await asyncio.to_thread(download, link) for link in links]  # here: warning
""",
            """\
import asyncio
import requests

def download(link):
    return requests.get(link, timeout=5).content

async def all_of(links):
    return await asyncio.gather(*(asyncio.to_thread(download, link) for link in links))
""",
        ),
    )
    quiet = (
        # one turn goes on, the others are skipped
        """\
from weather import Weather

async def of_one(cities: list[City], wanted: str, weather: Weather) -> list[float]:
    found = []
    for city in cities:
        if city.id != wanted:
            continue
        data = await weather.current(city.name)
        found.append(data["temperature"])
    return found
# file: weather.py
"""
        + _CLIENT,
        # a program of its own, run by hand
        """\
import sys
import asyncio
import requests

def download(link):
    return requests.get(link, timeout=5).content

async def all_of(links):
    return [await asyncio.to_thread(download, link) for link in links]

if __name__ == "__main__":
    print(asyncio.run(all_of(sys.argv[1:])))
""",
        # what one turn brings decides over the next
        """\
from weather import Weather

async def warmest(cities: list[str], weather: Weather) -> str | None:
    for city in cities:
        data = await weather.current(city)
        if data["temperature"] > 30:
            return city
    return None
# file: weather.py
"""
        + _CLIENT,
        """\
import httpx

async def follow(client: httpx.AsyncClient, names: list[str]) -> list[str]:
    token = ""
    for name in names:
        reply = await client.get("/page", params={"name": name, "token": token})
        token = reply.json()["next"]
    return names
""",
        # a pause between requests, and a write after each
        """\
import asyncio
import httpx

async def politely(client: httpx.AsyncClient, links: list[str]) -> None:
    for link in links:
        print((await client.get(link)).status_code)
        await asyncio.sleep(1)
""",
        """\
from weather import Weather

async def refresh(cities: list[str], weather: Weather) -> None:
    for city in cities:
        await weather.current(city)
        await weather.store(city)
# file: weather.py
"""
        + _CLIENT,
        # one session speaks over one connection
        """\
import httpx
from sqlalchemy.ext.asyncio import AsyncSession

class Orders:
    def __init__(self, session: AsyncSession):
        self.session = session

    async def get(self, number: int):
        return await self.session.get(Order, number)

async def all_of(orders: Orders, numbers: list[int]):
    return [await orders.get(number) for number in numbers]
""",
    )

    def wants(self, text: bytes) -> bool:
        return (
            len(text) < _LONGEST
            and b"await " in text
            and text.lstrip().startswith(b"async")
            and any(_waiting(text))
        )

    def offers(self, project: Project, path: str) -> Iterable[str]:
        # A protocol does not name the classes that fulfil it.
        text = project.text(path)
        if _NETWORK.search(text) and b"async def" in text:
            name = ""
            for match in _METHOD.finditer(text):
                name = match[1].decode() if match[1] else name
                if name and match[2]:
                    yield f"fulfils:{match[2].decode()}:{name}:{path}"

    def check(self, project: Project, path: str, names: frozenset[str]) -> Iterator[Found]:
        if _TESTS.search(path) or is_script(project, path):
            return
        reading = Reading(project, names)
        for function, node, text in functions_in(project, path):
            if (
                node[7]
                and len(text) < _LONGEST
                and b"await " in text
                and _may_read(project, reading, function, text)
            ):
                yield from _found(project, reading, function)


def _waiting(text: bytes) -> Iterator[bytes]:
    """The parts of a function's text that run once a turn and wait, where that may be to report: cheap."""
    if b"for " not in text:
        return
    for match in _LOOP.finditer(text):
        end = _END[min(len(match[1]), 60)].search(text, match.end())
        block = text[match.end() : end.start() if end else len(text)]
        if (b"await " in block or b"async with " in block) and not _hopeless(block):
            yield block
    for match in _INLINE.finditer(text):
        if not match[1].rstrip().endswith(b":"):
            yield match[0]


def _may_read(project: Project, reading: Reading, function: FunctionRef, text: bytes) -> bool:
    """Whether some loop awaits nothing that is known to do more than read: spares what follows the names."""
    for block in _waiting(text):
        for name in set(_AWAITED.findall(block)):
            root, _, rest = name.decode().partition(".")
            found = _named(project, function, root, rest, text)
            if found is not None and reading.function(found) is Effect.ELSE:
                break
        else:
            return True
    return False


def _named(project: Project, function: FunctionRef, root: str, rest: str, text: bytes) -> FunctionRef | None:
    """The function of the project that a plain or dotted name in another one stands for, where that is
    clear from the module and the class.
    """
    owner = owner_of(function)
    if root == "self" and owner is not None:
        value = project.class_attribute(owner, rest) if rest and "." not in rest else None
    elif re.search(rb"\b%s\b\s*(?:[:=,)]|in\b)" % root.encode(), text):
        return None  # most likely a name of its own
    else:
        value = project.lookup(function.path, root)
        for part in rest.split(".") if rest else ():
            if isinstance(value, Instance):
                value = project.class_attribute(value.of, part)
            else:
                value = project.attribute(value, part)
    return value if isinstance(value, FunctionRef) else None


def _hopeless(block: bytes) -> bool:
    return bool(_OVER.search(block) or _NEVER.search(block) or ORDERED.search(block))


def _found(project: Project, reading: Reading, function: FunctionRef) -> Iterator[Found]:
    scope = scope_of(project, function)
    seen: set[int] = set()
    turning = by_loop(scope)
    for visits in turning.values():
        for visit in visits:
            if visit.node[0] not in ("await", "with") or visit.is_inner:
                continue
            loop = visit.loops[-1]
            if loop[1] in seen:
                continue
            seen.add(loop[1])
            if _is_plain(scope, loop):
                request = _request(scope, reading, loop, Turns(loop, turning[loop[1]]))
                if request is not None:
                    yield _finding(scope, loop, *request)


def _is_plain(scope: Scope, loop: Node) -> bool:
    """Whether the loop goes through a collection from end to end, and not merely a few things."""
    if loop[0] == "for":
        if loop[6] or loop[5] or ORDERED.search(scope.text(loop).encode()) or _is_search(loop):
            return False
        source = loop[3]
    elif loop[0] == "each" and loop[2] != "generator":
        if any(part[0] == "for" and part[3] for part in loop[4]):
            return False
        source = loop[4][0][2]
    else:
        return False
    return _may_be_many(scope, source)


def _is_search(loop: Node) -> bool:
    """Whether the turns but one are skipped: `if item.id != wanted: continue`."""
    return any(
        node[0] == "if"
        and len(node[2]) == 1
        and len(node[2][0][1]) == 1
        and node[2][0][1][0][0] == "jump"
        and node[2][0][0][0] == "binary"
        and node[2][0][0][2] == "!="
        and any(part[0] == "attr" and _IDENTIFIES.search(str(part[3])) for part in node[2][0][0][3])
        for node in loop[4]
    )


def _may_be_many(scope: Scope, source: Node) -> bool:
    if (
        source[0] == "call"
        and source[2][0] == "name"
        and source[2][2] in ("zip", "enumerate", "sorted", "reversed")
    ):
        return bool(source[3]) and all(_may_be_many(scope, part) for part in source[3])
    if source[0] == "name" and len(scope.assigned(source[2])) == 1:
        given = scope.assigned(source[2])[0].node
        source = given if given is not None and given[0] in ("list", "tuple", "set") and given[2] else source
    elif source[0] == "name" and not scope.assigned(source[2]):
        known = scope.project.alias(scope.path, source[2])
        source = known[1] if known else source
    if source[0] in ("list", "tuple", "set"):
        return len(source[2]) > _FEW or any(item[0] == "star" for item in source[2])
    if source[0] == "call" and source[2][0] == "name" and source[2][2] == "range":
        return not all(item[0] == "const" for item in source[3]) and len(source[3]) < 3
    return True


def _request(scope: Scope, reading: Reading, loop: Node, turns: Turns) -> tuple[Node, Node] | None:
    """The await to report and the call it waits for, where all that the loop awaits is independent reads."""
    first: tuple[Node, Node] | None = None
    entered: Node | None = None
    for visit in turns.visits:
        node = visit.node
        if visit.inside and any(step.kind in ("def", "lambda", "class") for step in visit.way):
            return None
        if node[0] in ("yield", "return", "def") or (node[0] == "jump" and _ends(visit, loop)):
            return None
        if node[0] == "with" and node[4]:
            for item, _ in node[2]:
                effect = reading.entered(scope, item)
                if effect is Effect.ELSE:
                    return None
                if effect is Effect.READS:
                    if not _independent(scope, turns, visit, item):
                        return None
                    entered = entered or item
        elif goes_asynchronously(node):
            return None
        elif node[0] == "await":
            effect = reading.awaited(scope, node[2])
            if effect is Effect.ELSE:
                return None
            if effect is Effect.READS:
                if not _independent(scope, turns, visit, node[2]):
                    return None
                first = first or (node, node[2])
            elif entered is not None and first is None:
                first = (node, entered)
    return first or ((entered, entered) if entered is not None else None)


def _ends(visit: Visit, loop: Node) -> bool:
    """Whether a `break` leaves this very loop."""
    return visit.node[2] == "break" and visit.loops[-1] is loop


def _independent(scope: Scope, turns: Turns, visit: Visit, call: Node) -> bool:
    if turns.carries(call, visit) or not turns.takes_turn(call):
        return False
    own = [name.partition(".")[2] for name in turns.changed if name.startswith("self.")]
    if not own or not any(name.partition(".")[0] == "self" for name in names_in(call)):
        return True
    callee = scope.callee(call)
    function = callee.function if isinstance(callee, Bound) else callee
    if not isinstance(function, FunctionRef):
        return not any(name == "self" for part in call[3] for name in names_in(part))
    text = scope.project.part(function.path, function.name, function.number)
    return not any(f"self.{name.partition('.')[0]}".encode() in text for name in own)


def _finding(scope: Scope, loop: Node, waiting: Node, call: Node) -> Found:
    start, end = scope.span(waiting)
    written = _short(scope.text(call))
    source = _short(scope.text(loop[3] if loop[0] == "for" else loop[4][0][2]))
    return Found(
        scope.path,
        start,
        end,
        (start, end),
        f"Each turn waits for `{written}` before the next one asks, though none needs another's answer.",
        "start them together and await them at once: `await asyncio.gather(*(... for ... in "
        f"{source}))`, each under a semaphore where there may be many",
        severity="warning",
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:57]}..."
