"""Asking about sessions: which there are, what one did."""

import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from hardwon.core import HardwonError, parse_iso
from hardwon.scribe.outcomes import is_check
from hardwon.scribe.registry import CALL, SESSION
from hardwon.scribe.story import Done, Step, tell
from hardwon.store import redact

if TYPE_CHECKING:
    from hardwon.store import JournalReader

_STILL_WORKING = timedelta(minutes=10)
_STILL_OPEN = timedelta(hours=12)
_SPOKEN = or_(SESSION.c.turns > 0, SESSION.c.replies > 0)


class NoSession(HardwonError):
    """No session has the id that was asked for, or several begin with it."""


@dataclass(frozen=True, slots=True)
class Session:
    """One row of the registry. Times are ISO 8601; `ended` is empty while nothing says that it ended.

    `turns` counts what people said, `replies` what the agent answered, `files` those it edited (at least
    tried to), `commands` those it ran. `state` is `working`, `idle` or `ended`.
    """

    id: str
    agent: str
    title: str
    started: str
    last: str
    ended: str
    state: str
    branch: str
    cwd: str
    parent: str
    origin: str
    turns: int
    replies: int
    tools: int
    errors: int
    progress: int
    files: int = 0
    commands: int = 0


@dataclass(frozen=True, slots=True)
class TouchedFile:
    """A file that a session edited, relative to the repository where it lies in it; lines of the edits."""

    path: str
    edits: int
    failed: int
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Command:
    """A command that was run: `result` is `ok`, `failed` or `unknown` (no result is there)."""

    line: int
    command: str
    result: str
    verdict: str
    check: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """A tool call that ended in an error; `line` is where the error stands."""

    line: int
    tool: str
    target: str
    message: str
    rejected: bool


@dataclass(frozen=True, slots=True)
class Account:
    """A session in detail."""

    session: Session
    files: tuple[TouchedFile, ...]
    commands: tuple[Command, ...]
    errors: tuple[Failure, ...]
    children: tuple[str, ...]


class Sessions:
    """The sessions of a journal, read through its registry. `roots` are the repository's worktrees."""

    def __init__(self, reader: "JournalReader", *, roots: Sequence[Path] = ()) -> None:
        self._reader = reader
        # Paths in the journal have passed redaction (a home directory is `~` there), so the roots must, too.
        self._roots = tuple(
            dict.fromkeys(form for root in roots for form in (str(root), redact(str(root)).text))
        )

    def latest(self, now: datetime, *, limit: int = 20, empty: bool = False) -> list[Session]:
        """The `limit` latest sessions (0: all), latest first; with `empty` those without a word, too."""
        statement = select(SESSION).order_by(SESSION.c.last.desc(), SESSION.c.id)
        if not empty:
            statement = statement.where(_SPOKEN)
        rows = self._reader.query(statement.limit(limit) if limit else statement)
        return self._counted([_session(row._mapping, now) for row in rows])

    def count(self, *, empty: bool = False) -> int:
        """How many `latest` would give without a limit."""
        statement = select(func.count()).select_from(SESSION)
        rows = self._reader.query(statement if empty else statement.where(_SPOKEN))
        return int(rows[0][0]) if rows else 0

    def find(self, beginning: str, now: datetime) -> Session:
        """The session whose id begins with `beginning`; for an empty text the latest. Raises `NoSession`."""
        if not beginning:
            newest = self.latest(now, limit=1)
            if not newest:
                raise NoSession("there are no sessions yet", next_step="take some in with `hardwon import`")
            return newest[0]
        begins = SESSION.c.id.startswith(beginning, autoescape=True)
        rows = self._reader.query(select(SESSION).where(begins).order_by(SESSION.c.id).limit(20))
        exact = [row for row in rows if row._mapping["id"] == beginning]
        if len(exact or rows) != 1:
            raise _no_such(beginning, [row._mapping["id"] for row in rows])
        return self._counted([_session((exact or rows)[0]._mapping, now)])[0]

    def steps(self, session: Session) -> tuple[Step, ...]:
        """What was said and done in `session`, in order, with paths relative to the repository."""
        kinds = ("session.turn", "session.tool", "session.result")
        steps = tell(self._reader.scan(kinds=kinds, session=session.id))
        return tuple(self.placed(step, session) if isinstance(step, Done) else step for step in steps)

    def show(self, session: Session) -> Account:
        """What `session` did: files, commands with their results, errors with their lines."""
        done = [step for step in self.steps(session) if isinstance(step, Done)]
        children = self._reader.query(
            select(SESSION.c.id).where(SESSION.c.parent == session.id).order_by(SESSION.c.id)
        )
        return Account(
            session=session,
            files=touched_files(done),
            commands=tuple(command_of(step) for step in done if step.what == "run" and step.targets),
            errors=tuple(_failure(step) for step in done if step.failed),
            children=tuple(row[0] for row in children),
        )

    def placed(self, step: Done, session: Session) -> Done:
        """`step` with its paths relative to the repository."""
        if step.what not in ("edit", "read"):
            return step
        return replace(step, targets=tuple(relative(path, session.cwd, self._roots) for path in step.targets))

    def _counted(self, sessions: list[Session]) -> list[Session]:
        """`sessions` with their numbers of files and commands, which the calls tell."""
        if not sessions:
            return []
        statement = (
            select(CALL.c.session, CALL.c.what, func.count(CALL.c.target.distinct()), func.count())
            .where(CALL.c.session.in_([one.id for one in sessions[:1000]]), CALL.c.what.in_(("edit", "run")))
            .group_by(CALL.c.session, CALL.c.what)
        )
        rows: list[Any] = list(self._reader.query(statement))
        found = {(row[0], row[1]): (row[2], row[3]) for row in rows}
        return [
            replace(
                one,
                files=found.get((one.id, "edit"), (0, 0))[0],
                commands=found.get((one.id, "run"), (0, 0))[1],
            )
            for one in sessions
        ]


