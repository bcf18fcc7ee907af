"""The digest of a session, from its structure: no model, no guesses, each line with its evidence."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hardwon.scribe.attempts import Fix, fixes_of, only_asks, unfixed_of
from hardwon.scribe.outcomes import parts
from hardwon.scribe.plans import open_items
from hardwon.scribe.sessions import Command, Session, TouchedFile, command_of, touched_files
from hardwon.scribe.story import Done, Said, Step
from hardwon.scribe.texts import first_line

_ASKED = 30
_LONGEST = 300
# What people write when the agent went wrong; at the beginning of what they say, where it is an answer to it.
_CORRECTS = re.compile(
    r"(?ix)^\W*(?:no\b[,.! ]|nope\b|stop\b|wait\b|don'?t\b|do\ not\b|please\ don'?t|"
    r"not\ (?:like|what|the|that|yet)\b|(?:that|this|it)(?:'s|\ is|\ was)?\ (?:still\ )?"
    r"(?:not|wrong|broken|incorrect|doesn'?t|does\ not|isn'?t|failing)\b|"
    r"wrong\b|actually\b|instead\b|undo\b|revert\b|roll\ ?back\b|why\ (?:did|are|do)\ you\b|"
    r"you\ (?:should(?:n'?t)?|forgot|missed|broke|removed|deleted|didn'?t|did\ not|were\ supposed)\b|"
    r"i\ (?:said|asked|meant|told|wanted|didn'?t\ ask)\b|still\b|nein\b)"
)
_TAKES_BACK = re.compile(
    r"git (?:checkout (?:\S+ )?-- |restore |reset --hard|revert |stash(?! (?:pop|apply|list|show)))"
)
_COMMITS = re.compile(r"git (?:-C \S+ )?commit\b")
_MESSAGE = re.compile(r"""(?:-m|--message)[= ]?(?:"\$\(cat <<'?EOF'?\n)?["']?([^"'\n]+)""")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a worklog and where it stands: `session:<id>#<line>`."""

    text: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fixed:
    """What failed, what was said about why (empty where nothing), and what was changed until it worked."""

    symptom: str
    cause: str
    change: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Worklog:
    """A session's digest. Each list is in the session's order and may be empty.

    `commands` are those that did or checked something; looking around (`grep`, `ls`) is left out.
    """

    session: Session
    asked: tuple[Entry, ...]
    files: tuple[TouchedFile, ...]
    commands: tuple[Command, ...]
    commits: tuple[Entry, ...]
    decided: tuple[Entry, ...]
    fixed: tuple[Fixed, ...]
    in_vain: tuple[Entry, ...]
    left_open: tuple[Entry, ...]
    corrections: tuple[Entry, ...]


def write_worklog(session: Session, steps: Sequence[Step]) -> Worklog:
    """The digest of `session`, whose story is `steps`. The same steps give the same digest."""
    done = [step for step in steps if isinstance(step, Done)]
    said = [step for step in steps if isinstance(step, Said) and step.by == "person"]
    cite = _Citation(session.id)
    return Worklog(
        session=session,
        asked=tuple(Entry(_short(one.text), cite(one.line)) for one in said[:_ASKED]),
        files=tuple(one for one in touched_files(done) if one.failed < one.edits),
        commands=tuple(command_of(step) for step in done if _is_deed(step)),
        commits=tuple(_commits(done, cite)),
        decided=tuple(_decisions(done, cite)),
        fixed=tuple(_fixed(fix, cite) for fix in fixes_of(steps)),
        in_vain=tuple(_in_vain(steps, cite)),
        left_open=tuple(_left_open(steps, cite)),
        corrections=tuple(_corrections(steps, cite)),
    )


def _is_deed(step: Done) -> bool:
    """Whether a call ran a command that does or checks something; looking around is no deed."""
    return step.what == "run" and bool(step.targets) and not step.rejected and not only_asks(step.targets[0])


class _Citation:
    """Turns lines of one session into evidence."""

    def __init__(self, session: str) -> None:
        self._session = session

    def __call__(self, *lines: int) -> tuple[str, ...]:
        return tuple(f"session:{self._session}#{line}" for line in dict.fromkeys(lines))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"


