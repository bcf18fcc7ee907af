"""Ids and moments."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardwon.core import SystemClock, iso, new_id, parse_iso


class Stopped:
    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return 0.0


def test_ids_sort_by_the_time_they_were_made() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    ids = [
        new_id(Stopped(start + timedelta(milliseconds=n)), lambda bits, n=n: 2**bits - 1 - n)
        for n in range(50)
    ]
    assert ids == sorted(ids)
    assert len(set(ids)) == 50


def test_ids_of_the_same_moment_differ() -> None:
    assert len({new_id(Stopped(datetime(2026, 1, 1, tzinfo=UTC))) for _ in range(200)}) == 200


def test_the_largest_id_has_twenty_characters() -> None:
    assert new_id(Stopped(datetime(9999, 1, 1, tzinfo=UTC)), lambda bits: 2**bits - 1).isalnum()
    assert len(new_id(SystemClock())) == 20


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))])))
def test_moments_survive_writing_and_reading_to_the_millisecond(moment: datetime) -> None:
    try:
        text = iso(moment)
    except OverflowError:  # the zone shift leaves the calendar
        return
    assert abs(parse_iso(text) - moment) < timedelta(milliseconds=1)


def test_text_order_is_time_order() -> None:
    zone = timezone(timedelta(hours=-8))
    early, late = datetime(2026, 1, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 0, tzinfo=zone)
    assert early < late
    assert iso(early) < iso(late)


def test_a_moment_without_zone_is_utc() -> None:
    assert parse_iso("2026-01-01T00:00:00") == datetime(2026, 1, 1, tzinfo=UTC)


def test_nonsense_is_no_moment() -> None:
    with pytest.raises(ValueError, match="Invalid isoformat"):
        parse_iso("yesterday")


def test_the_system_clock_knows_its_zone_and_never_runs_back() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert clock.monotonic() <= clock.monotonic()
