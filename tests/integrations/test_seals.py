"""A seal says whether a file is still as hardwon wrote it."""

from hypothesis import given
from hypothesis import strategies as st

from hardwon.integrations.seals import OPEN_SEAL, Seal, read_seal, seal

TEXTS = st.text(st.characters(exclude_characters="\r", codec="utf-8"), max_size=40)


@given(TEXTS, TEXTS)
def test_a_sealed_text_is_intact_also_with_other_line_ends(before: str, after: str) -> None:
    data = seal(f"{before}{OPEN_SEAL}{after}\n")
    assert read_seal(data) is Seal.INTACT
    assert read_seal(data.replace(b"\n", b"\r\n")) is Seal.INTACT


@given(TEXTS, TEXTS, st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=5))
def test_any_added_word_breaks_the_seal(before: str, after: str, word: str) -> None:
    data = seal(f"{before}{OPEN_SEAL}{after}\n")
    assert read_seal(data + word.encode()) is Seal.CHANGED


def test_a_file_without_a_seal_is_a_strangers() -> None:
    assert read_seal(b"name: hardwon\n") is Seal.FOREIGN
