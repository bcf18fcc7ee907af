"""Candidates from what happened: sessions' turns and commands, and the history of git."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hardwon.lessons.extraction.candidate import (
    LEAST_SCORE,
    Candidate,
    make_candidate,
    merge_candidates,
    relative_paths,
    shorten,
)
from hardwon.lessons.extraction.labels import read_labelled
from hardwon.lessons.extraction.markdown import read_blocks
from hardwon.lessons.extraction.phrases import Said, cause, correction, decision, explanation, said_by_person
from hardwon.lessons.extraction.retries import Run, retried
from hardwon.lessons.extraction.reverts import TAKES_BACK, taken_back

if TYPE_CHECKING:
    from hardwon.store import Event

SESSION_KINDS = ("session.started", "session.turn", "session.tool", "session.result")
EXTRACTION_KINDS = (*SESSION_KINDS, "git.commit")

_EDITS = frozenset(("Edit", "Write", "MultiEdit", "NotebookEdit", "apply_patch", "str_replace_editor"))
_SHELLS = frozenset(("Bash", "bash", "shell", "run_command", "local_shell"))
_CHECKS = re.compile(
    r"\b(?:test|tests|pytest|lint|check|build|compile|tsc|mypy|ruff|eslint|vet|clippy|cargo|make|tox)\b"
)
_KEPT_ERROR = 4000  # characters of a failing command's output, from its end
_KEPT_DONE = 20_000  # characters
_PATIENCE = 30  # tool calls: so soon after a cause was named an edit and a passing check must follow


@dataclass(slots=True)
class _Failed:
    """A command that failed and has not passed yet."""

    run: Run
    explained: Said | None = None
    edits: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Named:
    """A cause that was named and waits for the edit and the passing check that prove it."""

    said: Said
    turn: str
    patience: int = _PATIENCE
    edited: bool = False


@dataclass(slots=True)
class _Session:
    """What is remembered of one session while its events pass."""

    id: str
    roots: set[str]
    answered: bool = False
    done: str = ""  # the agent's words, edits and commands since the person's last turn
    edited: list[str] = field(default_factory=list)
    calls: dict[str, tuple[str, str]] = field(default_factory=dict)
    failed: dict[str, _Failed] = field(default_factory=dict)
    recent: list[Run] = field(default_factory=list)
    causes: list[_Named] = field(default_factory=list)
    proved: bool = False  # a check has passed since the last edit
    regret: _Named | None = None  # something is to be taken back, and why: the command that does it proves it
    undone: bool = False  # the agent's edits have been taken back since the person's last turn
    found: list[Candidate] = field(default_factory=list)


def extract_candidates(events: "Iterable[Event]", *, roots: Iterable[str] = ()) -> list[Candidate]:
    """What the events (kinds `EXTRACTION_KINDS`, in order) may teach, in the order of its first coming.

    `roots` are directories whose absolute paths become relative; a session's own is known from its start.
    Deterministic. Near duplicates are one candidate with all the evidence; nothing below `LEAST_SCORE` is
    handed back. A session whose events come again from its start gives the same candidates.
    """
    known_roots = frozenset(roots)
    sessions: dict[str, _Session] = {}
    found: list[Candidate] = []
    for event in events:
        if event.kind == "git.commit":
            found.extend(from_commit(event.payload))
        elif event.session is not None and event.kind in _TAKERS:
            session = sessions.get(event.session)
            if session is None:
                session = sessions[event.session] = _Session(event.session, set(known_roots))
            _TAKERS[event.kind](session, event.payload)
            found.extend(session.found)
            session.found.clear()
    return [candidate for candidate in merge_candidates(found) if candidate.score >= LEAST_SCORE]


def from_commit(payload: "dict[str, object]") -> list[Candidate]:
    """What a commit's message teaches: a revert with its reason, a cause that was found."""
    subject, body = str(payload.get("subject", "")), str(payload.get("body", ""))
    body = re.sub(r"(?m)^[A-Z][\w-]+(?:-by|-Id|-id): .*$|^This reverts commit .*$", "", body).strip()
    if not body or len(body) > 6000 or re.match(r"(?:Merge|Bump|chore\(deps|build\(deps|Release)\b", subject):
        return []
    evidence = f"commit:{payload.get('sha', '')}"
    title = re.sub(r"\s*\(#\d+\)$", "", re.sub(r"^\w+(?:\([^)]*\))?!?:\s+", "", subject))
    reverted = re.match(r'(?:Revert|Back out|Reapply) "?(.+?)"?$', subject)
    if reverted:
        if len(re.findall(r"\w+", body)) < 6:
            return []
        text = f"Reverted: {reverted[1]}\n\n{body}"
        return [_candidate(title, text, "gotcha", evidence, 0.8, ("a revert with its reason",), "git")]
    said = cause(body)
    if said is None:
        return []
    text = f"{said.whole}\n\n{body}" if said.whole not in body else body
    return [_candidate(title, text, "fix", evidence, said.score + 0.1, (*said.reasons, "in a commit"), "git")]


