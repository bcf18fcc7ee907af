"""The recall index beside its journal: brought up to date for one question, or kept so by the daemon."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hardwon.assembly.workspace import Workspace
from hardwon.core import HardwonError
from hardwon.lessons import (
    AtHand,
    Memory,
    Prior,
    bring_up,
    changed_symbols,
    open_current_memory,
    open_memory,
)
from hardwon.store import DiskFull, Event, Journal, Owned, StoreError, StoreReadOnly

if TYPE_CHECKING:
    from hardwon.store import JournalReader

_SETTLING = 0.5  # seconds between two looks at the journal: commits come in bursts
_AT_REST = 30.0  # seconds without an event of a session; a worklog reads its session whole


_PATIENCE = 10.0  # seconds; another process that makes the index anew is nearly always sooner done
_CHANGED_FILES = 40  # of a difference; more are a merge or a move, and say nothing of what is worked on
_CHANGED_TEXT = 20_000  # characters


def read_changes(workspace: Workspace, reference: str) -> tuple[str, AtHand]:
    """The lines that the working tree has beyond `reference`, as one text, and where they stand.

    Raises `NoDifference`.
    """
    from hardwon.assembly.difference import difference_since  # here: most questions ask nothing of git

    places = workspace.places
    every = difference_since(places, reference).lines.items()
    # What hardwon itself keeps in git is the answer, not the question.
    changed = sorted(one for one in every if not one[0].startswith(".hardwon/"))[:_CHANGED_FILES]
    text: list[str] = []
    symbols: list[str] = []
    for path, ranges in changed:
        try:
            lines = (places.root / path).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            continue  # taken away, or no text: its name says enough
        text += [line for first, last in ranges for line in lines[first - 1 : last]]
        symbols += changed_symbols(lines, ranges)
    files = tuple(path for path, _ in changed)
    return "\n".join(text)[:_CHANGED_TEXT], AtHand(files, tuple(dict.fromkeys(symbols)))


@contextmanager
def open_recall(workspace: Workspace, progress: Callable[[int, int], None] | None = None) -> Iterator[Memory]:
    """All that can be recalled now; brought up to date first where nobody else owns the journal.

    Where an owner is just making the index anew, it is waited for. `progress` is told the event reached and
    the last one, where there is something to take in. Where the index cannot be written (a read-only
    checkout, a full disk) and lacks something, it is made in a temporary directory for this one time; where
    that fails, memory is what is there.
    """
    refused = False

    @contextmanager
    def own() -> Iterator[Journal]:
        nonlocal refused
        try:
            with workspace.owner("recall") as journal:
                yield journal
        except HardwonError as error:
            refused = not isinstance(error, Owned)  # an owner keeps the index itself
            raise

    with ExitStack() as stack:
        experience = stack.enter_context(_experience(workspace))
        memory = stack.enter_context(
            open_current_memory(
                workspace.places,
                workspace.shelf,
                own,
                workspace.clock,
                (Owned, StoreReadOnly, DiskFull),
                experience,
                patience=_PATIENCE if workspace.settings.features.index else 0.0,
                progress=progress,
            )
        )
        if refused:
            with suppress(HardwonError, OSError):
                memory = stack.enter_context(_whole_memory(workspace, memory, experience))
        yield memory


@contextmanager
def _experience(workspace: Workspace) -> Iterator[Callable[[], Mapping[str, float]]]:
    """What the journal says of lessons, opened at the first question; nothing where it cannot be read."""
    with ExitStack() as stack:
        opened: list[JournalReader] = []

        def reader() -> "JournalReader":
            if not opened:
                opened.append(stack.enter_context(workspace.reader()))
            return opened[0]

        prior = Prior(reader)

        def now() -> Mapping[str, float]:
            try:
                return prior.now()
            except StoreError:
                return {}

        yield now


@contextmanager
def _whole_memory(
    workspace: Workspace, kept: Memory, experience: Callable[[], Mapping[str, float]]
) -> Iterator[Memory]:
    with workspace.reader() as reader:
        if kept.is_current(reader.epoch, reader.last_offset()):
            yield kept
            return
        with TemporaryDirectory(prefix="hardwon-") as directory:
            places = replace(workspace.places, state=Path(directory))
            with open_memory(places, workspace.shelf, experience) as memory:
                take_all(memory, reader, workspace)
                yield memory


def take_all(
    memory: Memory,
    journal: "JournalReader",
    workspace: Workspace,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Brings `memory` up to journal, worklogs and documents. For its owner. Raises `IndexUnwritable`."""
    bring_up(memory, journal, workspace.places, workspace.clock, progress)


class IndexKeeper:
    """Keeps the index in step while the daemon runs; what it cannot write is told once to `on_trouble`."""

    def __init__(
        self,
        workspace: Workspace,
        journal: Journal,
        memory: Memory,
        on_trouble: Callable[[HardwonError], None],
    ) -> None:
        self._workspace = workspace
        self._journal = journal
        self._memory = memory
        self._on_trouble = on_trouble
        self._told: set[str] = set()

    async def run(self, stopping: asyncio.Event) -> None:
        """Follows the journal until `stopping` is set."""
        loop = asyncio.get_running_loop()
        changed = asyncio.Event()

        def hear(_: Sequence[Event]) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(changed.set)

        unsubscribe = self._journal.subscribe(hear)
        ended = asyncio.create_task(stopping.wait())
        worklogs_due = False
        try:
            while not stopping.is_set():
                heard = asyncio.create_task(changed.wait())
                patience = _AT_REST if worklogs_due else None
                await asyncio.wait([heard, ended], timeout=patience, return_when=asyncio.FIRST_COMPLETED)
                heard.cancel()
                if stopping.is_set():
                    return
                if changed.is_set():
                    changed.clear()
                    worklogs_due = True
                    await asyncio.to_thread(self._guarded, lambda: self._memory.catch_up(self._journal))
                    await asyncio.wait([ended], timeout=_SETTLING)
                else:
                    worklogs_due = False
                    await asyncio.to_thread(
                        self._guarded, lambda: take_all(self._memory, self._journal, self._workspace)
                    )
        finally:
            unsubscribe()
            ended.cancel()

    def _guarded(self, work: Callable[[], object]) -> None:
        try:
            work()
        except HardwonError as error:
            if error.what not in self._told:
                self._told.add(error.what)
                self._on_trouble(error)
