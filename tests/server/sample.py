"""A source for the page, over a list of events that grows."""
# ruff: noqa: E501 - the texts are as long as people write them

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from hardwon.server import DashboardSource, FindingRow, LessonRow, SessionRow, Summary
from hardwon.store import Event


@dataclass
class Sample:
    """What a page shows; a test changes it while the page is up."""

    epoch: str = "0epoch0"
    sessions: list[SessionRow] = field(default_factory=list)
    lessons: list[LessonRow] = field(default_factory=list)
    findings: list[FindingRow] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    files: int | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def happen(self, kind: str, payload: dict[str, Any], session: str | None = None) -> None:
        """One more event; to be called in the loop that serves."""
        self.add(kind, payload, session)
        news, self.news = self.news, asyncio.Event()
        news.set()

    def add(self, kind: str, payload: dict[str, Any], session: str | None = None) -> None:
        offset = len(self.events) + 1
        self.events.append(Event(offset, f"s{offset}", kind, "2026-11-21T09:30:00.000Z", payload, session))

    def source(self) -> DashboardSource:
        return DashboardSource(
            epoch=lambda: self.epoch,
            summary=self._summary,
            sessions=lambda: self.sessions,
            lessons=lambda: self.lessons,
            findings=lambda: self.findings,
            events=lambda after, limit: self.events[after : after + limit],
            follow=self._follow,
        )

    async def _follow(self, after: int) -> AsyncIterator[Sequence[Event]]:
        while True:
            news = self.news
            if self.events[after:]:
                batch = self.events[after:]
                after = batch[-1].offset
                yield batch
            else:
                await news.wait()

    def _summary(self) -> Summary:
        return Summary(
            repository="shop-api",
            branch="invoices-retry",
            epoch=self.epoch,
            offset=len(self.events),
            files=self.files,
            sessions=len(self.sessions),
            lessons=sum(lesson.status == "adopted" for lesson in self.lessons),
            candidates=sum(lesson.status == "candidate" for lesson in self.lessons),
            errors=sum(finding.severity == "error" for finding in self.findings),
            warnings=sum(finding.severity == "warning" for finding in self.findings),
            advice=sum(finding.severity == "advice" for finding in self.findings),
            events=len(self.events),
            watching="1,204 files watched" if self.files else "",
        )


def finding(line: int = 41, path: str = "app/orders/api.py", **more: Any) -> FindingRow:
    fields: dict[str, Any] = {
        "rule": "detached-record",
        "path": path,
        "line": line,
        "column": 5,
        "severity": "error",
        "message": "`order` is loaded in the request's session; when `send_receipt` runs, that session is closed",
        "lesson": "Load records inside the background task's own session",
    }
    return FindingRow(**(fields | more))


def lesson(title: str = "Job status first", **more: Any) -> LessonRow:
    fields: dict[str, Any] = {"slug": "x", "title": title, "status": "adopted", "kind": "gotcha", "cost": 60}
    return LessonRow(**(fields | more))


def session(title: str = "Retry invoice mails", **more: Any) -> SessionRow:
    fields: dict[str, Any] = {
        "id": "4f1c", "agent": "claude-code", "title": title, "last": "2026-11-20T18:40:00.000Z",
        "turns": 42, "tools": 118,
    }  # fmt: skip
    return SessionRow(**(fields | more))


def full_sample() -> Sample:
    """A repository with something of everything."""
    sample = Sample(files=1204)
    sample.findings = [
        finding(),
        finding(88, rule="unknown-job-method", lesson=None,
                message="`update_job_status` does not exist on JobManager; did you mean `update_job_progress(status=…)`?"),
        finding(12, "app/invoices/tasks.py", rule="job-status-first", severity="warning",
                message="`generate_invoices` awaits `load_customers` before it marks the job running", lesson="Job status first"),
        finding(203, "app/invoices/tasks.py", rule="naive-now", severity="advice", message="`datetime.now()` has no zone", lesson=None),
        finding(7, "app/very/long/path/that/goes/on/and/on/in/a/deeply/nested/package/of/modules/with_a_long_name.py", rule="nested-event-loop",
                message="`asyncio.run` below running async code starts a second loop"),
    ]  # fmt: skip
    sample.lessons = [
        lesson("Load records inside the background task's own session", cost=120, rule="detached-record", enforce="deny"),
        lesson("Job status first", rule="job-status-first", enforce="warn"),
        lesson("Method names are verified against the job manager", cost=30, rule="unknown-job-method", enforce="deny"),
        lesson("Commit before you publish", kind="pattern", cost=45),
        lesson("Never build phase ids, query them", cost=20),
        lesson("Use the async client in tests, the sync one blocks the loop", status="candidate", cost=None, source="CLAUDE.md line 88"),
        lesson("`alembic upgrade` before the first test or 14 tests fail", status="candidate", kind="fix", cost=90, source="2 sessions"),
    ]  # fmt: skip
    sample.sessions = [
        session(errors=3, branch="invoices-retry", files=6),
        session("Look for callers of update_job_status", parent="4f1c", turns=4, tools=19, agent="claude-code"),
        session("Why do the orders tests hang on CI? They pass here, and the log ends in the middle of a line.", branch="main", last="2026-11-19T09:12:00.000Z", errors=11),
        session("Typed settings", agent="git", turns=0, tools=0, last="2026-10-02T10:00:00.000Z"),
    ]  # fmt: skip
    for number in range(8):
        sample.add("file.changed", {"path": f"app/invoices/tasks{number}.py", "change": "modified"})
    sample.add(
        "session.turn",
        {
            "speaker": "user",
            "text": "The retry sends every mail twice. Find out why, and write a test first.",
        },
        "4f1c",
    )
    sample.add("session.tool", {"tool": "Bash", "input": {"command": "pytest tests/invoices -x -q"}}, "4f1c")
    sample.add(
        "session.result",
        {"error": True, "text": "FAILED tests/invoices/test_retry.py::test_once - assert 2 == 1"},
        "4f1c",
    )
    sample.add("git.commit", {"sha": "4be1c2d99ab", "subject": "Key each mail by invoice and attempt"})
    sample.add("files.changed", {"count": 1204, "sample": ["app/a.py", "app/b.py", "app/c.py"]})
    sample.add("check.ran", {"files": 1204, "findings": {"detached-record": 3, "naive-now": 6}})
    return sample