def _take_start(session: _Session, payload: "dict[str, object]") -> None:
    cwd = payload.get("cwd")
    if isinstance(cwd, str) and cwd:
        session.roots.add(cwd)


def _take_turn(session: _Session, payload: "dict[str, object]") -> None:
    text, turn = str(payload.get("text", "")), str(payload.get("turn", payload.get("line", "")))
    if payload.get("thinking"):
        return
    if payload.get("speaker") == "user":
        if session.answered and said_by_person(text):
            said = correction(text, done=session.done)
            if said is not None:
                about = "".join(f"\n\nSaid about {path}" for path in session.edited[-1:])
                body = f"A person said: {said.whole}{about}"
                _keep(session, said, said.sentence, body, turn, key=said.whole)
        session.done = ""
        session.edited.clear()
        session.causes.clear()
        session.proved = session.undone = False
        session.regret = None
        return
    if payload.get("speaker") != "assistant":
        return  # people among themselves: what they decide over dinner is no lesson of the code
    session.answered = True
    regretted = taken_back(text)
    if regretted is not None and session.undone:
        _keep(session, regretted, regretted.sentence, regretted.whole, turn)
    elif regretted is not None:
        session.regret = _Named(regretted, turn)
    session.done = (session.done + text)[-_KEPT_DONE:]
    for failure in session.failed.values():
        failure.explained = failure.explained or explanation(text, failure.run.output)
    _take_stories(session, text, turn)
    chosen = decision(text)
    if chosen is not None:
        _keep(session, chosen, chosen.sentence, chosen.whole, turn)
    said = cause(text)
    if said is not None and session.proved:
        _keep(session, said, said.sentence, said.whole, turn)
    elif said is not None:
        session.causes.append(_Named(said, turn))


def _take_stories(session: _Session, text: str, turn: str) -> None:
    """A summary that tells problem, cause and cure under labels, after something was edited."""
    if "**" not in text and "#" not in text:
        return
    for story in read_labelled(read_blocks(text)):
        told = story.parts
        trouble = " ".join(told.get("trouble") or told.get("cause") or []).strip()
        if not trouble or not story.cure.strip() or len(trouble.split()) < 6:
            continue
        said = Said(trouble, story.body, "fix", 0.8, ("a problem with its solution, in a summary",))
        _keep(session, said, re.split(r"(?<=\w)\.\s", trouble)[0], story.body, turn)


def _take_tool(session: _Session, payload: "dict[str, object]") -> None:
    tool, given = str(payload.get("tool", "")), payload.get("input")
    given = given if isinstance(given, dict) else {}
    session.done = f"{session.done}\n{' '.join(map(str, given.values()))}"[-_KEPT_DONE:]
    for named in session.causes:
        named.patience -= 1
    if tool in _EDITS:
        path = str(given.get("file_path") or given.get("path") or "")
        session.edited.append(relative_paths(path, session.roots))
        for failure in session.failed.values():
            failure.edits.append(relative_paths(path, session.roots))
        for named in session.causes:
            named.edited = True
        session.recent.clear()
        session.proved = False
    session.causes = [named for named in session.causes if named.patience > 0]
    if tool in _SHELLS:
        command = str(given.get("command", ""))
        session.calls[str(payload.get("call", ""))] = (
            command,
            str(payload.get("turn", payload.get("line", ""))),
        )


