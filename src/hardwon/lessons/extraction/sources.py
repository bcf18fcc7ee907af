"""Candidates from what happened: sessions' turns and commands, and the history of git."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from textwrap import dedent, indent
from typing import TYPE_CHECKING

from hardwon.lessons.extraction.accounts import Account, account
from hardwon.lessons.extraction.candidate import (
    LEAST_SCORE,
    Candidate,
    make_candidate,
    merge_candidates,
    relative_paths,
    shorten,
)
from hardwon.lessons.extraction.causes import cause, explanation, lacks_cure, tells_how
from hardwon.lessons.extraction.commits import from_commit
from hardwon.lessons.extraction.decisions import decision, decisions_of_plan, fact
from hardwon.lessons.extraction.insistence import Wish, insisted, wishes
from hardwon.lessons.extraction.labels import read_labelled
from hardwon.lessons.extraction.lasting import lasting_rule
from hardwon.lessons.extraction.markdown import read_blocks
from hardwon.lessons.extraction.phrases import CODE, Said, correction, said_by_person, sentences
from hardwon.lessons.extraction.remarks import remarks
from hardwon.lessons.extraction.repeats import signature
from hardwon.lessons.extraction.retries import LOOKING, Run, retried
from hardwon.lessons.extraction.reverts import TAKES_BACK, taken_back
from hardwon.lessons.extraction.settling import settle
from hardwon.lessons.extraction.titles import as_title

if TYPE_CHECKING:
    from hardwon.store import Event

SESSION_KINDS = ("session.started", "session.turn", "session.tool", "session.result")
EXTRACTION_KINDS = (*SESSION_KINDS, "git.commit")

_EDITS = frozenset(
    ("Edit", "edit", "Write", "MultiEdit", "NotebookEdit", "apply_patch", "str_replace_editor")
)
_SHELLS = frozenset(("Bash", "bash", "shell", "run_command", "local_shell"))
_CHECKS = re.compile(
    r"\b(?:test|tests|pytest|lint|check|build|compile|tsc|mypy|ruff|eslint|vet|clippy|cargo|make|tox)\b"
)
_KEPT_ERROR = 4000  # characters of a failing command's output, from its end
_KEPT_DONE = 20_000  # characters
_SHOWN_EDITS = 2
_KEPT_LINES = 30  # edits of one turn whose lines are looked through for what a person speaks of
_LONGEST_SETTING = 400  # characters; a longer change of a configuration is more than one setting
_LABEL_LINE = re.compile(r"\n(?=[ \t]*\*\*[A-Z][\w ]{2,20}(?:\*\*:|:\*\*))")  # each is a paragraph of its own
_LONGEST_TURN = 40_000  # characters; what stands behind them is a paste
_COMPLAINS = re.compile(  # what a person says when the cure was none
    r"traceback|\berrors?\b|\bfail|\bstill\b|\bagain\b|\bdidn'?t\b|\bdoesn'?t\b|\bnot (?:work|right|"
    r"what)|^no\b|^nope\b"
    r"|\bwrong\b|^/undo|\bundo\b|\brevert|\bwhy\b|\bbroke|^stop\b|^[ \t]*(?:E  |>  |File )|git reset|"
    r"git checkout",
    re.IGNORECASE | re.MULTILINE,
)
_UNDECIDED = re.compile(
    r"\s*(?:/(?!ex|clear|commit|drop|ask|code)\w+|!)"
)  # a person's command that judges nothing
_SETTINGS = re.compile(
    r"\.(?:toml|ya?ml|ini|cfg|conf|env|tf|lock)$|(?:^|/)(?:\.[\w.]+|Makefile|Dockerfile\S*|conftest\.py|"
    r"env\.py)$"
    r"|config[\w.]*$|settings[\w.]*$|package\.json$"
)
_UNPROVED = 0.5  # of an error in other words: it counts where it comes back
_NAMES_A_TOOL = re.compile(r"\b(?:use|prefer)\b", re.IGNORECASE)
_PATIENCE = 30  # tool calls: so soon after a cause was named an edit and a passing check must follow


@dataclass(slots=True)
class _Failed:
    """A command that failed and has not passed yet."""

    run: Run
    explained: Said | None = None
    edits: list[str] = field(default_factory=list)
    added: list[tuple[str, str]] = field(default_factory=list)  # paths, with the lines that an edit brought


@dataclass(slots=True)
class _Named:
    """A cause that was named and waits for the edit and the passing check that prove it."""

    said: Said
    turn: str
    patience: int = _PATIENCE
    edited: bool = False
    committed: bool = False
    added: list[tuple[str, str]] = field(default_factory=list)  # paths, with the lines that an edit brought


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
    wishes: list[Wish] = field(default_factory=list)
    single: list[Candidate] = field(default_factory=list)  # orders that count where their edit is let stand
    lines: list[tuple[str, str]] = field(default_factory=list)  # what edits brought since the last turn
    accounts: list[Account] = field(default_factory=list)  # causes that nothing but the talk can prove
    is_recorded: bool = False  # it holds tool calls: then they have to prove what is said


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
    for session in sessions.values():
        _settle_accounts(session, at_end=True)
        _take_accepted(
            session, "it was committed, and nobody complained", [n for n in session.causes if n.committed]
        )
        found.extend([*session.found, *session.single])
    found = insisted([wish for session in sessions.values() for wish in session.wishes], found)
    found = settle(merge_candidates(found))
    return [candidate for candidate in found if candidate.score >= LEAST_SCORE]


def _take_start(session: _Session, payload: "dict[str, object]") -> None:
    cwd = payload.get("cwd")
    if isinstance(cwd, str) and cwd:
        session.roots.add(cwd)


def _take_turn(session: _Session, payload: "dict[str, object]") -> None:
    text, turn = str(payload.get("text", "")), str(payload.get("turn", payload.get("line", "")))
    if payload.get("thinking"):
        return
    text = text[:_LONGEST_TURN]
    if payload.get("speaker") == "user":
        _take_person(session, text, turn)
    elif (
        payload.get("speaker") == "assistant"
    ):  # not people among themselves: dinner is no lesson of the code
        _take_agent(session, text, turn)


def _take_person(session: _Session, text: str, turn: str) -> None:
    if _UNDECIDED.match(text) and not text.lstrip().startswith("/undo"):
        return
    _hear(session, text, person=True)
    complains = bool(_COMPLAINS.search(text))
    if not complains:
        _take_accepted(session, "nobody complained after the edit", [n for n in session.causes if n.edited])
        session.found.extend(() if session.undone else session.single)
    session.single.clear()
    if said_by_person(text):
        session.wishes.extend(wishes(text, session=session.id, turn=turn))
        said_so = correction(text, done=session.done)
        rule = lasting_rule(text)
        if rule is not None and (said_so is None or said_so.score < rule.score):
            said_so = rule
        if said_so is not None and (session.answered or said_so.is_lasting):
            _take_correction(session, said_so, text, turn)
    for planned in decisions_of_plan(text):
        _keep(session, planned, planned.sentence, planned.whole, turn)
    session.done = ""
    session.edited.clear()
    session.lines.clear()
    session.causes.clear()
    session.proved = session.undone = False
    session.regret = None


def _take_correction(session: _Session, said: Said, text: str, turn: str) -> None:
    """Keeps what a person corrects, with the line it speaks of: without that nobody else understands it."""
    words = shorten(" ".join(sentences(text)), 600)
    about = "".join(f"\n\nSaid about {path}" for path in session.edited[-1:])
    names = {name for name in re.findall(r"\w{4,}", said.whole) if re.search(r"[A-Z_]", name[1:])}
    written = next(
        ((path, line) for path, line in session.lines if names & set(re.findall(r"\w{4,}", line))), None
    )
    if written is not None:
        about = f"\n\nSaid about {written[0]}, where stood:\n\n    {shorten(written[1].strip(), 200)}"
    if said.is_single and not about and (CODE.search(said.whole) or not _NAMES_A_TOOL.search(said.whole)):
        return
    _keep(session, said, said.sentence, f"A person said: {words}{about}", turn, key=said.whole)
    if said.is_single:
        session.single.append(session.found.pop())


def _take_accepted(session: _Session, reason: str, accepted: list[_Named]) -> None:
    """Keeps the causes whose cure was let stand, which is less than a passing check."""
    for named in accepted:
        weak = lacks_cure(named.said) or not tells_how(named.said)
        score = _UNPROVED if weak else named.said.score - 0.05
        said = replace(named.said, score=score, reasons=(*named.said.reasons, reason))
        _keep(session, said, said.sentence, _told_with(said, named.added), named.turn)


def _told_with(said: Said, added: list[tuple[str, str]]) -> str:
    """What was said, and the small edits that mended it."""
    small = [(path, lines) for path, lines in added if path and 0 < len(lines) < _LONGEST_SETTING]
    return "\n\n".join([said.whole, *(_quoted(path, [lines]) for path, lines in small[:_SHOWN_EDITS])])


def _quoted(path: str, lines: list[str]) -> str:
    return "\n\n".join((f"Changed {path}:", "\n".join(indent(dedent(one), "    ") for one in lines)))


def _take_agent(session: _Session, text: str, turn: str) -> None:
    session.answered = True
    _hear(session, text, person=False)
    told = None if session.is_recorded else account(text, turn)
    if told is not None:
        session.accounts.append(told)
    regretted = taken_back(text)
    if regretted is not None and session.undone:
        _keep(session, regretted, regretted.sentence, regretted.whole, turn)
    elif regretted is not None:
        session.regret = _Named(regretted, turn)
    session.done = (session.done + text)[-_KEPT_DONE:]
    for failure in session.failed.values():
        _explain(failure, text)
    if _take_stories(session, text, turn):
        return  # what a summary tells under labels is not told a second time by a sentence of it
    for chosen in (*decisions_of_plan(text), decision(text), fact(text)):
        if chosen is not None:
            _keep(session, chosen, chosen.sentence, chosen.whole, turn)
    said = cause(text)
    if said is not None and session.proved:
        said = replace(said, score=_UNPROVED) if lacks_cure(said) and not session.lines else said
        _keep(session, said, said.sentence, _told_with(said, session.lines[-_SHOWN_EDITS:]), turn)
    elif said is not None:
        session.causes.append(_Named(said, turn))


def _hear(session: _Session, text: str, *, person: bool) -> None:
    session.accounts = [one for one in session.accounts if one.hear(text, person=person)]
    _settle_accounts(session)


def _settle_accounts(session: _Session, *, at_end: bool = False) -> None:
    """Keeps the causes of which the talk has said long enough that they were those, and drops the others."""
    waiting = []
    for one in session.accounts:
        if one.patience > 0 and not at_end:
            waiting.append(one)
        elif one.is_proved:
            _keep(session, one.said, one.said.sentence, one.told, one.turn)
    session.accounts = waiting


def _explain(failure: _Failed, text: str) -> None:
    """The best that was said about a failure so far; the first of several that are as good."""
    for said in (explanation(text, failure.run.output), cause(text)):
        if said is not None and (failure.explained is None or said.score > failure.explained.score):
            failure.explained = said


def _take_stories(session: _Session, text: str, turn: str) -> bool:
    """Takes what tells problem or cause, and cure, under labels; whether there was any."""
    found = False
    if "**" not in text and "#" not in text:
        return found
    for story in read_labelled(read_blocks(_LABEL_LINE.sub("\n\n", text))):
        told = story.parts
        trouble = " ".join(told.get("trouble") or told.get("cause") or []).strip()
        if not trouble or not story.cure.strip() or len(trouble.split()) < 6:
            continue
        found = True
        whole = bool(told.get("cause"))
        reasons = ("a problem with its solution, in a summary", *(("it names the cause",) if whole else ()))
        said = Said(trouble, story.body, "fix", 0.8 + 0.05 * whole, reasons)
        _keep(session, said, re.split(r"(?<=[\w)`])\.\s|\n", trouble)[0], story.body, turn)
    return found


def _take_tool(session: _Session, payload: "dict[str, object]") -> None:
    session.is_recorded = True
    session.accounts.clear()
    tool, given = str(payload.get("tool", "")), payload.get("input")
    given = given if isinstance(given, dict) else {}
    session.done = f"{session.done}\n{' '.join(map(str, given.values()))}"[-_KEPT_DONE:]
    for named in session.causes:
        named.patience -= 1
    if tool in _EDITS:
        path = str(given.get("file_path") or given.get("path") or "")
        _take_edit(session, relative_paths(path, session.roots), given, payload)
        for named in session.causes:
            named.edited = True
        session.recent.clear()
        session.proved = False
    session.causes = [named for named in session.causes if named.patience > 0]
    if tool == "commit":
        for named in session.causes:
            named.committed = named.edited
    if tool in _SHELLS:
        command = str(given.get("command", ""))
        session.calls[str(payload.get("call", ""))] = (
            command,
            str(payload.get("turn", payload.get("line", ""))),
        )


def _take_edit(
    session: _Session, path: str, given: "dict[str, object]", payload: "dict[str, object]"
) -> None:
    session.edited.append(path)
    new = str(given.get("new_string") or given.get("content") or "")
    old = set(str(given.get("old_string") or "").splitlines())
    brought = "\n".join(line for line in new[:_LONGEST_TURN].splitlines() if line.strip() and line not in old)
    session.lines = [*session.lines[-_KEPT_LINES:], (path, brought)]
    for named in session.causes:
        named.added = [*named.added[-_SHOWN_EDITS:], (path, brought)]
    for failure in session.failed.values():
        failure.edits.append(path)
        failure.added.append((path, brought))
    turn = str(payload.get("turn", payload.get("line", "")))
    for remark in remarks(new[:_LONGEST_TURN], str(given.get("old_string") or "")):
        _keep(session, remark, remark.sentence, f"{remark.whole}\n\nWritten beside the code of {path}", turn)


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
        # The cure of an error in other words is the edit itself: without its lines nothing is left to learn.
        body = _told_with(named.said, named.added)
        weak = lacks_cure(named.said) and body == named.said.whole
        said = replace(named.said, score=_UNPROVED) if weak else named.said
        _keep(session, said, said.sentence, body, named.turn)


def _take_pass(session: _Session, failure: _Failed, turn: str) -> None:
    """A command that failed passes: a lesson where it was edited for, and somebody said why."""
    run, said = failure.run, failure.explained
    if not failure.edits or not (_CHECKS.search(run.command) or run.command.split()[0] not in LOOKING):
        return
    failed = f"`{shorten(run.command, 200)}` failed:\n\n    {run.complaint}"
    cure = _cure(failure)
    if said is not None:
        body = f"{said.whole}\n\n{failed}\n\n{cure}"
        reasons = (*said.reasons, "the command passed after the edit")
        scored = Said(said.sentence, body, "fix", said.score + 0.1, reasons)
        _keep(session, scored, said.sentence, body, run.turn, key=said.sentence)
        return
    path, brought = failure.added[-1]
    is_setting = _SETTINGS.search(path) is not None and 0 < len(brought) < _LONGEST_SETTING
    if is_setting and len(set(failure.edits)) == 1 and signature(run.complaint):
        reasons = ("a failure that a setting mended", "the command passed after the edit")
        setting = Said(run.complaint, f"{failed}\n\n{cure}", "fix", 0.65, reasons)
        title = f"{path} mends: {shorten(run.complaint, 90 - len(path))}"
        _keep(session, setting, title, setting.whole, run.turn, key=run.complaint)


def _cure(failure: _Failed) -> str:
    """What was edited before the command passed: the lines of small edits, else the paths.

    Of several edits those that share a name with the error or its explanation, where there are any: one
    command often fails for more than one reason.
    """
    small = [(path, lines) for path, lines in failure.added if 0 < len(lines) < _LONGEST_SETTING]
    about = f"{failure.run.complaint} {failure.explained.whole if failure.explained else ''}"
    names = set(re.findall(r"\w{5,}", about))
    near = [
        (path, lines)
        for path, lines in small
        if path.rpartition("/")[2] in about or names & set(re.findall(r"\w{5,}", lines))
    ]
    shown: dict[str, list[str]] = {}
    for path, lines in (near or small)[-_SHOWN_EDITS:]:
        shown.setdefault(path, []).append(lines)
    told = [_quoted(path, lines) for path, lines in shown.items()]
    others = dict.fromkeys(path for path in failure.edits if path and path not in shown)
    return "\n\n".join([*told, *([f"Changed: {', '.join(others)}"] if others else [])])


def _keep(session: _Session, said: Said, title: str, body: str, turn: str, *, key: str = "") -> None:
    clean: Callable[[str], str] = lambda text: relative_paths(text, session.roots)  # noqa: E731
    evidence = f"session:{session.id}#{turn}"
    session.found.append(
        _candidate(
            as_title(clean(title)),
            clean(body),
            said.kind,
            evidence,
            said.score,
            said.reasons,
            "session",
            clean(key or said.sentence),
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
