"""Codex: rollouts of `{timestamp, type, payload}` below `~/.codex/sessions/<year>/<month>/<day>/`."""

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path

from hardwon.scribe.lines import Line, head_of
from hardwon.scribe.messages import blocks_of, content_text, heard
from hardwon.scribe.records import Record, RecordReader, digest_of, first_moment, records_in
from hardwon.scribe.texts import cap, moment, raw, trim, word
from hardwon.scribe.transcript import Keeping, Reader, State, Transcript
from hardwon.store import NewEvent

_KINDS = {"session_meta", "response_item", "event_msg", "turn_context", "compacted"}
# Said once more in a response item, or a figure of the moment: counted, not kept.
_REPEATED = re.compile(
    r"user_message|agent_message|agent_reasoning(?:_\w+)?|token_count|(?:task|turn|item)_started|item_completed|"
    r"(?:exec_command|patch_apply|mcp_tool_call|web_search)_\w+"
)
_ENDS = ("exec_command_end", "patch_apply_end")
_REMEMBERED = 100  # calls whose outcome may be told twice
_FAILED = re.compile(r"(?:Exit code: |Process exited with code |exited with code )(-?\d+)")


class _Codex:
    """One rollout: one session, which its first line names."""

    def __init__(self, transcript: Transcript, state: State) -> None:
        self._path = transcript.path
        self.session = word(state.get("session")) or _session_in(transcript)
        self._time = (
            moment(state.get("time")) or first_moment(transcript.head, "timestamp") or transcript.modified
        )
        self._started = bool(state.get("started"))
        counted = state.get("counted")
        self._counted = counted if isinstance(counted, int) else 0
        self._noted = self._counted
        self._last = 0
        self._outcomes: dict[str, bool] = {}

    def events(self, record: Record, line: Line) -> list[NewEvent]:
        self._time = moment(record.get("timestamp")) or self._time
        kind = word(record.get("type")) or "unknown"
        payload = record.get("payload")
        if not isinstance(payload, dict):
            # The first rollouts had no envelope: a head with the id, then the items themselves.
            kind, payload = (
                ("session_meta" if "id" in record and "type" not in record else "response_item"),
                record,
            )
        form = word(payload.get("type"))
        if kind == "session_meta":
            return self._start(payload, line)
        if kind == "event_msg" and form in _ENDS:
            self._counted, self._last = self._counted + 1, line.number
            return self._end(payload, line)
        if kind == "turn_context" or (kind == "event_msg" and _REPEATED.fullmatch(form)):
            self._counted, self._last = self._counted + 1, line.number
            return []
        if kind == "compacted":
            return self._turn(_by("summary", content_text(payload.get("message"))), line)
        if kind == "response_item":
            return self._item(form, payload, line)
        return [self._note(form or kind, record, line)]

    def _start(self, meta: Record, line: Line) -> list[NewEvent]:
        if self._started:
            return [self._note("session_meta", meta, line)]
        self._started = True
        git = meta.get("git")
        named = {
            "cwd": word(meta.get("cwd")),
            "branch": word(git.get("branch")) if isinstance(git, dict) else "",
            "parent": word(meta.get("forked_from_id")) or _spawner(meta.get("source")),
        }
        payload: dict[str, object] = {"agent": "codex", "from": self._path}
        payload |= {key: value for key, value in named.items() if value}
        return [
            NewEvent(f"codex:{self.session}:started", "session.started", self._time, payload, self.session)
        ]

    def _item(self, form: str, item: Record, line: Line) -> list[NewEvent]:
        if form == "message":
            return [
                event
                for position, block in enumerate(blocks_of(item.get("content")))
                for event in self._turn(
                    _speech(word(item.get("role")), cap(content_text([block]))), line, position
                )
            ]
        if form == "reasoning":
            said = content_text(item.get("summary")) or content_text(item.get("content"))
            return self._turn(_by("assistant", said) | {"thinking": True}, line)
        if form.endswith("_call_output"):
            call = word(item.get("call_id"))
            text, failed = _outcome(item.get("output"))
            failed = failed or self._outcomes.get(call, False)
            self._remember(call, failed=failed)
            result: dict[str, object] = {"call": call, "error": failed, "text": cap(text)}
            return [self._event("session.result", result, line)]
        if form.endswith("_call"):
            made = word(item.get("call_id")) or word(item.get("id")) or f"L{line.number}"
            name = word(item.get("name")) or form.removesuffix("_call")
            tool: dict[str, object] = {"call": made, "tool": name, "input": _arguments(item)}
            return [self._event("session.tool", tool, line)]
        return [self._note(form or "unknown", item, line)]

    def _end(self, payload: Record, line: Line) -> list[NewEvent]:
        """The end of a command, which alone may know that it failed: then that is the call's result."""
        call = word(payload.get("call_id"))
        failed = payload.get("exit_code") not in (None, 0) or payload.get("success") is False
        told = self._outcomes.get(call)
        self._remember(call, failed=failed or bool(told))
        if not failed or told is not False:
            return []
        said = (payload.get(name) for name in ("aggregated_output", "formatted_output", "stderr", "stdout"))
        text = content_text(next(filter(None, said), ""))
        return [self._event("session.result", {"call": call, "error": True, "text": cap(text)}, line)]

    def _remember(self, call: str, *, failed: bool) -> None:
        self._outcomes[call] = failed
        if len(self._outcomes) > _REMEMBERED:
            del self._outcomes[next(iter(self._outcomes))]

    def _turn(self, said: dict[str, object], line: Line, position: int = 0) -> list[NewEvent]:
        if not str(said["text"]).strip():
            return []
        return [self._event("session.turn", {"turn": str(line.number), **said}, line, position)]

    def _note(self, kind: str, content: object, line: Line) -> NewEvent:
        return self._event("session.note", {"type": kind, "raw": raw(content)}, line)

    note = _note

    def closing(self) -> list[NewEvent]:
        if self._counted == self._noted:
            return []
        self._noted = self._counted
        payload = {
            "type": "progress",
            "raw": {"lines": self._counted},
            "line": self._last,
            "from": self._path,
        }
        source = f"codex:{self.session}:progress-{self._last}"
        return [NewEvent(source, "session.note", self._time, payload, self.session)]

    def state(self) -> State:
        return {
            "session": self.session,
            "time": self._time,
            "started": self._started,
            "counted": self._counted,
        }

    def _event(self, kind: str, payload: dict[str, object], line: Line, position: int = 0) -> NewEvent:
        # A rollout's lines have no ids of their own: the line and what stands in it make one.
        source = f"codex:{self.session}:L{line.number}-{digest_of(line.data)}"
        here = {"line": line.number, "from": self._path}
        return NewEvent(
            f"{source}.{position}" if position else source, kind, self._time, payload | here, self.session
        )


