"""`hardwon.Lookup`: what a repository knows, for programs that ask it again and again."""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hardwon.assembly.context import gather_context
from hardwon.assembly.noting import note_recalled
from hardwon.assembly.remembering import open_recall, take_all
from hardwon.assembly.user_rules import page_stamps
from hardwon.assembly.watching import NoDaemon, follow_events
from hardwon.assembly.workspace import Workspace, open_workspace
from hardwon.core import HardwonError, Places
from hardwon.lessons import AtHand
from hardwon.store import Owned, ask

if TYPE_CHECKING:
    from hardwon.lessons import Memory, Unit

_LOOK = 0.5  # seconds between two looks at what has changed
# Answers to questions are events, too: who asks anew at every change must not be woken by that.
_OF_ASKING = ("lesson.recalled", "lesson.shown")


class Lookup:
    """Answers questions about the repository at `repo`; works with a daemon, without one, beside writers.

    Any thread may call; each call waits for what it asks. The first opens the repository; opened it stays
    until `close`. Each answer is as of its question: the pages as they are, the journal as far as it was
    taken in. In a repository that hardwon was never used in nothing is known, and nothing is written.
    `by` is how answers are told in the journal. Raises what opening a workspace raises.
    """

    def __init__(self, repo: str | Path = ".", *, by: str = "recall") -> None:
        self._repo = Path(repo).absolute()  # a program may move on to another directory
        self._by = by
        self._turn = threading.Lock()
        self._stack = ExitStack()
        self._open: tuple[Workspace, Memory] | None = None

    def units(
        self, words: str, *, files: Sequence[str] = (), k: int | None = None, budget: int | None = None
    ) -> "tuple[Unit, ...]":
        """What bears on `words` and `files`, best first: the `k` best, whole; with `budget`, at most `k` of
        what fits into as many tokens. Without both, the budget is that of `[tool.hardwon]`.

        Paths are relative to the repository, or absolute.
        """
        workspace = open_workspace(self._repo)
        if not _is_used(workspace.places):
            return ()
        at_hand = AtHand(tuple(_relative(file, workspace.places.root) for file in files))
        with self._turn:
            memory = self._memory(workspace)
            if k is not None and budget is None:
                found = memory.best(words, k, at_hand)
            else:
                packed = memory.recall(words, at_hand, budget=budget or workspace.settings.recall_budget)
                found = packed.units[:k]
        slugs = [unit.source.removeprefix("lesson:") for unit in found if unit.kind == "lesson"]
        with suppress(Exception):  # the answer is there: whether it is told must not cost it
            note_recalled(workspace, slugs, by=self._by)
        return found

    def state(self, *, patience: float) -> Mapping[str, Any]:
        """The document of `hardwon context`; a daemon is given `patience` seconds, and then left aside."""
        places = open_workspace(self._repo).places
        told = ask(places, {"op": "context", "root": str(places.root)}, timeout=patience)
        match told:
            case {"ok": True, "context": dict(document)}:
                return document
        return gather_context(places.root)

    def watch(self) -> "Watch":
        """A watch over what is known, from this moment on."""
        return Watch(open_workspace(self._repo))

    def close(self) -> None:
        """Lets go of the index; a later question opens it again."""
        with self._turn:
            self._open = None
            self._stack.close()

    def _memory(self, workspace: Workspace) -> "Memory":
        """What can be recalled now."""
        if self._open is not None and _is_as_opened(self._open[0], workspace):
            memory = self._open[1]
            try:
                with workspace.owner("recall") as journal:
                    take_all(memory, journal, workspace)
                return memory
            except Owned:
                memory.refresh()  # whoever owns the journal keeps the index
                return memory
            except HardwonError:
                pass  # opening it knows what to do where nothing can be written
        self._open = None
        self._stack.close()
        memory = self._stack.enter_context(open_recall(workspace))
        self._open = (workspace, memory)
        return memory


class Watch:
    """Sees lessons, sessions and all else that is journalled change, but for the answers to questions.

    For one thread.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._pages = page_stamps(workspace)
        self._files: object = None
        self._epoch, self._offset = "", 0
        self._spooled: frozenset[str] = frozenset()
        self._is_journal_new(is_first=True)
        self._is_spool_new()

    def wait(self, is_over: Callable[[], bool]) -> bool:
        """Waits for a change; false once `is_over` says so, which is asked twice a second."""
        while not is_over():
            for _ in self._beats():
                if is_over():
                    return False
                if self._look():
                    return True
            time.sleep(_LOOK)
            if not is_over() and self._look():
                return True
        return False

    def _beats(self) -> Iterator[None]:
        """At each event, and every now and then, as long as there is a daemon to tell of them."""
        with suppress(NoDaemon):
            for _ in follow_events(self._workspace.places, self._offset, tick=_LOOK):
                yield

    def _look(self) -> bool:
        pages, seen = page_stamps(self._workspace), self._pages
        self._pages = pages
        return any([pages != seen, self._is_spool_new(), self._is_journal_new()])

    def _is_spool_new(self) -> bool:
        """Whether somebody, such as a hook without a daemon, has put down any."""
        spool = self._workspace.places.spool
        try:
            names = frozenset(name for name in os.listdir(spool) if name.endswith(".jsonl"))
        except OSError:
            names = frozenset()
        fresh, self._spooled = names - self._spooled, names
        return any(_tells_news(spool / name) for name in fresh)

    def _is_journal_new(self, *, is_first: bool = False) -> bool:
        """Whether the journal has any; it is opened only where its files were written."""
        workspace = self._workspace
        places = workspace.places
        files = [_stamp(Path(f"{places.journal}{ending}")) for ending in ("", "-wal")]
        if not workspace.settings.database and files == self._files:
            return False
        self._files = files
        try:
            with workspace.reader() as reader:
                epoch, last = reader.epoch, reader.last_offset()
                after = self._offset if epoch == self._epoch else 0
                news = not is_first and any(event.kind not in _OF_ASKING for event in reader.scan(after))
        except HardwonError:
            self._files = None  # it is looked at again
            return False
        self._epoch, self._offset = epoch, last
        return news


def _is_as_opened(before: Workspace, now: Workspace) -> bool:
    return (before.places, before.settings) == (now.places, now.settings)


def _is_used(places: Places) -> bool:
    return places.home.is_dir() or places.state.is_dir()


def _relative(path: str, root: Path) -> str:
    named = Path(path)
    if not named.is_absolute():
        return named.as_posix()
    real = named.parent.resolve() / named.name
    return real.relative_to(root).as_posix() if real.is_relative_to(root) else path


def _tells_news(file: Path) -> bool:
    """Whether a file of the spool holds more than answers; one that was just taken in is in the journal."""
    try:
        with file.open(encoding="utf-8") as lines:
            return any(json.loads(line)["kind"] not in _OF_ASKING for line in lines)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _stamp(file: Path) -> tuple[int, int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
