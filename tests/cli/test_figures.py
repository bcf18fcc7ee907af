from datetime import UTC, datetime, timedelta, timezone

import pytest

from hardwon.cli.figures import ago, counted, lasting, local

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("2026-03-01T11:59:30.000Z", "just now"),
        ("2026-03-01T12:00:02.000Z", "just now"),
        ("2026-03-01T11:56:00.000Z", "4 min ago"),
        ("2026-03-01T09:30:00.000Z", "today 09:30"),
        ("2026-03-01T13:30:00.000Z", "today 13:30"),
        ("2026-02-28T18:40:00.000Z", "yesterday 18:40"),
        ("2026-01-12T18:40:00.000Z", "12 Jan 18:40"),
        ("2024-01-12T18:40:00.000Z", "12 Jan 2024"),
        ("whenever", "whenever"),
    ],
)
def test_a_time_is_told_from_now(time: str, expected: str) -> None:
    assert ago(time, NOW) == expected


def test_days_are_those_of_the_readers_zone() -> None:
    now = NOW.astimezone(timezone(timedelta(hours=14)))
    assert ago("2026-03-01T09:00:00.000Z", now) == "yesterday 23:00"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "0 s"), (59, "59 s"), (3120, "52 min"), (11100, "3 h 5 min"), (200_000, "2 d")],
)
def test_how_long_it_took(seconds: int, expected: str) -> None:
    assert lasting(NOW.isoformat(), (NOW + timedelta(seconds=seconds)).isoformat()) == expected
    assert lasting("whenever", NOW.isoformat()) == ""


def test_a_local_time_and_a_count() -> None:
    assert local("2026-03-01T12:00:00.000Z") == f"{NOW.astimezone():%Y-%m-%d %H:%M}"
    assert local("whenever") == "whenever"
    assert (counted(1, "turn"), counted(1204, "turn")) == ("1 turn", "1,204 turns")
