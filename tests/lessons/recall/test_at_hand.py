"""What is at hand: how tests are named, which functions a change is in, and files of another machine."""

from pathlib import Path

import pytest

from hardwon.lessons import AtHand, changed_symbols
from hardwon.lessons.recall.at_hand import find_file
from hardwon.lessons.recall.ranking import read_question

_PYTHON = """\
import os

class Exporter:
    limit = 3

    async def run(self, orders):
        for order in orders:
            await self.send(order)

    def send(self, order):
        return order


def main():
    Exporter().run([])
"""


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (8, 8, {"run", "Exporter"}),
        (10, 11, {"send", "Exporter"}),
        (4, 4, {"Exporter"}),
        (14, 15, {"main"}),
        (1, 1, set()),
        (2, 2, set()),
        (6, 15, {"run", "send", "main"}),
    ],
)
def test_a_change_names_the_functions_and_classes_around_it(
    first: int, last: int, expected: set[str]
) -> None:
    assert set(changed_symbols(_PYTHON.splitlines(), [(first, last)])) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("export async function loadOrders(id) {\n  return id;\n}", "loadOrders"),
        ("func (s *Store) Append(e Event) error {\n\treturn nil\n}", "Append"),
        ("pub(crate) fn parse(text: &str) -> u8 {\n    0\n}", "parse"),
        ("public class Invoice {\n    int total;\n}", "Invoice"),
    ],
)
def test_other_languages_begin_their_functions_otherwise(text: str, name: str) -> None:
    assert changed_symbols(text.split("\n"), [(2, 2)]) == (name,)


def test_a_failing_test_is_a_file_and_names() -> None:
    hand = AtHand(tests=("tests/test_jobs.py::TestExport::test_retries_twice[3-a::b]", "test_alone"))
    assert hand.tested() == ("tests/test_jobs.py",)
    question = read_question("", hand)
    assert "tests/test_jobs.py" in question.paths
    assert {"testexport", "testretriestwic", "testalon"} <= {word.rstrip("e") for word in question.symbols}


def test_both_hands_hold_each_thing_once() -> None:
    one, other = AtHand(("a.py",), ("run",)), AtHand(("b.py", "a.py"), ("run", "stop"), ("t::x",))
    assert one.with_(other) == AtHand(("a.py", "b.py"), ("run", "stop"), ("t::x",))
    assert not AtHand()


def test_a_file_of_another_machine_is_found_by_its_end(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app/jobs.py").touch()
    assert find_file(tmp_path, "/home/ci/build/42/app/jobs.py") == "app/jobs.py"
    assert find_file(tmp_path, r"C:\\build\\app\\jobs.py") == "app/jobs.py"
    assert find_file(tmp_path, "app/gone.py") == ""
    assert find_file(tmp_path, "../app/jobs.py") == ""
    assert find_file(tmp_path, "x" * 5000 + "/app/jobs.py\0") == ""
