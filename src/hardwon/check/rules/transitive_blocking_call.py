"""The rule `transitive-blocking-call`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hardwon.check.analyses.reaching.blocking import LITERALS, blocking_call, may_block
from hardwon.check.analyses.reaching.callgraph import units_of
from hardwon.check.analyses.reaching.reaching import Descent, Reaching, Sinks, relayed
from hardwon.check.analyses.reaching.spoken import names_of
from hardwon.check.analyses.surroundings import is_aside, is_script, runs_alone, runs_once, starts_up
from hardwon.check.linking.project import Project
from hardwon.check.linking.roots import functions_in
from hardwon.check.linking.scopes import scope_of
from hardwon.check.rule import Breach, Found, Rule
from hardwon.check.searches import lazily

# They break things on purpose, when asked to.
_DRILLS = lazily(r"debug|crash|chaos|simulate")
_SINKS = Sinks(
    find=blocking_call,
    threads=False,
    wrappers=False,
    open=lambda project, function: not (_DRILLS.search(function.short) or runs_once(project, function)),
    doubts=1,
    most=1,
    failures=False,
)

_RATES = """\
import asyncio
import requests

def _get(path):
    return requests.get("https://rates.example.com" + path, timeout=10).json()

class Rates:
    def latest(self, currency):
        return _get(f"/latest/{currency}")["rate"]

rates = Rates()
"""


_QUIET = (
    _RATES
    + """
# file: shop/deployers/cluster.py
from app import rates

async def deploy():
    return rates.latest("EUR")
""",
    _RATES
    + """
async def price(amount, currency):
    loop = asyncio.get_running_loop()
    return amount * await loop.run_in_executor(None, lambda: rates.latest(currency))
""",
    _RATES
    + """
def price(amount, currency):
    return amount * rates.latest(currency)

async def convert(amount):
    return await asyncio.to_thread(price, amount, "EUR")
""",
    _RATES
    + """
from contextlib import asynccontextmanager

@asynccontextmanager
async def lifespan(app):
    app.state.rate = rates.latest("EUR")
    yield
""",
    """\
import requests

class Source:
    def read(self):
        return requests.get("https://example.com").text

class Fixed(Source):
    def read(self):
        return "fixed"

async def show(source: Source):
    return source.read()
""",
    """\
import subprocess

def lines():
    yield subprocess.check_output(["uptime"])

async def stream(response_class):
    return response_class(lines())
""",
    # Only the first of many calls waits.
    """\
import sqlite3
import subprocess
from functools import lru_cache

_CONNECTION = None

def connect():
    global _CONNECTION
    if _CONNECTION is not None:
        return
    _CONNECTION = sqlite3.connect("users.db")

@lru_cache(maxsize=None)
def kernel():
    return subprocess.check_output(["uname", "-r"])

async def show():
    connect()
    return kernel()
""",
    # A process that was told to end ends at once, and a handler that is cancelled may not await.
    """\
import subprocess

def stop(tunnel: subprocess.Popen) -> None:
    tunnel.terminate()
    tunnel.wait(timeout=5)

async def read(tunnel: subprocess.Popen, fetch):
    try:
        return await fetch()
    finally:
        stop(tunnel)
""",
    # The literals that are given, and defaults, decide that nothing is resolved.
    """\
import socket

def is_known(host, *, resolve: bool = False):
    if host.endswith(".internal"):
        return True
    if not resolve:
        return False
    return bool(socket.getaddrinfo(host, None))

class Hosts:
    def check(self, host, deep, strict=False):
        if deep and strict or not is_known(host, resolve=deep):
            return socket.gethostbyname(host) if deep else None
        return host

async def show(host, hosts: Hosts):
    return is_known(host), hosts.check(host, False, strict=True)
""",
    # Only developers ask for it.
    """\
import os
import subprocess

def dump(payload):
    folder = os.environ.get("SHOP_DUMP_PAYLOADS")
    if not folder:
        return
    payload["version"] = subprocess.check_output(["git", "rev-parse", "HEAD"])

async def show(payload):
    dump(payload)
""",
    # The program runs on the desktop of whoever asks.
    """\
import shutil
import subprocess
import sys

def show_page(url):
    if sys.platform == "darwin":
        opener = shutil.which("open")
        subprocess.run([opener, "-a", "Browser", url], check=True)
    else:
        opener = "xdg-open"
        subprocess.call([opener, url])

async def begin(url):
    show_page(url)
""",
    # Only where it failed is there something to clean up.
    """\
import subprocess

def mount(place):
    try:
        place.mkdir()
    except OSError:
        subprocess.run(["umount", str(place)], check=False)
        raise

async def show(place):
    mount(place)
""",
    # A program of its own, run by hand.
    """\
import argparse
import asyncio
import sqlite3

def names(path):
    return sqlite3.connect(path).execute("select name from users").fetchall()

async def copy(path, write):
    for name in names(path):
        await write(name)

async def copy_all(paths):
    for path in paths:
        await copy(path, print)

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("paths", nargs="+")
    asyncio.run(copy_all(parser.parse_args().paths))
""",
    # A worker of rq runs one job at a time, each in a loop of its own.
    _RATES
    + """
from rq.decorators import job

@job("default")
async def keep(currency):
    return rates.latest(currency)
