"""Decisions with their reason, and what is so on purpose."""

import pytest

from hardwon.lessons.extraction.decisions import decision, fact


@pytest.mark.parametrize(
    "said",
    [
        "We decided to keep polling instead of a websocket because the proxy drops idle connections.",
        "I'll keep cursor pagination and not offsets for `/orders`, since offsets would skip rows.",
        "I settled on Parquet over CSV for the intermediate files because CSV loses the dtypes.",
    ],
)
def test_a_decision_has_its_reason_and_what_it_was_decided_against(said: str) -> None:
    found = decision(said)
    assert found is not None
    assert found.kind == "decision"


@pytest.mark.parametrize(
    "said",
    [
        "I chose this name since it is shorter than the other one.",
        "We decided to keep polling for the stock page and the cart.",
        "Maybe we settled on Parquet over CSV because somebody liked it.",
        "I went with blue for the buttons because it looks nicer to people.",
    ],
)
def test_taste_and_what_has_no_reason_is_no_decision(said: str) -> None:
    assert decision(said) is None


def test_a_trap_and_a_purpose_are_facts() -> None:
    trap = fact("Note that `created` is in milliseconds, whereas `updated` is in seconds.")
    purpose = fact("`Money.add` ignores currencies by design, the ledger holds one alone.")
    other_way = fact("If I used `FetchAndCheckout` for this branch, it would replace all working files.")
    assert [one is not None for one in (trap, purpose, other_way)] == [True, True, True]


@pytest.mark.parametrize(
    "said",
    [
        "Note that you'll need to replace `API_KEY` with your own key, because it is only a placeholder.",
        "Note that all of the tests pass now and nothing else is left to do.",
        "The two functions were written like that by design, so I added `//nolint`.",
    ],
)
def test_advice_and_reports_are_no_facts(said: str) -> None:
    assert fact(said) is None
