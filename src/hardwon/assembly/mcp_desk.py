"""One repository as the server over MCP asks about it: opened anew for each question."""

import os
import threading
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from hardwon.assembly.workspace import Workspace, open_workspace
from hardwon.core import HardwonError

if TYPE_CHECKING:
    from hardwon.assembly.knowing import Known
    from hardwon.check import Report
    from hardwon.integrations import Draft
    from hardwon.lessons import AtHand, Checklist, Learnt, Lesson, Packed, Statement
    from hardwon.lessons import Known as KnownAlready
    from hardwon.scribe import Session, Worklog


class PathElsewhere(HardwonError):
    """A path that was named is not in the repository, or not there."""


class Counter:
    """`integrations.McpDesk` for the repository around `repo`, with a daemon or without."""

    def __init__(self, repo: str | Path) -> None:
        self._root = open_workspace(repo).places.root
        # A check of a large repository holds much of it in memory: one at a time.
        self._checking = threading.Lock()
        self._known: Known | None = None
        self._seen: tuple[object, dict[str, object]] = (None, {})

    def recall(self, words: str, at_hand: "AtHand", budget: int | None) -> "Packed":
        from hardwon.assembly.noting import note_recalled
        from hardwon.assembly.remembering import open_recall

        workspace = self._open()
        files = tuple(_relative(self._root, path) for path in at_hand.files)
        with ExitStack() as stack:
            asked = workspace
            if not workspace.is_set_up:  # an index leaves nothing in a directory that is not hardwon's
                elsewhere = Path(stack.enter_context(TemporaryDirectory(prefix="hardwon-")))
                asked = replace(workspace, places=replace(workspace.places, state=elsewhere))
            packed = stack.enter_context(open_recall(asked)).recall(
                words, replace(at_hand, files=files), budget=budget or workspace.settings.recall_budget
            )
        slugs = [unit.source.removeprefix("lesson:") for unit in packed.units if unit.kind == "lesson"]
        note_recalled(workspace, slugs, by="mcp")
        return packed

    def learn(self, statement: "Statement", *, into_known: bool) -> "Learnt | KnownAlready":
        from hardwon.assembly.at_hand import find_commit
        from hardwon.lessons import learn_from

        workspace = self._open()
        # Whoever told it is its evidence where nothing better is named.
        evidence = statement.evidence or (f"agent:{workspace.clock.now().date().isoformat()}",)
        with workspace.desk("mcp") as (sink, reader):
            return learn_from(
                replace(statement, evidence=evidence),
                workspace.shelf(),
                reader,
                sink,
                clock=workspace.clock,
                roots=[str(self._root)],
                into_known=into_known,
                find_commit=partial(find_commit, workspace),
            )

    def judge(self, slug: str, verdict: str, because: str) -> "Lesson":
        from hardwon.lessons import judged

        workspace = self._open()
        lesson = workspace.shelf().find(slug)
        with workspace.sink("mcp") as sink:
            sink.append([judged(lesson.slug, verdict, by="agent", because=because, clock=workspace.clock)])
        return lesson

    def check(self, paths: Sequence[str], draft: "Draft | None", since: str) -> "Report":
        from hardwon.assembly.accepting import Ledger
        from hardwon.assembly.checking import inspect
        from hardwon.assembly.difference import difference_since
        from hardwon.assembly.knowing import Known

        workspace = self._open()
        named = [str(self._root / _relative(self._root, path)) for path in paths]
        missing = next(
            (path for path, full in zip(paths, named, strict=True) if not os.path.lexists(full)), None
        )
        if missing is not None:
            raise PathElsewhere(f"{missing} is not there", next_step="name a file or folder that is saved")
        texts = None
        if draft is not None:
            path = _relative(self._root, draft.path)
            named, texts = [str(self._root / path)], {path: draft.text.encode("utf-8", "replace")}
        difference = difference_since(workspace.places, since) if since else None
        with self._checking:
            ledger = Ledger(workspace.places)
            known = self._known = self._known or Known(self._root)
            found = inspect(workspace, named, texts=texts, known=known)
            settled = ledger.settle(
                found, lambda: inspect(workspace, [str(self._root)], texts=texts, known=known)
            )
        inside = found.ran.keys() | {one.path for one in found.findings}
        new = tuple(
            one
            for one in sorted(settled.new, key=lambda one: (one.path, one.line, one.column, one.rule))
            if one.path in inside and (difference is None or difference.touches(one))
        )
        lessons = workspace.shelf().by_rule() if new else {}
        named_by = {rule: lesson.slug for rule, lesson in lessons.items()}
        return replace(
            found,
            findings=tuple(replace(one, lesson=named_by.get(one.rule, one.lesson)) for one in new),
            accepted=tuple(one for one in settled.known if one.path in inside),
        )

    def context(self) -> Mapping[str, Any]:
        from hardwon.assembly.context import read_context

        return read_context(self._root)

    def sessions(self, limit: int) -> "tuple[Sequence[Session], int]":
        from hardwon.scribe import Audience

        workspace = self._open()
        with workspace.reader() as reader:
            sessions = workspace.sessions(reader, audience=Audience())
            return sessions.latest(workspace.clock.now(), limit=limit), sessions.count()

    def worklog(self, session: str) -> "Worklog":
        from hardwon.scribe import open_worklogs

        workspace = self._open()
        with workspace.reader() as reader, open_worklogs(reader, workspace.places) as worklogs:
            return worklogs.of(worklogs.sessions.find(session, workspace.clock.now()))

    def lessons(self) -> "Sequence[Lesson]":
        return self._open().shelf().lessons()

    def page(self, slug: str) -> str:
        lesson = self._open().shelf().get(slug)
        return (self._root / lesson.path).read_text(encoding="utf-8", errors="replace")

    def checklist(self, since: str, files: Sequence[str]) -> "Checklist":
        from hardwon.assembly.at_hand import read_work
        from hardwon.lessons import checklist_for

        workspace = self._open()
        named = [_relative(self._root, file) for file in files]
        return checklist_for(read_work(workspace.places, since=since or None, files=named), workspace.shelf())

    def pages(self) -> Mapping[str, object]:
        found: dict[str, object] = {}
        with suppress(OSError), os.scandir(self._root / ".hardwon/lessons") as entries:
            for entry in entries:
                if (
                    entry.name.endswith(".md")
                    and not entry.name.startswith(".")
                    and entry.name.casefold() != "readme.md"
                ):
                    with suppress(OSError):
                        status = entry.stat()
                        found[entry.name[:-3]] = (status.st_mtime_ns, status.st_size, status.st_ino)
        return found

    def worklogs(self, sessions: Collection[str]) -> Mapping[str, object]:
        from hardwon.scribe import Audience, NoSession

        workspace = self._open()
        stamp = None if workspace.settings.database else _stamp(workspace.places.journal)
        seen, known = self._seen
        if stamp is not None and seen == stamp and known.keys() >= set(sessions):
            return {name: known[name] for name in sessions if known[name] is not None}
        found: dict[str, object] = {}
        now = workspace.clock.now()
        with workspace.reader() as reader:
            visible = workspace.sessions(reader, audience=Audience())
            for name in sessions:
                found[name] = None
                with suppress(NoSession):
                    one = visible.find(name, now)
                    events = reader.scan(kinds=("worklog.worded",), session=one.id)
                    worded = max((event.offset for event in events), default=0)
                    found[name] = (one.last, one.turns, one.replies, one.tools, one.errors, one.title, worded)
        self._seen = (stamp, found)
        return {name: sign for name, sign in found.items() if sign is not None}

    def _open(self) -> Workspace:
        return open_workspace(self._root)


def _relative(root: Path, path: str) -> str:
    """`path`, relative to the repository or absolute, as it is called in the repository."""
    try:
        # The folder is looked up, so that no link leads out; the file itself may not be there yet.
        full = root / path
        absolute = full.parent.resolve() / full.name if full.name not in ("", "..") else full.resolve()
    except (OSError, ValueError, RuntimeError):
        absolute = Path("/")
    if not absolute.is_relative_to(root):
        raise PathElsewhere(f"{path} is not in the repository", next_step="name a file of the repository")
    return absolute.relative_to(root).as_posix()


def _stamp(journal: Path) -> tuple[object, ...]:
    """Differs whenever the journal does: SQLite writes to the file beside it first."""
    stamps: list[object] = []
    for file in (journal, journal.with_name(f"{journal.name}-wal")):
        with suppress(OSError):
            status = file.stat()
            stamps.append((status.st_mtime_ns, status.st_size))
    return tuple(stamps)
