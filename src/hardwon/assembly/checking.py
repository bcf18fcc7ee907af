"""A check of the repository: its findings with their lessons, held against what the team accepts for now."""

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from hardwon.assembly.accepting import Ledger
from hardwon.assembly.knowing import Known
from hardwon.assembly.linters import open_linter
from hardwon.assembly.noting import standing_events
from hardwon.assembly.user_rules import brought_by_lessons
from hardwon.assembly.workspace import Workspace
from hardwon.check import (
    BadBaseline,
    Baseline,
    FactCache,
    FileError,
    Finding,
    MemoryCache,
    Report,
    check_project,
    may_matter,
)
from hardwon.core import CheckSettings, HardwonError, iso, new_id
from hardwon.store import BlobCache, Event, NewEvent, send, spool_append

if TYPE_CHECKING:
    from hardwon.assembly.difference import Difference

ProgressSink = Callable[[int, int], None]
FILE_EVENTS = ("file.changed", "files.changed")


def is_change_here(event: Event, settings: CheckSettings) -> bool:
    """Whether files of the worktree that is checked have changed, and such as a check looks at.

    Other worktrees are named in the event. Very many files at once are one event, with the endings of names.
    """
    if event.kind not in FILE_EVENTS or "worktree" in event.payload:
        return False
    paths = [event.payload[name] for name in ("path", "from") if name in event.payload]
    paths += [f"any{ending}" for ending in event.payload.get("endings", ())]
    return not paths or any(may_matter(str(path), settings) for path in paths)


@dataclass(frozen=True, slots=True)
class CheckOrder:
    """What a check is to do.

    `paths` and `texts` are as `check.check_project` takes them. `since` names a commit: only findings on
    lines that it does not have count. `fix` applies safe fixes, `unsafe` all. `accept` takes what is found
    into the baseline; `frozen` leaves that as it is.
    """

    paths: Sequence[str] = ()
    texts: Mapping[str, bytes] | None = None
    since: str = ""
    fix: bool = False
    unsafe: bool = False
    accept: bool = False
    frozen: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it asks about the whole repository, as it is on disk."""
        return not self.paths and self.texts is None and not self.since


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check came to.

    `report` has the open findings apart from the accepted ones. `taken` are findings that the baseline has
    now and had not before. `gone` counts, by rule, accepted ones that are not there any more, in a check of
    the whole repository; where the baseline `is_written`, they have left it. `doubted` counts those that may
    only seem gone because a file is in trouble. `mended` are the findings that a fix took away, `waiting`
    counts fixes that overlapped those.
    """

    report: Report
    taken: tuple[Finding, ...] = ()
    gone: Mapping[str, int] = field(default_factory=dict)
    is_written: bool = False
    doubted: int = 0
    mended: tuple[Finding, ...] = ()
    waiting: int = 0


def check_repository(
    workspace: Workspace,
    order: CheckOrder = CheckOrder(),
    *,
    progress: ProgressSink | None = None,
    known: Known | None = None,
) -> Outcome:
    """Does what `order` says, and tells the journal that the check ran, where hardwon is set up. `known` is
    for a process that checks again and again.

    Where neither the journal nor a baseline that would shrink can be written (a read-only checkout), the
    check is none the worse for it. Raises `UnknownRule`, `PathOutside`, `BadBaseline`, `NoDifference`; and
    `NotWritten` where fixes or the findings to accept cannot be.
    """
    started = workspace.clock.monotonic()
    is_kept = workspace.is_set_up  # before the check: accepting makes the folder, and is no `hardwon init`
    outcome = _Check(workspace, order, progress, known).run()
    event = ran(
        workspace,
        outcome.report,
        seconds=workspace.clock.monotonic() - started,
        is_whole=order.is_whole,
        fixed=outcome.gone if outcome.is_written else {},
        mended=outcome.mended,
    )
    with suppress(HardwonError):
        if is_kept:
            events = [event, *_told_of_lessons(workspace, order, outcome)]
            if not send(workspace.places, events):
                spool_append(workspace.places, events)
    return outcome


def _told_of_lessons(workspace: Workspace, order: CheckOrder, outcome: Outcome) -> list[NewEvent]:
    """What is new and what is gone since the last check. A draft, and a part of the lines, tell neither."""
    if order.texts is not None or order.since or not workspace.places.lessons.is_dir():
        return []
    return standing_events(workspace, outcome.report)


