"""A transcript's lines, one at a time, each with its place in the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

LONGEST_LINE = 64 << 20  # bytes; a line with pasted images has a few MB, more than this is no transcript
_CHUNK = 1 << 20
_BOM = b"\xef\xbb\xbf"


class Hash(Protocol):
    """What a running digest must offer: `hashlib`'s objects do."""

    def update(self, data: bytes, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `number` from 1, its bytes from `start` to before `end`, `data` without its line break.

    `ended` is False for a last line without a line break: it may be half-written. `too_long` is the
    true length in bytes of a line over `LONGEST_LINE`, whose `data` is then empty; else 0.
    """

    number: int
    start: int
    end: int
    data: bytes
    ended: bool
    too_long: int = 0


def read_lines(
    stream: BinaryIO, *, offset: int = 0, line: int = 0, digest: Hash | None = None
) -> Iterator[Line]:
    """The lines of `stream` from byte `offset`, where `line` lines lie before it; memory: one line.

    `stream` stands at `offset`. Only `\\n` ends a line; a `\\r` before it goes with it. `digest` is fed
    every byte before its line is handed out.
    """
    while True:
        data = stream.readline(LONGEST_LINE)
        if not data:
            return
        if digest is not None:
            digest.update(data)
        line += 1
        start, offset = offset, offset + len(data)
        too_long = 0
        ended = data.endswith(b"\n")
        if not ended and len(data) == LONGEST_LINE:
            too_long, ended = _skip_rest(stream, digest)
            offset += too_long
            too_long += len(data)
            data = b""
        if line == 1:
            data = data.removeprefix(_BOM)
        yield Line(line, start, offset, data.rstrip(b"\r\n"), ended, too_long)


def _skip_rest(stream: BinaryIO, digest: Hash | None) -> tuple[int, bool]:
    """Reads to the end of the line: how many bytes that was, and whether a line break ended it."""
    length = 0
    while data := stream.readline(_CHUNK):
        length += len(data)
        if digest is not None:
            digest.update(data)
        if data.endswith(b"\n"):
            return length, True
    return length, False


def read_head(stream: BinaryIO, *, enough: int = 256 << 10) -> bytes:
    """The first `enough` bytes of `stream`, and more until one line is complete; all of a shorter file."""
    parts = [stream.read(enough)]
    length = len(parts[0])
    while parts[-1] and b"\n" not in parts[-1] and length < LONGEST_LINE:
        parts.append(stream.read(_CHUNK))
        length += len(parts[-1])
    return b"".join(parts)


def head_of(path: Path) -> bytes:
    """`read_head` of the file at `path`; empty where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return read_head(stream)
    except OSError:
        return b""
