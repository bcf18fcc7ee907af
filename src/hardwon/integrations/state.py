"""What hardwon keeps outside git: journal, index, spool, cache."""

from collections.abc import Iterator
from contextlib import contextmanager

from hardwon.core import Places
from hardwon.integrations.changes import remove_directory
from hardwon.store import OwnerLock


@contextmanager
def remove_state(places: Places) -> Iterator[None]:
    """Removes all of it when the block has ended well.

    Raises `store.Owned` before the block while another process works with it, `NotWritten` after it.
    """
    if not places.state.exists():
        yield
        return
    with OwnerLock.acquire(places, role="uninstall"):
        yield
        remove_directory(places.state, places.root)
