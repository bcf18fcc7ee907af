"""What the daemon captures beside the saved files: transcripts as they grow, git as it moves."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from hardwon.assembly.configuration import environment
from hardwon.assembly.workspace import Till, Workspace
from hardwon.core import HardwonError, iso, new_id
from hardwon.daemon import FolderWatch
from hardwon.scribe import Following, GitFollowing, Readings, keepings
from hardwon.store import NewEvent, StoreError

if TYPE_CHECKING:
    from hardwon.store import Journal


def transcript_watch(
    workspace: Workspace, journal: "Journal", on_trouble: Callable[[HardwonError], None]
) -> FolderWatch:
    """Follows the transcripts that agents keep of this repository's worktrees."""
    following = Following(
        lambda: keepings(workspace.home, workspace.places),
        Till(journal),
        known=Readings(journal),
        clock=workspace.clock,
    )
    return FolderWatch(following, on_trouble=trouble_recorder(workspace, journal, on_trouble))


def git_watch(
    workspace: Workspace, journal: "Journal", on_trouble: Callable[[HardwonError], None]
) -> FolderWatch:
    """Follows what git does in this repository and all its worktrees."""
    following = GitFollowing(
        workspace.places, Till(journal), environment=environment(), clock=workspace.clock
    )
    return FolderWatch(following, on_trouble=trouble_recorder(workspace, journal, on_trouble))


def trouble_recorder(
    workspace: Workspace, journal: "Journal", on_trouble: Callable[[HardwonError], None]
) -> Callable[[HardwonError], Awaitable[None]]:
    """Tells people what could not be done, and keeps it as an event as far as it can be kept."""

    async def record(error: HardwonError) -> None:
        on_trouble(error)
        now = workspace.clock.now()
        payload = {"error": error.what, "next_step": error.next_step}
        source = f"daemon:{new_id(workspace.clock)}"
        events: Sequence[NewEvent] = [NewEvent(source, "daemon.trouble", iso(now), payload)]
        try:
            await journal.append_async(events)
        except StoreError:
            return  # it has been told; where the store is the trouble, it cannot be kept

    return record
