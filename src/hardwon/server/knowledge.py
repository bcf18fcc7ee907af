"""What the floors below know, as the page shows it."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import TYPE_CHECKING

from hardwon.server.models import DashboardSource, FindingRow, LessonRow, SessionRow, Summary
from hardwon.store import Event

if TYPE_CHECKING:
    from hardwon.check import Finding, Report
    from hardwon.lessons import Candidate, Lesson
    from hardwon.scribe import Session
    from hardwon.store import JournalReader

_GRAVITY = {"error": 0, "warning": 1, "advice": 2}
_WAITING = 200  # candidates shown; the best come first


def read_dashboard(
    repository: str,
    *,
    reader: "JournalReader",
    sessions: "Callable[[], Sequence[Session]]",
    session_count: Callable[[], int],
    lessons: "Callable[[], Sequence[Lesson]]",
    candidates: "Callable[[], Sequence[Candidate]]",
    report: "Callable[[], Report | None]",
    follow: Callable[[int], AsyncIterator[Sequence[Event]]],
    branch: Callable[[], str] = lambda: "",
    watching: Callable[[], str] = lambda: "",
) -> DashboardSource:
    """A source over a journal, a shelf of lessons and the latest check.

    `sessions` gives the latest ones, `session_count` counts them all, `report` gives None while nothing
    has been checked; the callables are asked anew for each page.
    """

    def lesson_rows() -> list[LessonRow]:
        rows = [_lesson_row(lesson) for lesson in lessons() if lesson.status != "retired"]
        rows.sort(key=lambda row: -(row.cost or 0))
        return [*rows, *(_candidate_row(candidate) for candidate in candidates()[:_WAITING])]

    def finding_rows() -> list[FindingRow]:
        checked = report()
        titles = {lesson.slug: lesson.title for lesson in lessons()}
        return sort_findings([_finding_row(one, titles) for one in checked.findings] if checked else [])

    def summary() -> Summary:
        checked = report()
        severities = [finding.severity for finding in checked.findings] if checked else []
        known = [lesson.status for lesson in lessons()]
        return Summary(
            repository=repository,
            branch=branch(),
            epoch=reader.epoch,
            offset=reader.last_offset(),
            files=checked.files if checked else None,
            sessions=session_count(),
            lessons=known.count("adopted"),
            candidates=known.count("candidate") + len(candidates()),
            errors=severities.count("error"),
            warnings=severities.count("warning"),
            advice=severities.count("advice"),
            events=reader.count(),
            watching=watching(),
        )

    return DashboardSource(
        epoch=lambda: reader.epoch,
        summary=summary,
        sessions=lambda: [_session_row(session) for session in sessions()],
        lessons=lesson_rows,
        findings=finding_rows,
        events=lambda after, limit: reader.read(after, limit=limit),
        follow=follow,
    )


def sort_findings(rows: Sequence[FindingRow]) -> list[FindingRow]:
    """Gravest first, those of one file together: a file stands where its gravest finding puts it."""
    gravest: dict[str, int] = {}
    for row in rows:
        gravest[row.path] = min(gravest.get(row.path, 9), _GRAVITY[row.severity])
    return sorted(rows, key=lambda row: (gravest[row.path], row.path, row.line, row.column))


def _session_row(session: "Session") -> SessionRow:
    return SessionRow(
        id=session.id,
        agent=session.agent,
        title=session.title,
        branch=session.branch,
        parent=session.parent or None,
        started=session.started or None,
        last=session.last or None,
        turns=session.turns,
        tools=session.tools,
        errors=session.errors,
        files=session.files,
    )


def _lesson_row(lesson: "Lesson") -> LessonRow:
    from hardwon.lessons import describe_rule

    return LessonRow(
        slug=lesson.slug,
        title=lesson.title,
        status=lesson.status,
        kind=lesson.kind,
        cost=lesson.cost or None,
        rule=describe_rule(lesson.rule) or None,
        enforce=lesson.enforce,
        path=lesson.path,
    )


def _candidate_row(candidate: "Candidate") -> LessonRow:
    first, *more = candidate.evidence or ("",)
    beyond = f" and {len(more)} more" if more else ""
    return LessonRow(
        slug=candidate.id,
        title=candidate.title,
        status="candidate",
        kind=candidate.kind,
        source=_in_words(first) + beyond,
    )


def _in_words(evidence: str) -> str:
    """`guide:CLAUDE.md#L88` as `CLAUDE.md line 88`, the others as what they point at."""
    kind, _, place = evidence.partition(":")
    if kind == "guide":
        path, _, line = place.partition("#L")
        return f"{path} line {line}" if line else path
    if kind == "commit":
        return f"commit {place[:9]}"
    if kind == "session":
        name, _, turn = place.partition("#")
        return f"session {name[:8]} line {turn}" if turn else f"session {name[:8]}"
    return evidence


def _finding_row(finding: "Finding", titles: dict[str, str]) -> FindingRow:
    return FindingRow(
        rule=finding.rule,
        path=finding.path,
        line=finding.line,
        column=finding.column,
        severity=finding.severity,
        message=finding.message,
        lesson=titles.get(finding.lesson, finding.lesson) if finding.lesson else None,
        fingerprint=finding.fingerprint,
    )
