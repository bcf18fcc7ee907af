"""A check of the repository, with the lessons that its findings breach."""

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import replace

from hardwon.assembly.workspace import Workspace
from hardwon.check import Report, check_project
from hardwon.core import HardwonError, iso, new_id
from hardwon.store import BlobCache, Event, NewEvent, send, spool_append

ProgressSink = Callable[[int, int], None]


def check_repository(
    workspace: Workspace,
    paths: Sequence[str] = (),
    *,
    texts: Mapping[str, bytes] | None = None,
    progress: ProgressSink | None = None,
) -> Report:
    """The findings of the whole repository, or of `paths`, each with the slug of its lesson.

    `texts` as `check.check_project`. That the check ran is told to the journal; where that cannot be
    written (a read-only checkout), the check is none the worse for it. Raises `UnknownRule`.
    """
    started = workspace.clock.monotonic()
    report = inspect(workspace, paths, texts=texts, progress=progress)
    event = ran(workspace, report, seconds=workspace.clock.monotonic() - started)
    with suppress(HardwonError):
        if not send(workspace.places, [event]):
            spool_append(workspace.places, [event])
    return report


def inspect(
    workspace: Workspace,
    paths: Sequence[str] = (),
    *,
    texts: Mapping[str, bytes] | None = None,
    progress: ProgressSink | None = None,
) -> Report:
    """`check_repository` without telling anybody."""
    with closing(BlobCache(workspace.places.cache)) as cache:
        report = check_project(
            workspace.places.root,
            paths,
            settings=workspace.settings.check,
            cache=cache,
            texts=texts,
            progress=progress,
        )
    if not report.findings:
        return report
    lessons = workspace.shelf().by_rule()
    named = (
        replace(finding, lesson=lessons[finding.rule].slug) if finding.rule in lessons else finding
        for finding in report.findings
    )
    return replace(report, findings=tuple(named))


def ran(workspace: Workspace, report: Report, *, seconds: float) -> NewEvent:
    """The event that says what a check came to."""
    return NewEvent(
        source=f"check:{new_id(workspace.clock)}",
        kind="check.ran",
        time=iso(workspace.clock.now()),
        payload={
            "files": report.files,
            "findings": dict(Counter(finding.rule for finding in report.findings)),
            "suppressed": report.suppressed,
            "seconds": round(seconds, 3),
        },
    )


class Checked:
    """The latest check, made anew when it is asked for after a file has changed; safe in threads."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._stale = True
        self._report: Report | None = None

    def hear(self, events: Sequence[Event]) -> None:
        """Listens to the journal: a changed file makes the report stale."""
        if any(event.kind in ("file.changed", "files.changed") for event in events):
            self._stale = True

    def forget(self) -> None:
        """Makes the report stale."""
        self._stale = True

    def report(self, progress: ProgressSink | None = None) -> Report:
        """The report as of the last change."""
        with self._lock:
            if self._report is None or self._stale:
                self._stale = False  # before the check: what changes meanwhile makes it stale again
                self._report = inspect(self._workspace, progress=progress)
            return self._report
