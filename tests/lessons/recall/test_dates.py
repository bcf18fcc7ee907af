"""Dates spoken of and asked for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardwon.lessons.recall.dates import asked_dates, date_names, spoken_dates

SAID = date(2023, 5, 21)  # a Sunday


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I came home yesterday", "2023-05-20"),
        ("we sang last Friday", "2023-05-19"),
        ("they come next Monday", "2023-05-22"),
        ("it broke two weeks ago", "2023-05"),
        ("that was 3 months ago", "2023-02"),
        ("we met a couple of years ago", "2021"),
        ("we move next month", "2023-06"),
        ("on the 2nd of September we sail", "2023-09-02"),
        ("it began on March 5", "2023-03-05"),
        ("it was in December", "2022-12"),
        ("since June 2019 I bake", "2019-06"),
        ("it says 2021-11-30 there", "2021-11-30"),
        ("nothing of the kind", "2023-05-21"),
    ],
)
def test_what_is_spoken_of_is_reckoned_from_the_day_it_was_said(text: str, name: str) -> None:
    assert name in spoken_dates(text, SAID)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("What broke in May 2023?", ("2023-05",)),
        ("What broke on 27 June 2023?", ("2023-06", "2023-06-27")),
        ("What broke on October 14, 2023?", ("2023-10", "2023-10-14")),
        ("What broke in May?", ("-05",)),
        ("What broke in 2022?", ("2022",)),
        ("May I ask what broke?", ()),
        ("What may have broken last week?", ()),
        ("Which of 2023 files broke?", ()),
    ],
)
def test_a_question_names_its_dates_as_narrowly_as_it_says(text: str, names: tuple[str, ...]) -> None:
    assert asked_dates(text) == names


@given(st.dates(), st.booleans())
def test_each_date_asked_for_in_full_is_one_of_its_days_names(day: date, with_year: bool) -> None:
    asked = asked_dates(f"what was on {day.isoformat()}?" if with_year else f"on {day:%d %B}?")
    years = {True: 1900 <= day.year < 2100, False: True}
    assert bool(asked) == years[with_year]
    assert set(asked) <= set(date_names(day))


@given(st.text(), st.none() | st.dates())
def test_no_text_is_too_odd_to_read(text: str, said: date | None) -> None:
    assert set(date_names(said) if said else ()) <= set(spoken_dates(text, said))
