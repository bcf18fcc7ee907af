"""A worklog as a page, as lines for a terminal, and in one sentence."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from hardwon.scribe.prose import shorten
from hardwon.scribe.worklog import Entry, Ran, Worklog

_ROOM = 40  # lines of one section
_LONGEST = 160  # characters of a command


_HARD = "\N{NO-BREAK SPACE}"  # keeps evidence on one row
_TAIL = re.compile(r"\s*(?:2>&1|\|\s*(?:head|tail)\b[^|&;]*)(?=\s|$)")  # what only shortens the output


@dataclass(frozen=True, slots=True)
class Shown:
    """One line under a heading: its text, what stands below it, and the evidence as one finds it."""

    text: str
    details: tuple[str, ...] = ()
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its lines; `more` is how many a long session had beside them."""

    title: str
    label: str
    lines: tuple[Shown, ...]
    more: int = 0


def worklog_sections(worklog: Worklog) -> Iterator[Section]:
    """What stands in it, heading by heading; those without a line are left out."""
    one = worklog
    checks = [ran for ran in one.commands if ran.check]
    others = [ran for ran in one.commands if not ran.check]
    shown = (
        ("Asked", "asked", "asked", _entries(one.asked)),
        ("Said at the end", "said", "said", _entries(one.said)),
        ("Decided", "decided", "decided", _entries(one.decided)),
        ("Files", "files", "files", _files(one)),
        ("Tests and checks", "checks", "", _commands(checks)),
        ("Commands", "commands", "commands", _commands(others)),
        ("Commits", "commits", "commits", _entries(one.commits)),
        ("Fixed", "fixed", "fixed", _fixes(one)),
        ("Tried in vain", "in vain", "in_vain", _entries(one.in_vain)),
        ("Corrected by the user", "corrected", "corrections", _entries(one.corrections)),
        ("Left open", "open", "left_open", _entries(one.left_open)),
    )
    for title, label, section, lines in shown:
        more = one.left_out.get(section, 0) + max(0, len(lines) - _ROOM)
        if lines:
            yield Section(title, label, lines[:_ROOM], more)


def worklog_rows(worklog: Worklog, *, width: int, most: int) -> Iterator[tuple[str, str, str]]:
    """Label, text and evidence of each row of `width` columns; `most` lines of a section are shown."""
    sections = list(worklog_sections(worklog))
    margin = max((len(section.label) for section in sections), default=0) + 2
    for section in sections:
        more = section.more + max(0, len(section.lines) - most)
        rows = [row for line in section.lines[:most] for row in _rows(line, width - margin)]
        for number, (text, evidence) in enumerate([*rows, *([(f"… {more:,} more", "")] if more else [])]):
            yield ("" if number else section.label).ljust(margin), text, evidence


def _rows(line: Shown, width: int) -> Iterator[tuple[str, str]]:
    marks = _HARD.join(line.evidence.split()[:3])
    texts = [line.text, *line.details]
    for place, text in enumerate(texts):
        plain = text.replace("`", "")  # in a terminal the marks of code only stand in the way
        shown = f"{plain}  {marks}" if place == len(texts) - 1 else plain
        indent = "  " if place else ""
        for row in wrap(
            shown, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
        ):
            told = row.removesuffix(marks)
            yield told, row[len(told) :].replace(_HARD, " ")


def worklog_page(worklog: Worklog, *, show_time: Callable[[str], str] = str) -> str:
    """The page as Markdown: a heading, then only the sections in which something stands, with evidence.

    `show_time` turns an ISO time into what is shown.
    """
    session = worklog.session
    pages = [f"# {session.title or session.id}\n\n{_facts(worklog, show_time)}\n"]
    for section in worklog_sections(worklog):
        lines = []
        for line in section.lines:
            shown = f"  `{line.evidence}`" if line.evidence else ""
            last = len(line.details) - 1
            lines.append(f"- {line.text}{'' if line.details else shown}")
            lines += [f"  - {one}{shown if at == last else ''}" for at, one in enumerate(line.details)]
        if section.more:
            lines.append(f"- … {section.more} more")
        body = "\n".join(lines)
        pages.append(f"## {section.title}\n\n{body}\n")
    return "\n".join(pages)


