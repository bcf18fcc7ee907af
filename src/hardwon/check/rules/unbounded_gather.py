"""The rule `unbounded-gather`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hardwon.check.analyses.awaiting.bounds import GATE, LIMITED, Bounds, Hold
from hardwon.check.analyses.awaiting.crowds import comes_from_outside
from hardwon.check.linking.project import Project
from hardwon.check.linking.roots import functions_in
from hardwon.check.linking.scopes import Scope, scope_of
from hardwon.check.linking.values import External, FunctionRef
from hardwon.check.rule import Breach, Found, Rule
from hardwon.check.searches import lazily
from hardwon.check.syntax.trees import Node
from hardwon.check.syntax.visits import Visit

_STARTS = lazily(rb"\b(?:gather|create_task|ensure_future|start_soon|as_completed|asyncio\.wait)\(")
_MANY = lazily(rb"\bfor |\bmap\(")
_TOGETHER = frozenset({"gather", "as_completed", "wait"})
_TASKS = frozenset({"create_task", "ensure_future", "start_soon"})
_LIMITS = lazily(rb"max_connections\s*=\s*(?!None)")
_TESTS = lazily(r"(?:^|/)(?:tests?|testing)/|(?:^|/)(?:test_[^/]*|conftest|[^/]*_test)\.py$")

_FETCH = """\
import httpx

async def preview(url: str) -> str:
    async with httpx.AsyncClient() as client:
        return (await client.get(url)).text[:200]
"""


class UnboundedGather(Rule):
    """All calls start at the same moment, and someone else decides how many there are.

    With ten addresses that is fast. With ten thousand it opens ten thousand connections or processes: file
    descriptors run out, the other side answers 429 or nothing, and time-outs hit calls that never got their
    turn. Let a semaphore say how many work at a time, `async with slots:` around the call, or go through the
    collection in batches.

    The rule speaks where the collection comes from a request, a query, a listing or a parameter, and each
    call is known to open a connection or to start a process. A semaphore, limiter, lock or thread pool
    anywhere below the call, a client with limits, a slice or a `LIMIT`, and a look at `len()` keep it silent.
    """

    slug = "unbounded-gather"
    title = "Bound how many calls run at the same time"
    source = "https://docs.python.org/3/library/asyncio-sync.html#asyncio.Semaphore"
    needs = (
        b"gather(", b"create_task(", b"ensure_future(", b"start_soon(", b"as_completed(", b"asyncio.wait(",
        b"max_connections",
    )  # fmt: skip
    breaches = (
        Breach(
            """\
import asyncio
from preview import preview

async def previews(urls: list[str]) -> list[str]:
    return await asyncio.gather(*(preview(url) for url in urls))  # here: warning
# file: preview.py
"""
            + _FETCH,
            """\
import asyncio
from preview import preview

async def previews(urls: list[str]) -> list[str]:
    slots = asyncio.Semaphore(10)

    async def one(url: str) -> str:
        async with slots:
            return await preview(url)

    return await asyncio.gather(*(one(url) for url in urls))
# file: preview.py
"""
            + _FETCH,
        ),
        Breach(
            """\
import asyncio
from pathlib import Path

async def probe(path: Path) -> int:
    process = await asyncio.create_subprocess_exec("ffprobe", str(path))
    return await process.wait()

async def probe_all(folder: Path) -> None:
    async with asyncio.TaskGroup() as group:
        for path in folder.rglob("*.mkv"):
            group.create_task(probe(path))  # here: warning
""",
            """\
import asyncio
from pathlib import Path

async def probe(path: Path, slots: asyncio.Semaphore) -> int:
    async with slots:
        process = await asyncio.create_subprocess_exec("ffprobe", str(path))
        return await process.wait()

async def probe_all(folder: Path) -> None:
    slots = asyncio.Semaphore(4)
    async with asyncio.TaskGroup() as group:
        for path in folder.rglob("*.mkv"):
            group.create_task(probe(path, slots))
""",
        ),
    )
    quiet = (
        # a few that stand in the code, and a few of many
        """\
import asyncio
from preview import preview

PAGES = ("https://example.com/a", "https://example.com/b")

async def fixed() -> list[str]:
    return await asyncio.gather(*(preview(page) for page in PAGES))

async def first(urls: list[str]) -> list[str]:
    return await asyncio.gather(*(preview(url) for url in urls[:10]))
# file: preview.py
"""
        + _FETCH,
        # one batch after the other
        """\
import asyncio
from preview import preview

async def previews(urls: list[str]) -> list[str]:
    found = []
    for start in range(0, len(urls), 20):
        found += await asyncio.gather(*(preview(url) for url in urls[start : start + 20]))
    return found
# file: preview.py
"""
        + _FETCH,
        # the client says how many
        """\
import asyncio
import httpx

client = httpx.AsyncClient(limits=httpx.Limits(max_connections=10))

async def get(url: str) -> str:
    return (await client.get(url)).text

async def all_of(urls: list[str]) -> list[str]:
    return await asyncio.gather(*(get(url) for url in urls))
""",
        # refused where they are too many
        """\
