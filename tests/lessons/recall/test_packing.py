"""What is packed: the best that fits, nothing twice."""

from hypothesis import given
from hypothesis import strategies as st

from hardwon.lessons.recall.packing import Packed, Unit, count_tokens, excerpt, pack, whole

_LONG = "\n".join(f"line {number} speaks of nothing at all in particular" for number in range(200))


def _unit(text: str, score: float = 10.0, source: str = "s#1") -> Unit:
    return Unit(source, "turn", score, text)


@given(
    st.lists(st.tuples(st.text(max_size=3000), st.floats(0.1, 50)), max_size=12),
    st.integers(1, 2000),
)
def test_a_pack_never_exceeds_its_budget(texts: list[tuple[str, float]], budget: int) -> None:
    units = sorted((_unit(text, score) for text, score in texts), key=lambda unit: -unit.score)
    packed = pack(units, words={"line": 0.0}, budget=budget)
    spent = sum(count_tokens(unit.source) + count_tokens(unit.text) for unit in packed.units)
    assert packed.tokens == spent <= budget
    assert list(packed.units) == sorted(packed.units, key=lambda unit: -unit.score)


def test_what_says_the_same_as_one_above_is_left_out() -> None:
    first = _unit("the worker blocks in acquire on the connection pool", 10, "a#1")
    again = _unit("The worker blocks: acquire on the connection pool!", 9, "b#7")
    other = _unit("invoices get the wrong date near midnight", 8, "c#2")
    assert [unit.source for unit in pack([first, again, other], words={}, budget=500).units] == ["a#1", "c#2"]


def test_what_is_far_less_relevant_than_the_best_is_left_out() -> None:
    packed = pack([_unit("alpha beta", 10), _unit("gamma delta", 2, "z#1")], words={}, budget=500)
    assert [unit.text for unit in packed.units] == ["alpha beta"]


def test_what_holds_another_word_for_the_one_asked_is_no_less_about_it() -> None:
    first = _unit("the harbour was closed when we sailed", 10, "a#1")
    other = _unit("gran bought the blue boat", 9, "b#1")
    neither = _unit("the pump was cleaned with sand", 9, "c#1")
    words = {"grandmoth": 5.0, "buy": 4.0, "harbour": 1.0}
    packed = pack([first, other, neither], words=words, budget=500)
    assert [unit.source for unit in packed.units] == ["b#1"]


def test_of_a_long_unit_the_telling_part_is_taken() -> None:
    text = f"{_LONG}\nthe deadlock is in the connection pool\n{_LONG}"
    [unit] = pack([_unit(text)], words={"deadlock": 1.0, "pool": 1.0}, budget=100).units
    assert "the deadlock is in the connection pool" in unit.text
    assert unit.text.startswith("… ")
    assert unit.text.endswith(" …")


def test_a_line_without_end_is_cut_too() -> None:
    text = f"{'x' * 5000} needle {'y' * 5000}"
    found = excerpt(text, words=("needl",), tokens=150)
    assert "needle" in found
    assert count_tokens(found) <= 150


def test_a_text_that_fits_is_whole() -> None:
    assert excerpt("short and good", words=(), tokens=10) == "short and good"


def test_whole_units_are_counted_and_not_cut() -> None:
    assert whole([_unit(_LONG)]) == Packed((_unit(_LONG),), count_tokens("s#1") + count_tokens(_LONG))


def test_nothing_packs_to_nothing() -> None:
    assert pack([], words={"a": 1.0}, budget=100) == Packed((), 0)


def test_a_character_beyond_ascii_counts_as_a_token() -> None:
    assert count_tokens("abcdefgh") == 2
    assert count_tokens("東京都") == 3


def test_what_holds_little_of_the_question_is_left_out_unless_its_session_holds_more() -> None:
    asked = {"activ": 5.0, "commit": 5.0, "bug": 4.0, "left": 4.0}
    whole_answer = _unit("the bug left it in active commit", 30, "a#3")
    beside = _unit("then it works", 20, "a#4")
    stray = _unit("scroll left or right", 20, "b#9")
    packed = pack([whole_answer, beside, stray], words=asked, budget=500)
    assert [unit.source for unit in packed.units] == ["a#3", "a#4"]


def test_an_excerpt_of_a_long_line_uses_its_room() -> None:
    line = "the edit leaderboard is wider than the width that was given to it, so people scroll " * 3
    assert len(excerpt(line, words=(), tokens=30)) > 60
