"""Times and counts as people read them."""

from datetime import datetime, timedelta

from hardwon.core import parse_iso


def ago(time: str, now: datetime) -> str:
    """`time` (ISO) from `now`: `just now`, `4 min ago`, `today 09:30`, `yesterday 18:40`, `12 Mar 18:40`.

    In the zone of `now`; a day of another year has the year instead of the hour.
    """
    try:
        when = parse_iso(time).astimezone(now.tzinfo)
    except ValueError:
        return time
    passed = now - when
    if abs(passed) < timedelta(minutes=1):  # what came in meanwhile is a little ahead
        return "just now"
    if timedelta(0) <= passed < timedelta(hours=1):
        return f"{int(passed.total_seconds() // 60)} min ago"
    if when.date() == now.date():
        return f"today {when:%H:%M}"
    if when.date() == (now - timedelta(days=1)).date():
        return f"yesterday {when:%H:%M}"
    day = f"{when.day} {when:%b}"
    return f"{day} {when:%H:%M}" if when.year == now.year else f"{day} {when.year}"


def lasting(start: str, end: str) -> str:
    """How long from `start` to `end` (ISO): `40 s`, `52 min`, `3 h 5 min`, `2 d`."""
    try:
        seconds = int((parse_iso(end) - parse_iso(start)).total_seconds())
    except ValueError:
        return ""
    if seconds < 60:
        return f"{max(0, seconds)} s"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours < 48 else f"{hours // 24} d"


def local(time: str) -> str:
    """`time` (ISO) in this machine's zone: `2026-03-01 18:40`."""
    try:
        return f"{parse_iso(time).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        return time


def counted(number: int, noun: str, nouns: str = "") -> str:
    """`1 turn`, `1,204 turns`; `nouns` where there is more to it than an s."""
    return f"{number:,} {noun if number == 1 else nouns or f'{noun}s'}"
