"""Transcripts made by the tests, line by line, and a journal to put them into."""

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hardwon.core import Places, find_places, iso
from hardwon.scribe import Imported, Intake, NothingKnown, Readings, Registry, import_transcripts
from hardwon.store import Event, Journal, NewEvent, OwnerLock

START = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
SESSION = "5f0e8a52-1111-4222-8333-944455556666"
OTHER = "6a1f9b63-1111-4222-8333-944455556666"
CWD = "/srv/shop"


class StillClock:
    """A clock that stands where it is set."""

    def __init__(self, moment: datetime = START + timedelta(hours=1)) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()


class Memory:
    """A sink in memory that keeps each source once, as a journal does."""

    def __init__(self) -> None:
        self.events: dict[str, NewEvent] = {}
        self.batches: list[int] = []

    def append(self, events: Sequence[NewEvent]) -> int | None:
        before = len(self.events)
        for event in events:
            self.events.setdefault(event.source, event)
        self.batches.append(len(events))
        return len(self.events) - before

    def of(self, kind: str) -> list[NewEvent]:
        return [event for event in self.events.values() if event.kind == kind]


class Desk:
    """A sink over a journal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def append(self, events: Sequence[NewEvent]) -> int | None:
        return self._journal.append(events).added


class Claude:
    """Writes a Claude Code transcript: each method adds one line; ids and times follow from the seed."""

    def __init__(self, session: str = SESSION, *, seed: int = 1, **fields: object) -> None:
        self._session = session
        self._seed = seed
        self._fields = fields
        self.lines: list[str] = []

    def add(self, kind: str, **fields: object) -> "Claude":
        number = len(self.lines)
        name = str(uuid.UUID(int=(self._seed << 32) + number))
        moment = iso(START + timedelta(seconds=10 * number))
        common = {"type": kind, "uuid": name, "timestamp": moment, "sessionId": self._session, "cwd": CWD}
        self.lines.append(json.dumps({**common, "gitBranch": "main", **self._fields, **fields}))
        return self

    def user(self, content: object, **fields: object) -> "Claude":
        return self.add("user", message={"role": "user", "content": content}, **fields)

    def says(self, *content: object, **fields: object) -> "Claude":
        blocks = [{"type": "text", "text": one} if isinstance(one, str) else one for one in content]
        return self.add("assistant", message={"role": "assistant", "content": blocks}, **fields)

    def calls(self, tool: str, call: str, **given: object) -> "Claude":
        return self.says({"type": "tool_use", "id": call, "name": tool, "input": given})

    def gets(self, call: str, content: object, *, error: bool = False) -> "Claude":
        result = {"type": "tool_result", "tool_use_id": call, "content": content, "is_error": error}
        return self.user([result])

    def runs(self, command: str, output: str, *, error: bool = False) -> "Claude":
        call = f"call_{self._seed}_{len(self.lines)}"
        return self.calls("Bash", call, command=command).gets(call, output, error=error)

    def edits(self, path: str, *, error: bool = False) -> "Claude":
        call = f"call_{self._seed}_{len(self.lines)}"
        self.calls("Edit", call, file_path=path, old_string="a", new_string="b")
        return self.gets(call, "The file was updated.", error=error)

    def raw(self, line: str) -> "Claude":
        self.lines.append(line)
        return self

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)

    def write(self, path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.text, encoding="utf-8")
        return path


def take(*paths: Path, claimed: str = "auto") -> tuple[Memory, Imported]:
    """What importing `paths` gives, for the first time."""
    sink = Memory()
    imported = import_transcripts(paths, sink, known=NothingKnown(), clock=StillClock(), claimed=claimed)
    return sink, imported


def take_bytes(
    folder: Path, data: bytes, *, claimed: str = "auto", name: str = "one.jsonl"
) -> tuple[Memory, Imported]:
    """What importing one file of `data` gives."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(data)
    return take(path, claimed=claimed)


def said(sink: Memory) -> list[tuple[str, str]]:
    """Speaker and text of each turn."""
    return [(str(one.payload["speaker"]), str(one.payload["text"])) for one in sink.of("session.turn")]


def notes(sink: Memory) -> list[str]:
    return [str(one.payload["type"]) for one in sink.of("session.note")]


def as_events(new: Sequence[NewEvent]) -> list[Event]:
    """`new` as a journal would hand them back."""
    return [
        Event(number, one.source, one.kind, one.time, _copy(one.payload), one.session)
        for number, one in enumerate(new, 1)
    ]


def _copy(payload: Mapping[str, object]) -> dict[str, Any]:
    copied: dict[str, Any] = json.loads(json.dumps(payload))
    return copied


@contextmanager
def open_journal(places: Places) -> Iterator[Journal]:
    """The journal of `places` with this floor's projections."""
    clock = StillClock()
    with (
        OwnerLock.acquire(places, role="test", clock=clock),
        Journal.open(places, clock=clock, projections=(Registry(), Intake())) as journal,
    ):
        yield journal


def bring(journal: Journal, *paths: Path, claimed: str = "auto") -> Imported:
    """Imports `paths` into `journal`, knowing what it holds."""
    return import_transcripts(
        paths, Desk(journal), known=Readings(journal), clock=StillClock(), claimed=claimed
    )


def make_places(folder: Path) -> Places:
    """A directory without git as a repository."""
    folder.mkdir(parents=True, exist_ok=True)
    return find_places(folder, runtime=folder)
