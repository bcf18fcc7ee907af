"""Which symbols a text defines."""

import pytest

from hardwon.lessons.validity.symbols import defines

_PYTHON = """
import os.path
from a import b as c
if True:
    try:
        FAST: int = 1
    except ImportError:
        SLOW = 2
class Order:
    total = 0
    class Line:
        async def load(self): self.rows = []
def main(): ...
"""


@pytest.mark.parametrize(
    "symbol",
    ["os", "c", "FAST", "SLOW", "Order", "Order.total", "Order.Line.load", "Order.Line.rows", "main()"],
)
def test_python_defines(symbol: str) -> None:
    assert defines("a.py", _PYTHON, symbol)


@pytest.mark.parametrize("symbol", ["b", "load", "Order.load.x", "Line", "rows", "mai", "self"])
def test_python_does_not_define(symbol: str) -> None:
    assert not defines("a.py", _PYTHON, symbol)


def test_an_import_is_no_definition_where_one_is_looked_for() -> None:
    assert not defines("a.py", _PYTHON, "c", imports=False)
    assert defines("a.py", _PYTHON, "main", imports=False)


@pytest.mark.parametrize(
    ("path", "text", "there", "gone"),
    [
        ("a.ts", "export class Order { load() { save() } }", "Order.load", "save"),
        ("a.js", "const limit = 3; call(total)", "limit", "total"),
        ("a.go", "package a\nfunc Load() { save() }\n", "Load", "save"),
        ("a.rs", "impl Order { fn load(&self) { save() } }", "load", "save"),
    ],
)
def test_other_languages_are_asked_by_their_trees(path: str, text: str, there: str, gone: str) -> None:
    assert defines(path, text, there)
    assert not defines(path, text, gone)


def test_a_text_without_a_parser_has_the_words_that_stand_in_it() -> None:
    assert defines("a.unknown", "load the orders", "orders")
    assert not defines("a.unknown", "load the orders", "order")
