"""Lines as wide as the terminal."""

import pytest

from hardwon.cli.columns import join, room, wrap

PARTS = ["no findings in 1,204 files", "0.21 s", "212 accepted in the baseline", "3 can be fixed: --fix"]


@pytest.mark.parametrize("width", [30, 40, 62, 80, 100])
def test_parts_are_joined_in_lines_that_fit(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = join(PARTS).splitlines()
    assert max(map(len, lines)) <= width
    assert " · ".join(lines) == " · ".join(PARTS)
    assert (len(lines) == 1) is (width == 100)


def test_where_there_is_no_terminal_nothing_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert join(PARTS * 20).count("\n") == 0
    assert room(10) > 5_000


def test_a_word_is_never_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert wrap("take `some_function(with_many_arguments)` away", 4) == [
        "take", "    `some_function(with_many_arguments)`", "    away",
    ]  # fmt: skip
    assert wrap("", 4) == [""]
