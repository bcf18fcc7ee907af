"""Claude Code: `~/.claude/projects/<folder>/<session>.jsonl`, and `subagents/agent-<id>.jsonl` beside it."""

import os
import re
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path

from hardwon.scribe.lines import Line, head_of
from hardwon.scribe.messages import blocks_of, content_text, heard, was_rejected, without_reminders
from hardwon.scribe.records import Record, RecordReader, digest_of, first_moment, records_in
from hardwon.scribe.texts import cap, moment, raw, trim, word
from hardwon.scribe.transcript import Keeping, Reader, State, Transcript
from hardwon.store import NewEvent

_KNOWN = {
    "user",
    "assistant",
    "system",
    "summary",
    "progress",
    "file-history-snapshot",
    "queue-operation",
    "pr-link",
}
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_INTERNAL = (
    "acompact",
    "aprompt_suggestion",
)  # Claude Code talking to itself; what comes of it stands elsewhere
_LAST_UUIDS = 1000  # a summary's leaf is the last message before it, give or take


class _ClaudeCode:
    """One file; `session` is that of the line at hand, since copies of other sessions' lines occur."""

    def __init__(self, transcript: Transcript, state: State) -> None:
        self._path = transcript.path
        self._mark = transcript.mark
        self._file_session = word(state.get("file_session")) or _session_in(transcript)
        self.session = self._file_session
        self._time = (
            moment(state.get("time")) or first_moment(transcript.head, "timestamp") or transcript.modified
        )
        self._branch = word(state.get("branch"))
        self._started = word(state.get("started"))
        self._progress: tuple[int, int] = (_count(state.get("progress")), _count(state.get("progress_line")))
        self._noted_progress = self._progress[0]
        self._uuids: deque[str] = deque(maxlen=_LAST_UUIDS)

    def events(self, record: Record, line: Line) -> list[NewEvent]:
        kind = word(record.get("type")) or "unknown"
        self.session = _session_of(record) or self._file_session
        self._time = moment(record.get("timestamp")) or self._time
        uuid = word(record.get("uuid"))
        self._uuids.append(uuid)
        # Real ids are what makes a line the same line in a copy of the file; anything else might repeat.
        name = uuid if _UUID.fullmatch(uuid) else f"L{line.number}-{digest_of(line.data)}"
        source = f"claude-code:{self.session}:{name}"
        events = self._begin(record)
        if kind == "progress":
            self._progress = (self._progress[0] + 1, line.number)
        elif word(record.get("agentId")).startswith(_INTERNAL):
            events = [self._kept("internal", record, line, source)]
        elif kind in ("user", "assistant") and "message" in record:
            events += self._message(kind, record, line, source)
        elif kind == "attachment" and (prompt := _queued_prompt(record)):
            events.append(self._turn(heard(cap(prompt)), line, source))
        else:
            events.append(self._kept(kind, record, line, source))
        return events

    def _begin(self, record: Record) -> list[NewEvent]:
        """The session's start, once it says where it works; and its branch, whenever that changes."""
        where, branch = word(record.get("cwd")), word(record.get("gitBranch"))
        events = []
        if self._started != self.session and (where or "message" in record):
            self._started, self._branch = self.session, branch
            agent = {"agent": "claude-code", "from": self._path}
            named = {"cwd": where, "branch": branch, "parent": _parent_of(record)}
            payload = agent | {key: value for key, value in named.items() if value}
            events.append(self._event(f"claude-code:{self.session}:started", "session.started", payload))
        elif branch and branch != self._branch:
            self._branch = branch
            noted = {"type": "branch", "raw": {"branch": branch}, "from": self._path}
            source = f"claude-code:{self.session}:branch-{digest_of(f'{self._time} {branch}')}"
            events.append(self._event(source, "session.note", noted))
        return events

    def _message(self, kind: str, record: Record, line: Line, source: str) -> list[NewEvent]:
        message = record["message"]
        content = message.get("content") if isinstance(message, dict) else message
        events = []
        for position, block in enumerate(blocks_of(content)):
            event = self._block(kind, record, block, line, f"{source}.{position}" if position else source)
            if event is not None:
                events.append(event)
        return events

    def _block(self, kind: str, record: Record, block: Record, line: Line, source: str) -> NewEvent | None:
        form = word(block.get("type"))
        here: dict[str, object] = {"line": line.number, "from": self._path}
        if form.endswith("tool_use"):
            call = word(block.get("id")) or source
            tool = {
                "call": call,
                "tool": word(block.get("name")) or "unknown",
                "input": _input(block.get("input")),
            }
            return self._event(source, "session.tool", tool | here)
        if form.endswith("tool_result"):
            text = without_reminders(cap(content_text(block.get("content"))))
            result = {
                "call": word(block.get("tool_use_id")),
                "error": block.get("is_error") is True,
                "text": text,
            }
            rejected = {"rejected": True} if was_rejected(text) else {}
            return self._event(source, "session.result", result | rejected | here)
        if form == "thinking":
            text = cap(content_text(block.get("thinking")))
            said = _by("assistant", text) | {"thinking": True}
            return self._turn(said, line, source) if text.strip() else None
        if form == "redacted_thinking":
            return None
        text = cap(content_text([block]))
        return self._turn(self._speech(kind, record, text), line, source) if text.strip() else None

    def _speech(self, kind: str, record: Record, text: str) -> dict[str, object]:
        """Who says `text`: many user lines are not the user's, they are Claude Code's own."""
        if kind == "assistant":
            failed = record.get("isApiErrorMessage") is True
            return _by("system", text) | {"error": True} if failed else _by("assistant", text)
        if record.get("isCompactSummary") is True:
            return _by("summary", text)
        origin = record.get("origin")
        if record.get("isMeta") is True or (
            isinstance(origin, dict) and origin.get("kind") == "task-notification"
        ):
            return _by("system", text)
        speech = heard(text)
        if speech["speaker"] == "user" and record.get("isSidechain") is True:
            return _by("parent", text)
        return speech

    def _turn(self, said: dict[str, object], line: Line, source: str) -> NewEvent:
        payload = {"turn": str(line.number), **said, "line": line.number, "from": self._path}
        return self._event(source, "session.turn", payload)

    def _kept(self, kind: str, record: Record, line: Line, source: str) -> NewEvent:
        title = word(record.get("customTitle")) or word(record.get("aiTitle"))
        # A file may begin with the summaries of other sessions; its own names a message of its own.
        if kind == "summary" and word(record.get("leafUuid")) in self._uuids:
            title = word(record.get("summary"))
        payload: dict[str, object] = {"type": kind, "raw": raw(record)}
        named = {"title": title} if title else {}
        return self._event(
            source, "session.note", payload | named | {"line": line.number, "from": self._path}
        )

    def note(self, kind: str, content: object, line: Line) -> NewEvent:
        source = f"claude-code:{self.session}:L{line.number}-{digest_of(line.data)}"
        payload = {"type": kind, "raw": raw(content), "line": line.number, "from": self._path}
        return self._event(source, "session.note", payload)

    def closing(self) -> list[NewEvent]:
        """How many progress lines there were so far: they are counted, not kept."""
        count, last = self._progress
        if count == self._noted_progress:
            return []
        self._noted_progress = count
        payload = {"type": "progress", "raw": {"lines": count}, "line": last, "from": self._path}
        source = f"claude-code:{self._file_session}:progress-{self._mark}-{last}"
        return [NewEvent(source, "session.note", self._time, payload, self._file_session)]

    def state(self) -> State:
        return {
            "file_session": self._file_session,
            "time": self._time,
            "branch": self._branch,
            "started": self._started,
            "progress": self._progress[0],
            "progress_line": self._progress[1],
        }

    def _event(self, source: str, kind: str, payload: Mapping[str, object]) -> NewEvent:
        return NewEvent(source, kind, self._time, payload, self.session)


