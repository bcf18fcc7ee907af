"""The spool: where events wait for the next owner when nobody can take them now."""

import contextlib
import fcntl
import logging
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hardwon.core import Places
from hardwon.store.events import NewEvent
from hardwon.store.failures import explain
from hardwon.store.record import from_line, make_record, to_line

if TYPE_CHECKING:
    from hardwon.store.journal import Journal

_log = logging.getLogger(__name__)
_BATCH = 2_000  # events
_STALE_SECONDS = 3600


def spool_append(places: Places, events: Sequence[NewEvent]) -> None:
    """Put `events` down for the next owner; on disk when this returns.

    One file a call, so that any number of processes may do it at once. Imports no SQLAlchemy.
    Raises `DiskFull`, `StoreReadOnly`, `BadEvent`.
    """
    if not events:
        return
    text = "".join(to_line(make_record(event)) + "\n" for event in events)
    try:
        _write(places.spool, text.encode())
    except OSError as error:
        raise explain(error, str(places.spool)) or error from error


def take_in_spool(places: Places, journal: "Journal") -> int:
    """Move the spool into `journal`; how many events were taken in that it did not have.

    A file is deleted after its events are committed, so being killed in between costs nothing: sources are
    known by then. A line that is no event (its writer was killed in the middle of it) is set aside in
    `spool/broken`. What cannot be taken in stays. Raises what `Journal.append` raises.
    """
    added = 0
    try:
        for files, events in _batches(places.spool):
            if events:
                added += journal.append(events).added
            for path in files:
                path.unlink(missing_ok=True)
    except OSError as error:
        raise explain(error, str(places.spool)) or error from error
    return added


def _write(spool: Path, text: bytes) -> None:
    spool.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Names sort by time; the process and chance keep writers apart.
    name = f"{time.time_ns():020d}-{os.getpid()}-{secrets.token_hex(4)}"
    part = spool / f"{name}.part"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        # Held until the file has its name: a part that is not locked has lost its writer.
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        view = memoryview(text)
        while view:
            view = view[os.write(descriptor, view) :]
        os.fsync(descriptor)
        part.rename(spool / f"{name}.jsonl")
        _sync_directory(spool)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _batches(spool: Path) -> Iterator[tuple[list[Path], list[NewEvent]]]:
    """Files, oldest first, with what is in them; as many at a time as make a good transaction."""
    files: list[Path] = []
    events: list[NewEvent] = []
    for path in _waiting(spool):
        try:
            lines = path.read_bytes().splitlines()
        except FileNotFoundError:
            continue  # its writer has just given it its name: next time
        events += _read(path, lines)
        files.append(path)
        if len(events) >= _BATCH:
            yield files, events
            files, events = [], []
    if files:
        yield files, events


def _waiting(spool: Path) -> list[Path]:
    try:
        names = sorted(os.listdir(spool))
    except FileNotFoundError:
        return []
    paths = [spool / name for name in names]
    return [
        path for path in paths if path.suffix == ".jsonl" or (path.suffix == ".part" and _is_orphan(path))
    ]


def _is_orphan(part: Path) -> bool:
    """Whether the writer of `part` is gone, leaving words behind."""
    try:
        descriptor = os.open(part, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        status = os.fstat(descriptor)
        # An empty one may be a writer's that has not locked it yet.
        return status.st_size > 0 or time.time() - status.st_mtime > _STALE_SECONDS
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)


def _read(path: Path, lines: Sequence[bytes]) -> list[NewEvent]:
    events = []
    for number, line in enumerate(lines, start=1):
        try:
            events.append(from_line(line))
        except ValueError:
            _set_aside(path, number, line)
    return events


def _set_aside(path: Path, number: int, line: bytes) -> None:
    broken = path.parent / "broken"
    broken.mkdir(mode=0o700, exist_ok=True)
    kept = broken / f"{path.stem}-{number}.txt"
    why = f"Line {number} of {path.name} is no event; its writer may have been killed. The line:\n"
    kept.write_bytes(why.encode() + line + b"\n")
    _log.warning("%s line %d is no event: kept in %s", path.name, number, kept)
