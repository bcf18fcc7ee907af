"""What a file or a function is for, going by its name and place: tests, scripts, start-up."""

from __future__ import annotations

import re

from hardwon.check.linking.project import Project
from hardwon.check.linking.values import FunctionRef
from hardwon.check.searches import lazily
from hardwon.check.syntax.trees import Node

_TESTS = lazily(
    r"(?:^|/)(?:tests?|testing|[\w-]*_tests?|integration_tests|e2e)/|(?:^|/)(?:test_[^/]*|[^/]*_tests?|conftest)\.py$"
)
_SCRIPTS = lazily(
    r"(?:^|/)(?:scripts?|examples?|benchmarks?|tutorials?|cookbook|samples|notebooks|migrations|alembic|cli)/|^docs?/"
    r"|(?:^|/)(?:setup|noxfile|fabfile|manage|__main__|cli)\.py$"
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
_HOOKED = (
    r"(?:on_startup|on_shutdown|on_cleanup|cleanup_ctx|lifespan|startup|shutdown|add_event_handler|before_server_start"
    r"|on_process_init|asyncio\.run|run_until_complete|anyio\.run)\b[^\n]{0,60}\b%s\b"
)


def is_test(path: str) -> bool:
    """Whether a file belongs to tests."""
    return _TESTS.search(path) is not None


def is_aside(path: str) -> bool:
    """Whether a file belongs to tests, scripts, examples, migrations or the command line."""
    return is_test(path) or _SCRIPTS.search(path) is not None


def starts_up(project: Project, function: FunctionRef, node: Node) -> bool:
    """Whether a function runs once, before or after all others: nobody waits meanwhile.

    `node` is its `def`, which may stand inside `function`.
    """
    name = str(node[2])
    if _STARTS.fullmatch(name):
        return True
    if any(_last(decorator) in _START_DECORATORS for decorator in node[5] or ()):
        return True
    text = project.text(function.path).decode("utf-8", "replace")
    return re.search(_HOOKED % re.escape(name), text) is not None


def _last(decorator: Node) -> str:
    inner = decorator[2] if decorator[0] == "call" else decorator
    return str(inner[3] if inner[0] == "attr" else inner[2] if inner[0] == "name" else "")
