"""What the journal says of the work: open sessions, how the last one ended, what CI last said."""

import threading
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hardwon.assembly.workspace import Workspace
from hardwon.core import HardwonError
from hardwon.daemon import Asked, Provider

if TYPE_CHECKING:
    from hardwon.scribe import Session, Worklog
    from hardwon.store import Event, Journal, JournalReader

_LOOKED_AT = 100  # sessions, latest first: those open, and the last one that is not
_LINES = 5  # of each section of a worklog
_OPEN = ("working", "idle")
_CI_RUNS = 3
_STEP = 1000  # events that are looked back at first


class Tide:
    """Counts what came into the journal by what it is about: what answers out of the journal depend on."""

    def __init__(self, journal: "Journal") -> None:
        self._journal = journal
        self._counts: Counter[str] = Counter()
        self._heard = 0
        self._latest: tuple[Asked, int] | None = None
        journal.subscribe(self._hear)
        self._heard = max(self._heard, journal.last_offset())

    def level(self, about: str, asked: Asked) -> Hashable | None:
        """A value that differs after any event whose kind begins with `about`, as of the question `asked`.

        None while an event is on its way.
        """
        latest = self._latest
        if latest is None or latest[0] is not asked:  # three parts ask it for the same question
            latest = self._latest = (asked, self._journal.last_offset())
        if self._heard < latest[1]:
            return None  # it is committed, and its listeners are just being told
        return (self._journal.epoch, self._counts[about])

    def _hear(self, events: "Sequence[Event]") -> None:
        self._counts.update(event.kind.partition(".")[0] for event in events)
        self._heard = max(self._heard, events[-1].offset if events else 0)


