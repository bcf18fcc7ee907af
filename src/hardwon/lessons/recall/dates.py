"""Dates that a text speaks of: those it names, and "last Friday" reckoned from the day it was said."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

_MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6}
_MONTHS |= {"jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12}
_WEEKDAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "couple": 2, "three": 3, "few": 3, "four": 4, "five": 5}
_COUNTS |= {"six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_DAYS_OF = {"day": 1, "week": 7, "month": 30, "year": 365}
_PARTS = {"last": -1, "next": 1, "this": 0}
_MONTH = r"(?P<month>january|february|march|april|may|june|july|august|september|october|november|december"
_MONTH += r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)(?=[. ]\s?\d))\b\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_NAMED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR})?",
        rf"\b{_MONTH} {_DAY}\b(?:,? {_YEAR})?",
        rf"\b{_MONTH},? (?:of )?{_YEAR}",
        rf"(?:\b(?:in|by|since|until|of|last|next|early|late|mid|during|this|before|after)[ -]){_MONTH}",
        rf"\b{_YEAR}-(?P<month>[01]\d)-(?P<day>[0-3]\d)\b",
        rf"\bin {_YEAR}\b",
    )
)
# One look for what each of them needs; most texts name no date.
_MAY_NAME = re.compile(rf"\b{_MONTH}|\b(?:19|20)\d\d\b", re.IGNORECASE)
_RELATIVE = re.compile(
    r"\b(?P<near>yesterday|last night|today|tonight|this morning|tomorrow)\b"
    r"|\b(?P<count>\d+|a|an|one|two|three|four|five|six|seven|eight|nine|ten|a couple of|a few|couple of|few)"
    r" (?P<unit>day|week|month|year)s? ago\b"
    r"|\b(?P<part>last|next|this|on)(?: past)? (?P<what>week|month|year|weekend"
    r"|(?P<weekday>mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
_LONGEST = 2_000  # characters that are read


def date_names(day: date) -> tuple[str, ...]:
    """What a day may be asked for by: itself, its month, its year, with the year and without."""
    whole = day.isoformat()
    return (whole, whole[:7], whole[:4], whole[4:], whole[4:7])


def spoken_dates(text: str, said: date | None) -> tuple[str, ...]:
    """The names of the day a text was `said` and of the dates it speaks of, each once."""
    names = dict.fromkeys(date_names(said)) if said else {}
    start = text[:_LONGEST]
    for found in _named(start):
        names.update(dict.fromkeys(_nearest(*found, said)))
    if said:
        for match in _RELATIVE.finditer(start):
            names.update(dict.fromkeys(_reckon(match, said)))
    return tuple(names)


def asked_dates(text: str) -> tuple[str, ...]:
    """The names of the dates that a question mentions, the narrowest name of each."""
    names: dict[str, None] = {}
    for year, month, day in _named(text[:_LONGEST]):
        if year and not month:
            names[f"{year:04}"] = None
        elif month:
            prefix = f"{year:04}" if year else ""
            names[f"{prefix}-{month:02}"] = None
            if day:
                names[f"{prefix}-{month:02}-{day:02}"] = None
    return tuple(names)


def _named(text: str) -> Iterator[tuple[int, int, int]]:
    """The dates named in `text` as year, month and day; 0 for what is not said."""
    if not _MAY_NAME.search(text):
        return
    taken: list[tuple[int, int]] = []
    for pattern in _NAMED:
        for match in pattern.finditer(text):
            if any(match.start() < end and begin < match.end() for begin, end in taken):
                continue
            parts = match.groupdict()
            name = parts.get("month") or ""
            month = int(name) if name.isdigit() else _MONTHS.get(name.casefold()[:3], 0)
            day = int(parts.get("day") or 0)
            if month <= 12 and day <= 31:
                taken.append(match.span())
                yield int(parts.get("year") or 0), month, day


def _nearest(year: int, month: int, day: int, said: date | None) -> tuple[str, ...]:
    """The names of a date; a year that is not said is the one that brings it nearest to `said`."""
    if not month:
        return (f"{year:04}",)
    if not year and said:
        half = (month - said.month + 6) % 12 - 6
        year = said.year + (said.month - 1 + half) // 12
    name = f"-{month:02}" + (f"-{day:02}" if day else "")
    names = (name, name[:3])
    return (*names, f"{year:04}{name}", f"{year:04}{name[:3]}") if year else names


def _reckon(match: re.Match[str], said: date) -> tuple[str, ...]:
    near, unit, what = match["near"], match["unit"], match["what"]
    try:
        if near:
            days = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(near.casefold(), 0)
            return date_names(said + timedelta(days))
        if unit:
            word = match["count"].casefold()
            count = int(word) if word.isdigit() else _COUNTS[word.removesuffix(" of").split()[-1]]
            return _roughly(said - timedelta(count * _DAYS_OF[unit.casefold()]), unit.casefold())
        part = match["part"].casefold()
        if match["weekday"]:
            ahead = (_WEEKDAYS[match["weekday"].casefold()[:3]] - said.weekday()) % 7
            # "on Friday" may lie ahead or behind: the past is told more often.
            return date_names(said + timedelta(ahead or 7 if part == "next" else ahead - 7))
        what = "week" if what.casefold() == "weekend" else what.casefold()
        return _roughly(said + timedelta(_PARTS.get(part, 0) * _DAYS_OF[what]), what)
    except OverflowError:  # "10000 years ago"
        return ()


def _roughly(day: date, unit: str) -> tuple[str, ...]:
    """The names of a date that was told to the `unit` only."""
    names = date_names(day)
    return names if unit == "day" else (names[2],) if unit == "year" else (names[1], names[2], names[4])
