"""aider: `.aider.chat.history.md`, all chats of a repository in one Markdown file.

`# aider chat started at …` begins a session, `#### ` lines are the user's, `> ` lines aider's own
(its notices, and what commands printed), everything else is the model's.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from hardwon.scribe.lines import Line
from hardwon.scribe.records import digest_of
from hardwon.scribe.texts import cap, mend, moment, word
from hardwon.scribe.transcript import NOTHING, Fed, Keeping, Reader, State, Transcript
from hardwon.store import NewEvent

_HEADING = re.compile(rb"# aider chat started at (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\s*$")
_FIRST_HEADING = re.compile(_HEADING.pattern, re.MULTILINE)
_USER, _OWN = b"#### ", b"> "
_BREAK = b"  "  # aider ends what the user and it say with a Markdown line break; models hardly ever do
_APPLIED = re.compile(r"Applied edit to (.+)")
_COMMITTED = re.compile(r"Commit ([0-9a-f]{7,40}) (.+)")
_LONGEST = 4 << 20  # bytes of one passage held in memory


class _Aider:
    """The passages of one history; a passage ends where the next begins."""

    def __init__(self, transcript: Transcript, state: State) -> None:
        self._path = transcript.path
        self._session = word(state.get("session")) or f"aider-{transcript.mark}"
        heading = _FIRST_HEADING.search(transcript.head)
        self._time = word(state.get("time")) or (_moment(heading[1]) if heading else transcript.modified)
        self._started = bool(state.get("started"))
        self._strict = state.get("strict") is True or _breaks_lines(transcript.head)
        self._speaker = ""
        self._lines: list[bytes] = []
        self._size = 0
        self._first = 0
        self._fenced = False
        self._open_from: tuple[int, int] | None = None

    @property
    def open_from(self) -> tuple[int, int] | None:
        return self._open_from

    def feed(self, line: Line) -> Fed:
        heading = _HEADING.match(line.data)
        if heading is not None:
            events = self._close()
            self._session = f"aider-{heading[1].decode().replace(' ', 'T')}"
            self._time, self._started = _moment(heading[1]), False
            return Fed(events)
        speaker = self._speaker_of(line.data)
        if not speaker:
            self._keep(line)
            return NOTHING
        # What a user says in one go has no empty line: those are written as `#### `, too.
        again = speaker == "user" and self._lines and not self._lines[-1].strip()
        events = self._close() if speaker != self._speaker or again else []
        if not self._lines:
            self._speaker, self._first, self._open_from = speaker, line.number, (line.start, line.number - 1)
        self._keep(line)
        return Fed(events)

    def _speaker_of(self, data: bytes) -> str:
        """Who says this line; empty where it goes on with the passage before it."""
        broken = data.endswith(_BREAK)
        if data.startswith(_USER) and (broken or not (self._strict or self._fenced)):
            return "user"
        inside = self._speaker == "assistant" and (self._strict or self._fenced)
        if data.startswith(_OWN) and (broken or not inside):
            return "aider"
        if not data.strip() or self._speaker == "assistant":
            return ""
        if self._speaker == "aider" and self._strict and self._lines and not self._is_complete():
            return ""
        return "assistant"

    def _is_complete(self) -> bool:
        """Whether aider's own passage has ended: its last line has the break, those before it need not."""
        last = next((data for data in reversed(self._lines) if data.strip()), b"")
        return last.endswith(_BREAK)

    def _keep(self, line: Line) -> None:
        if self._speaker == "assistant" and line.data.lstrip().startswith(b"```"):
            self._fenced = not self._fenced
        if self._speaker and self._size < _LONGEST:
            self._lines.append(line.data)
        self._size += len(line.data)

    def finish(self) -> Sequence[NewEvent]:
        return self._close()

    def _close(self) -> list[NewEvent]:
        marked = {"user": _USER, "aider": _OWN}.get(self._speaker, b"")
        text = "\n".join(
            mend(data.decode("utf-8", "replace")).rstrip() for data in _bare(self._lines, marked)
        ).strip()
        first, speaker = self._first, self._speaker
        self._lines, self._size, self._speaker, self._fenced, self._open_from = [], 0, "", False, None
        if not text:
            return []
        events = self._start() if not self._started else []
        payload: dict[str, object] = {"turn": str(first), "speaker": speaker, "text": cap(text)}
        # The line alone would do until someone trims the top of the file.
        name = f"{first}-{digest_of(text)}"
        events.append(self._event(name, "session.turn", payload | {"line": first, "from": self._path}))
        return events + (self._deeds(text, first, name) if speaker == "aider" else [])

    def _start(self) -> list[NewEvent]:
        self._started = True
        return [self._event("started", "session.started", {"agent": "aider", "from": self._path})]

    def _deeds(self, text: str, first: int, name: str) -> list[NewEvent]:
        """The edits and commits that aider reports, as calls that went well."""
        events = []
        for number, said in enumerate(text.split("\n")):
            applied, committed = _APPLIED.fullmatch(said), _COMMITTED.fullmatch(said)
            if applied:
                tool: dict[str, object] = {"tool": "edit", "input": {"file_path": applied[1]}}
            elif committed:
                tool = {"tool": "commit", "input": {"sha": committed[1], "message": committed[2]}}
            else:
                continue
            here = {"call": f"{name}.{number}", "line": first + number, "from": self._path}
            events.append(self._event(f"{name}.{number}", "session.tool", tool | here))
            done: dict[str, object] = {"error": False, "text": said}
            events.append(self._event(f"{name}.{number}.done", "session.result", done | here))
        return events

    def _event(self, name: str, kind: str, payload: dict[str, object]) -> NewEvent:
        return NewEvent(f"aider:{self._session}:{name}", kind, self._time, payload, self._session)

    def state(self) -> State:
        return {
            "session": self._session,
            "time": self._time,
            "started": self._started,
            "strict": self._strict,
        }


def _moment(started: bytes) -> str:
    """The time in a heading; aider writes the local time of its machine."""
    return moment(started.decode(), local=True)


def _bare(lines: list[bytes], mark: bytes) -> Iterator[bytes]:
    for data in lines:
        yield data.removeprefix(mark) if mark and data != mark.rstrip() else data


def _breaks_lines(head: bytes) -> bool:
    """Whether this history has aider's line breaks: they tell its words from a model's Markdown."""
    return any(
        data.startswith((_USER, _OWN)) and data.rstrip(b"\r").endswith(_BREAK) for data in head.split(b"\n")
    )


class _Format:
    name = "aider"
    suffixes = (".md",)
    resume = "aider --restore-chat-history"
    answers = False

    def recognises(self, head: bytes) -> bool:
        return any(_HEADING.match(data.rstrip(b"\r")) for data in head.split(b"\n"))

    def reader(self, transcript: Transcript, state: State) -> Reader:
        return _Aider(transcript, state)

    def keeping(self, home: Path, roots: Sequence[Path]) -> Keeping:
        return Keeping(tuple(roots), lambda _: False, lambda path: path.name == ".aider.chat.history.md")


FORMAT = _Format()
