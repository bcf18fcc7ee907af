"""Asking about sessions: which there are, what one did."""

import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select

from hardwon.core import HardwonError, iso
from hardwon.scribe.audience import EVERYONE, Audience
from hardwon.scribe.families import Kin, families
from hardwon.scribe.lifecycle import AHEAD, Row, state_now
from hardwon.scribe.outcomes import is_check
from hardwon.scribe.registry import CALL, SESSION
from hardwon.scribe.story import STORY_KINDS, Done, Step, tell
from hardwon.store import redact

if TYPE_CHECKING:
    from hardwon.store import Event, JournalReader

_CHUNK = 400  # parameters of one IN list; SQLite once allowed 999
_SPOKEN = or_(
    SESSION.c.turns > 0,
    SESSION.c.replies > 0,
    SESSION.c.prompts > 0,
    and_(SESSION.c.tools > 0, SESSION.c.parent != ""),  # a subagent at work is heard of only at its end
)

Gone = Callable[[int, int], bool]
"""Whether a process has ended: its number, and when it was started (clock ticks since boot; 0: unknown)."""


class NoSession(HardwonError):
    """No session has the id that was asked for, or several begin with it."""


@dataclass(frozen=True, slots=True)
class Session:
    """One row of the registry. Times are ISO 8601; `ended` is empty while nothing says that it ended.

    `turns` counts what people said, `replies` what the agent answered, `files` those it edited (at least
    tried to), `commands` those it ran. `state` is `working`, `idle`, `ended` or `crashed`; `resumed` counts
    how often it was taken up again.
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
    resumed: int = 0
    private: bool = False


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


@dataclass(frozen=True, slots=True)
class Tied:
    """An open session that says in which process (number, start) it runs; whether it told of work last."""

    session: str
    process: tuple[int, int]
    last: str
    working: bool


class Sessions:
    """The sessions of a journal, read through its registry. `roots` are the repository's worktrees.

    What is private to a session is there for an `audience` that may read it, and for nobody else. `gone`
    tells of processes of this machine; without it, silence alone says that a session has crashed.
    """

    def __init__(
        self,
        reader: "JournalReader",
        *,
        roots: Sequence[Path] = (),
        audience: Audience = EVERYONE,
        gone: Gone | None = None,
    ) -> None:
        self._reader = reader
        self._audience = audience
        self._gone = gone
        # Paths in the journal have passed redaction (a home directory is `~` there), so the roots must, too.
        self._roots = tuple(
            dict.fromkeys(form for root in roots for form in (str(root), redact(str(root)).text))
        )

    def latest(self, now: datetime, *, limit: int = 20, empty: bool = False) -> list[Session]:
        """The `limit` latest sessions (0: all), latest first; with `empty` those without a word, too.

        Those that are dated in the future come last: their dates say nothing.
        """
        statement = self._latest(select(SESSION), now, empty=empty)
        return self._read(statement.limit(limit) if limit else statement, now)

    def latest_families(
        self, now: datetime, *, limit: int = 20, empty: bool = False
    ) -> list[list[tuple[Kin, Session]]]:
        """The `limit` latest families (0: all): sessions with their subagents, whoever was the last."""
        columns = self._latest(select(SESSION.c.id, SESSION.c.parent), now, empty=empty)
        rows: list[Any] = list(self._reader.query(columns))
        order = {row[0]: row[1] for row in rows}
        chosen = list(islice(families(order), limit or None))
        ids = [kin.id for family in chosen for kin in family]
        found: dict[str, Session] = {}
        for start in range(0, len(ids), _CHUNK):
            chunk = self._visible(select(SESSION)).where(SESSION.c.id.in_(ids[start : start + _CHUNK]))
            found |= {one.id: one for one in self._read(chunk, now)}
        return [[(kin, found[kin.id]) for kin in family if kin.id in found] for family in chosen]

    def count(self, *, empty: bool = False) -> int:
        """How many `latest` would give without a limit."""
        statement = self._visible(select(func.count()).select_from(SESSION))
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
        found = self._read(self._visible(select(SESSION)).where(begins).order_by(SESSION.c.id).limit(20), now)
        chosen = [one for one in found if one.id == beginning] or found
        if len(chosen) != 1:
            raise _no_such(beginning, [one.id for one in found])
        return chosen[0]

    def tied(self, names: Sequence[str] = ()) -> list[Tied]:
        """The open sessions that are tied to a process: all, or those of `names`."""
        row = SESSION.c
        columns: Select[Any] = select(row.id, row.pid, row.pid_started, row.last, row.state)
        statement = self._visible(columns).where(row.pid > 0, row.ended == "").order_by(row.id)
        chunks = [names[start : start + _CHUNK] for start in range(0, len(names), _CHUNK)]
        asked = [statement.where(row.id.in_(chunk)) for chunk in chunks] if names else [statement]
        found: list[Any] = [one for query in asked for one in self._reader.query(query)]
        return [Tied(one[0], (one[1], one[2]), one[3], one[4] == "working") for one in found]

    def events(
        self, session: str, after: int = 0, *, kinds: Sequence[str] = (), batch: int = 1000
    ) -> "Iterator[Event]":
        """The events of `session` above offset `after` that the audience may read, in order."""
        rows = self._reader.query(select(SESSION.c.private).where(SESSION.c.id == session))
        if rows and not self._audience.may_read(session, rows[0][0]):
            return
        for event in self._reader.scan(after, kinds=kinds, session=session, batch=batch):
            if self._audience.may_read_event(session, event.payload):
                yield event

    def steps(self, session: Session) -> tuple[Step, ...]:
        """What was said and done in `session`, in order, with paths relative to the repository."""
        steps = tell(self.events(session.id, kinds=STORY_KINDS))
        return tuple(self.placed(step, session) if isinstance(step, Done) else step for step in steps)

    def show(self, session: Session) -> Account:
        """What `session` did: files, commands with their results, errors with their lines."""
        done = [step for step in self.steps(session) if isinstance(step, Done)]
        own = select(SESSION.c.id).where(SESSION.c.parent == session.id).order_by(SESSION.c.id)
        children = self._reader.query(self._visible(own))
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

    def _latest(self, statement: Select[Any], now: datetime, *, empty: bool) -> Select[Any]:
        ahead = case((SESSION.c.last > iso(now + AHEAD), 1), else_=0)
        ordered = self._visible(statement).order_by(ahead, SESSION.c.last.desc(), SESSION.c.id)
        return ordered if empty else ordered.where(_SPOKEN)

    def _visible(self, statement: Select[Any]) -> Select[Any]:
        """`statement` over the sessions that the audience may see."""
        audience = self._audience
        if "owner" in audience.roles:
            return statement
        readers = literal(" ") + SESSION.c.private + " "
        allowed: list[ColumnElement[bool]] = [SESSION.c.private.is_(None)]
        allowed += [readers.contains(f" {role} ", autoescape=True) for role in sorted(audience.roles)]
        if audience.session:
            allowed.append(SESSION.c.id == audience.session)
        return statement.where(or_(*allowed))

    def _read(self, statement: Select[Any], now: datetime) -> list[Session]:
        rows = [dict(row._mapping) for row in self._reader.query(statement)]
        processes = self._processes(rows)
        return self._counted([_session(row, now, processes.get(row["id"])) for row in rows])

    def _processes(self, rows: Sequence[Row]) -> dict[str, bool]:
        """Of which sessions it is known whether their process is gone; a subagent lives in its parent's."""
        if self._gone is None:
            return {}
        known = {row["id"]: (row["pid"], row["pid_started"]) for row in rows if row["pid"]}
        wanted = sorted({row["parent"] for row in rows if not row["pid"] and row["parent"]} - set(known))
        for start in range(0, len(wanted), _CHUNK):
            chunk = SESSION.c.id.in_(wanted[start : start + _CHUNK])
            statement = select(SESSION.c.id, SESSION.c.pid, SESSION.c.pid_started)
            parents: list[Any] = list(self._reader.query(statement.where(chunk, SESSION.c.pid > 0)))
            known |= {row[0]: (row[1], row[2]) for row in parents}
        gone = {process: self._gone(*process) for process in set(known.values())}
        owners = {row["id"]: row["id"] if row["pid"] else row["parent"] for row in rows}
        return {one: gone[known[owner]] for one, owner in owners.items() if owner in known}

    def _counted(self, sessions: list[Session]) -> list[Session]:
        """`sessions` with their numbers of files and commands, which the calls tell."""
        found: dict[tuple[str, str], tuple[int, int]] = {}
        names = [one.id for one in sessions]
        for start in range(0, len(names), _CHUNK):
            chunk = CALL.c.session.in_(names[start : start + _CHUNK])
            statement = (
                select(CALL.c.session, CALL.c.what, func.count(CALL.c.target.distinct()), func.count())
                .where(chunk, CALL.c.what.in_(("edit", "run")))
                .group_by(CALL.c.session, CALL.c.what)
            )
            rows: list[Any] = list(self._reader.query(statement))
            found |= {(row[0], row[1]): (row[2], row[3]) for row in rows}
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


def _session(row: Row, now: datetime, gone: bool | None) -> Session:
    named = {name: row[name] for name in Session.__dataclass_fields__ if name in row}
    told = {"state": state_now(row, now, gone=gone), "private": row["private"] is not None}
    return Session(**{**named, **told, "turns": max(row["turns"], row["prompts"])})


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
