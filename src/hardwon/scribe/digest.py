"""A session folded step by step into what a worklog needs: bounded, however long the session is."""

import copy
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from hardwon.scribe.attempts import Attempts, Fix, only_asks
from hardwon.scribe.outcomes import covers, is_check, parts
from hardwon.scribe.plans import Plan
from hardwon.scribe.prose import choice, is_housekeeping, question, shorten, spoken, wish
from hardwon.scribe.sessions import Session, TouchedFile
from hardwon.scribe.story import Done, Said, Step, Teller, commits
from hardwon.scribe.texts import first_line
from hardwon.scribe.worklog import Entry, Fixed, Ran, Worklog

# How many lines a section keeps: from its beginning, where the aim stands, and from its end.
_ROOM = {
    "asked": (10, 20),
    "commits": (20, 80),
    "decided": (20, 20),
    "fixed": (20, 40),
    "in_vain": (10, 20),
    "corrections": (10, 20),
}
_JOINT = " && "
_MOST_FILES = 400
_MOST_COMMANDS = 100  # checks and other commands apart
_MOST_LINES = 6  # that show one thing
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
_UNDONE = re.compile(r"(?m)^(?:Removed: |The commit |Undid )\W*([0-9a-f]{7,40})\b:?\s*(.*)")
_MESSAGE = re.compile(r"""(?:-m|--message)[= ]?(?:"\$\(cat <<'?EOF'?\n)?["']?([^"'\n]+)""")
_Kept = TypeVar("_Kept")
_COMMITTED = re.compile(r"(?m)^\[[^\]\n]*?\b([0-9a-f]{7,40})\] (.+)$")


@dataclass(slots=True)
class Touched:
    """The edits of one file."""

    edits: int = 0
    failed: int = 0
    lines: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Tried:
    """The runs of one command; the last of them in full."""

    line: int
    command: str
    result: str
    verdict: str
    runs: int = 0
    failures: int = 0


@dataclass(slots=True)
class Line:
    """A line of a section and the marks (lines, turns) and commits that show it."""

    text: str
    marks: list[str]
    commit: str = ""