def _fixed(fix: Fix, cite: _Citation) -> Fixed:
    return Fixed(fix.symptom, _short(fix.cause), fix.change, cite(*fix.lines))


def _commits(done: Iterable[Done], cite: _Citation) -> Iterable[Entry]:
    for step in done:
        if step.failed is not False or not step.targets:
            continue
        if step.what == "commit":
            yield Entry(_short(step.targets[0]), cite(step.line))
        elif step.what == "run" and _COMMITS.search(step.targets[0]):
            message = _MESSAGE.search(step.targets[0])
            yield Entry(_short(message[1]) if message else "a commit", cite(step.line))


def _decisions(done: Iterable[Done], cite: _Citation) -> Iterable[Entry]:
    """What the user decided when asked: plans accepted, questions answered."""
    for step in done:
        if step.failed is not False:
            continue
        if step.tool == "ExitPlanMode":
            plan = step.given.get("plan")
            yield Entry(
                f"plan accepted: {first_line(plan if isinstance(plan, str) else '') or 'as shown'}",
                cite(step.line),
            )
        elif step.tool == "AskUserQuestion" and step.reply:
            yield Entry(_short(step.reply), cite(step.line, step.result_line))


def _in_vain(steps: Sequence[Step], cite: _Citation) -> Iterable[Entry]:
    for attempt in unfixed_of(steps):
        if attempt.is_last_word:
            continue
        times = f" {len(attempt.lines)} times" if len(attempt.lines) > 1 else ""
        why = f": {attempt.symptom}" if attempt.symptom else ""
        yield Entry(f"{_quoted(attempt.what)} failed{times}{why}", cite(*attempt.lines))
    edited = False
    for step in steps:
        if isinstance(step, Done) and step.failed is False and step.targets:
            edited = edited or step.what == "edit"
            if edited and step.what == "run" and _TAKES_BACK.search(step.targets[0]):
                yield Entry(f"taken back: {_quoted(_short(step.targets[0]))}", cite(step.line))


def _left_open(steps: Sequence[Step], cite: _Citation) -> Iterable[Entry]:
    for attempt in unfixed_of(steps):
        if attempt.is_last_word:
            why = f": {attempt.symptom}" if attempt.symptom else ""
            yield Entry(f"{_quoted(attempt.what)} still fails{why}", cite(*attempt.lines[-1:]))
    for text, line in open_items([step for step in steps if isinstance(step, Done)]):
        yield Entry(_short(text), cite(line))
    last = next((step for step in reversed(steps) if isinstance(step, Said) and step.by != "other"), None)
    if last is not None and last.by == "person":
        yield Entry(f"not answered: {_short(last.text)}", cite(last.line))
    elif last is not None and last.text.rstrip().endswith("?"):
        question = last.text.rstrip().splitlines()[-1].strip()
        yield Entry(f"asked, and not answered: {_short(question)}", cite(last.line))
    if steps and isinstance(steps[-1], Done) and steps[-1].failed is None and steps[-1].what != "other":
        what = next(iter(steps[-1].targets), steps[-1].tool)
        yield Entry(f"begun without a result: {_quoted(_short(what))}", cite(steps[-1].line))


def _corrections(steps: Sequence[Step], cite: _Citation) -> Iterable[Entry]:
    """What people said when they stopped the agent, refused a step, or contradicted it."""
    stopped, heard = False, False
    for step in steps:
        if isinstance(step, Done):
            if step.rejected:
                what = next(iter(step.targets), step.tool)
                words = f": {_short(step.reply)}" if step.reply else ""
                yield Entry(f"refused {_quoted(_short(what))}{words}", cite(step.result_line))
                stopped = not step.reply
        elif step.interrupted:
            stopped = True
        elif step.by == "person":
            if stopped or (heard and _CORRECTS.match(step.text)):
                yield Entry(_short(step.text), cite(step.line))
            stopped = False
        elif step.by == "assistant":
            heard, stopped = True, False


def _quoted(text: str) -> str:
    shown = parts(text)[-1] if "\n" in text and parts(text) else text
    return f"`{shown[:120]}`"
