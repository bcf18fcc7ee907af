"""`turns`: lines of `{"session", "turn", "time", "speaker", "text"}`, from any source of conversations."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from hardwon.scribe.lines import Line
from hardwon.scribe.records import NotARecord, Record, RecordReader, digest_of, first_moment, records_in
from hardwon.scribe.texts import cap, moment, raw, word
from hardwon.scribe.transcript import Keeping, Reader, State, Transcript
from hardwon.store import NewEvent


class _Turns:
    """The lines of one file; each names its session, so a file may hold many."""

    def __init__(self, transcript: Transcript, state: State) -> None:
        self._path = transcript.path
        self._mark = transcript.mark
        self.session = word(state.get("session")) or f"turns-{self._mark}"
        self._time = word(state.get("time")) or first_moment(transcript.head, "time") or transcript.modified
        self._started: set[str] = set()

    def events(self, record: Record, line: Line) -> list[NewEvent]:
        session, text = word(record.get("session")), record.get("text")
        if not session:
            raise NotARecord("no `session`")
        if not isinstance(text, str | int | float):
            raise NotARecord("no `text`")
        self.session = session
        self._time = moment(record.get("time")) or self._time
        turn = word(record.get("turn")) or str(line.number)
        speaker = word(record.get("speaker")) or "user"
        whole = text if isinstance(text, str) else str(text)
        events = []
        if session not in self._started:
            self._started.add(session)
            started = {"agent": "turns", "from": self._path}
            events.append(self._event(f"turns:{session}:started", "session.started", started))
        # The text is part of the id: a second text under the same turn is another turn, not a repetition.
        source = f"turns:{session}:{turn}:{digest_of(f'{speaker}:{whole}')}"
        payload: dict[str, object] = {"turn": turn, "speaker": speaker, "text": cap(whole)}
        events.append(
            self._event(source, "session.turn", payload | {"line": line.number, "from": self._path})
        )
        return events

    def note(self, kind: str, content: object, line: Line) -> NewEvent:
        source = f"turns:{self._mark}:{line.number}:{digest_of(line.data)}"
        payload = {"type": kind, "raw": raw(content), "line": line.number, "from": self._path}
        return self._event(source, "session.note", payload)

    def closing(self) -> list[NewEvent]:
        return []

    def state(self) -> State:
        return {"session": self.session, "time": self._time}

    def _event(self, source: str, kind: str, payload: Mapping[str, object]) -> NewEvent:
        return NewEvent(source, kind, self._time, payload, self.session)


class _Format:
    name = "turns"
    suffixes = (".jsonl", ".ndjson")
    resume = ""
    answers = False

    def recognises(self, head: bytes) -> bool:
        return any(
            word(record.get("session")) and "text" in record and ("turn" in record or "speaker" in record)
            for record in records_in(head)
        )

    def reader(self, transcript: Transcript, state: State) -> Reader:
        return RecordReader(_Turns(transcript, state))

    def keeping(self, home: Path, roots: Sequence[Path]) -> Keeping:
        return Keeping((), lambda _: False, lambda _: False)


FORMAT = _Format()
