"""Fenced blocks become small projects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardwon.lessons.pages.cases import read_cases
from hardwon.lessons.pages.frontmatter import Wrong
from hardwon.lessons.pages.lesson import Case


def cases(body: str, first_line: int = 1) -> tuple[Case, ...]:
    wrongs: list[Wrong] = []
    found = read_cases(body, first_line=first_line, wrongs=wrongs)
    assert wrongs == []
    return found


def the_wrong(body: str) -> tuple[int, str, str]:
    wrongs: list[Wrong] = []
    read_cases(body, first_line=1, wrongs=wrongs)
    [wrong] = wrongs
    return wrong.line, wrong.what, wrong.next_step


def test_blocks_of_one_case_make_one_project() -> None:
    [case] = cases(
        "```python bad case=a file=app/a.py\nx = 1\n```\ntext\n"
        "```python bad case=a file=app/b.py\ny = 2\n```\n",
        10,
    )
    assert case.texts() == {"app/a.py": "x = 1\n", "app/b.py": "y = 2\n"}
    assert [file.line for file in case.files] == [11, 15]


def test_blocks_without_case_are_projects_of_their_own() -> None:
    found = cases("```python bad\na\n```\n```python bad\nb\n```\n```python good\nc\n```")
    assert [(case.bad, case.texts()) for case in found] == [
        (True, {"example.py": "a\n"}),
        (True, {"example.py": "b\n"}),
        (False, {"example.py": "c\n"}),
    ]


def test_a_block_of_neither_side_belongs_to_both() -> None:
    bad, good = cases(
        "```python case=a file=m.py\nM\n```\n```python bad case=a file=x.py\nB\n```\n"
        "```python good case=a file=y.py\nG\n```"
    )
    assert bad.texts() == {"m.py": "M\n", "x.py": "B\n"}
    assert good.texts() == {"m.py": "M\n", "y.py": "G\n"}


def test_a_cure_that_replaces_one_bad_file_keeps_the_others() -> None:
    _bad, good = cases(
        "```python bad case=a file=x.py\nB\n```\n```python bad case=a file=z.py\nZ\n```\n"
        "```python good case=a file=x.py\nG\n```"
    )
    assert good.texts() == {"z.py": "Z\n", "x.py": "G\n"}


def test_blocks_without_a_file_get_one_of_their_language() -> None:
    [case] = cases("```sh bad case=a\na\n```\n```sh bad case=a\nb\n```")
    assert list(case.texts()) == ["example.sh", "example_2.sh"]
    [other] = cases("```kotlin bad\na\n```")
    assert list(other.texts()) == ["example.kt"]


@pytest.mark.parametrize(
    "body", ["```python\nbad\n```", "```\nx\n```", "text bad good", "```python title=x\n```"]
)
def test_other_blocks_are_no_cases(body: str) -> None:
    assert cases(body) == ()


def test_longer_fences_and_tildes_hold_shorter_ones() -> None:
    [case] = cases("~~~~markdown bad\n~~~\n```python\n~~~\n~~~~\n")
    assert case.texts() == {"example.md": "~~~\n```python\n~~~\n"}


def test_the_indent_of_a_fence_is_taken_off_its_block() -> None:
    [case] = cases("  ```python bad\n  if x:\n      y\n  ```")
    assert case.texts() == {"example.py": "if x:\n    y\n"}


@pytest.mark.parametrize(
    ("body", "line", "what", "next_step"),
    [
        ("```python bad\nx\n", 1, "the fence is not closed", "write ```"),
        ("```python bad\nx\n```python good\ny\n```", 1, "the fence is not closed", "above line 3"),
        ("```python bad good\n```", 1, "both bad and good", "keep one"),
        ("```python bad cse=a\n```", 1, "`cse=a` is not read", "did you mean `case`?"),
        ("```python bad case=\n```", 1, "`case=` is not read", "case=NAME"),
        ("```python bad file=/etc/x.py\n```", 1, "leaves the case's project", "relative path"),
        ("```python bad file=../x.py\n```", 1, "leaves the case's project", "relative path"),
        (
            "```python bad case=a file=x.py\n```\n```python bad case=a file=x.py\n```",
            3,
            "has `x.py` twice",
            "another",
        ),
        ("```python case=a file=x.py\n```", 1, "neither bad nor good", "`bad` or `good`"),
    ],
)
def test_what_is_wrong_with_a_block_is_told_with_its_line(
    body: str, line: int, what: str, next_step: str
) -> None:
    told_line, told, cure = the_wrong(body)
    assert (told_line, what in told, next_step in cure) == (line, True, True), (told, cure)


def test_a_shared_block_needs_a_file() -> None:
    line, what, cure = the_wrong("```python bad case=a file=x.py\n```\n```python case=a\n```")
    assert (line, "has no file" in what, cure) == (3, True, "add file=PATH")


@given(
    st.lists(
        st.sampled_from(["```", "~~~", "```python bad", "```sh good case=a file=x", "  text", "x", "````"])
    )
)
def test_any_order_of_fences_gives_cases_with_files(lines: list[str]) -> None:
    wrongs: list[Wrong] = []
    for case in read_cases("\n".join(lines), first_line=1, wrongs=wrongs):
        assert case.files
        assert 1 <= case.line <= len(lines)
