"""How a detached record is told: what was handed over, when it runs, what fails there, and the way out."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from hardwon.check.analyses.records.background import Outcome
from hardwon.check.interpreter.requests import Requests
from hardwon.check.interpreter.state import HandOver, Session, Site, State, Use
from hardwon.check.linking.pins import Range
from hardwon.check.linking.project import Project
from hardwon.check.linking.values import Bound, Closure, FunctionRef, Instance, RecordRef
from hardwon.check.rule import Found


def handed_over(
    project: Project, machine: Requests, outcome: Outcome, versions: Range | None, finals: Sequence[State]
) -> Found:
    """The finding about work that was given to the background together with a record or session."""
    work = outcome.work
    target = _target_name(work)
    if outcome.session is not None:
        site, name = _session_argument(machine, work)
        message = f"{name} is {_whose(outcome.session)}; {_when(work, outcome, versions, target)}."
        do = f"open a session inside {target}, and hand over ids only"
        return _found(project, work, site, message, do, outcome)
    use = outcome.uses[0]
    site, name = _record_argument(machine, work, use)
    session = _session_of(machine, use, finals)
    whose = _whose(session) if session else "another session"
    message = (
        f"`{name}` is loaded in {whose}; {_when(work, outcome, versions, target)}, and {_what(name, use)}."
    )
    return _found(project, work, site, message, _instead(project, work, site, name, target), outcome)


def _found(project: Project, work: HandOver, site: Site, message: str, do: str, outcome: Outcome) -> Found:
    whole = (work.site.start, work.site.end)
    severity = "error" if outcome.certain else "advice"
    message = message[0].upper() + message[1:]
    return Found(work.site.path, site.start, site.end, whole, message, do, severity)  # type: ignore[arg-type]


def used_detached(
    project: Project, machine: Requests, use: Use, site: Site, finals: Sequence[State]
) -> Found:
    """The finding about a record that is used where its session is closed."""
    text = project.text(site.path)[site.start : site.end].decode("utf-8", "replace")
    session = _session_of(machine, use, finals)
    model = use.model.short if use.model else "record"
    owner = _spoken_owner(text, use, model)
    what = _what(owner, use)
    message = f"{_whose(session) if session else 'the session'} is closed here, and {what}."
    if use.kind == "unloaded":
        eager = f"selectinload({model}.{use.attribute})"
        do = f"use it inside the session's block, or load it with the record: {eager}"
    elif use.kind == "expired":
        do = "read it before the commit, or make the session with expire_on_commit=False"
    else:
        do = "change it inside the session's block and commit there, or merge it into an open session"
    return Found(
        site.path, site.start, site.end, (site.start, site.end), message[0].upper() + message[1:], do
    )


def _spoken_owner(text: str, use: Use, model: str) -> str:
    """What the code calls the record at a use of one of its attributes."""
    head, dot, last = text.rpartition(".")
    if dot and last == use.attribute and len(head) < 40 and "\n" not in head:
        return head
    return model.lower()


def _target_name(work: HandOver) -> str:
    target = work.target
    if isinstance(target, FunctionRef):
        return f"`{target.short}`"
    if isinstance(target, Bound):
        return f"`{target.function.short}`"
    if isinstance(target, Closure):
        return f"`{target.node[2]}`" if target.node[0] == "def" else "the lambda"
    named = next((name for _, value, name in work.arguments if value == target and value is not None), "")
    return f"`{named}`" if named else "the work"


def _whose(session: Session) -> str:
    if session.kind == "request":
        return "the request's session"
    if session.kind == "block":
        return "the session of a `with` block"
    if session.kind == "outer":
        return "the caller's session"
    return "a session of its own"


def _when(work: HandOver, outcome: Outcome, versions: Range | None, target: str) -> str:
    session = outcome.session
    kind = session.kind if session else ""
    if work.kind == "process":
        return f"{target} runs in another process (`{work.by}`), where that session does not exist"
    if work.kind == "response":
        if not outcome.certain:
            known = f"`{versions.source}` allows both" if versions else "no version is pinned"
            why = f"FastAPI 0.106 to 0.117 closes it first; {known}"
            return f"when {target} runs, that session may be closed ({why})"
        closes = f" (FastAPI {_version(versions)} closes it before background tasks)" if versions else ""
        return f"when {target} runs, that session is closed{closes if kind != 'block' else ''}"
    if work.kind == "later":
        return f"when {target} runs, that session is long closed"
    return f"{target} goes on (`{work.by}`) when that session is closed"


def _version(versions: Range) -> str:
    return ".".join(str(part) for part in versions.low)


def _what(name: str, use: Use) -> str:
    spoken = f"`{name}.{_attribute(use)}`"
    if use.kind == "unloaded":
        return f"{spoken} is not loaded"
    if use.kind == "expired":
        return f"{spoken} has expired with the commit"
    return f"the change of {spoken} is never written"


def _attribute(use: Use) -> str:
    """The attribute with the relationships on the way to it."""
    steps = [use.attribute]
    key: object = use.record
    while isinstance(key, tuple) and len(key) == 2 and isinstance(key[1], str):
        steps.insert(0, key[1])
        key = key[0]
    return ".".join(steps)


def _top(key: Hashable) -> Hashable:
    while isinstance(key, tuple) and len(key) == 2 and isinstance(key[1], str):
        key = key[0]
    return key


def _session_of(machine: Requests, use: Use, finals: Sequence[State]) -> Session | None:
    for state in (*finals, machine.state):
        record = state.records.get(_top(use.record))
        if record is not None and record.session in state.sessions:
            return state.sessions[record.session]
    return None


def _record_argument(machine: Requests, work: HandOver, use: Use) -> tuple[Site, str]:
    top = _top(use.record)
    for site, value, name in work.arguments:
        if any(ref.key in (top, use.record) for ref in machine.records_in(value)):
            return site, name
    for site, value, _ in work.arguments:
        if value == work.target:
            return site, _captured(machine, work, top, use)
    return work.site, _captured(machine, work, top, use)


def _captured(machine: Requests, work: HandOver, top: Hashable, use: Use) -> str:
    """What the code calls a record that a function sees from outside."""
    for names in machine.state.variables.values():
        for name, value in names.items():
            if isinstance(value, RecordRef) and value.key == top:
                return name
    return use.model.short.lower() if use.model else "the record"


def _session_argument(machine: Requests, work: HandOver) -> tuple[Site, str]:
    for site, value, name in work.arguments:
        if isinstance(value, Instance) and machine.sessions_in(value):
            return site, f"the session that `{name}` holds"
        if machine.sessions_in(value):
            return site, f"`{name}`"
    for site, value, name in work.arguments:
        if value == work.target:
            return site, f"the session that `{name}` uses"
    return work.site, "the session that it uses"


def _instead(project: Project, work: HandOver, site: Site, name: str, target: str) -> str:
    text = project.text(work.site.path)
    call = text[work.site.start : work.site.end].decode("utf-8", "replace")
    given = text[site.start : site.end].decode("utf-8", "replace")
    if given == name and "\n" not in call and len(call) < 90:
        before = text[work.site.start : site.start].decode("utf-8", "replace")
        after = text[site.end : work.site.end].decode("utf-8", "replace")
        return f"hand over the id and load it there:  {before}{name}.id{after}"
    return f"hand `{name}.id` to {target} and load it there, in a session of its own"
