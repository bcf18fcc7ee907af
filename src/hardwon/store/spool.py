"""The spool: where events wait for the next owner when nobody can take them now."""

import fcntl
import os
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from hardwon.store.events import NewEvent
from hardwon.store.failures import explain
from hardwon.store.record import from_line, make_record, to_line

if TYPE_CHECKING:
    from pathlib import Path

    from hardwon.core import Places
    from hardwon.store.journal import Journal

_BATCH = 2_000  # events
_STALE_SECONDS = 3600


def spool_append(places: "Places", events: Sequence[NewEvent]) -> None:
    """Put `events` down for the next owner; on disk when this returns.

    One file a call, so that any number of processes may do it at once. Imports no SQLAlchemy.
    Raises `DiskFull`, `StoreReadOnly`, `BadEvent`.
    """
    if events:
        put_down(str(places.spool), as_lines(events))


def as_lines(events: Sequence[NewEvent]) -> bytes:
    """`events` as the spool keeps them, without their secrets. Raises `BadEvent`."""
    return "".join(to_line(make_record(event)) + "\n" for event in events).encode()


def put_down(spool: str, lines: bytes) -> None:
    """The second half of `spool_append`: a hook has no time to load what `Places` needs.

    Raises `DiskFull`, `StoreReadOnly`.
    """
    try:
        _write(spool, lines)
    except OSError as error:
        raise explain(error, spool) or error from error


def take_in_spool(places: "Places", journal: "Journal") -> int:
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


def _write(spool: str, text: bytes) -> None:
    os.makedirs(spool, mode=0o700, exist_ok=True)
    # Names sort by time; the process and chance keep writers apart.
    name = f"{spool}/{time.time_ns():020d}-{os.getpid()}-{os.urandom(4).hex()}"
    part = f"{name}.part"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        # Held until the file has its name: a part that is not locked has lost its writer.
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        view = memoryview(text)
        while view:
            view = view[os.write(descriptor, view) :]
        os.fsync(descriptor)
        os.rename(part, f"{name}.jsonl")
        _sync_directory(spool)
    except BaseException:
        if os.path.exists(part):
            os.unlink(part)
        raise
    finally:
        os.close(descriptor)


def _sync_directory(directory: str) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _batches(spool: "Path") -> "Iterator[tuple[list[Path], list[NewEvent]]]":
    """Files, oldest first, with what is in them; as many at a time as make a good transaction."""
    files: list[Path] = []
    events: list[NewEvent] = []
    for path in _waiting(spool):
        try:
            lines = path.read_bytes().splitlines()
        except FileNotFoundError:
            continue  # its writer has just given it its name: next time
        except PermissionError:
            _warn("%s may not be read: it stays, the others are taken in", path)
            continue
        events += _read(path, lines)
        files.append(path)
        if len(events) >= _BATCH:
            yield files, events
            files, events = [], []
    if files:
        yield files, events


def _waiting(spool: "Path") -> "list[Path]":
    try:
        with os.scandir(spool) as entries:
            # Somebody's directory or pipe of such a name must not keep the files from coming in.
            names = sorted(entry.name for entry in entries if entry.is_file(follow_symlinks=False))
    except FileNotFoundError:
        return []
    paths = [spool / name for name in names]
    return [
        path for path in paths if path.suffix == ".jsonl" or (path.suffix == ".part" and _is_orphan(path))
    ]


def _is_orphan(part: "Path") -> bool:
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


def _read(path: "Path", lines: Sequence[bytes]) -> list[NewEvent]:
    events = []
    for number, line in enumerate(lines, start=1):
        try:
            events.append(from_line(line))
        except ValueError:
            _set_aside(path, number, line)
    return events


def _set_aside(path: "Path", number: int, line: bytes) -> None:
    broken = path.parent / "broken"
    broken.mkdir(mode=0o700, exist_ok=True)
    kept = broken / f"{path.stem}-{number}.txt"
    why = f"Line {number} of {path.name} is no event; its writer may have been killed. The line:\n"
    kept.write_bytes(why.encode() + line + b"\n")
    _warn("%s line %d is no event: kept in %s", path.name, number, kept)


def _warn(message: str, *values: object) -> None:
    import logging  # late: it takes 8 ms, and hooks use this module too

    logging.getLogger(__name__).warning(message, *values)
