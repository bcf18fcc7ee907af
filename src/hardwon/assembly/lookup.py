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
_LOOK_AFAR = 5.0  # the same for a team's database, which others ask, too
_DOCUMENTS = 30.0  # seconds after which documents are looked at again: nobody tells that one was written
_MOST_SPOOLED = 100  # files
# Answers to questions are events, too: who asks anew at every change must not be woken by that.
_OF_ASKING = ("lesson.recalled", "lesson.shown")


class Lookup:
    """Answers questions about the repository at `repo`; works with a daemon, without one, beside writers.

    Any thread may call; each call waits for what it asks. The first opens the repository; opened it stays
    until `close`. Each answer is as of its question: lessons as their pages are, the journal as far as it is
    taken in; documents may be half a minute old. In a repository that hardwon was never used in nothing is
    known, and nothing is written. `by` is how answers are told in the journal. Raises what opening a
    workspace raises.
    """

    def __init__(self, repo: str | Path = ".", *, by: str = "recall") -> None:
        self._repo = Path(repo).absolute()  # a program may move on to another directory
        self._by = by
        self._turn = threading.Lock()
        self._stack = ExitStack()
        self._open: _Opened | None = None

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
        opened = self._open
        if opened is not None and opened.is_of(workspace) and opened.is_current():
            return opened.memory
        self._open = None
        self._stack.close()
        watch = Watch(workspace)  # before: what comes in meanwhile is seen at the next question
        self._open = _Opened(workspace, self._stack.enter_context(open_recall(workspace)), watch)
        return self._open.memory


class _Opened:
    """Memory that stays open from question to question, and is brought up where something has changed."""

    def __init__(self, workspace: Workspace, memory: "Memory", watch: "Watch") -> None:
        self.memory = memory
        self._workspace = workspace
        self._watch = watch
        self._is_behind = True  # whether it was brought up when it was opened, nobody says
        self._brought_up = time.monotonic()

    def is_of(self, workspace: Workspace) -> bool:
        """Whether nothing that it was opened with is another by now."""
        before = self._workspace
        return (before.places, before.settings) == (workspace.places, workspace.settings)

    def is_current(self) -> bool:
        """Brings memory up to this moment; whether that could be done."""
        # Answers, which this program gives itself, are left in the spool: each would cost the next one 0.1 s.
        changed = self._watch.look() or self._watch.spooled > _MOST_SPOOLED
        self._is_behind |= changed or time.monotonic() > self._brought_up + _DOCUMENTS
        if not self._is_behind:
            self.memory.refresh()
            return True
        try:
            with self._workspace.owner("recall") as journal:
                take_all(self.memory, journal, self._workspace)
        except Owned:
            self.memory.refresh()  # whoever owns the journal keeps the index
            return True
        except HardwonError:
            return False  # opening it anew knows what to do where nothing can be written
        self._is_behind = False
        self._brought_up = time.monotonic()
        return True


class Watch:
    """Sees lessons, sessions and all else that is journalled change, but for the answers to questions.

    For one thread.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._pages = page_stamps(workspace)
        self._files: object = None
        self._asked = 0.0
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
                if self.look():
                    return True
            time.sleep(_LOOK)
            if not is_over() and self.look():
                return True
        return False

    def _beats(self) -> Iterator[None]:
        """At each event, and every now and then, as long as there is a daemon to tell of them."""
        with suppress(NoDaemon):
            for _ in follow_events(self._workspace.places, self._offset, tick=_LOOK):
                yield

    @property
    def spooled(self) -> int:
        """How many files waited in the spool at the last look."""
        return len(self._spooled)

    def look(self) -> bool:
        """Whether something has changed since the last look."""
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
        if workspace.settings.database:
            if time.monotonic() < self._asked + _LOOK_AFAR:
                return False
            self._asked = time.monotonic()
        else:
            files = [_stamp(Path(f"{places.journal}{ending}")) for ending in ("", "-wal")]
            if files == self._files:
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