class _Check:
    """One check, from an order to its outcome."""

    def __init__(
        self, workspace: Workspace, order: CheckOrder, progress: ProgressSink | None, known: Known | None
    ) -> None:
        self._workspace = workspace
        self._order = order
        self._progress = progress
        self._known = known
        # Before the long part: what cannot work is said at once.
        self._ledger = Ledger(workspace.places)
        self._difference = self._compare()

    def run(self) -> Outcome:
        outcome = Outcome(self._look())
        if self._order.fix or self._order.unsafe:
            outcome = self._mend(outcome.report)
        return self._settle(outcome)

    def _look(self, *more: str, texts: Mapping[str, bytes] | None = None) -> Report:
        texts = self._order.texts if texts is None else texts
        paths = [*more, *self._order.paths]
        return inspect(self._workspace, paths, texts=texts, progress=self._progress, known=self._known)

    def _look_at_all(self) -> Report:
        return self._look(str(self._workspace.places.root))

    def _compare(self) -> "Difference | None":
        if not self._order.since:
            return None
        from hardwon.assembly.difference import difference_since  # here: few checks ask git

        return difference_since(self._workspace.places, self._order.since)

    def _asked_for(self, findings: Iterable[Finding], found: Report) -> tuple[Finding, ...]:
        """Those of `findings` that lie in the paths, and on the lines, that the order is about."""
        inside = found.ran.keys() | {finding.path for finding in found.findings}
        difference = self._difference
        return tuple(
            finding
            for finding in sorted(findings, key=lambda one: (one.path, one.line, one.column, one.rule))
            if finding.path in inside and (difference is None or difference.touches(finding))
        )

    def _mend(self, found: Report) -> Outcome:
        """The outcome so far, with fixes written to the files."""
        from hardwon.check import mend
        from hardwon.integrations import Change, make_changes

        root = self._workspace.places.root
        raws: dict[str, bytes] = {}

        def read(path: str) -> bytes | None:
            # A link that leads out of the repository is read, but what it leads to is not ours to change.
            if Path(os.path.realpath(root / path)).is_relative_to(os.path.realpath(root)):
                with suppress(OSError):
                    raws[path] = (root / path).read_bytes()
            return raws.get(path)

        new = self._ledger.settle(found, self._look_at_all).new
        offered = self._asked_for(new, found)
        mended = mend(
            offered,
            found,
            unsafe=self._order.unsafe,
            read=read,
            check=lambda texts: self._look(texts=texts),
        )
        if not mended.texts:
            return Outcome(found, waiting=mended.waiting)
        make_changes(root, [Change(path, raws[path], text) for path, text in mended.texts.items()])
        self._difference = self._compare()  # the lines have moved
        return Outcome(self._look(), mended=mended.findings, waiting=mended.waiting)

    def _settle(self, outcome: Outcome) -> Outcome:
        """`outcome` with its findings held against the baseline, which shrinks or grows as ordered."""
        order, ledger, found = self._order, self._ledger, outcome.report
        old = ledger.baseline
        settled = ledger.settle(
            self._look_at_all() if order.accept and order.paths else found, self._look_at_all
        )
        new = self._asked_for(settled.new, found)
        taken = tuple(one for one in new if one.severity != "advice") if order.accept else ()
        renewed = settled.baseline(taken)
        if renewed != old and (order.accept or (order.is_whole and not order.frozen)):
            try:
                ledger.write(renewed)
            except HardwonError:
                if order.accept:
                    raise
        whole = order.is_whole or order.accept
        return replace(
            outcome,
            report=replace(
                found,
                # Accepted ones need no lesson: pages are read only for what is shown.
                findings=_with_lessons(self._workspace, tuple(one for one in new if one not in taken)),
                accepted=self._asked_for([*settled.known, *taken], found),
                errors=self._errors(found),
            ),
            taken=taken,
            gone=Counter(one.rule for one in settled.gone for _ in range(settled.gone[one])) if whole else {},
            is_written=ledger.baseline is renewed,
            doubted=settled.doubted if whole else 0,
        )

    def _errors(self, found: Report) -> tuple[FileError, ...]:
        """The files in trouble, of those that the order is about; a lesson whose rule cannot be run is one in
        any check, since it keeps the rule from every file.
        """
        difference = self._difference
        if difference is None:
            return found.errors
        places = self._workspace.places
        pages = f"{places.lessons.relative_to(places.root).as_posix()}/"
        return tuple(
            error for error in found.errors if error.path in difference.lines or error.path.startswith(pages)
        )


