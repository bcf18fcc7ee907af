"""What tools answer, as JSON: the shapes that clients are told of, and how values become them."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from typing_extensions import TypedDict

from hardwon.integrations.mcp.plain import plainly

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hardwon.check import Finding, Report
    from hardwon.lessons import Known, Learnt, Packed
    from hardwon.scribe import Session, Worklog


class UnitDocument(TypedDict):
    """Something that was learnt or said; `source` is `lesson:SLUG`, `SESSION#TURN` or `commit:SHA`."""

    source: str
    kind: str
    score: float
    text: str


class RecallDocument(TypedDict):
    """Units, best first, and the tokens that they take."""

    version: int
    units: list[UnitDocument]
    tokens: int


class KnownDocument(TypedDict):
    """The lesson or candidate that says it already: how much of it, and which evidence it has gained."""

    name: str
    is_lesson: bool
    title: str
    percent: int
    merged: list[str]


class LearnDocument(TypedDict):
    """The candidate that waits now, or what says the same already; `cleaned` is what was taken out."""

    version: int
    candidate: str | None
    title: str
    kind: str | None
    cleaned: str | None
    known: KnownDocument | None


class FindingDocument(TypedDict):
    """A breach of a lesson. Lines and columns are 1-based, the end column is exclusive."""

    rule: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    severity: str
    do: str
    lesson: str | None
    fingerprint: str
    fix: dict[str, Any] | None


class ErrorDocument(TypedDict):
    """A file that could not be looked at in full."""

    path: str
    line: int
    message: str


class CheckDocument(TypedDict):
    """Findings as `hardwon check --format json` has them; `left_out` counts those beyond the limit."""

    version: int
    findings: list[FindingDocument]
    left_out: int
    accepted: int
    suppressed: int
    files: int
    errors: list[ErrorDocument]


class ContextDocument(TypedDict):
    """The state of the work. A part that cannot be told has an `error`; `dropped` did not fit the budget."""

    version: int
    worktree: str
    time: str
    daemon: bool
    parts: dict[str, Any]
    dropped: list[str]


class SessionDocument(TypedDict):
    """A session: times are ISO 8601; `state` is `working`, `idle`, `ended` or `crashed`."""

    id: str
    agent: str
    title: str
    state: str
    started: str
    last: str
    ended: str | None
    branch: str | None
    parent: str | None
    turns: int
    tools: int
    errors: int
    files: int
    commands: int


class SessionsDocument(TypedDict):
    """Sessions, the latest first; with one asked for, its worklog as Markdown."""

    version: int
    sessions: list[SessionDocument]
    total: int
    worklog: str | None


class JudgedDocument(TypedDict):
    """The lesson that was judged."""

    version: int
    slug: str
    title: str
    verdict: str


def recall_document(packed: "Packed") -> RecallDocument:
    units = [
        UnitDocument(source=unit.source, kind=unit.kind, score=unit.score, text=unit.text)
        for unit in packed.units
    ]
    made: RecallDocument = plainly({"version": 1, "units": units, "tokens": packed.tokens})
    return made


def learn_document(found: "Learnt | Known") -> LearnDocument:
    from hardwon.lessons import Learnt, Lesson

    document: LearnDocument
    if isinstance(found, Learnt):
        one = found.candidate
        own = {"candidate": one.id, "title": one.title, "kind": one.kind, "cleaned": found.cleaned or None}
        document = plainly({"version": 1, **own, "known": None})
    else:
        is_lesson = isinstance(found.known, Lesson)
        title = found.known.title if isinstance(found.known, Lesson) else found.known.candidate.title
        same = {"name": found.name, "is_lesson": is_lesson, "title": title, "percent": found.percent}
        said = {"candidate": None, "title": title, "kind": None, "cleaned": None}
        document = plainly({"version": 1, **said, "known": {**same, "merged": list(found.merged)}})
    return document


def check_document(report: "Report", limit: int, *, advice: bool) -> CheckDocument:
    shown = [one for one in report.findings if advice or one.severity != "advice"]
    document = {
        "version": 1,
        "findings": [_finding(one) for one in shown[:limit]],
        "left_out": max(0, len(shown) - limit),
        "accepted": len(report.accepted),
        "suppressed": report.suppressed,
        "files": report.files,
        "errors": [
            {"path": one.path, "line": one.line, "message": one.message} for one in report.errors[:limit]
        ],
    }
    made: CheckDocument = plainly(document)
    return made


def _finding(one: "Finding") -> dict[str, Any]:
    document = asdict(one)
    del document["excerpt"], document["scope"]
    return document


def context_document(document: "Mapping[str, Any]") -> ContextDocument:
    made: ContextDocument = plainly(dict(document))
    return made


def sessions_document(
    sessions: "Sequence[Session]", total: int, worklog: str | None = None
) -> SessionsDocument:
    document = {"version": 1, "sessions": [_session(one) for one in sessions], "total": total}
    made: SessionsDocument = plainly({**document, "worklog": worklog})
    return made


def worklog_document(worklog: "Worklog", page: str) -> SessionsDocument:
    return sessions_document([worklog.session], 1, page)


def _session(one: "Session") -> dict[str, object]:
    document = {name: getattr(one, name) for name in SessionDocument.__annotations__}
    return {**document, **{name: document[name] or None for name in ("ended", "branch", "parent")}}