import asyncio
from preview import preview

async def previews(urls: list[str]) -> list[str]:
    if len(urls) > 20:
        raise ValueError("at most twenty")
    return await asyncio.gather(*(preview(url) for url in urls))
# file: preview.py
"""
        + _FETCH,
        # waits for what is ending
        """\
import asyncio

async def close(tasks: list[asyncio.Task]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
""",
    )

    def wants(self, text: bytes) -> bool:
        return _may_start_many(text)

    def offers(self, project: Project, path: str) -> Iterable[str]:
        if _LIMITS.search(project.text(path)):
            yield LIMITED

    def check(self, project: Project, path: str, names: frozenset[str]) -> Iterator[Found]:
        if _TESTS.search(path):
            return
        bounds = Bounds(project, names)
        for function, _, text in functions_in(project, path):
            if _may_start_many(text):
                yield from _found(project, bounds, function)


def _may_start_many(text: bytes) -> bool:
    return (
        b"(" in text
        and any(word in text for word in UnboundedGather.needs)
        and _STARTS.search(text) is not None
        and _MANY.search(text) is not None
        and GATE.search(text) is None
        and b".cancel(" not in text
    )


def _found(project: Project, bounds: Bounds, function: FunctionRef) -> Iterator[Found]:
    scope = scope_of(project, function)
    for visit in scope.visits:
        node = visit.node
        if node[0] != "call" or visit.is_inner:
            continue
        name = _last(node)
        if name in _TOGETHER and _is_of_asyncio(scope, node) and not visit.loops:
            pairs = _together(scope, node, name)
        elif name in _TASKS and visit.loops:
            pairs = _in_turns(visit)
        else:
            continue
        for call, source in pairs:
            if comes_from_outside(scope, source) and bounds.of_call(scope, call) is Hold.OPEN:
                yield _finding(scope, node, call, source)
                break


def _together(scope: Scope, node: Node, name: str) -> Iterator[tuple[Node, Node]]:
    """The calls that a gather starts, each with the collection it is made from."""
    parts = [arg[2] for arg in node[3] if arg[0] == "star"] if name == "gather" else list(node[3][:1])
    for part in parts:
        yield from _made(scope, part)


def _made(scope: Scope, part: Node) -> Iterator[tuple[Node, Node]]:
    if part[0] == "name":
        given = scope.assigned(part[2])
        if len(given) != 1 or given[0].how != "value" or given[0].node is None:
            return
        if given[0].node[0] in ("list", "set") or (given[0].node[0] == "call" and not given[0].node[3]):
            yield from _appended(scope, part[2])
            return
        part = given[0].node
    if part[0] == "each" and len([clause for clause in part[4] if clause[0] == "for"]) == 1:
        clause = part[4][0]
        if part[3][0] == "call" and not clause[3]:
            yield part[3], clause[2]
    elif part[0] == "call" and part[2][0] == "name" and part[2][2] == "map" and len(part[3]) == 2:
        # What `map` calls, as a call.
        yield ("call", part[1], part[3][0], (), ()), part[3][1]


def _appended(scope: Scope, name: str) -> Iterator[tuple[Node, Node]]:
    for visit in scope.visits:
        node = visit.node
        if node[0] != "call" or node[2][0] != "attr" or node[2][3] not in ("append", "add") or not node[3]:
            continue
        if node[2][2][0] == "name" and node[2][2][2] == name and len(visit.loops) == 1:
            loop = visit.loops[0]
            if loop[0] == "for" and not loop[6] and node[3][0][0] == "call":
                yield node[3][0], loop[3]


def _in_turns(visit: Visit) -> Iterator[tuple[Node, Node]]:
    """The call that a task is made of in a loop, with what the loop goes through."""
    loop = visit.loops[-1]
    if len(visit.loops) > 1 or not visit.node[3]:
        return
    first = visit.node[3][0]
    if _last(visit.node) == "start_soon":
        first = ("call", visit.node[1], first, visit.node[3][1:], ())
    if first[0] != "call":
        return
    if loop[0] == "for" and not loop[6]:
        yield first, loop[3]
    elif loop[0] == "each" and not loop[4][0][3]:
        yield first, loop[4][0][2]


def _is_of_asyncio(scope: Scope, node: Node) -> bool:
    callee = scope.callee(node)
    return isinstance(callee, External) and callee.top in ("asyncio", "tqdm")


def _last(call: Node) -> str:
    function = call[2]
    return str(function[3] if function[0] == "attr" else function[2] if function[0] == "name" else "")


def _finding(scope: Scope, node: Node, call: Node, source: Node) -> Found:
    start, end = scope.span(node)
    name = _short(scope.text(call[2]))
    return Found(
        scope.path,
        start,
        end,
        (start, end),
        f"`{name}` starts for all of `{_short(scope.text(source))}` at the same moment; nothing says how "
        "many that may be.",
        "let few run at a time: `slots = asyncio.Semaphore(10)`, and `async with slots:` around "
        f"`{name}(...)`; or gather one batch after the other",
        severity="warning",
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:57]}..."
