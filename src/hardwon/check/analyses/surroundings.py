"""What a file or a function is for, going by its name and place: tests, scripts, start-up."""

from __future__ import annotations

import re

from hardwon.check.linking.project import Project, decorator_names, function_node
from hardwon.check.linking.values import External, FunctionRef
from hardwon.check.linking.words import pattern
from hardwon.check.searches import lazily
from hardwon.check.syntax.trees import Node

_TESTS = lazily(
    r"(?:^|/)(?:tests?|testing|[\w-]*_tests?|integration_tests|e2e)/|(?:^|/)(?:test_[^/]*|[^/]*_tests?|conftest)\.py$"
)
_SCRIPTS = lazily(
    r"(?:^|/)(?:scripts?|examples?|benchmarks?|tutorials?|cookbook|samples|notebooks|migrations|alembic|cli|deployers?)/|^docs?/"
    r"|(?:^|/)(?:setup|noxfile|fabfile|manage|__main__|cli|cli_\w+|\w+_cli)\.py$"
)
_STARTS = lazily(
    r"_*(?:\w*lifespan\w*|(?:on_)?(?:startup|start_up|shutdown)\w*|\w+_(?:startup|start_up|shutdown)|a?main|async_main"
    r"|main_async|start|main_loop|load_config|load_settings|serve|run_server|start_server|bootstrap\w*|pre_?start\w*|warm_?up\w*"
    r"|(?:init|initiali[sz]e|setup|set_up|teardown|tear_down)(?:_\w+)?|async_setup\w*)"
)
_START_DECORATORS = frozenset(
    {
        "on_event", "on_startup", "on_shutdown", "before_serving", "after_serving", "before_server_start",
        "after_server_start", "main_process_start", "listener", "command", "callback", "group", "fixture",
        "cli", "before_first_request", "asynccontextmanager_lifespan", "before_startup", "after_startup",
    }
)  # fmt: skip
_TAKES_NOTHING = lazily(r"\(\s*\)")
_RETURNS_FIRST = lazily(rb"\n[ \t]*if (?:self\.|cls\.)?\w+(?: is not None)?:\s*(?:#[^\n]*\s*)?return\b")
_IS_MADE = lazily(r"(?:^|_)(?:initiali[sz]ed|ready|loaded|connected|started|done|set_?up)$")
_BUILDS_APP = lazily(
    r"->\s*[\"']?[\w.]*(?:App|Application|FastAPI|Starlette|Litestar|Quart|Sanic)[\"']?\s*:?\s*$"
)
_HOOKED = (
    r"(?:on_startup|on_shutdown|on_cleanup|cleanup_ctx|lifespan|startup|shutdown|add_event_handler|before_server_start"
    r"|on_process_init|asyncio\.run|run_until_complete|anyio\.run)\b[^\n]{0,60}\b%s\b"
)

_RUN_BY_HAND = pattern(r"(?m)^if __name__ == [\"']__main__[\"']:")
_MAKES_LOOP = pattern(r"\b(?:asyncio\.run|anyio\.run|run_until_complete)\(")
_READS_COMMAND_LINE = pattern(r"\bargparse\b|\bsys\.argv\b|\b(?:click|typer|fire|docopt)\b")
# What others import, serve or run beside it.
_FOR_OTHERS = pattern(
    r"(?m)^class |^__all__|^\w*(?:app|router|mcp|server|bot)\b *=|\bserve\w*\("
    r"|\b(?:uvicorn|aiohttp\.web|websockets?|run_forever|start_server|create_task|TaskGroup|gather"
    r"|BackgroundTasks|AsyncIOScheduler|start_polling|subscribe|consume|listen)\b"
    r"|^@\w+\.(?:get|post|put|patch|delete|route|websocket|tool|task|event|on_\w+|middleware)\b"
)


def is_test(path: str) -> bool:
    """Whether a file belongs to tests."""
    return _TESTS.search(path) is not None


def is_aside(path: str) -> bool:
    """Whether a file belongs to tests, scripts, examples, migrations or the command line."""
    return is_test(path) or _SCRIPTS.search(path) is not None


def is_script(project: Project, path: str) -> bool:
    """Whether a file is a program of its own: run by hand, it reads its arguments, makes a loop for itself
    and serves nobody.
    """
    text = project.text(path)
    return (
        _RUN_BY_HAND.search(text) is not None
        and _MAKES_LOOP.search(text) is not None
        and _READS_COMMAND_LINE.search(text) is not None
        and _FOR_OTHERS.search(text) is None
    )


def starts_up(project: Project, function: FunctionRef, node: Node) -> bool:
    """Whether a function runs once, before or after all others: nobody waits meanwhile.

    `node` is its `def`, which may stand inside `function`.
    """
    name = str(node[2])
    if _STARTS.fullmatch(name) or _BUILDS_APP.search(str(node[4] or "")):
        return True
    if any(_last(decorator) in _START_DECORATORS for decorator in node[5] or ()):
        return True
    text = project.text(function.path).decode("utf-8", "replace")
    return re.search(_HOOKED % re.escape(name), text) is not None


def runs_alone(project: Project, function: FunctionRef) -> bool:
    """Whether a worker that does one job at a time makes a loop for the function only: rq's `@job`."""
    return any(isinstance(v, External) and v.top == "rq" for _, v in decorator_names(project, function))


def runs_once(project: Project, function: FunctionRef) -> bool:
    """Whether only the first of a function's calls does something: it keeps what it gave for all later ones,
    or returns at once where something is there already.
    """
    node = function_node(project, function)
    if node is None:
        return False
    if any(_last(part) in ("cache", "lru_cache") for part in node[5]) and _TAKES_NOTHING.search(str(node[4])):
        return True
    if _RETURNS_FIRST.search(project.part(function.path, function.name, function.number)) is None:
        return False
    first = next((each for each in project.body(function)[2] if each[0] != "outer"), None)
    if first is None or first[0] != "if" or len(first[2][0][1]) != 1 or first[2][0][1][0][0] != "return":
        return False
    condition, [answer] = first[2][0]
    if condition[0] == "binary" and condition[2] == "is not":
        thing, is_made = condition[3][0], condition[3][1][0] == "const" and condition[3][1][2] is None
    else:
        thing, is_made = condition, _IS_MADE.search(str(condition[-1])) is not None
    kept = thing[0] == "attr" or (
        (thing[0] == "name" and thing[2].strip("_").isupper()) or thing[-1][:1] == "_"
    )
    return is_made and kept and (answer[2] is None or answer[2][-1] == thing[-1])


def _last(decorator: Node) -> str:
    inner = decorator[2] if decorator[0] == "call" else decorator
    return str(inner[3] if inner[0] == "attr" else inner[2] if inner[0] == "name" else "")