def _by(speaker: str, text: str) -> dict[str, object]:
    return {"speaker": speaker, "text": cap(text)}


def _speech(role: str, text: str) -> dict[str, object]:
    if role == "assistant":
        return _by("assistant", text)
    return heard(text) if role == "user" else _by("system", text)


def _spawner(source: object) -> str:
    """The thread that started this one, named at some depth of where it came from."""
    for _ in range(4):
        if not isinstance(source, dict) or "parent_thread_id" in source:
            break
        source = next(iter(source.values()), None)
    return word(source.get("parent_thread_id")) if isinstance(source, dict) else ""


def _arguments(item: Record) -> object:
    """The input of a call, as an object: arguments are often JSON written into a text."""
    value: object = next((item[key] for key in ("arguments", "input", "action") if key in item), {})
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            value = {"input": value}
    fit = trim(value)
    return fit if isinstance(fit, dict) else {"input": fit}


def _outcome(output: object) -> tuple[str, bool]:
    """A call's output as text, and whether it failed: its exit code tells, wherever this version puts it."""
    if isinstance(output, str) and output.startswith("{"):
        try:
            output = json.loads(output)
        except (ValueError, RecursionError):
            return str(output), False
    if isinstance(output, dict):
        inner = output.get("output", output.get("content"))
        metadata = output.get("metadata")
        code = metadata.get("exit_code") if isinstance(metadata, dict) else output.get("exit_code")
        return content_text(inner if inner is not None else [output]), code not in (None, 0) or output.get(
            "success"
        ) is False
    text = content_text(output)
    told = _FAILED.search(text[:500])
    return text, told is not None and told[1] != "0"


def _session_in(transcript: Transcript) -> str:
    for record in records_in(transcript.head):
        payload = record.get("payload")
        meta = payload if isinstance(payload, dict) and record.get("type") == "session_meta" else record
        if name := word(meta.get("id")):
            return name
    return f"codex-{transcript.mark}"


class _Format:
    name = "codex"
    suffixes = (".jsonl", ".ndjson")
    resume = "codex resume {session}"
    answers = True

    def recognises(self, head: bytes) -> bool:
        for record in records_in(head):
            if record.get("type") in _KINDS and isinstance(record.get("payload"), dict):
                return True
            if (
                "type" not in record
                and word(record.get("id"))
                and "instructions" in record
                and "timestamp" in record
            ):
                return True
        return False

    def reader(self, transcript: Transcript, state: State) -> Reader:
        return RecordReader(_Codex(transcript, state))

    def keeping(self, home: Path, roots: Sequence[Path]) -> Keeping:
        """All rollouts lie together; the first line of each says whether it worked below one of `roots`."""
        top = home / ".codex" / "sessions"

        def holds(path: Path) -> bool:
            if path.suffix != ".jsonl" or not path.name.startswith("rollout-"):
                return False
            meta = next(records_in(head_of(path)), {}).get("payload")
            where = word(meta.get("cwd")) if isinstance(meta, dict) else ""
            return any(where == str(root) or where.startswith(f"{root}{os.sep}") for root in roots)

        # <year>/<month>/<day>
        return Keeping((top,), lambda folder: len(folder.relative_to(top).parts) <= 3, holds)


FORMAT = _Format()
