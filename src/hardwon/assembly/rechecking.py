"""Checks again whenever files were saved, and tells the journal which findings are new and which are gone."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hardwon.assembly.checker import Checker, CheckerGone
from hardwon.assembly.checking import Checked, is_change_here, look
from hardwon.assembly.noting import how_gone, tree_of
from hardwon.assembly.workspace import Workspace
from hardwon.check import Finding, Report
from hardwon.core import HardwonError, iso, new_id
from hardwon.store import Event, NewEvent, StoreError

if TYPE_CHECKING:
    from hardwon.daemon import Pulse
    from hardwon.store import Journal

# All in seconds. What an editor or a branch switch saves at once is one check; the watcher has settled each
# file already.
_GATHER, _AT_MOST = 0.06, 1.0
_RETRY = 30.0
_MOST_TOLD = 50  # findings that are events of their own; beyond it one event says how many
_MOST_SHOWN = 200
_PROPOSED = 1.5  # seconds an agent that is about to write may wait for its turn
_WAITING = 3.0  # seconds a `hardwon check` may wait for its turn


class Rechecker:
    """Keeps `checked` up to date while the daemon runs; what fails is told once to `on_trouble`."""

    def __init__(
        self,
        workspace: Workspace,
        journal: "Journal",
        checked: Checked,
        checker: Checker,
        on_trouble: Callable[[HardwonError], None],
        pulse: "Pulse | None" = None,
    ) -> None:
        self._workspace = workspace
        self._journal = journal
        self._checked = checked
        self._checker = checker
        self._on_trouble = on_trouble
        self._pulse = pulse
        self._told: set[str] = set()

    async def run(self, stopping: asyncio.Event) -> None:
        """Checks after each change until `stopping` is set."""
        loop = asyncio.get_running_loop()
        changed = asyncio.Event()
        settings = self._workspace.settings.check

        def hear(events: Sequence[Event]) -> None:
            if any(is_change_here(event, settings) for event in events) and not loop.is_closed():
                loop.call_soon_threadsafe(changed.set)

        def look_again() -> Report:
            try:
                asked = asyncio.run_coroutine_threadsafe(self._look(), loop)
                report: Report = asked.result()
                return report
            except CheckerGone:
                return look(self._workspace)

        self._checked.look_again = look_again
        unsubscribe = self._journal.subscribe(hear)
        first = self._checked.latest
        before = standing((), first) if first is not None else None
        changed.set()  # what changed before the watching began
        ended = asyncio.create_task(stopping.wait())
        patience: float | None = None
        try:
            while True:
                await _any_of(ended, changed, patience)
                if stopping.is_set():
                    return
                await _gather(ended, changed)
                before, patience = await self._check(before)
        finally:
            unsubscribe()
            ended.cancel()
            self._checked.look_again = None
            await self._checker.close()

    async def answer(self, request: Mapping[str, Any]) -> Mapping[str, object]:
        """What a `hardwon check` would print: the op `check` of the socket. Raises `CheckerGone`."""
        said = await self._checker.ask((("line", dict(request)), self._beat()), patience=_WAITING)
        if said is None:
            raise CheckerGone("this daemon cannot answer that", next_step="run `hardwon check`")
        answer: Mapping[str, object] = said
        return answer

    async def _look(self) -> Report:
        report: Report = await self._checker.ask((("look",), self._beat()))
        return report

    def _beat(self) -> object:
        """What tells whether a file was touched; taken before the question, so that the answer is younger."""
        return self._pulse.beat() if self._pulse is not None else None

    async def propose(self, path: str, before: bytes | None, after: bytes) -> tuple[Finding, ...]:
        """What `after` would newly break in the file at `path`, as `proposing.propose` says it.

        Raises as `Checker.ask`.
        """
        asked = (("propose", path, before, after), self._beat())
        found: tuple[Finding, ...] = await self._checker.ask(asked, patience=_PROPOSED)
        return found

    async def findings(self, request: Mapping[str, Any]) -> Mapping[str, object]:
        """The findings that stand open, without advice: the op `findings` of the socket."""
        report = self._checked.latest
        found = standing((), report) if report is not None else []
        counts = Counter(one.severity for one in found)
        return {"findings": [_payload(one) for one in found[:_MOST_SHOWN]], "counts": dict(counts)}

    async def _check(self, before: list[Finding] | None) -> tuple[list[Finding] | None, float | None]:
        """What stands open now, and after how many seconds to try again if that cannot be told."""
        try:
            report = await asyncio.to_thread(self._checked.report)
            now = standing(before or (), report)
            accepted = {(one.rule, one.path, one.fingerprint) for one in report.accepted}
            # What the baseline took in has not been mended.
            was = [one for one in before or () if (one.rule, one.path, one.fingerprint) not in accepted]
            time = iso(self._workspace.clock.now())
            if before is not None:
                await self._tell(was, now, report, time)
        except (HardwonError, StoreError) as error:
            if error.what not in self._told:
                self._told.add(error.what)
                self._on_trouble(error)
            return before, _RETRY
        self._told.clear()
        return now, None

    async def _tell(self, was: list[Finding], now: list[Finding], report: Report, time: str) -> None:
        places = self._workspace.places
        # In a thread: how a finding went is asked of git.
        events = await asyncio.to_thread(
            finding_events,
            was,
            now,
            time=time,
            source=self._next_source,
            tree=tree_of(places),
            how=lambda one: how_gone(places, one, report),
        )
        if events:
            await self._journal.append_async(events)

    def _next_source(self) -> str:
        return f"recheck:{new_id(self._workspace.clock)}"


def finding_events(
    before: Sequence[Finding],
    now: Sequence[Finding],
    *,
    time: str,
    source: Callable[[], str],
    tree: str = "",
    how: Callable[[Finding], str] | None = None,
) -> list[NewEvent]:
    """What came and went between two checks: one event each, or one `findings.changed` for very many.

    A finding that moved with its code did neither. `tree` names the worktree, `how` says why one is gone.
    """
    old, fresh = _by_key(before), _by_key(now)
    new = [one for key, ones in fresh.items() for one in ones[len(old.get(key, ())) :]]
    gone = [one for key, ones in old.items() for one in ones[len(fresh.get(key, ())) :]]
    moved = Counter(one.fingerprint for one in new) & Counter(one.fingerprint for one in gone)
    new, gone = _without(new, moved), _without(gone, moved)
    if len(new) + len(gone) > _MOST_TOLD:
        payload = {"new": len(new), "fixed": len(gone), "rules": dict(Counter(one.rule for one in new))}
        return [NewEvent(source(), "findings.changed", time, payload)]
    where: dict[str, object] = {"tree": tree} if tree else {}
    told = [("finding.new", _payload(one) | where) for one in new]
    told += [
        ("finding.fixed", _payload(one) | where | ({"how": how(one)} if how is not None else {}))
        for one in gone
    ]
    return [NewEvent(source(), kind, time, payload) for kind, payload in told]


def standing(before: Sequence[Finding], report: Report) -> list[Finding]:
    """The findings that stand open now, without advice.

    Those of a file that cannot be read in full just now are as they were `before`: half-typed code has not
    mended anything.
    """
    troubled = {error.path for error in report.errors}
    now = [one for one in report.findings if one.severity != "advice" and one.path not in troubled]
    return now + [one for one in before if one.path in troubled]


def _by_key(findings: Iterable[Finding]) -> dict[tuple[str, str, str], list[Finding]]:
    found: dict[tuple[str, str, str], list[Finding]] = {}
    for one in findings:
        found.setdefault((one.rule, one.path, one.fingerprint), []).append(one)
    return found


def _without(findings: list[Finding], moved: Counter[str]) -> list[Finding]:
    left = Counter(moved)
    kept = []
    for one in findings:
        if left[one.fingerprint]:
            left[one.fingerprint] -= 1
        else:
            kept.append(one)
    return kept


def _payload(finding: Finding) -> dict[str, object]:
    payload: dict[str, object] = {
        "rule": finding.rule,
        "path": finding.path,
        "line": finding.line,
        "message": finding.message,
        "severity": finding.severity,
        "fingerprint": finding.fingerprint,
    }
    return payload | ({"lesson": finding.lesson} if finding.lesson else {})


async def _any_of(ended: "asyncio.Task[bool]", changed: asyncio.Event, patience: float | None) -> None:
    heard = asyncio.create_task(changed.wait())
    try:
        await asyncio.wait([heard, ended], timeout=patience, return_when=asyncio.FIRST_COMPLETED)
    finally:
        heard.cancel()


async def _gather(ended: "asyncio.Task[bool]", changed: asyncio.Event) -> None:
    """Waits until it is quiet, or long enough."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _AT_MOST
    while True:
        changed.clear()
        await asyncio.wait([ended], timeout=_GATHER)
        if ended.done() or not changed.is_set() or loop.time() >= deadline:
            changed.clear()
            return
