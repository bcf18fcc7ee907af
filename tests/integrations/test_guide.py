"""What the managed sections say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardwon.core import count_tokens
from hardwon.integrations.guide import (
    docs_entry,
    guide_section,
    lesson_index,
    review_checklist,
    summary,
)
from hardwon.integrations.sections import Style, cut_section, find_section, put_section
from hardwon.lessons import Lesson
from tests.integrations.trees import lesson

MANY = tuple(
    lesson(
        f"l{n:03}", title=f"Lesson number {n} about something that went wrong", cost=n, body="So it is. " * 12
    )
    for n in range(300)
)


@pytest.mark.parametrize("budget", [0, 50, 120, 150, 400, 1200, 5000, 60_000])
def test_the_guide_stays_under_its_cap_and_does_not_change_when_made_twice(budget: int) -> None:
    section = guide_section(MANY, budget=budget)
    assert count_tokens(section) <= max(budget, 30)
    assert guide_section(reversed(MANY), budget=budget) == section


def test_the_guide_holds_what_cost_most_and_counts_the_rest() -> None:
    section = guide_section(MANY, budget=1200)
    held = [n for n in range(300) if f"`l{n:03}`" in section]
    assert held == list(range(300 - len(held), 300))
    assert 10 < len(held) < 300
    assert f"\n{300 - len(held)} more: `hardwon lessons list`, or `hardwon recall --file PATH`" in section
    told = [line for line in section.splitlines() if "So it is." in line]
    titled = [line for line in section.splitlines() if line.startswith("- **") and "So it is." not in line]
    assert len(told) > 3
    assert len(titled) > 3


def test_the_guide_tells_every_lesson_where_there_is_room() -> None:
    section = guide_section(MANY, budget=60_000)
    assert section.count("So it is.") >= 300
    assert "more: `hardwon" not in section


def test_a_lesson_that_is_not_adopted_is_nowhere() -> None:
    lessons = [lesson("kept"), lesson("gone", status="retired"), lesson("new", status="candidate")]
    for text in (
        guide_section(lessons, budget=900),
        lesson_index(lessons),
        docs_entry(lessons),
        review_checklist(lessons),
    ):
        assert "kept" in text
        assert "gone" not in text
        assert "new" not in text


def test_among_equal_costs_what_is_denied_comes_first() -> None:
    lessons = [lesson("a"), lesson("b", enforce="warn"), lesson("c", enforce="deny")]
    section = guide_section(lessons, budget=900)
    assert section.index("`c`") < section.index("`b`") < section.index("`a`")


def test_without_lessons_each_text_says_so_or_stays_short() -> None:
    assert "None is adopted yet" in guide_section([], budget=900)
    assert "None is adopted yet" in lesson_index([])
    assert docs_entry([]).endswith("`.hardwon/README.md`.\n")


def test_the_index_puts_what_must_be_read_first_on_top() -> None:
    text = lesson_index([lesson("cheap", cost=10), lesson("dear", cost=120), lesson("free", cost=0)])
    first, _, others = text.partition("## And these")
    assert "| [About dear](lessons/dear.md) | 2h |" in first
    assert "cheap" not in first
    assert "| [About cheap](lessons/cheap.md) | 10m |" in others
    assert "| [About free](lessons/free.md) |  |" in others


def test_the_checklist_asks_each_question_once() -> None:
    lessons = [lesson("a", title="Keep the record fresh", cost=5), lesson("b", title="Is it read?", cost=9)]
    text = review_checklist(lessons, ["Is the record kept fresh?", "Who is told?"], asked={"a"})
    assert [line for line in text.splitlines() if line.startswith("- ")] == [
        "- [ ] Is it read? (`b`)",
        "- [ ] Is the record kept fresh? (`a`)",
    ]


def test_the_checklist_is_short_and_counts_the_rest() -> None:
    lessons = [lesson(f"cheap-{number}", cost=1) for number in range(9)]
    text = review_checklist([*lessons, lesson("dear", cost=600)])
    assert text.count("- [ ] ") == 8
    assert text.index("`dear`") < text.index("`cheap-0`")
    assert "2 more: `hardwon lessons list`." in text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", ""),
        ("One line\nand more.\n\nSecond.", "One line and more."),
        ("# Heading\n\n```python\ncode\n```\n\nThe point.", "The point."),
        ("word " * 100, "word " * 44 + "…"),
        ("It stands on its own. " * 20, ("It stands on its own. " * 10).strip()),
    ],
)  # fmt: skip
def test_a_summary_is_the_first_paragraph_cut_at_a_sentence_or_word(body: str, expected: str) -> None:
    assert summary(lesson(body=body)) == expected


WORDS = st.text(st.characters(codec="utf-8"), max_size=40)
MEAN = st.builds(
    lambda title, body: lesson(title=title, body=body),
    st.one_of(WORDS, st.just("a <!-- hardwon:end -->"), st.just("x\n<!-- hardwon:end -->\ny")),
    st.one_of(WORDS, st.just("<!-- hidden"), st.just("a\n<!-- hardwon:end -->\n")),
)


@given(st.lists(MEAN, max_size=4))
def test_no_lesson_can_break_out_of_its_section(lessons: list[Lesson]) -> None:
    for body in (
        guide_section(lessons, budget=900),
        lesson_index(lessons),
        docs_entry(lessons),
        review_checklist(lessons),
    ):
        data = put_section(b"# Ours\n", Style.MARKDOWN, body, path="f")
        section = find_section(data, Style.MARKDOWN, path="f")
        assert section is not None
        assert cut_section(data, section, Style.MARKDOWN) == b"# Ours\n"
        assert data.count(b"<!--") == 2


def test_the_checklist_asks_nothing_about_a_lesson_that_is_not_adopted() -> None:
    gone = lesson("a", title="Keep the record fresh", status="retired")
    assert "- [ ]" not in review_checklist([gone], ["Is the record kept fresh?"], asked={"a"})


def test_a_scope_is_told_where_it_tells_something() -> None:
    section = guide_section(
        [lesson("a", applies_to=("app/**",)), lesson("b", applies_to=("**/*.py",))], budget=900
    )
    assert "(`a`, cost 1h30m; `app/**`)" in section
    assert "(`b`, cost 1h30m)" in section