def worklog_brief(worklog: Worklog) -> str:
    """What a colleague would say: `Done: …. Open: …. Tried in vain: ….`; empty where it came to nothing."""
    parts = (
        ("Done", _done(worklog)),
        ("Open", _first(worklog.left_open)),
        ("Tried in vain", _first(worklog.in_vain)),
    )
    return " ".join(f"{name}: {_ended(text)}" for name, text in parts if text)


def _ended(text: str) -> str:
    return text if text.endswith(("?", "!", "…")) else f"{text.rstrip('.')}."


def _done(worklog: Worklog) -> str:
    told = [one.text for one in worklog.commits if not one.text.startswith(("style", "chore", "Merge"))]
    if told:
        return shorten("; ".join(told[-2:]), _LONGEST)
    if worklog.said:
        return shorten(worklog.said[0].text, _LONGEST)
    if any(one.text.startswith("taken back") for one in worklog.in_vain):
        return ""
    names = [one.path for one in worklog.files]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"edited {', '.join(names[:3])}{more}" if names else ""


def _first(entries: Sequence[Entry]) -> str:
    more = f" (and {len(entries) - 1} more)" if len(entries) > 1 else ""
    return f"{shorten(entries[0].text, _LONGEST)}{more}" if entries else ""


def _facts(worklog: Worklog, show_time: Callable[[str], str]) -> str:
    session = worklog.session
    branch = f" on `{session.branch}`" if session.branch else ""
    counts = f"turns {session.turns}, tool calls {session.tools}, errors {session.errors}"
    when = f"{show_time(session.started)} to {show_time(session.last)}"
    words = "; put into words by a model" if worklog.by == "model" else ""
    return f"{session.agent or 'session'} `{session.id}`{branch}, {when}; {counts}{words}."


def _entries(entries: Sequence[Entry]) -> tuple[Shown, ...]:
    return tuple(Shown(one.text, (), _evidence(one.evidence)) for one in entries)


def _files(worklog: Worklog) -> tuple[Shown, ...]:
    return tuple(
        Shown(
            f"`{one.path}`{f', {one.edits} edits' if one.edits > 1 else ''}",
            (),
            _evidence([f"#{line}" for line in one.lines[:3]]),
        )
        for one in worklog.files
    )


def _commands(commands: Sequence[Ran]) -> tuple[Shown, ...]:
    return tuple(Shown(_run(one), (), f"#{one.line}") for one in commands)


def _run(one: Ran) -> str:
    said = f": {one.verdict}" if one.verdict else ""
    shown = shorten(_TAIL.sub("", one.command), _LONGEST).replace("`", "'")
    return f"{one.result}: `{shown}`{_runs(one)}{said}"


def _runs(one: Ran) -> str:
    if one.result == "failed":
        return f" (failed {one.failures} of {one.runs} times)" if one.runs > 1 else ""
    if one.failures:
        return f" (after {one.failures} failure{'s' if one.failures > 1 else ''})"
    return f" ({one.runs} times)" if one.runs > 1 else ""


def _fixes(worklog: Worklog) -> tuple[Shown, ...]:
    return tuple(
        Shown(
            fix.symptom or "a failure",
            (
                *([f"cause: {fix.cause}"] if fix.cause else []),
                f"change: {', '.join(f'`{path}`' for path in fix.change)}",
            ),
            _evidence(fix.evidence),
        )
        for fix in worklog.fixed
    )


def _evidence(evidence: Sequence[str]) -> str:
    """The lines alone, since the session stands at the top; commits by their short names."""
    marks = [one if one.startswith("commit:") else f"#{one.partition('#')[2]}" for one in evidence]
    return " ".join([*marks[:4], *([marks[-1]] if len(marks) > 4 else [])])
