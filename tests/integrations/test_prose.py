"""Other people's words do nothing in a page of ours."""

import pytest

from hardwon.integrations.prose import cell, code, plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<!-- hidden", r"\<!-- hidden"),
        ("a [link](x)\nand | more", r"a \[link\](x) and \| more"),
        ("a lone ` tick", r"a lone \` tick"),
        ("__init__ of a_b, *all*", r"\_\_init\_\_ of a_b, \*all\*"),
        ("ask @anna", "ask @\u200banna"),
        ("`list[int] | None` stays, [this] not", r"`list[int] | None` stays, \[this\] not"),
    ],
)
def test_signs_are_signs_and_code_spans_stay(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_a_bar_divides_no_cell_even_in_code() -> None:
    assert cell("`a | b` | c") == r"`a \| b` \| c"


def test_a_code_span_cannot_be_left() -> None:
    assert code("a`b\nc") == "`a'b c`"
