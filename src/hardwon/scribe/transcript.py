"""What a format of transcripts is: recognised by content, read line by line into events."""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where an agent keeps the transcripts of some worktrees, there already or not.

    They lie in `tops` and below; `enters` says of a directory there whether any may lie in it or below,
    `holds` of a file whether it is one.
    """

    tops: tuple[Path, ...]
    enters: Callable[[Path], bool]
    holds: Callable[[Path], bool]

    def folders(self) -> Iterator[Path]:
        """The directories that are there, each before those in it."""
        waiting = [top for top in reversed(self.tops) if top.is_dir()]
        while waiting:
            folder = waiting.pop()
            yield folder
            below = sorted((one for one, is_folder in _entries(folder) if is_folder), reverse=True)
            waiting += [one for one in below if self.enters(one)]

    def files(self) -> Iterator[Path]:
        """The transcripts that are there."""
        for folder in self.folders():
            here = sorted(path for path, is_folder in _entries(folder) if not is_folder)
            yield from (path for path in here if path.is_file() and self.holds(path))


def _entries(folder: Path) -> list[tuple[Path, bool]]:
    """What is in a folder, and whether each is a folder itself; nothing where it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return [(Path(entry.path), entry.is_dir(follow_symlinks=False)) for entry in entries]
    except OSError:
        return []


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
    answers: bool  # whether work always ends with a word of the agent's, so that silence before it is no end
    resume: str  # the command that takes the session `{session}` up again; empty where there is none

    def recognises(self, head: bytes) -> bool:
        """Whether a file that begins with `head` is of this format; claims and names do not count."""
        ...

    def reader(self, transcript: Transcript, state: State) -> Reader:
        """A reader that starts afresh (`state` empty) or where an earlier one's state left off."""
        ...

    def keeping(self, home: Path, roots: Sequence[Path]) -> Keeping:
        """Where this agent keeps the transcripts of the worktrees `roots` below the user's `home`."""
        ...
