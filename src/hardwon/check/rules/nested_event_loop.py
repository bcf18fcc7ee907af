"""The rule `nested-event-loop`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hardwon.check.analyses.reaching.callgraph import is_plain, units_of
from hardwon.check.analyses.reaching.loops import (
    asks_for_loop,
    has_twin,
    is_public,
    may_run,
    runs_loop,
    started,
)
from hardwon.check.analyses.reaching.reaching import Descent, Sinks, relayed
from hardwon.check.analyses.reaching.spoken import names_of, wrapper_name
from hardwon.check.analyses.surroundings import is_aside, is_test
from hardwon.check.linking.project import Project
from hardwon.check.linking.roots import functions_in
from hardwon.check.linking.scopes import Scope, scope_of
from hardwon.check.linking.values import FunctionRef
from hardwon.check.rule import Breach, Found, Rule
from hardwon.check.searches import lazily
from hardwon.check.syntax.trees import Node
from hardwon.check.syntax.visits import Visit

_SINKS = Sinks(
    find=runs_loop,
    threads=True,
    wrappers=True,
    open=lambda project, function: not asks_for_loop(project, function),
    doubts=4,
    most=20,
)

# What runs in a forked process begins there.
_FORKS = lazily(rb"\bfork(?:_\w+)?\(")

_RATES = """\
import asyncio

async def fetch_rate(currency):
    await asyncio.sleep(0)
    return 1.1

"""


class NestedEventLoop(Rule):
    """`asyncio.run` starts an event loop of its own. Below async code one runs already: Python raises
    "asyncio.run() cannot be called from a running event loop", or "This event loop is already running" for
    `run_until_complete`. It shows only when the sync function that hides it is first called from async code.

    In a worker thread (`to_thread`, `run_in_executor`) nothing is raised. But a second loop runs there, and
    what belongs to the first one, such as pooled connections, locks and clients, fails in it with "attached
    to a different loop", or waits for ever. Await the coroutine instead, all the way up; from a thread, hand
    it to the first loop with `asyncio.run_coroutine_threadsafe`.

    A library's sync function that calls `asyncio.run` is advice: its users may have a loop. It stays silent
    for commands, tasks of Celery and rq, threads with a loop of their own, tests, and functions that look
    first whether a loop is running.
    """

    slug = "nested-event-loop"
    title = "Start no event loop below async code"
    source = "https://docs.python.org/3/library/asyncio-runner.html#asyncio.run"
    needs = (
        b"asyncio.run", b"run_until_complete", b"import asyncio as", b"from asyncio import", b"anyio.run",
        b"uvloop.run",
    )  # fmt: skip
    world = (b"async def",)
    rounds = 8

    def wants(self, text: bytes) -> bool:
        return False  # most of these functions are entry points that nobody calls

    def offers(self, project: Project, path: str) -> Iterable[str]:
        if is_test(path):
            return
        direct = may_run(project, path)
        for function, node, text in functions_in(project, path):
            if not direct.search(text) or asks_for_loop(project, function):
                continue
            scope = scope_of(project, function)
            for place, unit in enumerate(units_of(project, function)):
                if not any(runs_loop(scope, visit) for visit in (*unit.calls, *unit.threaded)):
                    continue
                if place:
                    yield wrapper_name(function)
                elif not node[7] and is_plain(project, function):
                    yield from names_of(project, function, 0)

    def relays(self, project: Project, path: str, names: frozenset[str]) -> Iterable[str]:
        return relayed(project, path, names, _SINKS)

    def check(self, project: Project, path: str, names: frozenset[str]) -> Iterator[Found]:
        if is_test(path):
            return
        descent = Descent(project, names, _SINKS)
        direct = may_run(project, path)
        for function, node, text in functions_in(project, path):
            if b"async def" in text:
                yield from _below(project, function, node, direct.search(text) is not None, text, descent)
            if not node[7] and direct.search(text) and not is_aside(path) and not _FORKS.search(text):
                yield from _advice(project, function)

    breaches = (
        Breach(
            text=_RATES
            + """\
def rate_now(currency):
    return asyncio.run(fetch_rate(currency))  # here

class Prices:
    def localized(self, amount, currency):
        return amount * rate_now(currency)

prices = Prices()

async def show_price(amount):
    return prices.localized(amount, "EUR")
""",
            cured=_RATES
            + """\
class Prices:
    async def localized(self, amount, currency):
        return amount * await fetch_rate(currency)

