"""What happens to records and sessions in the work that a function gives to the background."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from hardwon.check.interpreter.requests import Requests
from hardwon.check.interpreter.state import HandOver, Session, State, Use
from hardwon.check.linking.pins import Range
from hardwon.check.linking.values import Bound, Closure, FunctionRef, SessionRef, Value

# Whether a request's session is still open when background tasks run. Measured: open on 0.105, closed on
# 0.106 to 0.117, open again from 0.118 (fastapi.tiangolo.com/advanced/advanced-dependencies).
Policy = Literal["open", "closed", "unknown"]
_CLOSED_FROM, _OPEN_AGAIN, _EVER = (0, 106), (0, 118), (10**6,)
_MOST_WORK = 1500


def policy_of(versions: Range | None) -> Policy:
    """What a range of FastAPI's versions says about the request's session."""
    if versions is None:
        return "unknown"
    if versions.within(_CLOSED_FROM, _OPEN_AGAIN):
        return "closed"
    if versions.within(_OPEN_AGAIN, _EVER) or versions.within((0,), _CLOSED_FROM):
        return "open"
    return "unknown"


class Outcome(Struct, frozen=True):
    """What goes wrong with one hand-over: the uses of records that fail, or the session handed over.

    `certain` is False where it depends on the version of FastAPI, which is not pinned.
    """

    work: HandOver
    uses: tuple[Use, ...]
    session: Session | None
    certain: bool


def outcomes(machine: Requests, finals: Iterable[State], policy: Policy) -> Iterator[Outcome]:
    """What goes wrong in the background, for each hand-over in the states at a root's ways out."""
    for final in finals:
        if not final.handed:
            continue
        during, after = _before_and_after(machine, final)
        for work in final.handed.values():
            if work.kind == "response" and policy != "closed":
                found = _outcome(machine, work, during, is_over=False)
                if found is not None or policy == "open":
                    if found is not None:
                        yield found
                    continue
            found = _outcome(machine, work, after)
            if found is not None:
                depends = work.kind == "response" and policy == "unknown"
                yield replace(found, certain=not depends)


def _before_and_after(machine: Requests, final: State) -> tuple[State, State]:
    """The state while the response is sent, and the one after the request's dependencies have ended."""
    machine.state = final.copy()
    for leave in reversed(machine.early_leaves):
        leave()
    during = machine.state.copy()
    for leave in reversed(machine.leaves):
        leave()
    return during, machine.state


def _outcome(machine: Requests, work: HandOver, state: State, *, is_over: bool = True) -> Outcome | None:
    """`is_over` says that the request's dependencies have ended."""
    state = state.copy()
    _close_for(work, state, is_over=is_over)
    session = None if work.awaited else _handed_session(machine, work, state)
    if session is not None:
        return Outcome(work, (), session, certain=True)
    uses = _uses_in(machine, work, state)
    used_session = next((use for use in uses if use.kind == "session"), None)
    if work.awaited:
        uses = [use for use in uses if use.kind in ("unloaded", "expired")]
    elif used_session is not None:
        return Outcome(work, (), state.sessions.get(used_session.record), certain=True)
    uses = [use for use in uses if use.kind != "session"]
    return Outcome(work, tuple(uses), None, certain=True) if uses else None


def _close_for(work: HandOver, state: State, *, is_over: bool) -> None:
    """Closes the sessions that are surely over, or out of reach, when the work runs."""
    for key, session in state.sessions.items():
        elsewhere = work.kind == "process"
        # A helper that is given both session and tasks is called for a request.
        for_request = is_over and work.kind == "response" and session.kind == "outer"
        if work.awaited:
            is_open = key in work.open_then and not session.is_async
            state.sessions[key] = replace(session, is_open=is_open)
            continue
        # Flask gives each request its own, and takes it away at the end.
        of_request = session.kind == "scoped" and session.opener == "flask"
        # Whoever owns an async session is not told when a task is done, and lazy loading never works in one.
        beside = work.kind in ("task", "later") and session.kind in ("outer", "scoped") and session.is_async
        if session.is_open and (elsewhere or for_request or beside or of_request):
            state.sessions[key] = replace(session, is_open=False)


def _handed_session(machine: Requests, work: HandOver, state: State) -> Session | None:
    for value in (*work.args, *(value for _, value in work.keywords)):
        for ref in machine.sessions_in(value):
            session = state.sessions.get(ref.key)
            if session is None or session.is_open or session.kind == "scoped":
                continue
            if session.kind == "outer" and work.kind not in ("response", "process"):
                continue
            return session
    return None


def _uses_in(machine: Requests, work: HandOver, state: State) -> list[Use]:
    """Runs the work in `state`; the uses of records from outside that fail, in the order of the text."""
    if not isinstance(work.target, FunctionRef | Bound | Closure):
        return []
    if not (
        isinstance(work.target, Closure)
        or machine.is_interesting(work.target)
        or any(machine.is_interesting(v) for v in (*work.args, *(v for _, v in work.keywords)))
    ):
        return []
    known = set(state.records)
    state.uses = {}
    state.handed = {}
    machine.state = state
    kept, machine.stack, machine.steps = machine.stack, machine.stack[:1], -_MOST_WORK // 2
    machine.run(work.target, work.args, work.keywords, ("const", 0, None), awaited=True)
    machine.stack = kept
    found = [use for use in machine.state.uses.values() if _counts(use, work, known, state)]
    return sorted(
        found, key=lambda use: (use.kind == "changed", use.site.path, use.site.start, use.attribute)
    )


def _counts(use: Use, work: HandOver, known: set[Hashable], state: State) -> bool:
    if use.kind == "session":
        session = state.sessions.get(use.record)
        return session is not None and session.kind not in ("outer", "scoped")
    root: Hashable = use.record
    while isinstance(root, tuple) and root not in known and root:
        root = root[0]
    if root not in known:
        return False
    record = state.records.get(root)
    session = state.sessions.get(record.session) if record else None
    # A change made beside the session's owner may still be committed by it.
    if use.kind != "changed" or session is None or session.opener == "flask" or work.kind == "process":
        return True
    return session.kind not in ("outer", "scoped")


def is_session(value: Value) -> bool:
    """Whether a value is a session."""
    return isinstance(value, SessionRef)