class OpenedLate:
    """The journal for a process that does not own it, opened by whichever part asks first.

    What lies in the spool is taken in before, where nobody else owns the journal. None where there is no
    journal: opening one that is not there imports SQLAlchemy for nothing.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._opening = threading.Lock()
        self._reader: JournalReader | None = None

    def __call__(self) -> "JournalReader | None":
        with self._opening:
            if self._reader is None:
                self._take_in_spool()
                workspace = self._workspace
                if not workspace.settings.database and not workspace.places.journal.exists():
                    return None
                # Here, by one thread, for all parts: threads that import at once hold each other up.
                from hardwon.scribe import Sessions, open_worklogs, worklog_brief  # noqa: F401
                from hardwon.store import JournalReader

                self._reader = JournalReader.open(workspace.places, database=workspace.settings.database)
            return self._reader

    def close(self) -> None:
        """Lets go of the journal, if it was opened."""
        if self._reader is not None:
            self._reader.close()

    def _take_in_spool(self) -> None:
        spool = self._workspace.places.spool
        if spool.is_dir() and any(spool.iterdir()):
            # Another owner takes it in itself; a journal that cannot be written is read as it is.
            with suppress(HardwonError), self._workspace.owner("context"):
                pass


def record_providers(
    workspace: Workspace, read: "Callable[[], JournalReader | None]", tide: Tide | None = None
) -> list[Provider]:
    """The parts that the journal tells. Without a `tide` they are never kept."""
    parts = _RecordParts(workspace, read, tide)
    return [
        Provider("sessions", parts.sessions, parts.sessions_key),
        Provider("worklog", parts.worklog, parts.worklog_key),
        Provider("ci", parts.ci, parts.ci_key),
    ]


def latest_events(
    reader: "JournalReader | None", kind: str, count: int, wanted: "Callable[[Event], bool]" = lambda _: True
) -> "list[Event]":
    """At most `count` events of `kind` that are wanted, the newest first; old ones are not read."""
    found: list[Event] = []
    last, step = reader.last_offset() if reader else 0, _STEP
    while reader is not None and last > 0 and len(found) < count:
        first = max(0, last - step)
        there = reader.read(first, limit=last - first, kinds=(kind,))
        found += [event for event in reversed(there) if event.offset <= last and wanted(event)]
        last, step = first, step * 4
    return found[:count]


class _RecordParts:
    def __init__(
        self, workspace: Workspace, read: "Callable[[], JournalReader | None]", tide: Tide | None
    ) -> None:
        self._workspace = workspace
        self._read = read
        self._tide = tide

    def sessions_key(self, asked: Asked) -> Hashable | None:
        """What came into the journal, and the minute: who is silent for long is no longer at work."""
        level = self._tide.level("session", asked) if self._tide else None
        return None if level is None else (level, int(self._workspace.clock.now().timestamp()) // 60)

    worklog_key = sessions_key

    def ci_key(self, asked: Asked) -> Hashable | None:
        return self._tide.level("ci", asked) if self._tide else None

    def sessions(self, asked: Asked, _: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
        """The sessions that have not ended, those of this worktree first."""
        there = [one for one in self._latest(asked) if one.state in _OPEN]
        here = {one.id for one in there if self._is_here(one, asked)}
        there.sort(key=lambda one: one.id not in here)
        return {"open": [{**_session(one), "here": one.id in here} for one in there]}

    def worklog(self, asked: Asked, _: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
        """How the last session that is not at work ended: of this worktree, where it has any."""
        over = [one for one in self._latest(asked) if one.state != "working" and not one.parent]
        over.sort(key=lambda one: not self._is_here(one, asked))
        reader = self._read()
        if not over or reader is None:
            return {"last": None}
        from hardwon.scribe import open_worklogs, worklog_brief

        with open_worklogs(reader, self._workspace.places) as worklogs:
            for one in over[:_LINES]:  # one in which nothing came about tells nothing
                worklog = worklogs.of(one)
                if worklog.says_anything:
                    return {"last": {**_session(one), "brief": worklog_brief(worklog), **_sections(worklog)}}
        return {"last": None}

    def ci(self, _asked: Asked, _: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
        """The last results of CI that came into the journal, as events `ci.run`; the newest first."""
        runs = [event.payload for event in latest_events(self._read(), "ci.run", _CI_RUNS)]
        if not runs:
            return {"known": False, "note": "unknown: no CI result is known here", "runs": []}
        words = ("result", "branch", "sha", "workflow", "run", "time")
        return {
            "known": True,
            "note": "",
            "runs": [{word: str(one.get(word) or "") for word in words} for one in runs],
        }

    def _latest(self, asked: Asked) -> "list[Session]":
        reader = self._read()
        if reader is None:
            return []
        from hardwon.scribe import Audience

        sessions = self._workspace.sessions(reader, audience=Audience())
        return sessions.latest(self._workspace.clock.now(), limit=_LOOKED_AT)

    def _is_here(self, session: "Session", asked: Asked) -> bool:
        """Whether it belongs to this worktree, and not to one that lies in it."""
        from hardwon.scribe import worktrees

        roots = [(root, form) for root in worktrees(asked.places) for form in _forms(root)]
        holding = [
            (form, root) for root, form in roots if session.cwd == form or session.cwd.startswith(f"{form}/")
        ]
        return bool(holding) and max(holding, key=lambda one: len(one[0]))[1] == asked.places.root


def _forms(root: Path) -> set[str]:
    """How a path is written in the journal: as it is, or redacted (a home directory is `~` there)."""
    from hardwon.store import redact

    return {str(root), redact(str(root)).text}


def _session(session: "Session") -> dict[str, Any]:
    return {
        "id": session.id, "agent": session.agent, "title": session.title, "state": str(session.state),
        "branch": session.branch or None, "started": session.started, "last": session.last,
    }  # fmt: skip


def _sections(worklog: "Worklog") -> dict[str, list[str]]:
    fixed = [f"{one.symptom} → {', '.join(one.change)}" for one in worklog.fixed]
    return {
        "asked": [one.text for one in worklog.asked][:_LINES],
        "commits": [one.text for one in worklog.commits][-_LINES:],
        "decided": [one.text for one in worklog.decided][:_LINES],
        "fixed": fixed[:_LINES],
        "open": [one.text for one in worklog.left_open][:_LINES],
        "in_vain": [one.text for one in worklog.in_vain][:_LINES],
    }
