"""What a format of transcripts is: recognised by content, read line by line into events."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from hardwon.scribe.lines import Line
from hardwon.store import NewEvent

State = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Transcript:
    """One file to read: `path` as given, `head` its first bytes (at least one line), `modified` ISO time."""

    path: str
    head: bytes = field(repr=False)
    modified: str

    @property
    def stem(self) -> str:
        """The file's name without folder and ending; a hint where the content names nothing."""
        return Path(self.path).stem

    @property
    def mark(self) -> str:
        """12 characters that stand for the first line: the same wherever the file lies, however it grows."""
        return hashlib.blake2b(self.head.partition(b"\n")[0].rstrip(b"\r"), digest_size=6).hexdigest()


@dataclass(frozen=True, slots=True)
class Fed:
    """What one line gave. `unreadable` says why a line could not be read (its note is among the events).

    `unfinished`: the last line is half-written; nothing was taken from it, it is for the next time.
    """

    events: Sequence[NewEvent] = ()
    unreadable: str = ""
    unfinished: bool = False


NOTHING = Fed()


class Reader(Protocol):
    """Takes a transcript's lines in order and gives events; one reader a file.

    An event's source is made from the transcript's own ids, never from the file's path: the same
    transcript read again, from anywhere, gives the same sources.
    """

    def feed(self, line: Line) -> Fed:
        """The events that `line` completes. Never raises for what a line holds."""
        ...

    def finish(self) -> Sequence[NewEvent]:
        """The last call: the events that are complete if the file ends here."""
        ...

    @property
    def open_from(self) -> tuple[int, int] | None:
        """Where a passage lies that has begun and is not given yet: its byte, the lines before it; else None.

        Whoever goes on later starts there, since the passage may still grow.
        """
        ...

    def state(self) -> State:
        """What a later reader needs to go on from here, as JSON."""
        ...


class Format(Protocol):
    """One agent's way of keeping transcripts. A module in `formats/` offers one as `FORMAT`."""

    name: str
    suffixes: tuple[str, ...]

    def recognises(self, head: bytes) -> bool:
        """Whether a file that begins with `head` is of this format; claims and names do not count."""
        ...

    def reader(self, transcript: Transcript, state: State) -> Reader:
        """A reader that starts afresh (`state` empty) or where an earlier one's state left off."""
        ...

    def kept(self, home: Path, roots: Sequence[Path]) -> Iterable[Path]:
        """The transcripts of the worktrees `roots` that this agent keeps below the user's `home`."""
        ...