def touched_files(done: Iterable[Done]) -> tuple[TouchedFile, ...]:
    """The files that `done` edited, in the order of their first edit; refused edits do not count."""
    edits: dict[str, list[Done]] = {}
    for step in done:
        if step.what == "edit" and not step.rejected:
            for path in step.targets:
                edits.setdefault(path, []).append(step)
    return tuple(
        TouchedFile(
            path, len(steps), sum(bool(step.failed) for step in steps), tuple(step.line for step in steps)
        )
        for path, steps in edits.items()
    )


def command_of(step: Done) -> Command:
    """A call that ran a command, as a command with its result."""
    result = "unknown" if step.failed is None else "failed" if step.failed else "ok"
    return Command(step.line, step.targets[0], result, step.verdict, is_check(step.targets[0]))


def relative(path: str, cwd: str, roots: Sequence[str]) -> str:
    """`path` relative to the repository: below one of `roots`, else below `cwd` (on another machine)."""
    is_whole = path.startswith(("/", "~/")) or not cwd
    whole = posixpath.normpath(path if is_whole else posixpath.join(cwd, path))
    inside = [root for root in roots if whole.startswith(f"{root}/")]
    if inside:
        return whole[len(max(inside, key=len)) + 1 :]
    return whole[len(cwd) + 1 :] if cwd and whole.startswith(f"{cwd}/") else whole


def _session(row: Any, now: datetime) -> Session:
    named = {name: row[name] for name in Session.__dataclass_fields__ if name in row}
    return Session(**{**named, "state": _state(row["state"], row["last"], now)})


def _state(told: str, last: str, now: datetime) -> str:
    """What events told, as far as it can still hold: who is silent for 10 minutes no longer works."""
    try:
        silent = now - parse_iso(last)
    except ValueError:
        return told
    if told == "ended" or silent > _STILL_OPEN:
        return "ended"
    return "idle" if silent > _STILL_WORKING else told


def _failure(step: Done) -> Failure:
    target = step.targets[0] if step.targets else ""
    return Failure(
        step.result_line, step.tool, target, step.reply if step.rejected else step.symptom, step.rejected
    )


def _no_such(beginning: str, near: Sequence[str]) -> NoSession:
    if near:
        some = ", ".join(near[:5])
        return NoSession(
            f"{len(near)} sessions begin with `{beginning}`: {some}", next_step="write more of the id"
        )
    return NoSession(f"no session begins with `{beginning}`", next_step="`hardwon sessions list` shows them")
