"""What hardwon keeps outside git: journal, index, spool, cache."""

from hardwon.core import Places
from hardwon.integrations.changes import remove_directory
from hardwon.store import OwnerLock


def remove_state(places: Places) -> None:
    """Removes all of it. Raises `store.Owned` while another process works with it, `NotWritten`."""
    if places.state.exists():
        with OwnerLock.acquire(places, role="uninstall"):
            remove_directory(places.state, places.root)