def _take_result(session: _Session, payload: "dict[str, object]") -> None:
    command, turn = session.calls.pop(str(payload.get("call", "")), ("", ""))
    if not command:
        return
    failed = bool(payload.get("error"))
    run = Run(command, turn, failed, str(payload.get("text", ""))[-_KEPT_ERROR:])
    key = _gist(command)
    if not failed and session.edited and TAKES_BACK.search(command):
        session.undone = True
        if session.regret is not None:
            said = session.regret.said
            _keep(session, said, said.sentence, said.whole, session.regret.turn)
            session.regret = None
    if failed:
        session.failed.setdefault(key, _Failed(run))
    else:
        if _CHECKS.search(command):
            _take_proof(session)
        for name in [name for name in session.failed if name == key or name in key]:
            _take_pass(session, session.failed.pop(name), turn)
        other = retried(run, session.recent)
        if other is not None:
            fails = f"`{shorten(other.command, 300)}` fails:\n\n    {other.complaint}"
            body = f"{fails}\n\nThis works: `{command.strip()}`"
            said = Said(command, body, "gotcha", 0.7, ("a command that worked in another form",))
            title = f"Run `{shorten(command, 60)}`, not `{shorten(other.command, 60)}`"
            _keep(session, said, title, body, other.turn, key=f"{other.command} {command}")
            session.recent.clear()
    session.recent = [*session.recent[-4:], run]


def _take_proof(session: _Session) -> None:
    """A check passes: what was named as the cause before the edit was the cause."""
    session.proved = bool(session.edited)
    for named in [named for named in session.causes if named.edited]:
        session.causes.remove(named)
        _keep(session, named.said, named.said.sentence, named.said.whole, named.turn)


def _take_pass(session: _Session, failure: _Failed, turn: str) -> None:
    """A command that failed passes: a lesson where it was edited for, and somebody said why."""
    if not failure.edits or failure.explained is None or not _CHECKS.search(failure.run.command):
        return
    said = failure.explained
    files = ", ".join(dict.fromkeys(path for path in failure.edits if path))
    failed = f"`{shorten(failure.run.command, 200)}` failed:\n\n    {failure.run.complaint}"
    body = f"{said.whole}\n\n{failed}\n\nChanged: {files}"
    scored = Said(
        said.sentence, body, "fix", said.score + 0.05, (*said.reasons, "the command passed after the edit")
    )
    _keep(session, scored, said.sentence, body, failure.run.turn, key=said.sentence)


def _keep(session: _Session, said: Said, title: str, body: str, turn: str, *, key: str = "") -> None:
    clean: Callable[[str], str] = lambda text: relative_paths(text, session.roots)  # noqa: E731
    evidence = f"session:{session.id}#{turn}"
    session.found.append(
        _candidate(
            clean(title), clean(body), said.kind, evidence, said.score, said.reasons, "session", clean(key)
        )
    )


def _candidate(
    title: str,
    body: str,
    kind: str,
    evidence: str,
    score: float,
    reasons: tuple[str, ...],
    origin: str,
    key: str = "",
) -> Candidate:
    return make_candidate(
        title,
        body,
        kind=kind,  # type: ignore[arg-type]
        evidence=(evidence,),
        score=score,
        reasons=reasons,
        origin=origin,
        key=key,
    )


def _gist(command: str) -> str:
    """A command without what only shows its output."""
    return re.sub(r"\s*(?:2>&1|\|\s*(?:head|tail|grep|tee|less)\b[^|&;]*)", "", command).strip()


_TAKERS: "dict[str, Callable[[_Session, dict[str, object]], None]]" = {
    "session.started": _take_start,
    "session.turn": _take_turn,
    "session.tool": _take_tool,
    "session.result": _take_result,
}