def inspect(
    workspace: Workspace,
    paths: Sequence[str] = (),
    *,
    texts: Mapping[str, bytes] | None = None,
    progress: ProgressSink | None = None,
    known: Known | None = None,
) -> Report:
    """All findings, without their lessons; the baseline is not asked, and nobody is told."""
    is_whole = known is not None and not paths and texts is None
    if known is not None and is_whole and (still := known.still(workspace)) is not None:
        return still
    with _open_cache(workspace) as cache:
        brought = brought_by_lessons(workspace, cache)
        report = check_project(
            workspace.places.root,
            paths,
            settings=workspace.settings.check,
            cache=cache,
            texts=texts,
            progress=progress,
            users=brought.rules,
            linter=open_linter(workspace),
            kept=known.kept if known else None,
        )
    if brought.errors:
        report = replace(report, errors=(*report.errors, *brought.errors))
    if known is not None and is_whole:
        known.learn(workspace, report)
    return report


@contextmanager
def _open_cache(workspace: Workspace) -> Iterator[FactCache]:
    if not workspace.is_set_up:
        yield MemoryCache()  # a check leaves nothing in a directory that is not hardwon's
        return
    with closing(BlobCache(workspace.places.cache)) as cache:
        yield cache


def _with_lessons(workspace: Workspace, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """`findings`, each with the slug of its lesson; pages are read only where there are any."""
    if not findings or not workspace.places.lessons.is_dir():
        return findings  # what reads pages takes 50 ms to import
    lessons = workspace.shelf().by_rule()
    return tuple(
        replace(finding, lesson=lessons[finding.rule].slug) if finding.rule in lessons else finding
        for finding in findings
    )


def ran(
    workspace: Workspace,
    report: Report,
    *,
    seconds: float,
    is_whole: bool = True,
    fixed: Mapping[str, int] = MappingProxyType({}),
    mended: Iterable[Finding] = (),
) -> NewEvent:
    """The event that says what a check came to; figures about rules are by slug, zeros left out.

    `new` are the open findings that make a check fail; `fixed` those that have left the baseline.
    """
    failing = (finding for finding in report.findings if finding.severity != "advice")
    return NewEvent(
        source=f"check:{new_id(workspace.clock)}",
        kind="check.ran",
        time=iso(workspace.clock.now()),
        payload={
            "whole": is_whole,
            "rules": sorted(frozenset().union(*set(report.ran.values()))),
            "files": report.files,
            "findings": _by_rule(report.findings),
            "new": _by_rule(failing),
            "accepted": _by_rule(report.accepted),
            "fixed": dict(fixed),
            "mended": _by_rule(mended),
            "suppressed": report.suppressed,
            "seconds": round(seconds, 3),
        },
    )


def _by_rule(findings: Iterable[Finding]) -> dict[str, int]:
    return dict(Counter(finding.rule for finding in findings))


def look(workspace: Workspace, *, progress: ProgressSink | None = None, known: Known | None = None) -> Report:
    """All findings with their lessons, the accepted ones apart; nothing is written, and nobody is told."""
    report = inspect(workspace, progress=progress, known=known)
    try:
        ledger = Ledger(workspace.places)
    except BadBaseline as error:  # while a merge is going on, say: the page goes on, and says so
        errors = (*report.errors, FileError(Baseline.path, error.what))
        return replace(report, findings=_with_lessons(workspace, report.findings), errors=errors)
    settled = ledger.settle(report, lambda: report)
    findings = _with_lessons(workspace, settled.new)
    return replace(report, findings=findings, accepted=settled.known)


class Checked:
    """The latest check, held against the baseline; made anew when it is asked for after a file has changed.

    `look_again`, where there is somebody who keeps the project in mind, is asked instead of `look`. Safe in
    threads.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._stale = True
        self._report: Report | None = None
        self.look_again: Callable[[], Report] | None = None

    @property
    def latest(self) -> Report | None:
        """The last report, whatever has changed since."""
        return self._report

    def hear(self, events: Sequence[Event]) -> None:
        """Listens to the journal: a changed file makes the report stale."""
        if any(is_change_here(event, self._workspace.settings.check) for event in events):
            self._stale = True

    def forget(self) -> None:
        """Makes the report stale."""
        self._stale = True

    def report(self, progress: ProgressSink | None = None) -> Report:
        """The report as of the last change."""
        with self._lock:
            if self._report is None or self._stale:
                self._stale = False  # before the check: what changes meanwhile makes it stale again
                try:
                    again = self.look_again
                    self._report = again() if again else look(self._workspace, progress=progress)
                except BaseException:
                    self._stale = True
                    raise
            return self._report
