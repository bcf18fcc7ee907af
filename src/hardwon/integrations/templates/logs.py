"""Log lines as a project writes them: logging, structlog, loguru, or a logger of its own."""

import ast
import re

from hardwon.integrations.templates.edits import Edit, Ruler, edited, with_import
from hardwon.integrations.templates.names import Logging
from hardwon.integrations.templates.sources import parse

_LEVELS = frozenset({"debug", "info", "warning", "error", "exception", "critical"})


def take_logging(text: str, logging: Logging | None) -> str:
    """`text`, whose modules have `logger = logging.getLogger(__name__)`, with the project's own logger."""
    tree = parse(text)
    if tree is None or logging is None or "logging.getLogger(__name__)" not in text:
        return text
    ruler = Ruler(text)
    edits: list[Edit] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and [one.name for one in node.names] == ["logging"]:
            edits.append(_moved(node, ruler, logging))
        elif isinstance(node, ast.Assign) and ruler.text(node.value) == "logging.getLogger(__name__)":
            made = f"{logging.variable} = {logging.made}"
            edits.append(ruler.replaced(node, made) if logging.made else ruler.without_lines(node))
        elif isinstance(node, ast.Call) and _is_log_line(node):
            edits += _line(node, ruler, logging)
    text = edited(text, edits)
    return text if logging.kind == "logging" else with_import(text, logging.imported)


def _moved(node: ast.Import, ruler: Ruler, logging: Logging) -> Edit:
    return ruler.replaced(node, "import logging") if logging.kind == "logging" else ruler.without_lines(node)


def _is_log_line(node: ast.Call) -> bool:
    func = node.func
    return (
        isinstance(func, ast.Attribute)
        and isinstance(func.value, ast.Name)
        and func.value.id == "logger"
        and func.attr in _LEVELS
    )


def _line(node: ast.Call, ruler: Ruler, logging: Logging) -> list[Edit]:
    assert isinstance(node.func, ast.Attribute)
    edits = [ruler.replaced(node.func.value, logging.variable)] if logging.variable != "logger" else []
    first = node.args[0] if node.args else None
    if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
        return edits
    if logging.kind == "loguru":
        edits.append(ruler.replaced(first, ruler.text(first).replace("%s", "{}").replace("%d", "{}")))
    elif logging.kind == "structlog":
        event = re.sub(r"[:,]\s*\w+\s+%[sd]", "", first.value)
        event = re.sub(r"\s*%[sd]", "", event).strip()
        values = [f"{_key(one, ruler)}={ruler.text(one)}" for one in node.args[1:]]
        last = node.args[-1]
        edits.append(Edit(ruler.start(first), ruler.end(last), ", ".join([f'"{event}"', *values])))
    return edits


def _key(node: ast.expr, ruler: Ruler) -> str:
    return re.sub(r"\W+", "_", ruler.text(node)).strip("_")
