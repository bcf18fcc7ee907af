"""What the daemon captures beside its own files: other worktrees, transcripts as they grow, git."""

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hardwon.assembly.configuration import environment
from hardwon.assembly.workspace import Till, Workspace
from hardwon.core import HardwonError, iso, new_id
from hardwon.daemon import FolderWatch, WorktreeWatch, load_gitignore
from hardwon.scribe import Following, GitFollowing, Readings, keepings, worktrees
from hardwon.store import NewEvent, StoreError

if TYPE_CHECKING:
    from hardwon.daemon import Pulse, Service
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
    workspace: Workspace,
    journal: "Journal",
    on_trouble: Callable[[HardwonError], None],
    on_worktrees: Callable[[Sequence[Path]], None] = lambda _: None,
) -> FolderWatch:
    """Follows what git does in this repository and all its worktrees; tells which of these there are."""
    following = GitFollowing(
        workspace.places,
        Till(journal),
        environment=environment(),
        clock=workspace.clock,
        reader=journal,
        on_worktrees=lambda _: on_worktrees(worktrees(workspace.places)),
    )
    return FolderWatch(following, on_trouble=trouble_recorder(workspace, journal, on_trouble))


def worktree_watch(
    workspace: Workspace,
    journal: "Journal",
    on_trouble: Callable[[HardwonError], None],
    pulses: "MutableMapping[Path, Pulse] | None" = None,
) -> WorktreeWatch:
    """Watches the files of all worktrees but the daemon's own, whose pulses it puts into `pulses`."""
    watch = WorktreeWatch(
        load_ignored=lambda top: load_gitignore(top, workspace.places.git_dir),
        append=journal.append_async,
        clock=workspace.clock,
        on_trouble=trouble_recorder(workspace, journal, on_trouble),
        pulses=pulses,
    )
    journal.subscribe(watch.hear)
    return watch


def capture(
    workspace: Workspace,
    journal: "Journal",
    on_trouble: Callable[[HardwonError], None],
    pulses: "MutableMapping[Path, Pulse] | None" = None,
) -> "list[Service]":
    """What captures beside the daemon's own watcher, as far as the configuration wants it."""
    features, places = workspace.settings.features, workspace.places
    running: list[Service] = []
    heard: list[Callable[[Sequence[Path]], None]] = []
    if features.transcripts:
        transcripts = transcript_watch(workspace, journal, on_trouble)
        running.append(transcripts.run)
        heard.append(lambda _: transcripts.look_again())
    if features.files and places.git_dir is not None:
        files = worktree_watch(workspace, journal, on_trouble, pulses)
        running.append(files.run)
        heard.append(lambda tops: files.see([top for top in tops if top != places.root]))
    if features.git and places.git_dir is not None:

        def tell_all(tops: Sequence[Path]) -> None:
            for hear in heard:
                hear(tops)

        running.append(git_watch(workspace, journal, on_trouble, tell_all).run)
    else:
        for hear in heard:
            hear(worktrees(places))
    return running


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