def _by(speaker: str, text: str) -> dict[str, object]:
    return {"speaker": speaker, "text": text}


def _input(value: object) -> object:
    fit = trim(value)
    return fit if isinstance(fit, dict) else {"value": fit}


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0


def _session_of(record: Record) -> str:
    """The session that a line belongs to; a subagent's own, named after its parent."""
    session = word(record.get("sessionId")) or word(record.get("session_id"))
    agent = word(record.get("agentId"))
    if agent and record.get("isSidechain") is True:
        return f"agent-{agent.removeprefix('agent-')}@{session[:8]}"
    return session


def _queued_prompt(record: Record) -> str:
    """What the user typed while the agent was at work: it comes as an attachment."""
    attachment = record.get("attachment")
    queued = isinstance(attachment, dict) and attachment.get("type") == "queued_command"
    return content_text(attachment.get("prompt")) if isinstance(attachment, dict) and queued else ""


def _parent_of(record: Record) -> str:
    is_own = word(record.get("agentId")) and record.get("isSidechain") is True
    return (word(record.get("sessionId")) or word(record.get("session_id"))) if is_own else ""


def _session_in(transcript: Transcript) -> str:
    """The session whose file this is, for lines that name none: from the first line that names one."""
    named = (_session_of(record) for record in records_in(transcript.head))
    stem = transcript.stem if _UUID.fullmatch(transcript.stem) else f"claude-code-{transcript.mark}"
    return next(filter(None, named), stem)


class _Format:
    name = "claude-code"
    suffixes = (".jsonl", ".ndjson")
    resume = "claude --resume {session}"
    answers = True

    def recognises(self, head: bytes) -> bool:
        return any(_is_ours(record) for record in records_in(head))

    def reader(self, transcript: Transcript, state: State) -> Reader:
        return RecordReader(_ClaudeCode(transcript, state))

    def keeping(self, home: Path, roots: Sequence[Path]) -> Keeping:
        """The folders named after `roots`; in folders of their subfolders what agrees by its content."""
        top = home / ".claude" / "projects"

        def near(path: Path) -> tuple[str, list[Path]]:
            name = path.relative_to(top).parts[0]
            return name, [root for root in roots if name.startswith(folder_name(root)[:200])]

        def holds(path: Path) -> bool:
            if path.suffix != ".jsonl" or path.parent == top:
                return False
            name, roots = near(path)
            return any(name == folder_name(root) for root in roots) or _worked_in(path, roots)

        return Keeping((top,), lambda folder: bool(near(folder)[1]), holds)


def _is_ours(record: Record) -> bool:
    """Whether a record is Claude Code's: kinds come and go with versions, the session's name stays."""
    if word(record.get("type")) and word(record.get("sessionId")):
        return True
    if record.get("type") not in _KNOWN:
        return False
    message = record.get("message")
    if record["type"] in ("user", "assistant"):
        return "session_id" in record or (isinstance(message, dict) and "content" in message)
    return any(key in record for key in ("session_id", "leafUuid", "snapshot"))


def folder_name(root: Path) -> str:
    """The name that Claude Code gives to the folder of what happens in `root`."""
    return re.sub(r"[^a-zA-Z0-9]", "-", str(root))


def _worked_in(path: Path, roots: Sequence[Path]) -> bool:
    """Whether the session in `path` worked below one of `roots`: `/a/b-c` and `/a/b/c` share a folder."""
    where = next(filter(None, (word(record.get("cwd")) for record in records_in(head_of(path)))), "")
    return any(where == str(root) or where.startswith(f"{root}{os.sep}") for root in roots)


FORMAT = _Format()
