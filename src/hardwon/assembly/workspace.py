"""A repository with its configuration, its journal and its lessons: what every command starts from."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hardwon.assembly.configuration import home_directory, read_configuration, runtime_directory
from hardwon.core import Clock, Places, Settings, SystemClock, find_places
from hardwon.store import NewEvent, Owned, OwnerLock, send, spool_append, take_in_spool

if TYPE_CHECKING:
    from hardwon.lessons import Shelf
    from hardwon.scribe import Audience, Sessions
    from hardwon.store import Journal, JournalReader, Owner, Projection, Sink


@dataclass(frozen=True, slots=True)
class Post:
    """A sink for those who do not own the journal: the daemon's socket, else the spool."""

    places: Places

    def append(self, events: Sequence[NewEvent]) -> None:
        """Hands `events` over; only the owner will know how many were new."""
        if not send(self.places, events):
            spool_append(self.places, events)


@dataclass(frozen=True, slots=True)
class Till:
    """A sink for the journal's owner."""

    journal: "Journal"

    def append(self, events: Sequence[NewEvent]) -> int:
        """Appends `events`; how many were new."""
        return self.journal.append(events).added


@dataclass(frozen=True, slots=True)
class Workspace:
    """One repository as a command finds it; `home` is the user's."""

    places: Places
    settings: Settings
    clock: Clock
    home: Path

    @property
    def is_set_up(self) -> bool:
        """Whether there is a place to keep things in: git's directory, or what `init` or `up` has made."""
        return self.places.git_dir is not None or self.places.home.is_dir()

    @contextmanager
    def owner(self, role: str) -> "Iterator[Journal]":
        """The journal, opened for writing, with the spool taken in.

        Raises `store.Owned` where another process has it.
        """
        with self.lock(role), self.journal() as journal:
            yield journal

    def lock(self, role: str) -> "AbstractContextManager[Owner]":
        """The right to write the journal, as long as the block lasts. Raises `store.Owned`."""
        return OwnerLock.acquire(self.places, role=role, clock=self.clock)

    @contextmanager
    def journal(self) -> "Iterator[Journal]":
        """The journal, opened by who holds the lock, with the spool taken in."""
        from hardwon.store import Journal

        with Journal.open(
            self.places, database=self.settings.database, clock=self.clock, projections=_projections()
        ) as journal:
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
        with self.desk(role) as (sink, _):
            yield sink

    @contextmanager
    def desk(self, role: str) -> "Iterator[tuple[Sink, JournalReader]]":
        """A sink as `sink` gives it, with a reader of the same journal beside it."""
        with ExitStack() as stack:
            try:
                journal = stack.enter_context(self.owner(role))
            except Owned:
                yield Post(self.places), stack.enter_context(self.reader())
            else:
                yield Till(journal), journal

    def sessions(self, reader: "JournalReader", *, audience: "Audience | None" = None) -> "Sessions":
        """The sessions in `reader`, as the person in front of this machine may see them, or `audience`."""
        from hardwon.scribe import OWNER, Sessions, is_gone, worktrees

        # In a team's database are the processes of other machines, too.
        gone = None if self.settings.database else is_gone
        return Sessions(reader, roots=worktrees(self.places), audience=audience or OWNER, gone=gone)

    def shelf(self) -> "Shelf":
        """The lessons of this repository."""
        from hardwon.check import rule_slugs
        from hardwon.lessons import Shelf

        return Shelf(self.places.lessons, known_rules=rule_slugs())


def open_workspace(repo: str | Path | None = None) -> Workspace:
    """The repository around `repo` (where one stands, if None) with its configuration.

    Raises `NoRepository`, `BadConfiguration`, `BadSetting`.
    """
    places = find_places(Path(repo or "."), runtime=runtime_directory())
    settings = read_configuration(places.root)
    return Workspace(places=places, settings=settings, clock=SystemClock(), home=home_directory())


def _projections() -> "tuple[Projection, ...]":
    """The tables that follow the journal, one of each capability that has any."""
    from hardwon.lessons import Candidates, Counters
    from hardwon.scribe import Intake, Registry

    return (Registry(), Intake(), Candidates(), Counters())
