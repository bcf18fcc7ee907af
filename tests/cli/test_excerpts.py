"""The line of a finding on a terminal: cut around its span, the marks where the eye sees the span."""

from unicodedata import east_asian_width

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardwon.check import FileError, Finding
from hardwon.cli.excerpts import excerpt, trouble


def finding(text: str, start: int, end: int, *, lines: int = 1) -> Finding:
    return Finding("r", "a.py", 7, start + 1, 7 + lines - 1, end + 1, "m", excerpt=text)


def drawn(text: str, span: str, room: int = 80) -> list[str]:
    start = text.index(span)
    code, column, length = excerpt(finding(text, start, start + len(span)), room)
    return [code, " " * column + "─" * length]


def test_the_span_is_marked_below_the_line_without_its_indent() -> None:
    assert drawn("        jobs.finish(7)", "finish") == [
        "jobs.finish(7)",
        "     ──────",
    ]


def test_a_letter_that_takes_two_columns_moves_the_marks() -> None:
    assert drawn('x = "漢😀é"; jobs.stop()', "stop") == [
        'x = "漢😀é"; jobs.stop()',
        "                  ────",
    ]


def test_a_long_line_is_cut_around_the_span() -> None:
    code, marks = drawn("a" * 90 + " jobs.finish(7) " + "b" * 90, "finish", room=40)
    assert code.startswith("…a")
    assert code.endswith("…")
    assert len(code) == 40
    assert code[marks.index("─") :].startswith("finish")
    assert marks.count("─") == 6


def test_a_span_over_several_lines_is_marked_to_the_end_of_its_first() -> None:
    code, start, length = excerpt(finding("x = call(", 4, 1, lines=3), 80)
    assert (code, start, length) == ("x = call(", 4, 5)


@pytest.mark.parametrize("letter", ["\x1b", "\x07", "\u202e", "\u2028", "\udc80", "\x9b"])
def test_a_terminal_is_given_no_letter_that_it_obeys(letter: str) -> None:
    code, _ = drawn(f'x = "{letter}"', "x")
    assert code == 'x = "\ufffd"'


@given(
    st.text(st.characters(exclude_categories=["Mn", "Me"])),  # they take no column
    st.integers(0, 60),
    st.integers(0, 60),
    st.integers(10, 60),
)
def test_neither_line_nor_marks_leave_the_terminal(text: str, start: int, end: int, room: int) -> None:
    code, column, length = excerpt(finding(text, start, end), room)
    assert sum(2 if east_asian_width(letter) in "WF" else 1 for letter in code) <= room
    assert column >= 0
    assert length >= 0
    assert column + length <= room


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (FileError("a.py", "line 3: syntax error", 3), "a.py:3: syntax error"),
        (FileError("a.py", "syntax error", 3), "a.py:3: syntax error"),
        (FileError("a.py", "permission denied"), "a.py: permission denied"),
    ],
)
def test_trouble_names_file_and_line_once(error: FileError, expected: str) -> None:
    assert trouble(error) == expected