prices = Prices()

async def show_price(amount):
    return await prices.localized(amount, "EUR")
""",
        ),
        Breach(
            text=_RATES
            + """\
def report(currency):
    loop = asyncio.new_event_loop()
    return f"rate: {loop.run_until_complete(fetch_rate(currency))}"  # here

async def send_report():
    return await asyncio.to_thread(report, "EUR")
""",
            cured=_RATES
            + """\
def report(rate):
    return f"rate: {rate}"

async def send_report():
    return await asyncio.to_thread(report, await fetch_rate("EUR"))
""",
        ),
        Breach(
            text="""\
# file: rates/__init__.py
from rates.client import rate_now

__all__ = ["rate_now"]
# file: rates/client.py
"""
            + _RATES
            + """\
def rate_now(currency):
    return asyncio.run(fetch_rate(currency))  # here: advice
""",
            cured="""\
# file: rates/__init__.py
from rates.client import fetch_rate

__all__ = ["fetch_rate"]
# file: rates/client.py
"""
            + _RATES,
        ),
    )
    quiet = (
        # A forked process has no loop yet.
        """\
# file: rates/__init__.py
from rates.client import serve

__all__ = ["serve"]
# file: rates/client.py
from tornado.process import fork_processes
"""
        + _RATES
        + """\
def serve():
    fork_processes(4)
    asyncio.run(fetch_rate("EUR"))
""",
        _RATES
        + """\
async def main():
    print(await fetch_rate("EUR"))

if __name__ == "__main__":
    asyncio.run(main())
""",
        _RATES
        + """\
from celery import shared_task

@shared_task
def store_rate(currency):
    return asyncio.run(fetch_rate(currency))

async def refresh():
    store_rate.delay("EUR")
""",
        _RATES
        + """\
def rate_now(currency):
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(fetch_rate(currency))
    raise RuntimeError("await fetch_rate instead")

async def show():
    return rate_now("EUR")
""",
        _RATES
        + """\
from threading import Thread

def work():
    asyncio.run(fetch_rate("EUR"))

async def start():
    Thread(target=work, daemon=True).start()
""",
        """\
class Loop:
    def run_until_complete(self, work):
        return work()

async def simulate(work):
    return Loop().run_until_complete(work)
""",
    )


def _below(
    project: Project, function: FunctionRef, node: Node, direct: bool, text: bytes, descent: Descent
) -> Iterator[Found]:
    if not direct and not descent.concerns(function, text):
        return
    scope = scope_of(project, function)
    for place, unit in enumerate(units_of(project, function)):
        inner = unit.node or node
        if not inner[7]:
            continue
        for visit in unit.calls if direct else ():
            label = runs_loop(scope, visit)
            if label is not None:
                yield _found(scope, visit, f"`{inner[2]}` is async and calls `{label}`", threaded=False)
        for reaching in descent.from_unit(scope, place):
            chain = reaching.chain
            way = ", ".join(f"`{f.name.removesuffix('.__init__')}`" for f in chain.functions)
            said = f"`{inner[2]}` reaches `{chain.label}` by way of {way}"
            yield _found(chain.scope, chain.visit, said, threaded=reaching.threaded)


def _found(scope: Scope, visit: Visit, said: str, *, threaded: bool) -> Found:
    start, end = scope.span(visit.node)
    if threaded:
        outcome = (
            "a second event loop runs in that thread, and what belongs to the first one fails or hangs in it"
        )
    else:
        outcome = "an event loop is running already, so this raises a RuntimeError"
    work = started(scope, visit.node)
    return Found(
        path=scope.path,
        start=start,
        end=end,
        whole=(start, end),
        message=f"{said}: {outcome}.",
        do=f"`await {work}`, and make async what leads here",
    )


def _advice(project: Project, function: FunctionRef) -> Iterator[Found]:
    if asks_for_loop(project, function) or not is_public(project, function):
        return
    scope = scope_of(project, function)
    for visit in units_of(project, function)[0].calls:
        label = runs_loop(scope, visit)
        if label is not None and has_twin(scope, visit.node):
            start, end = scope.span(visit.node)
            yield Found(
                path=scope.path,
                start=start,
                end=end,
                whole=(start, end),
                message=f"`{function.name}` is offered to others and calls `{label}`: called below async "
                "code, it raises a RuntimeError.",
                do=f"offer an async function that does `await {started(scope, visit.node)}`, or look for a "
                "running loop first",
                severity="advice",
            )
