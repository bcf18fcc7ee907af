"""What the page and its JSON say: one model a document, the same for both."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict

from hardwon.store import Event


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SessionRow(_Document):
    """A session in a list; times are ISO 8601, `title` what was asked first."""

    id: str
    agent: str
    title: str = ""
    branch: str = ""
    parent: str | None = None
    started: str | None = None
    last: str | None = None
    turns: int = 0
    tools: int = 0
    errors: int = 0
    files: int = 0


class LessonRow(_Document):
    """A lesson in a list, adopted or waiting; `cost` in minutes, `source` where a candidate comes from."""

    slug: str
    title: str
    status: Literal["candidate", "adopted", "retired"]
    kind: str
    cost: int | None = None
    rule: str | None = None
    enforce: str = ""
    path: str = ""
    source: str = ""


class FindingRow(_Document):
    """A breach in the code, where it is and what it is; lines and columns from 1."""

    rule: str
    path: str
    line: int
    column: int
    severity: Literal["error", "warning", "advice"]
    message: str
    lesson: str | None = None
    fingerprint: str = ""


class Summary(_Document):
    """The figures at the top; `offset` is the journal's newest event."""

    version: int = 1
    repository: str
    branch: str = ""
    epoch: str
    offset: int
    files: int | None = None
    sessions: int = 0
    lessons: int = 0
    candidates: int = 0
    errors: int = 0
    warnings: int = 0
    advice: int = 0
    events: int = 0
    watching: str = ""


class Sessions(_Document):
    """`/api/sessions`, latest first."""

    version: int = 1
    sessions: list[SessionRow]


class Lessons(_Document):
    """`/api/lessons`, adopted ones first."""

    version: int = 1
    lessons: list[LessonRow]


class Findings(_Document):
    """`/api/findings`, gravest first."""

    version: int = 1
    findings: list[FindingRow]


class EventRow(_Document):
    """An event in one line of text."""

    offset: int
    time: str
    kind: str
    session: str | None
    line: str


class EventRows(_Document):
    """`/api/events?after=OFFSET&limit=N`, in order."""

    version: int = 1
    epoch: str
    events: list[EventRow]


@dataclass(frozen=True, slots=True)
class DashboardSource:
    """Where the page gets what it shows.

    All but `follow` are called in threads, several at once. `events(after, limit)` and `follow(after)`
    give events in order, `follow` goes on with new ones. `epoch()` changes when offsets start anew.
    """

    epoch: Callable[[], str]
    summary: Callable[[], Summary]
    sessions: Callable[[], Sequence[SessionRow]]
    lessons: Callable[[], Sequence[LessonRow]]
    findings: Callable[[], Sequence[FindingRow]]
    events: Callable[[int, int], Sequence[Event]]
    follow: Callable[[int], AsyncIterator[Sequence[Event]]]
