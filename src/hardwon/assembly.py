"""The only reader of configuration and environment; wires the floors below it together."""

import os
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hardwon.core import Clock, HardwonError, Places, Settings, SystemClock, find_places, read_settings
from hardwon.store import NewEvent, Owned, OwnerLock, send, spool_append, take_in_spool

if TYPE_CHECKING:
    from hardwon.lessons import Shelf
    from hardwon.scribe import GuidesTaken, Harvest, Progress
    from hardwon.store import Journal, JournalReader, Projection, Sink


class BadConfiguration(HardwonError):
    """The file that holds `[tool.hardwon]` cannot be read."""


@dataclass(frozen=True, slots=True)
class Post:
    """A sink for those who do not own the journal: the daemon's socket, else the spool."""

    places: Places

    def append(self, events: Sequence[NewEvent]) -> int | None:
        """Hands `events` over; None, because only the owner will know how many were new."""
        if not send(self.places, events):
            spool_append(self.places, events)
        return None


@dataclass(frozen=True, slots=True)
class Till:
    """A sink for the journal's owner."""

    journal: "Journal"

    def append(self, events: Sequence[NewEvent]) -> int:
        """Appends `events`; how many were new."""
        return self.journal.append(events).added


@dataclass(frozen=True, slots=True)
class Workspace:
    """One repository with its configuration: what every command starts from."""

    places: Places
    settings: Settings
    clock: Clock
    home: Path

    @contextmanager
    def owner(self, role: str) -> "Iterator[Journal]":
        """The journal, opened for writing, with the spool taken in.

        Raises `store.Owned` where another process has it.
        """
        from hardwon.store import Journal

        with ExitStack() as stack:
            stack.enter_context(OwnerLock.acquire(self.places, role=role, clock=self.clock))
            journal = stack.enter_context(
                Journal.open(
                    self.places, database=self.settings.database, clock=self.clock, projections=projections()
                )
            )
            take_in_spool(self.places, journal)
            yield journal

    @contextmanager
    def reader(self) -> "Iterator[JournalReader]":
        """The journal, opened for reading; needs no lock, and an absent one reads as empty."""
        from hardwon.store import JournalReader

        with JournalReader.open(self.places, database=self.settings.database) as reader:
            yield reader

    @contextmanager
    def sink(self, role: str) -> "Iterator[Sink]":
        """Where events go now: into the journal if nobody owns it, else to its owner."""
        with ExitStack() as stack:
            try:
                sink: Sink = Till(stack.enter_context(self.owner(role)))
            except Owned:
                sink = Post(self.places)
            yield sink

    @contextmanager
    def desk(self, role: str) -> "Iterator[tuple[Sink, JournalReader]]":
        """A sink as `sink` gives it, with a reader beside it."""
        with self.sink(role) as sink, self.reader() as reader:
            yield sink, reader

    def shelf(self) -> "Shelf":
        """The lessons of this repository."""
        from hardwon.lessons import Shelf

        return Shelf(self.places.lessons)


def open_workspace(repo: str | Path | None = None) -> Workspace:
    """The repository around `repo` (where one stands, if None) with its configuration.

    Raises `NoRepository`, `BadConfiguration`, `BadSetting`.
    """
    places = find_places(Path(repo or "."), runtime=_runtime_directory())
    source, table = _configuration(places.root)
    return Workspace(
        places=places, settings=read_settings(table, source=source), clock=SystemClock(), home=Path.home()
    )


def import_everything(
    workspace: Workspace,
    paths: Sequence[Path] = (),
    *,
    claimed: str = "auto",
    progress: "Callable[[Progress], None]" = lambda _: None,
) -> "Harvest":
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
    progress: "Callable[[Progress], None]" = lambda _: None,
) -> "Harvest":
    """`import_everything` on a journal that is open already."""
    from hardwon.lessons import learn, learn_from_guides
    from hardwon.scribe import GuidesTaken, harvest, worktrees

    places, clock = workspace.places, workspace.clock

    def take_guides(pages: Sequence[Path], into: "Sink") -> "GuidesTaken":
        return GuidesTaken(*learn_from_guides(places.root, pages, reader, into, clock=clock))

    harvested = harvest(
        paths,
        sink,
        reader=reader,
        places=places,
        home=workspace.home,
        environment=os.environ,
        clock=clock,
        claimed=claimed,
        progress=progress,
        take_guides=take_guides,
    )
    learn(reader, sink, clock=clock, roots=[str(root) for root in worktrees(places)])
    return harvested


def projections() -> "tuple[Projection, ...]":
    """The tables that follow the journal, one of each capability that has any."""
    from hardwon.lessons import Candidates
    from hardwon.scribe import Intake, Registry

    return (Registry(), Intake(), Candidates())


def _configuration(root: Path) -> tuple[str, Mapping[str, object]]:
    """The file that configures the repository at `root`, and its `[tool.hardwon]`; empty for none."""
    for name in ("pyproject.toml", "hardwon.toml"):
        table = _read_toml(root / name)
        for key in ("tool", "hardwon"):
            table = table.get(key, {})
            if not isinstance(table, dict):
                raise BadConfiguration(
                    f"{name}: `{key}` is not a table", next_step="write it as [tool.hardwon]"
                )
        if table:
            return name, table
    return "pyproject.toml", {}


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadConfiguration(
            f"{path.name} is not valid TOML: {error}", next_step="mend it there"
        ) from error
    except OSError as error:
        raise BadConfiguration(
            f"{path} cannot be read: {error.strerror}", next_step="let it be read"
        ) from error


def _runtime_directory() -> Path:
    """Where sockets live: in the user's runtime directory, else in one of the user's own."""
    given = os.environ.get("XDG_RUNTIME_DIR")
    if given:
        return Path(given) / "hardwon"
    return Path(tempfile.gettempdir()) / f"hardwon-{os.getuid()}"
