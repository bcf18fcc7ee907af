"""Changes that a kill does not leave half made: they are pledged first, and the next command keeps that."""

import base64
import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from hardwon.core import HardwonError, Places
from hardwon.integrations import Change, make_changes


class AtWork(HardwonError):
    """Another process is changing the packs of this repository."""


@contextmanager
def alone(places: Places) -> Iterator[None]:
    """One process at a time in the block, of all that work on this repository. Raises `AtWork`."""
    places.state.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(places.state / "packs.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise AtWork(
            "packs are being changed here right now", next_step="do it again when that is done"
        ) from None
    try:
        yield
    finally:
        os.close(descriptor)  # and with it the lock


def is_pledged(places: Places) -> bool:
    """Whether a kill has cut something short."""
    return _file(places).exists()


def make_steadily(
    places: Places,
    changes: Sequence[Change],
    event: Mapping[str, object],
    *,
    replace: Callable[[Path, Path], object] = os.replace,
) -> None:
    """Makes `changes` as `make_changes`; after a kill `fulfil` makes the rest, and gives `event`.

    For who is `alone`. `replace` renames. Raises `NotWritten`.
    """
    file = _file(places)
    _write(file, changes, event)
    try:
        make_changes(places.root, changes, replace=replace)
    finally:  # made, or taken back: a kill is what leaves the pledge
        file.unlink(missing_ok=True)


def fulfil(places: Places) -> Mapping[str, object] | None:
    """Makes what a kill cut short, and gives the event that was to be told; None where there is nothing.

    A file that somebody has changed since is left. For who is `alone`. Raises `NotWritten`.
    """
    file = _file(places)
    try:
        pledge = json.loads(file.read_bytes())
    except FileNotFoundError:
        return None
    left = []
    for entry in pledge["changes"]:
        change = Change(entry["path"], _bytes(entry["before"]), _bytes(entry["after"]))
        target = places.root / change.path
        _take_away_partials(target)
        if (target.read_bytes() if target.is_file() else None) == change.before != change.after:
            left.append(change)
    make_changes(places.root, left)
    file.unlink(missing_ok=True)
    event: Mapping[str, object] = pledge["event"]
    return event


def _write(file: Path, changes: Sequence[Change], event: Mapping[str, object]) -> None:
    entries = [{"path": one.path, "before": _text(one.before), "after": _text(one.after)} for one in changes]
    partial = file.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as stream:
        json.dump({"changes": entries, "event": dict(event)}, stream)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(file)


def _file(places: Places) -> Path:
    # Worktrees share the state, and each has files of its own.
    own = hashlib.blake2b(str(places.root).encode("utf-8", "surrogateescape"), digest_size=6).hexdigest()
    return places.state / f"pledge-{own}.json"


def _take_away_partials(target: Path) -> None:
    for partial in target.parent.glob(f".{target.name}.*.hardwon"):
        with suppress(OSError):
            partial.unlink()


def _text(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)