@dataclass(slots=True)
class Digest:
    """All that is kept of a session while its steps pass; `offset` is the last event that was taken in.

    It is plain data, so that it can be put down as JSON and taken up where it was left: cutting a session
    anywhere gives the same worklog.
    """

    offset: int = 0
    teller: Teller = field(default_factory=Teller)
    attempts: Attempts = field(default_factory=Attempts)
    plan: Plan = field(default_factory=Plan)
    asked: list[Line] = field(default_factory=list)
    commits: list[Line] = field(default_factory=list)
    decided: list[Line] = field(default_factory=list)
    fixed: list[Fix] = field(default_factory=list)
    in_vain: list[Line] = field(default_factory=list)
    corrections: list[Line] = field(default_factory=list)
    files: dict[str, Touched] = field(default_factory=dict)
    checks: dict[str, Tried] = field(default_factory=dict)
    commands: dict[str, Tried] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    edited: bool = False
    stopped: bool = False
    heard: bool = False
    undoing: bool = False
    deeds: int = 0
    last: Said | None = None
    closing: Said | None = None

    def take(self, step: Step) -> None:
        """Takes in the next step."""
        for fix in self.attempts.take(step):
            self._keep("fixed", self.fixed, fix)
        if isinstance(step, Said):
            self._hear(step)
        else:
            self._note(step)

    def worklog(self, session: Session) -> Worklog:
        """The worklog as it is if the session ends here; the digest itself stays as it is."""
        whole = copy.deepcopy(self)
        waiting, whole.teller.waiting = whole.teller.waiting, []
        for step in waiting:
            whole.take(step)
        return _written(whole, session, waiting[-1] if waiting else None)

    def _hear(self, said: Said) -> None:
        if said.interrupted:
            self.stopped = True
        elif said.by == "person":
            self._hear_person(said)
            self.stopped = False
        elif said.by == "assistant":
            self.heard, self.stopped = True, False
            self._decide(said)
        elif self.undoing:
            self._take_back(said)
        if said.by == "person" and is_housekeeping(said.text):
            self.undoing = said.text.strip().startswith("/undo")
            return
        self.undoing = False
        if said.by != "other":
            self.last = said
            self.closing = said if said.by == "assistant" else self.closing

    def _hear_person(self, said: Said) -> None:
        if is_housekeeping(said.text):
            return
        if self.stopped or (self.heard and _CORRECTS.match(said.text)):
            self._keep("corrections", self.corrections, Line(wish(said.text), [_mark(said)]))
        text = wish(said.text)
        same = next((one for one in self.asked if one.text == text), None)
        if same is None:
            self._keep("asked", self.asked, Line(text, [_mark(said)]))
        else:
            same.marks = [*same.marks, _mark(said)][:_MOST_LINES]
        self._decide(said)

    def _decide(self, said: Said) -> None:
        """What is said to be decided, with its reason."""
        chosen = choice(said.text)
        if chosen and all(one.text != chosen for one in self.decided):
            self._keep("decided", self.decided, Line(chosen, [_mark(said)]))

    def _take_back(self, said: Said) -> None:
        """What aider answers to `/undo`: the commit that is gone."""
        for sha, message in _UNDONE.findall(said.text):
            gone = [one for one in self.commits if one.commit == sha]
            self.commits = [one for one in self.commits if one.commit != sha]
            text = gone[0].text if gone else shorten(message) or "a commit"
            marks = [mark for one in gone for mark in one.marks]
            self._keep("in_vain", self.in_vain, Line(f"taken back: {text}", [*marks, _mark(said)], sha))

    def _note(self, step: Done) -> None:
        self.plan.take(step)
        self.deeds += 1
        self.closing = None if step.what in ("edit", "commit", "run") else self.closing
        if step.rejected:
            self._note_refusal(step)
        elif step.what == "edit":
            self._note_edit(step)
        elif step.what == "run" and step.targets:
            self._note_run(step)
        elif step.what == "commit" and step.failed is False and step.targets:
            sha = step.given.get("sha")
            line = Line(shorten(step.targets[0]), [str(step.line)], sha if isinstance(sha, str) else "")
            self._keep("commits", self.commits, line)
        elif step.failed is False:
            self._note_answer(step)

    def _note_refusal(self, step: Done) -> None:
        what = next(iter(step.targets), step.tool)
        words = f": {shorten(step.reply)}" if step.reply else ""
        line = Line(f"refused {_quoted(what)}{words}", [str(step.result_line)])
        self._keep("corrections", self.corrections, line)
        self.stopped = not step.reply

    def _note_edit(self, step: Done) -> None:
        for path in step.targets:
            one = self.files.get(path)
            if one is None and len(self.files) >= _MOST_FILES:
                self._leave_out("files")
                continue
            one = self.files.setdefault(path, Touched())
            one.edits += 1
            one.failed += bool(step.failed)
            one.lines = [*one.lines, step.line][:_MOST_LINES]
        self.edited = self.edited or step.failed is False

    def _note_run(self, step: Done) -> None:
        command = step.targets[0]
        if self.edited and step.failed is False and _TAKES_BACK.search(command):
            line = Line(f"taken back: {_quoted(command)}", [str(step.line)])
            self._keep("in_vain", self.in_vain, line)
        if step.failed is False and commits(command):
            self._keep("commits", self.commits, _commit(command, step))
            if not is_check(command):
                return
        if only_asks(command):
            return
        room = self.checks if is_check(command) else self.commands
        key = _JOINT.join(parts(command))[:500] or command[:500]
        before = room.pop(key, Tried(0, "", "", ""))
        result = "unknown" if step.failed is None else "failed" if step.failed else "ok"
        runs, failures = before.runs + 1, before.failures + bool(step.failed)
        if step.failed is False:
            for other in [one for one in room if _is_over(room[one], key)]:
                runs, failures = runs + room[other].runs, failures + room[other].failures
                del room[other]
        room[key] = Tried(step.line, command[:500], result, step.verdict, runs, failures)
        if len(room) > _MOST_COMMANDS:
            del room[next(iter(room))]
            self._leave_out("commands")

    def _note_answer(self, step: Done) -> None:
        """What the user decided when asked: plans accepted, questions answered."""
        if step.tool == "ExitPlanMode":
            plan = step.given.get("plan")
            text = first_line(plan if isinstance(plan, str) else "") or "as shown"
            self._keep("decided", self.decided, Line(f"plan accepted: {text}", [str(step.line)]))
        elif step.tool == "AskUserQuestion" and step.reply:
            marks = [str(step.line), str(step.result_line)]
            self._keep("decided", self.decided, Line(_answers(step.reply), marks))

    def _keep(self, section: str, lines: list[_Kept], line: _Kept) -> None:
        """Adds to a section; where it is full its oldest line behind the first ones goes, and is counted."""
        first, latest = _ROOM[section]
        lines.append(line)
        if len(lines) > first + latest:
            del lines[first]
            self._leave_out(section)

    def _leave_out(self, section: str) -> None:
        self.left_out[section] = self.left_out.get(section, 0) + 1


def write_worklog(session: Session, steps: Iterable[Step]) -> Worklog:
    """The digest of `session`, whose story is `steps`. The same steps give the same digest."""
    digest = Digest()
    last = None
    for step in steps:
        digest.take(step)
        last = step
    return _written(digest, session, last)