""",
    _RATES
    + """
async def build(make) -> "ShopApp":
    return make(rates.latest("EUR"))
""",
)


class TransitiveBlockingCall(Rule):
    """An async function calls a sync one that looks harmless, and somewhere below it waits: for a server, a
    database driver, a subprocess, or in `time.sleep`. Meanwhile the event loop stands still: no other request
    is answered, no timeout fires, no heartbeat is sent. With ten users nobody notices; with a slow server on
    the other end, everything stops at once.

    Linters see such a call only where it stands in the async function itself. Here it is followed through any
    number of the project's functions, methods and constructors. Call the sync function with
    `await asyncio.to_thread(...)`, or use an async client below.

    It stays silent for what is given to threads and executors, for start-up code and what only the first call
    does, for programs run by hand, for what literal flags and defaults turn off, for reading and writing
    files, and where it is not certain which function is called.
    """

    slug = "transitive-blocking-call"
    title = "Keep blocking calls out of what async functions call"
    source = "https://docs.python.org/3/library/asyncio-dev.html#running-blocking-code"
    needs = LITERALS
    world = (b"async def",)
    rounds = 6

    def wants(self, text: bytes) -> bool:
        return False  # which functions matter is known only when all names are

    def offers(self, project: Project, path: str) -> Iterable[str]:
        if not is_aside(path):
            for function in may_block(project, path):
                yield from names_of(project, function, 0)

    def relays(self, project: Project, path: str, names: frozenset[str]) -> Iterable[str]:
        return relayed(project, path, names, _SINKS)

    def check(self, project: Project, path: str, names: frozenset[str]) -> Iterator[Found]:
        if not names or is_aside(path) or b"async def" not in project.text(path) or is_script(project, path):
            return
        descent = Descent(project, names, _SINKS)
        for function, node, text in functions_in(project, path):
            if b"async def" not in text or not descent.concerns(function, text):
                continue
            if node[5] and runs_alone(project, function):
                continue
            scope = scope_of(project, function)
            seen: set[int] = set()
            for place, unit in enumerate(units_of(project, function)):
                inner = unit.node or node
                for reaching in descent.from_unit(scope, place) if inner[7] else ():
                    if any(starts_up(project, function, outer) for outer in (inner, node)):
                        break
                    if reaching.visit.node[1] not in seen:
                        seen.add(reaching.visit.node[1])
                        yield _found(reaching, str(inner[2]))

    breaches = (
        Breach(
            text=_RATES
            + """
async def price(amount, currency):
    return amount * rates.latest(currency)  # here
""",
            cured=_RATES
            + """
async def price(amount, currency):
    return amount * await asyncio.to_thread(rates.latest, currency)
""",
        ),
        Breach(
            text="""\
from fastapi import FastAPI
from tools import thumbnail

app = FastAPI()

@app.post("/thumbnails")
async def make_thumbnail(path: str):
    return {"path": thumbnail(path)}  # here
# file: tools.py
import subprocess

def _convert(*arguments):
    subprocess.run(["convert", *arguments], check=True)

def thumbnail(path):
    _convert(path, "-thumbnail", "200x200", path + ".small.png")
    return path + ".small.png"
""",
            cured="""\
from fastapi import FastAPI
from tools import thumbnail

app = FastAPI()

@app.post("/thumbnails")
def make_thumbnail(path: str):
    return {"path": thumbnail(path)}
# file: tools.py
import subprocess

def _convert(*arguments):
    subprocess.run(["convert", *arguments], check=True)

def thumbnail(path):
    _convert(path, "-thumbnail", "200x200", path + ".small.png")
    return path + ".small.png"
""",
        ),
        Breach(
            text="""\
import sqlite3

class Store:
    def __init__(self, path):
        self.connection = sqlite3.connect(path)

    def names(self):
        return self.connection.execute("select name from users").fetchall()

async def list_names():
    store = Store("users.db")  # here
    return store.names()  # here
""",
            cured="""\
import asyncio
import sqlite3

class Store:
    def __init__(self, path):
        self.connection = sqlite3.connect(path)

    def names(self):
        return self.connection.execute("select name from users").fetchall()

def read_names():
    return Store("users.db").names()

async def list_names():
    return await asyncio.to_thread(read_names)
""",
        ),
    )
    quiet = _QUIET


def _found(reaching: Reaching, name: str) -> Found:
    scope, call, chain = reaching.scope, reaching.visit.node, reaching.chain
    start, end = scope.span(call)
    way = ", ".join(f"`{function.name.removesuffix('.__init__')}`" for function in chain.functions)
    callee = scope.text(call[2])
    given = [scope.text(arg) for arg in call[3]] + [
        f"{word}={scope.text(value)}" if word else f"**{scope.text(value)}" for word, value in call[4]
    ]
    moved = f"await asyncio.to_thread({', '.join([callee, *given])})"
    if len(moved) > 120 or "\n" in moved:
        moved = f"await asyncio.to_thread({callee}, ...)"
    return Found(
        path=scope.path,
        start=start,
        end=end,
        whole=(start, end),
        message=f"`{name}` reaches `{chain.label}` by way of {way}, and blocks the event loop until it "
        "returns.",
        do=f"`{moved}`",
    )
