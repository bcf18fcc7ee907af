"""A repository's branches, commits and worktrees as they change, from git's own files."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hardwon.core import Clock, Places, iso
from hardwon.scribe.git_history import import_git_history, known_heads
from hardwon.scribe.git_moves import Worktree
from hardwon.scribe.git_reflogs import Move, Reflog
from hardwon.scribe.records import digest_of
from hardwon.scribe.texts import cap
from hardwon.store import NewEvent, Sink

if TYPE_CHECKING:
    from hardwon.store import JournalReader

_UNTOLD = {"index", "COMMIT_EDITMSG", "FETCH_HEAD", "gc.log", "description", "hardwon"}
_LATELY = timedelta(days=1)  # a worktree where nothing was done for longer has no commits that are new
_KEPT = 100  # stash entries

Environment = Mapping[str, str]


class GitFollowing:
    """Follows one repository with all its worktrees; called in threads, one call at a time.

    Reads what git writes about every move (its reflogs) and asks git only for commits that are new. Moves
    are told once, whoever reads them, since their record names them.
    """

    gather = 0.04
    """Seconds to wait after the first touch: git writes several files for one command."""

    def __init__(
        self,
        places: Places,
        sink: Sink,
        *,
        environment: Environment,
        clock: Clock,
        reader: "JournalReader | None" = None,
        on_worktrees: Callable[[Mapping[str, Path]], None] = lambda _: None,
    ) -> None:
        assert places.git_dir is not None, "without git there is nothing to follow"
        self._git = places.git_dir
        # A submodule's git directory lies elsewhere, and says nothing of where its files are.
        is_main = places.own_git_dir == places.git_dir
        self._main = places.root if is_main else self._git.parent if self._git.name == ".git" else self._git
        self._sink = sink
        self._environment = environment
        self._clock = clock
        self._reader = reader
        self._on_worktrees = on_worktrees
        self._heads: dict[Path, _Head] = {}
        self._remotes: dict[Path, Reflog] = {}
        self._stash = _Stash(self._git / "logs/refs/stash")
        self._begun = False
        self._owed: list[NewEvent] = []

    def folders(self) -> Iterator[Path]:
        """git's directories in which a move shows."""
        logs = self._git / "logs"
        remotes = logs / "refs/remotes"
        found = [self._git, logs, logs / "refs", remotes, *_below(remotes), self._git / "worktrees"]
        for own in _own_dirs(self._git):
            found += [own, own / "logs"]
        return (folder for folder in dict.fromkeys(found) if folder.is_dir())

    def take(self, touched: Iterable[Path]) -> float | None:
        """Reads on if any of `touched` may tell of a move. Raises what the sink raises, and keeps it owed."""
        telling = [path for path in touched if path.name not in _UNTOLD and path.suffix != ".lock"]
        if telling or self._owed:
            # There may be thousands of remote branches.
            self._read_on(remotes=any("remotes" in path.parts for path in telling))
        return None

    def scan(self) -> float | None:
        """Reads on in all records; at the first call what they still hold of the past."""
        self._read_on(remotes=True)
        return None

    def _read_on(self, *, remotes: bool) -> None:
        events = [*self._worktrees(), *self._stash.tell(self._begun, iso(self._clock.now()))]
        made: list[tuple[Path, list[str]]] = []
        for own, head in self._heads.items():
            events += head.tell(self._begun, iso(self._clock.now()))
            if head.tree.made and (self._begun or head.moved >= iso(self._clock.now() - _LATELY)):
                made.append((self._top(own), head.tree.made if self._begun else []))
        events += self._pushes() if remotes else ()
        before = known_heads(self._reader) if self._reader is not None and not self._begun else []
        self._begun = True
        self._owed += events
        if self._owed:
            self._sink.append(self._owed)
            self._owed = []
        for top, known in made:
            import_git_history(
                top, self._sink, environment=self._environment, clock=self._clock,
                known=known or before,
            )  # fmt: skip

    def close(self) -> None:
        """Nothing is left to do."""

    def _top(self, own: Path) -> Path:
        """Where the files of a worktree lie whose git directory is `own`."""
        return self._main if own == self._git else Path(_text(own / "gitdir")).parent

    def _worktrees(self) -> list[NewEvent]:
        """Takes in which worktrees there are; the events of those that came or went."""
        there = _own_dirs(self._git)
        events = []
        for own in [own for own in self._heads if own not in there]:
            gone = self._heads.pop(own)
            events.append(self._worktree_event("removed", gone.tree))
        for own in there:
            if own not in self._heads:
                self._heads[own] = head = _Head(own, str(self._top(own)))
                if self._begun:
                    events.append(self._worktree_event("added", head.tree))
        if events or not self._begun:
            self._on_worktrees({own.name: self._top(own) for own in there if own != self._git})
        return events

    def _worktree_event(self, what: str, tree: Worktree) -> NewEvent:
        payload: dict[str, object] = {"what": what, "worktree": tree.name, "branch": tree.branch}
        source = f"git:worktree:{what}:{digest_of(tree.name)}:{time.time_ns():x}"
        return NewEvent(source, "git.worktree", iso(self._clock.now()), payload)

    def _pushes(self) -> list[NewEvent]:
        events = []
        top = self._git / "logs/refs/remotes"
        there = {path for folder in (top, *_below(top)) for path in _files(folder)}
        for path in self._remotes.keys() - there:
            del self._remotes[path]
        for path in sorted(there):
            log = self._remotes.setdefault(path, Reflog(path))
            remote, _, branch = str(path.relative_to(top)).partition("/")
            for move in log.read_on():
                kind = "git.push" if move.message == "update by push" else "git.fetch"
                if kind == "git.fetch" and not self._begun:
                    continue  # what was fetched long ago is nobody's news
                payload: dict[str, object] = {"remote": remote, "branch": branch}
                payload |= {"before": move.old, "after": move.new}
                source = f"git:remote:{digest_of(f'{remote}/{branch}')}:{move.name}"
                events.append(NewEvent(source, kind, move.time, payload))
        return events