def _written(digest: Digest, session: Session, last: Step | None) -> Worklog:
    left = [*_unfinished(digest), *_unanswered(digest)]
    if isinstance(last, Done) and last.failed is None and last.what != "other":
        what = next(iter(last.targets), last.tool)
        left.append(Line(f"begun without a result: {_quoted(what)}", [str(last.line)]))
    forgotten = {"failures": digest.attempts.forgotten, "left_open": digest.plan.forgotten}
    out = digest.left_out | {section: count for section, count in forgotten.items() if count}
    vain = sorted([*_taken_back(digest), *_given_up(digest)], key=lambda one: _number(one.marks[0]))

    def cited(lines: Iterable[Line]) -> tuple[Entry, ...]:
        return tuple(Entry(one.text, _cite(session.id, one.marks, one.commit)) for one in lines)

    return Worklog(
        session=session,
        asked=cited(digest.asked),
        said=cited(_closing(digest)),
        files=tuple(
            TouchedFile(path, one.edits, one.failed, tuple(one.lines))
            for path, one in digest.files.items()
            if one.failed < one.edits
        ),
        commands=tuple(sorted(_ran(digest), key=lambda one: one.line)),
        commits=cited(digest.commits),
        decided=cited(digest.decided),
        fixed=tuple(
            Fixed(one.symptom, one.cause, one.change, _cite(session.id, map(str, one.lines)))
            for one in digest.fixed
        ),
        in_vain=cited(vain),
        left_open=cited(left),
        corrections=cited(digest.corrections),
        left_out=out,
    )


def _closing(digest: Digest) -> Iterator[Line]:
    # Where nothing was done, the closing words are an answer, and stand in the turns.
    if digest.deeds and digest.closing is not None and (said := spoken(digest.closing.text)):
        yield Line(said, [_mark(digest.closing)])


def _ran(digest: Digest) -> Iterator[Ran]:
    for check, room in ((True, digest.checks), (False, digest.commands)):
        for one in room.values():
            yield Ran(one.line, one.command, one.result, one.verdict, check, one.runs, one.failures)


def _taken_back(digest: Digest) -> Iterator[Line]:
    """What was taken back; commits that went one after the other are one line."""
    gone: list[Line] = []
    for one in (*digest.in_vain, None):
        if one is not None and one.commit:
            gone.append(one)
            continue
        if gone:
            gone.sort(key=lambda line: _number(line.marks[0]))
            rest = len(gone) - 1
            more = f", and {rest} more commit{'s' if rest > 1 else ''}" if rest else ""
            marks = [mark for line in gone for mark in line.marks][:_MOST_LINES]
            yield Line(f"{gone[0].text}{more}", marks, gone[0].commit)
            gone = []
        if one is not None:
            yield one


def _given_up(digest: Digest) -> Iterator[Line]:
    for one in digest.attempts.open:
        if one.is_telling and not one.check:
            times = f" {one.times} times" if one.times > 1 else ""
            yield Line(f"{_quoted(one.what)} failed{times}{_why(one.symptom)}", list(map(str, one.lines)))


def _unfinished(digest: Digest) -> Iterator[Line]:
    for one in digest.attempts.open:
        if one.check:
            yield Line(f"{_quoted(one.what)} still fails{_why(one.symptom)}", [str(one.lines[-1])])
    for item in digest.plan.items.values():
        yield Line(shorten(item.text), [str(item.line)])


def _is_over(failed: Tried, passed: str) -> bool:
    """Whether what failed has now passed, perhaps with more beside it."""
    pieces = passed.split(_JOINT)
    return failed.result == "failed" and all(
        any(covers(piece, part) for piece in pieces) for part in parts(failed.command)
    )


def _unanswered(digest: Digest) -> Iterator[Line]:
    last = digest.last
    if last is not None and last.by == "person":
        if len(last.text.split()) > 1:
            yield Line(f"not answered: {wish(last.text)}", [_mark(last)])
    elif last is not None and (asked := question(last.text)):
        yield Line(f"asked, and not answered: {asked}", [_mark(last)])


def _commit(command: str, step: Done) -> Line:
    made = _COMMITTED.search(step.reply)
    given = _MESSAGE.search(command)
    text = made[2] if made else given[1] if given else "a commit"
    return Line(shorten(text), [str(step.line)], made[1] if made else "")


def _answers(reply: str) -> str:
    """The answers to an agent's questions, without the frame that its program puts around them."""
    pairs = re.findall(r'"([^"]+)"="([^"]+)"', reply)
    return shorten("; ".join(f"{asked} {answered}" for asked, answered in pairs) if pairs else reply)


def _cite(session: str, marks: Iterable[str], commit: str = "") -> tuple[str, ...]:
    shown = [f"session:{session}#{mark}" for mark in dict.fromkeys(marks)]
    return (*shown, *([f"commit:{commit}"] if commit else []))


def _mark(said: Said) -> str:
    """What recall names a turn by: in a conversation its own id, in a transcript its line."""
    return said.turn or str(said.line)


def _number(mark: str) -> int:
    return int(mark) if mark.isdecimal() else 0


def _why(symptom: str) -> str:
    return f": {symptom}" if symptom else ""


def _quoted(text: str) -> str:
    shown = parts(text)[-1] if "\n" in text and parts(text) else text
    return f"`{shorten(shown)}`"
