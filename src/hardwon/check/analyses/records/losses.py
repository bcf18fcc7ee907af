"""What a function changes or makes and never writes: changes that no commit follows, records never added."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Literal

from msgspec import Struct

from hardwon.check.analyses.runs import Ran
from hardwon.check.interpreter.state import Session, Site, State, Unsaved, keys_in
from hardwon.check.interpreter.trace import Attached, Called, Changed, Committed, Created
from hardwon.check.linking.values import External, SessionRef

Reason = Literal["detached", "late", "never"]
_WRITES = frozenset({"add", "add_all", "merge", "delete", "flush", "commit", "bulk_save_objects"})


class Lost(Struct, frozen=True):
    """A change that is not written: its session was closed before, was committed before, or never is."""

    change: Unsaved
    site: Site
    reason: Reason


def ended(ran: Ran) -> tuple[tuple[State, ...], tuple[Committed, ...]]:
    """The states when the framework has ended what it opened for the function, and the commits of that."""
    machine = ran.machine
    if not machine.leaves and not machine.early_leaves:
        return ran.finals, ()
    kept = machine.state, machine.trace
    states = []
    commits: list[Committed] = []
    for final in ran.finals:
        machine.state, machine.trace = final.copy(), []
        for leave in (*reversed(machine.early_leaves), *reversed(machine.leaves)):
            leave()
        commits += [what for what in machine.trace if isinstance(what, Committed)]
        states.append(machine.state)
    machine.state, machine.trace = kept
    return tuple(states), tuple(commits)


def lost_changes(ran: Ran, *, commits_late: bool) -> Iterator[Lost]:
    """The changes that a function itself makes and that none of its ways out has written, first ones first.

    `commits_late` says that somebody may commit the caller's session when the function has ended.
    """
    states, _ = ended(ran)
    saved = {site for state in states for site in state.saved}
    found: dict[Site, Lost] = {}
    for state in states:
        for site, change in state.unsaved.items():
            if site in saved or site.through:
                continue
            session = state.sessions.get(change.session)
            reason = _reason(change, session, commits_late=commits_late)
            if reason is not None:
                found.setdefault(site, Lost(change, site, reason))
    yield from sorted(found.values(), key=lambda lost: lost.site.start)


def _reason(change: Unsaved, session: Session | None, *, commits_late: bool) -> Reason | None:
    if session is None:
        return None
    if change.is_detached:
        return None if session.kind == "expunged" else "detached"
    if session.kind in ("block", "opened", "request"):
        if not session.in_sight:
            return None
        return "late" if change.is_late else "never"
    return "late" if change.is_late and not commits_late else None


def forgotten(ran: Ran) -> Iterator[Created]:
    """The new records that a function makes, keeps to itself and never adds, where it writes others."""
    states, commits = ended(ran)
    if not (commits or any(_writes(what) for what in ran.trace)):
        return
    states = (*states, *ran.machine.raised)
    taken = {what.record for what in ran.trace if isinstance(what, Attached)} | set(_passed(ran))
    for what in ran.trace:
        if not isinstance(what, Created) or what.site.through or what.record in taken:
            continue
        known = [state.records[what.record] for state in states if what.record in state.records]
        if not known or any(record.session is not None for record in known):
            continue
        if not any(what.record in state.gone for state in states):
            yield what


def _passed(ran: Ran) -> Iterator[Hashable]:
    """What the function passes on, to whomever, but to read it."""
    for what in ran.trace:
        if isinstance(what, Called) and not what.site.through and not isinstance(what.callee, External):
            for value in (*what.args, *(value for _, value in what.keywords)):
                yield from keys_in(value)


def _writes(what: object) -> bool:
    if isinstance(what, Committed):
        return True
    if not isinstance(what, Called) or not isinstance(what.owner, SessionRef):
        return False
    function = what.node[2]
    return function[0] == "attr" and function[3] in _WRITES


def unadded(ran: Ran) -> Iterator[Changed]:
    """The changes of records that came from a session and are not handed to `add` afterwards."""
    added: dict[object, int] = {}
    for place, what in enumerate(ran.trace):
        if isinstance(what, Attached):
            added[what.record] = place
    for place, what in enumerate(ran.trace):
        if not isinstance(what, Changed) or what.site.through or what.session is None or what.is_detached:
            continue
        if added.get(what.record, -1) < place:
            yield what
