"""Import: everything that is already there, into the journal, and what can be learnt from it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hardwon.assembly.configuration import environment
from hardwon.assembly.workspace import Workspace
from hardwon.lessons import learn, learn_from_guides
from hardwon.scribe import GuidesTaken, Harvest, Progress, Worklog, harvest, open_worklogs, worktrees

if TYPE_CHECKING:
    from hardwon.store import JournalReader, Sink


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken in, and how many candidates for lessons came of it (None: only the owner will know)."""

    harvest: Harvest
    candidates: int | None = 0


def import_everything(
    workspace: Workspace,
    paths: Sequence[Path] = (),
    *,
    claimed: str = "auto",
    progress: Callable[[Progress], None] = lambda _: None,
) -> Taken:
    """Takes in `paths`, or without any all there is about the repository, and learns from it.

    `claimed` as `scribe.harvest`. Raises `scribe.NoTranscript`, `scribe.Interrupted`.
    """
    with workspace.desk("import") as (sink, reader):
        return take_in(workspace, sink, reader, paths, claimed=claimed, progress=progress)


def take_in(
    workspace: Workspace,
    sink: "Sink",
    reader: "JournalReader",
    paths: Sequence[Path] = (),
    *,
    claimed: str = "auto",
    progress: Callable[[Progress], None] = lambda _: None,
) -> Taken:
    """`import_everything` on a journal that is open already."""
    places, clock = workspace.places, workspace.clock

    def take_guides(pages: Sequence[Path], into: "Sink") -> GuidesTaken:
        return GuidesTaken(*learn_from_guides(places.root, pages, reader, into, clock=clock))

    harvested = harvest(
        paths,
        sink,
        reader=reader,
        places=places,
        home=workspace.home,
        environment=environment(),
        clock=clock,
        claimed=claimed,
        progress=progress,
        take_guides=take_guides,
    )
    learnt = learn_here(workspace, reader, sink)
    of_guides = harvested.guides.new if harvested.guides else 0
    return Taken(harvested, None if learnt is None or of_guides is None else learnt + of_guides)


def learn_here(workspace: Workspace, reader: "JournalReader", sink: "Sink") -> int | None:
    """Takes in the candidates of what is new since the last time; as `learn`."""
    roots = [str(root) for root in worktrees(workspace.places)]
    with open_worklogs(reader, workspace.places) as worklogs:

        def every() -> Iterator[Worklog]:
            found = worklogs.sessions.latest(workspace.clock.now(), limit=0)
            return (worklogs.of(one) for one in found if one.files)

        return learn(reader, sink, clock=workspace.clock, roots=roots, worklogs=every)
