"""A worklog as a page."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from hardwon.scribe.sessions import Command, Session
from hardwon.scribe.worklog import Entry, Fixed, Worklog

_FILES = 40
_COMMANDS = 40


def worklog_page(worklog: Worklog, *, show_time: Callable[[str], str] = str) -> str:
    """The page: a heading, then only the sections in which something stands; each line with its evidence.

    `show_time` turns an ISO time into what is shown.
    """
    session = worklog.session
    sections = (
        ("Asked", _entries(worklog.asked)),
        ("Decided", _entries(worklog.decided)),
        ("Files", _files(worklog)),
        ("Tests and checks", _commands(session, [one for one in worklog.commands if one.check])),
        ("Commands", _commands(session, [one for one in worklog.commands if not one.check])),
        ("Commits", _entries(worklog.commits)),
        ("Fixed", _fixes(worklog.fixed)),
        ("Tried in vain", _entries(worklog.in_vain)),
        ("Corrected by the user", _entries(worklog.corrections)),
        ("Left open", _entries(worklog.left_open)),
    )
    parts = [f"# {session.title or session.id}\n\n{_facts(session, show_time)}\n"]
    for title, lines in sections:
        body = "\n".join(lines)
        if body:
            parts.append(f"## {title}\n\n{body}\n")
    return "\n".join(parts)


def _facts(session: Session, show_time: Callable[[str], str]) -> str:
    branch = f" on `{session.branch}`" if session.branch else ""
    counts = f"turns {session.turns}, tool calls {session.tools}, errors {session.errors}"
    when = f"{show_time(session.started)} to {show_time(session.last)}"
    return f"{session.agent or 'session'} `{session.id}`{branch}, {when}; {counts}."


def _entries(entries: Iterable[Entry]) -> Iterator[str]:
    return (f"- {entry.text}  {_evidence(entry.evidence)}" for entry in entries)


def _files(worklog: Worklog) -> Iterator[str]:
    for one in worklog.files[:_FILES]:
        lines = [f"session:{worklog.session.id}#{line}" for line in one.lines[:3]]
        times = f", {one.edits} edits" if one.edits > 1 else ""
        yield f"- `{one.path}`{times}  {_evidence(lines)}"
    yield from _more(len(worklog.files) - _FILES)


def _commands(session: Session, commands: Sequence[Command]) -> Iterator[str]:
    for one in commands[:_COMMANDS]:
        said = f": {one.verdict}" if one.verdict else ""
        shown = " ".join(one.command.split())[:160].replace("`", "'")
        yield f"- {one.result}: `{shown}`{said}  {_evidence([f'session:{session.id}#{one.line}'])}"
    yield from _more(len(commands) - _COMMANDS)


def _fixes(fixes: Iterable[Fixed]) -> Iterator[str]:
    for fix in fixes:
        cause = f"\n  - cause: {fix.cause}" if fix.cause else ""
        change = ", ".join(f"`{path}`" for path in fix.change)
        yield f"- {fix.symptom or 'a failure'}{cause}\n  - change: {change}  {_evidence(fix.evidence)}"


def _evidence(evidence: Sequence[str]) -> str:
    """The lines alone: the session stands at the top of the page."""
    return f"`{' '.join('#' + one.rpartition('#')[2] for one in evidence[:5])}`" if evidence else ""


def _more(count: int) -> Iterator[str]:
    if count > 0:
        yield f"- … {count} more"
