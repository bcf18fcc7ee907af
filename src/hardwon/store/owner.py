"""The lock that makes one process the writer of journal and index."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hardwon.core import Clock, HardwonError, Places, SystemClock, iso
from hardwon.store.failures import explain


class Owned(HardwonError):
    """Another process owns the journal; `owner` says which, as far as the lock file tells."""

    def __init__(self, what: str, *, next_step: str, owner: "Owner | None") -> None:
        super().__init__(what, next_step=next_step)
        self.owner = owner


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds the lock: its process, what it is (`daemon`, or a command's name), since when (ISO 8601)."""

    pid: int
    role: str
    since: str


class OwnerLock:
    """The owner's lock of one store: `flock` on `places.lock`.

    The system drops the lock with its holder, however that ends, so what an old holder left written in
    the file never stops anybody.
    """

    @staticmethod
    @contextmanager
    def acquire(places: Places, *, role: str = "command", clock: Clock | None = None) -> Iterator[Owner]:
        """Own the store until the block ends. Raises `Owned` at once where another process does."""
        mine = Owner(pid=os.getpid(), role=role, since=iso((clock or SystemClock()).now()))
        descriptor = _open(places.lock)
        _held.add(descriptor)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise _owned(places) from None
            _write(descriptor, mine)
            yield mine
        finally:
            if descriptor in _held:
                _held.remove(descriptor)
                os.close(descriptor)

    @staticmethod
    def holder(places: Places) -> Owner | None:
        """Who owns the store now; None where nobody does, or where the holder has not yet said who it is."""
        try:
            descriptor = os.open(places.lock, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _read(places.lock)
        finally:
            os.close(descriptor)
        return None


# A forked child shares its parent's lock: one that outlives the owner would hold it.
_held: set[int] = set()


def _let_go_in_child() -> None:
    while _held:
        os.close(_held.pop())


os.register_at_fork(after_in_child=_let_go_in_child)


def _open(lock: Path) -> int:
    try:
        lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise explain(error, str(lock.parent)) or error from error


def _write(descriptor: int, owner: Owner) -> None:
    # The words are for people; a full disk may lose them, the lock itself holds without.
    try:
        os.ftruncate(descriptor, 0)
        line = json.dumps({"pid": owner.pid, "role": owner.role, "since": owner.since})
        os.pwrite(descriptor, line.encode(), 0)
    except OSError:
        return


def _read(lock: Path) -> Owner | None:
    try:
        words = json.loads(lock.read_text(encoding="utf-8"))
        return Owner(pid=int(words["pid"]), role=str(words["role"]), since=str(words["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _owned(places: Places) -> Owned:
    owner = _read(places.lock)
    if owner is None:
        return Owned(
            f"the journal of {places.root} is owned by another process",
            next_step="wait for it to end, then do it again",
            owner=None,
        )
    step = (
        "stop it first: press Ctrl-C where it runs, or send it SIGTERM"
        if owner.role in ("daemon", "up")
        else "wait for it to end, then do it again"
    )
    return Owned(
        f"the journal of {places.root} is owned by `{owner.role}` (process {owner.pid}, since {owner.since})",
        next_step=step,
        owner=owner,
    )
