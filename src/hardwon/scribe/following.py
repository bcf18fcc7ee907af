"""Transcripts read on as they grow, each from where it was."""

import os
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from hardwon.core import Clock, HardwonError, iso
from hardwon.scribe.formats import recognise
from hardwon.scribe.importing import Passage, last_reading
from hardwon.scribe.intake import Known, Read, hash_up_to
from hardwon.scribe.lines import read_head, read_lines
from hardwon.scribe.transcript import Keeping, Transcript
from hardwon.store import NewEvent, Sink

_OPEN = 200  # files whose place is remembered; another one's is found again in the journal
_TURN = 4 << 20  # bytes read of one file before others have their turn
_BATCH = 1000  # events
_QUIET = 2.0  # seconds without a word until what was read of a file is put down
_OPEN_QUIET = 20.0  # the same in the midst of a passage, which would be told in half now and as a whole later
_LATEST = 30.0  # seconds until it is put down where words come without end
_TAIL = 1024  # bytes before the place, to notice that they were written anew


class Following:
    """Follows the transcripts in `keepings()`; called in threads, one call at a time.

    Any bytes that were read before are passed over, whoever read them. What was not written to its end yet
    waits. Memory: a passage of each file, and a batch.
    """

    gather = 0.01
    """Seconds to wait after the first touch: lines often come in bursts."""

    def __init__(
        self, keepings: Callable[[], Sequence[Keeping]], sink: Sink, *, known: Known, clock: Clock
    ) -> None:
        self._find_keepings = keepings
        self._keepings = keepings()
        self._sink = sink
        self._known = known
        self._clock = clock
        self._open: OrderedDict[Path, _Place] = OrderedDict()
        self._more: set[Path] = set()
        self._batch: list[NewEvent] = []

    def folders(self) -> Iterator[Path]:
        """The directories in which something may appear that is to be read."""
        self._keepings = self._find_keepings()
        for keeping in self._keepings:
            for top in keeping.tops:
                if not top.is_dir():
                    yield next(parent for parent in top.parents if parent.is_dir())
            yield from keeping.folders()

    def scan(self) -> float | None:
        """Reads all that has grown, whether anybody told of it or not; what it gives is as with `take`."""
        return self.take([path for keeping in self._keepings for path in keeping.files() if self._grew(path)])

    def take(self, touched: Iterable[Path]) -> float | None:
        """Reads on in those of the `touched` files that are transcripts.

        Returns in how many seconds it wants to be called again if nothing is touched; None for never.
        Raises what the sink raises; then nothing is lost, and the next call reads it again.
        """
        chosen = list(self._more) + [path for path in touched if path not in self._more]
        self._more = set()
        try:
            for path in chosen:
                if path in self._open or any(_holds(one, path) for one in self._keepings):
                    self._read(path)
            self._put_down_quiet()
            self._flush()
        except HardwonError:
            self._more.update(chosen, self._open)
            self._open.clear()
            self._batch.clear()
            raise
        if self._more:
            return 0.0
        return _QUIET if any(place.unsaved for place in self._open.values()) else None

    def close(self) -> None:
        """Puts down how far each file was read."""
        for place in self._open.values():
            if place.unsaved:
                self._batch += place.put_down(self._clock)
        self._flush()

    def _grew(self, path: Path) -> bool:
        try:
            status = path.stat()
        except OSError:
            return False
        place = self._open.get(path)
        if place is not None:
            return place.passage.size != status.st_size or place.identity != _identity(status)
        last = self._known.at(str(path.resolve()))
        return last is None or (last.whole, last.modified) != (status.st_size, status.st_mtime_ns)

    def _read(self, path: Path) -> None:
        try:
            with path.open("rb") as stream:
                place = self._place(path, stream)
                if place is not None:
                    for events in place.read_on(stream, _TURN):
                        self._keep(events)
                    if place.behind:
                        self._more.add(path)
        except OSError:
            self._open.pop(path, None)  # gone, or closed to us: whoever opens it again is told of it

    def _place(self, path: Path, stream: BinaryIO) -> "_Place | None":
        """Where to read on in a file; None where it is none that is known, or has no whole line yet."""
        status = os.fstat(stream.fileno())
        place = self._open.pop(path, None)
        if place is not None and not place.is_in(stream, status):
            self._keep([place.rewritten(status, iso(self._clock.now()))])
            place = None
        if place is None:
            stream.seek(0)
            head = read_head(stream)
            chosen = recognise(head) if b"\n" in head else None
            if chosen is None:
                return None
            modified = iso(datetime.fromtimestamp(status.st_mtime, UTC))
            transcript = Transcript(str(path), head, modified)
            where = str(path.resolve())
            now = Read(where, chosen.name, transcript.mark, 0, 0, "", status.st_size, status.st_mtime_ns)
            start = last_reading(self._known, now, stream)
            place = _Place(Passage(chosen, transcript, start), stream, status)
        place.status, place.heard = status, self._clock.monotonic()
        self._open[path] = place
        if len(self._open) > _OPEN:
            _, oldest = self._open.popitem(last=False)
            self._keep(oldest.put_down(self._clock) if oldest.unsaved else ())
        return place

    def _put_down_quiet(self) -> None:
        now = self._clock.monotonic()
        for path, place in list(self._open.items()):
            is_open = place.passage.reader.open_from is not None
            quiet = now - place.heard >= (_OPEN_QUIET if is_open else _QUIET)
            late = now - place.unsaved_since >= _LATEST and not is_open
            if place.unsaved and (quiet or late):
                self._keep(place.put_down(self._clock))
                if place.went_back:
                    del self._open[path]

    def _keep(self, events: Sequence[NewEvent]) -> None:
        self._batch.extend(events)
        if len(self._batch) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._batch:
            self._sink.append(self._batch)
            self._batch = []


