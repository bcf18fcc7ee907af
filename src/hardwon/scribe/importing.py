"""Taking transcripts into the journal: any number, of any size, again and again."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from hardwon.core import Clock, HardwonError, hold_interrupts, iso
from hardwon.scribe.formats import known_formats, recognise
from hardwon.scribe.intake import Known, Read, hash_up_to
from hardwon.scribe.lines import Line, read_head, read_lines
from hardwon.scribe.transcript import NOTHING, Fed, Format, Transcript
from hardwon.store import NewEvent, Sink

_BATCH_EVENTS = 1000
_BATCH_BYTES = 4 << 20
_CHECKPOINT = 16 << 20  # bytes of one file; an interrupted import repeats at most so much of it
_PROGRESS = 256 << 10
_SHOWN = 1000  # unreadable lines kept one by one; the others are counted
_LEFT_OUT = {".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv", "venv", ".tox"}


class NoTranscript(HardwonError):
    """A path that was named does not exist, or a format does not."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: files and bytes, done and in all. `path` is the file at hand."""

    files: int
    of_files: int
    bytes: int
    of_bytes: int
    path: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of a file, and what is the matter with it; line 0 means the whole file."""

    path: str
    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to.

    `files` were read, `unchanged` ones skipped; `lines` were read now; of `events` `new` had not been there
    (None where only the journal's owner will know). `unreadable` lines are kept as notes, the first 1,000
    named here; `unfinished` ones are left for the next time; `problems` are files that were not taken.
    """

    files: int = 0
    unchanged: int = 0
    sessions: int = 0
    lines: int = 0
    events: int = 0
    new: int | None = 0
    unreadable_lines: int = 0
    unreadable: tuple[Spot, ...] = ()
    unfinished: tuple[Spot, ...] = ()
    problems: tuple[Spot, ...] = ()


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during an import; `imported` says what is kept. The same import again goes on from there."""

    def __init__(self, imported: Imported) -> None:
        super().__init__()
        self.imported = imported


def import_transcripts(
    paths: Sequence[Path],
    sink: Sink,
    *,
    known: Known,
    clock: Clock,
    claimed: str = "auto",
    progress: Callable[[Progress], None] = lambda _: None,
) -> Imported:
    """Reads the transcripts in `paths` (files, or directories with everything below them) into `sink`.

    Each file's format is recognised by its content; where that says nothing, a file is read as `claimed`.
    What an earlier import has read is skipped, what has grown is read on. Memory: a line and a batch.
    Raises `NoTranscript` before anything is read, `Interrupted` on Ctrl-C, and what `sink` raises.
    """
    if claimed != "auto" and claimed not in known_formats():
        raise NoTranscript(
            f"there is no format `{claimed}`",
            next_step=f"it is one of {', '.join(['auto', *known_formats()])}",
        )
    files = list(_files(paths, claimed))
    # Between two lines only: struck in the middle of a step, an import could neither count what it has handed
    # on nor hand on the rest.
    with hold_interrupts() as interrupts:
        work = _Import(sink, known, clock, claimed, interrupts.let_through)
        try:
            _take_all(work, files, progress)
            interrupts.let_through()
        except KeyboardInterrupt:
            work.flush()
            raise Interrupted(work.result()) from None
    return work.result()


def _take_all(
    work: "_Import", files: "Sequence[tuple[Path, int, bool]]", progress: Callable[[Progress], None]
) -> None:
    of_bytes = sum(size for _, size, _ in files)
    done = 0
    for number, (path, size, named) in enumerate(files):

        def tell(read: int, number: int = number, path: Path = path, done: int = done) -> None:
            progress(Progress(number, len(files), done + read, of_bytes, str(path)))

        tell(0)
        work.take(path, named=named, tell=tell)
        done += size
    work.flush()
    progress(Progress(len(files), len(files), of_bytes, of_bytes, ""))


def _files(paths: Sequence[Path], claimed: str) -> Iterator[tuple[Path, int, bool]]:
    """Each file to look at: its path, size, and whether it was named itself."""
    chosen = list(known_formats().values()) if claimed == "auto" else [known_formats()[claimed]]
    suffixes = {suffix for one in chosen for suffix in one.suffixes}
    seen: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise NoTranscript(f"{path} does not exist", next_step="name a file or a directory that does")
        found = [path] if not path.is_dir() else _below(path, suffixes)
        for one in found:
            if one.resolve() not in seen:
                seen.add(one.resolve())
                yield one, _size(one), one is path


def _below(directory: Path, suffixes: set[str]) -> Iterator[Path]:
    for folder, folders, names in os.walk(directory):
        folders[:] = sorted(name for name in folders if name not in _LEFT_OUT)
        yield from (Path(folder, name) for name in sorted(names) if Path(name).suffix in suffixes)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


class Passage:
    """One file being read: its reader, and how far it is."""

    def __init__(self, chosen: Format, transcript: Transcript, start: Read) -> None:
        self.path = transcript.path
        self.reader = chosen.reader(transcript, start.state)
        self.size, self.lines = start.size, start.lines
        self._start = start

    def feed(self, line: Line) -> Fed:
        fed = self.reader.feed(line)
        if not fed.unfinished:
            self.size, self.lines = line.end, line.number
        return fed

    def finish(self) -> tuple[Sequence[NewEvent], bool]:
        """The last events, and whether reading goes on before here next time: with a passage still open."""
        at = self.reader.open_from
        if at is not None:
            self.size, self.lines = at
        return self.reader.finish(), at is not None

    def reading(self, digest: str) -> Read:
        return replace(
            self._start, size=self.size, lines=self.lines, digest=digest, state=dict(self.reader.state())
        )


def last_reading(
    known: Known, now: Read, stream: BinaryIO, *, between: Callable[[], None] = lambda: None
) -> Read:
    """The furthest earlier reading whose bytes this file begins with, as of `now`; where none, `now`."""
    for read in known.like(now.head):
        if read.size <= now.whole and read.format == now.format:
            stream.seek(0)
            digest = hash_up_to(stream, read.size, between=between)
            if digest.hexdigest() == read.digest:
                return replace(read, path=now.path, whole=now.whole, modified=now.modified)
    return now


@dataclass(slots=True)
class _Tally:
    """The counts of an import under way, as in `Imported`."""

    files: int = 0
    unchanged: int = 0
    lines: int = 0
    events: int = 0
    new: int | None = 0
    unreadable_lines: int = 0
    sessions: set[str] = field(default_factory=set)
    unreadable: list[Spot] = field(default_factory=list)
    unfinished: list[Spot] = field(default_factory=list)
    problems: list[Spot] = field(default_factory=list)

    def handed_on(self, events: int, new: int | None) -> None:
        self.events += events
        self.new = None if new is None or self.new is None else self.new + new

    def result(self) -> Imported:
        return Imported(
            files=self.files,
            unchanged=self.unchanged,
            sessions=len(self.sessions),
            lines=self.lines,
            events=self.events,
            new=self.new,
            unreadable_lines=self.unreadable_lines,
            unreadable=tuple(self.unreadable),
            unfinished=tuple(self.unfinished),
            problems=tuple(self.problems),
        )


def _has_object(head: bytes) -> bool:
    """Whether any line begins as an object of JSON does."""
    return any(line.lstrip(b" \t\xef\xbb\xbf").startswith(b"{") for line in head.splitlines())


class _Import:
    """One import under way: its batch and its counts. `between` is called between steps, and may end it."""

    def __init__(
        self, sink: Sink, known: Known, clock: Clock, claimed: str, between: Callable[[], None]
    ) -> None:
        self._sink = sink
        self._known = known
        self._clock = clock
        self._claimed = claimed
        self._between = between
        self._batch: list[NewEvent] = []
        self._reads: list[Read] = []
        self._bytes = 0
        self._tally = _Tally()

    def result(self) -> Imported:
        return self._tally.result()

    def take(self, path: Path, *, named: bool, tell: Callable[[int], None]) -> None:
        """Reads one file; what is the matter with it becomes a problem of the result."""
        self._between()
        try:
            if not path.is_file():
                return self._problem(path, "neither a file nor a directory")
            with path.open("rb") as stream:
                self._read(path, stream, named=named, tell=tell)
        except OSError as error:
            self._problem(path, error.strerror or str(error))

    def _read(self, path: Path, stream: BinaryIO, *, named: bool, tell: Callable[[int], None]) -> None:
        status = os.fstat(stream.fileno())
        where = str(path.resolve())
        last = self._known.at(where)
        if last is not None and (last.whole, last.modified) == (status.st_size, status.st_mtime_ns):
            self._tally.unchanged += 1
            return
        transcript = Transcript(
            str(path), read_head(stream), iso(datetime.fromtimestamp(status.st_mtime, UTC))
        )
        chosen = self._format(transcript, named=named)
        if chosen is None:
            return
        now = Read(where, chosen.name, transcript.mark, 0, 0, "", status.st_size, status.st_mtime_ns)
        start = last_reading(self._known, now, stream, between=self._between)
        if start.size == start.whole > 0:
            self._tally.unchanged += 1
            return
        self._tally.files += 1
        self._follow(Passage(chosen, transcript, start), stream, tell)

    def _format(self, transcript: Transcript, *, named: bool) -> Format | None:
        """What the file's content says it is; a claim counts only where the content says nothing."""
        found = recognise(transcript.head)
        claimed = known_formats().get(self._claimed)
        if found is not None and claimed in (None, found):
            return found
        if not named or not transcript.head.strip():
            return None
        if found is not None:
            self._problem(Path(transcript.path), f"holds {found.name}, not {self._claimed}")
        elif transcript.head.startswith((b"\xff\xfe", b"\xfe\xff")):
            self._problem(Path(transcript.path), "is UTF-16; save it as UTF-8")
        elif claimed is None:
            self._problem(
                Path(transcript.path), f"no transcript that hardwon knows ({', '.join(known_formats())})"
            )
        elif ".jsonl" in claimed.suffixes and not _has_object(transcript.head):
            self._problem(Path(transcript.path), f"holds no line of {claimed.name}")
            return None
        return claimed if found is None else None

    def _follow(self, passage: Passage, stream: BinaryIO, tell: Callable[[int], None]) -> None:
        told = kept = passage.size
        stream.seek(0)
        digest = hash_up_to(stream, passage.size, between=self._between)
        fed = NOTHING
        for line in read_lines(stream, offset=passage.size, line=passage.lines, digest=digest):
            self._between()
            fed = passage.feed(line)
            if fed.unfinished:
                why = "half-written; left for the next time"
                self._tally.unfinished.append(Spot(passage.path, line.number, why))
                break
            self._keep(fed.events, line.end - line.start)
            self._tally.lines += 1
            if fed.unreadable:
                self._unreadable(Spot(passage.path, line.number, fed.unreadable))
            if line.end - told >= _PROGRESS:
                told = line.end
                tell(told)
            if line.end - kept >= _CHECKPOINT and passage.reader.open_from is None:
                kept = line.end
                self._reads.append(passage.reading(digest.hexdigest()))
        events, went_back = passage.finish()
        self._keep(events, 0)
        if fed.unfinished or went_back:
            stream.seek(0)
            digest = hash_up_to(stream, passage.size, between=self._between)
        self._reads.append(passage.reading(digest.hexdigest()))
        self._flush_if_full()

    def _keep(self, events: Sequence[NewEvent], size: int) -> None:
        self._bytes += size
        if events:
            self._batch.extend(events)
            self._tally.sessions.update(event.session for event in events if event.session)
        self._flush_if_full()

    def _flush_if_full(self) -> None:
        if len(self._batch) + len(self._reads) >= _BATCH_EVENTS or self._bytes >= _BATCH_BYTES:
            self.flush()

    def flush(self) -> None:
        """Hands the batch on, and after it how far that brought each file: never the other way round."""
        if self._batch:
            self._tally.handed_on(len(self._batch), self._sink.append(self._batch))
        if self._reads:
            now = iso(self._clock.now())
            self._sink.append([read.event(now) for read in self._reads])
        self._batch, self._reads, self._bytes = [], [], 0

    def _unreadable(self, spot: Spot) -> None:
        self._tally.unreadable_lines += 1
        if len(self._tally.unreadable) < _SHOWN:
            self._tally.unreadable.append(spot)

    def _problem(self, path: Path, why: str) -> None:
        self._tally.problems.append(Spot(str(path), 0, why))
