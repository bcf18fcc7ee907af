"""Transcripts of one JSON object a line: what is common to reading them."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from hardwon.scribe.lines import LONGEST_LINE, Line
from hardwon.scribe.texts import RAW_LIMIT, cap, mend, moment
from hardwon.scribe.transcript import NOTHING, Fed, State
from hardwon.store import NewEvent

_DECODER = json.JSONDecoder(strict=False, parse_constant=str)  # NaN is not JSON, and no reason to lose a line
_ODD_ESCAPE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_DEEPEST = 400

Record = dict[str, Any]


class NotARecord(Exception):
    """A line that holds no JSON object, or one without what its format cannot do without; says why."""


class Translator(Protocol):
    """What a format makes of its records; the place where formats differ."""

    def events(self, record: Record, line: Line) -> list[NewEvent]:
        """What `record` says; of any types at any depth. Raises `NotARecord` where it says nothing."""
        ...

    def note(self, kind: str, content: object, line: Line) -> NewEvent:
        """A line kept as it came."""
        ...

    def closing(self) -> list[NewEvent]:
        """What can be said at the end of what is there now."""
        ...

    def state(self) -> State:
        """What the next translator of this file needs to go on."""
        ...


class RecordReader:
    """A `Reader` over a translator: broken lines become notes, a half-written last line waits."""

    def __init__(self, translator: Translator) -> None:
        self._translator = translator

    open_from: tuple[int, int] | None = None

    def feed(self, line: Line) -> Fed:
        if not line.data.strip(b" \t\0") and not line.too_long:
            return NOTHING if not line.data.strip() else self._unreadable(line, "nothing but NUL bytes")
        try:
            record = read_record(line)
        except NotARecord as problem:
            if not line.ended:
                return Fed(unfinished=True)
            return self._unreadable(line, str(problem))
        try:
            return Fed(self._translator.events(record, line))
        except NotARecord as problem:
            return self._unreadable(line, str(problem))

    def finish(self) -> Sequence[NewEvent]:
        return self._translator.closing()

    def state(self) -> State:
        return self._translator.state()

    def _unreadable(self, line: Line, reason: str) -> Fed:
        text = cap(mend(line.data[: 4 * RAW_LIMIT].decode("utf-8", "replace")), RAW_LIMIT)
        raw = {"reason": reason, "bytes": line.too_long or len(line.data), "text": text}
        return Fed([self._translator.note("unreadable", raw, line)], unreadable=reason)


def read_record(line: Line) -> Record:
    """The JSON object on `line`; invalid UTF-8, lone surrogates and NUL are mended. Raises `NotARecord`."""
    if line.too_long:
        raise NotARecord(f"the line has {line.too_long >> 20:,} MB, at most {LONGEST_LINE >> 20} are read")
    data = line.data.strip(b" \t\0")
    odd = b"\0" in data or (b"\\u" in data and _ODD_ESCAPE.search(data) is not None)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    try:
        value = _DECODER.decode(text)
    except RecursionError:
        raise NotARecord("nested too deep") from None
    except ValueError as problem:
        raise NotARecord(f"no JSON: {str(problem)[:120]}") from None
    if not isinstance(value, dict):
        raise NotARecord(f"a JSON {type(value).__name__}, not an object")
    return _mend_all(value, 0) if odd else value


def _mend_all(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return mend(value)
    if depth > _DEEPEST:
        return None
    if isinstance(value, dict):
        return {mend(key): _mend_all(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_mend_all(item, depth + 1) for item in value]
    return value


def records_in(head: bytes, *, most: int = 200) -> Iterator[Record]:
    """The JSON objects among the first `most` lines of `head`, without those that cannot be read."""
    for number, data in enumerate(head.removeprefix(b"\xef\xbb\xbf").split(b"\n", most)[:most], 1):
        if data.strip():
            try:
                yield read_record(Line(number, 0, 0, data, ended=True))
            except NotARecord:
                continue


def first_moment(head: bytes, name: str) -> str:
    """The first time that a record of `head` has under `name`; for the lines before it. Else empty."""
    return next(filter(None, (moment(record.get(name)) for record in records_in(head))), "")


def digest_of(data: bytes | str) -> str:
    """12 characters that stand for `data`."""
    return hashlib.blake2b(data.encode() if isinstance(data, str) else data, digest_size=6).hexdigest()
