"""The lines of worklogs, indexed: what each session fixed, decided, tried in vain and left open."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hardwon.lessons.recall.index import VERSION, UnitIndex
from hardwon.lessons.recall.units import Entry
from hardwon.lessons.recall.words import mentioned_paths, read_words

if TYPE_CHECKING:
    from datetime import datetime

    from hardwon.scribe import Session, Worklog, Worklogs

_REPEATED = ("not answered:", "asked, and not answered:")  # what stands in the turns already
_FEWEST = 3  # words that a line must have to say something
_CONVERSATIONS = ("turns",)  # agents whose sessions are talk among people: no work to log


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a worklog: its source and its text."""

    source: str
    text: str

    @property
    def said(self) -> str:
        """The text without its label, which nobody asks for."""
        return self.text.partition(": ")[2]


@dataclass(frozen=True, slots=True)
class _Digest:
    """A session's lines, and by what to see that it went on."""

    seen: str
    lines: tuple[_Line, ...]


class Digests:
    """An index of worklogs' lines, made anew as a whole when a line changes: they are few, and they change.

    What each session came to is kept beside it, so that only sessions that went on are read again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.index = UnitIndex(folder)

    def take_in(self, worklogs: "Worklogs", now: "datetime", *, epoch: str, offset: int) -> None:
        """Brings the lines up to the journal's `offset`. For the store's owner only.

        Raises `IndexLost`, `IndexUnwritable`.
        """
        if self.index.is_whole() and (self.index.epoch, self.index.offset) == (epoch, offset):
            return
        known = _read(self._folder / "digests.json", epoch)
        digests = {
            session.id: _digest(session, worklogs, known.get(session.id))
            for session in worklogs.sessions.latest(now, limit=0)
            if session.agent not in _CONVERSATIONS
        }
        changed = {one: digest.lines for one, digest in digests.items()} != {
            one: digest.lines for one, digest in known.items()
        }
        # A process may have ended between the emptying of the index and its filling.
        whole = self.index.is_whole() and self.index.count == sum(len(one.lines) for one in digests.values())
        if changed or not whole or self.index.epoch != epoch:
            self.index.start_over(epoch)
            self.index.add((0, entry) for entry in _entries(digests))
        self.index.commit(offset)
        _write(self._folder / "digests.json", epoch, digests)

    def close(self) -> None:
        """Lets go of the index's files."""
        self.index.close()


def _digest(session: "Session", worklogs: "Worklogs", known: _Digest | None) -> _Digest:
    seen = f"{session.last} {session.turns} {session.replies} {session.tools} {session.errors}"
    if known is not None and known.seen == seen:
        return known
    lines = _lines(worklogs.of(session))
    return _Digest(seen, tuple(line for line in lines if len(read_words(line.said)) >= _FEWEST))


def _lines(worklog: "Worklog") -> Iterator[_Line]:
    """What one would tell a colleague; what was asked and done stands in the turns themselves."""
    for fixed in worklog.fixed:
        cause = f"; cause: {fixed.cause}" if fixed.cause else ""
        change = f"; changed: {', '.join(fixed.change)}" if fixed.change else ""
        yield _Line(_source(fixed.evidence), f"fixed: {fixed.symptom}{cause}{change}")
    for name, entries in (
        ("decided", worklog.decided),
        ("tried in vain", worklog.in_vain),
        ("left open", worklog.left_open),
        ("corrected", worklog.corrections),
    ):
        for entry in entries:
            if not entry.text.startswith(_REPEATED):
                yield _Line(_source(entry.evidence), f"{name}: {entry.text}")


def _source(evidence: Sequence[str]) -> str:
    return evidence[0].removeprefix("session:") if evidence else ""


def _entries(digests: Mapping[str, _Digest]) -> Iterator[Entry]:
    for session, digest in sorted(digests.items()):
        for line in digest.lines:
            paths = mentioned_paths(line.said)
            yield Entry(line.source or session, "worklog", session, line.said, line.text, paths=paths)


def _read(file: Path, epoch: str) -> dict[str, _Digest]:
    """What was kept of this journal by this version; nothing where there is none."""
    try:
        read = json.loads(file.read_bytes())
        if (read["version"], read["epoch"]) != (VERSION, epoch):
            return {}
        return {
            session: _Digest(str(seen), tuple(_Line(str(source), str(text)) for source, text in lines))
            for session, (seen, lines) in read["sessions"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write(file: Path, epoch: str, digests: Mapping[str, _Digest]) -> None:
    sessions = {
        session: [digest.seen, [[line.source, line.text] for line in digest.lines]]
        for session, digest in digests.items()
    }
    partial = file.with_suffix(f".{os.getpid()}")
    # Not kept, it is only read again; the index itself is there.
    with suppress(OSError):
        partial.write_text(json.dumps({"version": VERSION, "epoch": epoch, "sessions": sessions}))
        partial.replace(file)