class _Head:
    """The HEAD of one worktree: its moves, and what is under way there."""

    def __init__(self, own: Path, name: str) -> None:
        self._own = own
        self._log = Reflog(own / "logs/HEAD")
        self._merging = ""
        self.moved = ""
        self.tree = Worktree(name, _branch(own))

    def tell(self, begun: bool, now: str) -> list[NewEvent]:
        moves = self._log.read_on()
        self.moved = max([self.moved, *(move.time for move in moves)])
        before, branch = self.tree.branch, _branch(self._own)
        if branch or not (self._own / "rebase-merge").is_dir():
            self.tree.branch = branch
        events = self.tree.tell(moves)
        if begun and branch and before != branch and not any(move.message for move in moves):
            # Somebody wrote HEAD past the record, or none is kept (core.logAllRefUpdates).
            payload: dict[str, object] = {"worktree": self.tree.name, "branch": branch}
            source = f"git:{digest_of(self.tree.name)}:head-{_stamp(self._own / 'HEAD')}"
            events.append(NewEvent(source, "git.switch", now, payload | {"from": before, "to": branch}))
        return events + self._merge(moves, now)

    def _merge(self, moves: list[Move], now: str) -> list[NewEvent]:
        """A merge that waits for a person: it shows in MERGE_HEAD alone."""
        merging = _text(self._own / "MERGE_HEAD")
        before, self._merging = self._merging, merging
        states = []
        if merging and merging != before:
            states = ["begun"]
        elif before and not merging and not any("merge" in move.message for move in moves):
            states = ["aborted"]
        stamp = _stamp(self._own / ("MERGE_HEAD" if merging else "HEAD"))
        return [
            NewEvent(
                f"git:{digest_of(self.tree.name)}:merge-{state}:{(merging or before)[:40]}:{stamp}",
                "git.merge",
                now,
                {
                    "worktree": self.tree.name,
                    "branch": self.tree.branch,
                    "state": state,
                    "merged": (merging or before).split(),
                },
            )
            for state in states
        ]


class _Stash:
    """The stash of a repository: its log is its list, so what is taken from it leaves the log."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries: dict[str, Move] = {}

    def tell(self, begun: bool, now: str) -> list[NewEvent]:
        entries = {move.new: move for move in Reflog(self._path).read_on()[-_KEPT:]}
        gone = [move for sha, move in self._entries.items() if sha not in entries] if begun else []
        fresh = [move for sha, move in entries.items() if sha not in self._entries]
        self._entries = entries
        return [
            *(_stash_event("saved", move, move.time) for move in fresh),
            *(_stash_event("dropped", move, now) for move in gone),
        ]


def _stash_event(what: str, move: Move, moment: str) -> NewEvent:
    payload: dict[str, object] = {"what": what, "subject": cap(move.message, 500), "sha": move.new}
    return NewEvent(f"git:stash:{what}:{move.new}", "git.stash", moment, payload)


def _own_dirs(git: Path) -> list[Path]:
    """The git directory of each worktree, the main one's first."""
    linked = sorted(path.parent for path in git.glob("worktrees/*/gitdir"))
    return [git, *linked]


def _branch(own: Path) -> str:
    head = _text(own / "HEAD")
    return head.removeprefix("ref: refs/heads/") if head.startswith("ref: ") else ""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _stamp(path: Path) -> str:
    try:
        return f"{path.stat().st_mtime_ns:x}"
    except OSError:
        return ""


def _below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_dir())


def _files(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.is_file()]
    except OSError:
        return []