class _Place:
    """How far one file was read."""

    def __init__(self, passage: Passage, stream: BinaryIO, status: os.stat_result) -> None:
        self.passage = passage
        self.identity = _identity(status)
        self.status = status
        self.heard = self.unsaved_since = 0.0
        self.unsaved = self.went_back = self.behind = False
        stream.seek(0)
        self._digest = hash_up_to(stream, passage.size)
        self._tail = _bytes_before(stream, passage.size)

    def is_in(self, stream: BinaryIO, status: os.stat_result) -> bool:
        """Whether this is still the file, and what was read of it still stands there."""
        if self.identity != _identity(status) or status.st_size < self.passage.size:
            return False
        return _bytes_before(stream, self.passage.size) == self._tail

    def read_on(self, stream: BinaryIO, most: int) -> Iterator[Sequence[NewEvent]]:
        """The events of the whole lines that have come, up to about `most` bytes."""
        stream.seek(self.passage.size)
        data = stream.read(most)
        while b"\n" not in data and len(data) >= most and (more := stream.read(most)):
            data += more
        whole = data[: data.rfind(b"\n") + 1]  # what comes after that waits for the end of its line
        self.behind = len(data) >= most and bool(whole)
        data = whole
        if not data:
            return
        if not self.unsaved:
            self.unsaved_since = self.heard
        self._digest.update(data)
        self._tail = (self._tail + data[-_TAIL:])[-_TAIL:]
        self.unsaved = True
        for line in read_lines(BytesIO(data), offset=self.passage.size, line=self.passage.lines):
            yield self.passage.feed(line).events

    def put_down(self, clock: Clock) -> list[NewEvent]:
        """What is complete if the file ends here, and how far it was read."""
        events, self.went_back = self.passage.finish()
        self.unsaved = False
        digest = self._digest
        if self.went_back:
            with open(self.passage.path, "rb") as stream:
                digest = hash_up_to(stream, self.passage.size)
        reading = replace(
            self.passage.reading(digest.hexdigest()),
            whole=self.status.st_size,
            modified=self.status.st_mtime_ns,
        )
        return [*events, reading.event(iso(clock.now()))]

    def rewritten(self, status: os.stat_result, now: str) -> NewEvent:
        """That what was read of the file no longer stands in it: it was cut, written anew or replaced."""
        source = f"follow:{self.passage.path}:{status.st_ino}:{status.st_size}:{status.st_mtime_ns}"
        payload: dict[str, object] = {"path": self.passage.path, "read": self.passage.size}
        return NewEvent(source, "transcript.rewritten", now, payload | {"size": status.st_size})


def _holds(keeping: Keeping, path: Path) -> bool:
    return any(top in path.parents for top in keeping.tops) and keeping.holds(path)


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _bytes_before(stream: BinaryIO, size: int) -> bytes:
    stream.seek(max(0, size - _TAIL))
    return stream.read(min(size, _TAIL))
