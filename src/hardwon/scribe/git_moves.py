"""What git's record of a worktree's HEAD says was done there, as events."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from hardwon.scribe.git_reflogs import Move
from hardwon.scribe.records import digest_of
from hardwon.store import NewEvent

# git's own words, as its commands have written them into reflogs for fifteen years.
_SWITCH = re.compile(r"checkout: moving from (\S+) to (\S+)")
_REBASE = re.compile(r"(?:pull\b.*|rebase)(?: -i)? \(([a-z]+)\):? ?(.*)")
_MERGE = re.compile(r"(?:merge|pull)(?: ([^:]*))?: (.*)")
_COMMIT = re.compile(r"commit(?: \((initial|amend|merge)\))?: (.*)")
_OTHER = re.compile(r"(cherry-pick|revert|am|reset|clone|initial pull|Branch)(?: .*?)?: (.*)")
_MADE = {"commit", "amend", "merge", "pull", "cherry-pick", "revert", "am", "rebase"}


@dataclass(slots=True)
class Worktree:
    """One worktree, and what of its HEAD's moves must be kept in mind: a rebase takes many.

    `name` is the path of its top, `branch` what is checked out, `made` the commits after which the
    last `tell` saw new ones, `base` those of the rebase that is or was the last.
    """

    name: str
    branch: str = ""
    picked: int = 0
    base: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)

    def tell(self, moves: Sequence[Move]) -> list[NewEvent]:
        """The events of `moves`, in their order; the steps of a rebase come as its beginning and end."""
        self.made = []
        now = self.branch
        # Moves that were made before the last switch were made where that one came from.
        switches = (found for move in moves if (found := _SWITCH.fullmatch(move.message)) is not None)
        self.branch = next((switch[1] for switch in switches), now)
        events = [event for move in moves if move.message and (event := self._event(move)) is not None]
        self.branch = now
        fresh = {move.new for move in moves}
        self.made = [sha for sha in dict.fromkeys(self.made) if sha in self.base or sha not in fresh]
        return events

    def _event(self, move: Move) -> NewEvent | None:
        said = move.message
        if (rebase := _REBASE.fullmatch(said)) is not None:
            return self._rebase(move, rebase[1], rebase[2])
        if (switch := _SWITCH.fullmatch(said)) is not None:
            self.branch = switch[2]
            return self._new("git.switch", move, {"from": switch[1], "to": switch[2]})
        if (commit := _COMMIT.fullmatch(said)) is not None:
            self.made.append(move.old)
            if commit[1] == "merge":
                return self._new("git.merge", move, {"state": "finished", "subject": commit[2]})
            return self._new("git.head", move, {"what": commit[1] or "commit", "subject": commit[2]})
        if (merge := _MERGE.fullmatch(said)) is not None:
            self.made.append(move.old)
            how = {"what": "pull"} if said.startswith("pull") else {"merged": merge[1] or ""}
            return self._new("git.merge", move, {"state": "finished", **how, "subject": merge[2]})
        if (other := _OTHER.fullmatch(said)) is not None:
            if other[1] == "reset":
                to = other[2].removeprefix("moving to ")
                return None if move.old == move.new else self._new("git.reset", move, {"to": to})
            if other[1] in _MADE:
                self.made.append(move.old)
            return self._new("git.head", move, {"what": other[1], "subject": other[2]})
        return self._new("git.head", move, {"what": "other", "subject": said})

    def _rebase(self, move: Move, step: str, rest: str) -> NewEvent | None:
        if step == "start":
            self.picked, self.base = 0, [move.old, move.new]
            self.made += self.base
            return self._new("git.rebase", move, {"state": "begun", "onto": rest.removeprefix("checkout ")})
        if step in ("finish", "abort"):
            picked, self.picked = self.picked, 0
            self.made += self.base
            state = "finished" if step == "finish" else "aborted"
            branch = rest.removeprefix("returning to ").removeprefix("refs/heads/")
            return self._new("git.rebase", move, {"state": state, "branch": branch, "commits": picked})
        self.picked += move.old != move.new
        self.made += self.base or [move.old]
        return None

    def _new(self, kind: str, move: Move, payload: dict[str, object]) -> NewEvent:
        here: dict[str, object] = {"worktree": self.name, "branch": self.branch}
        payload = here | payload | {"before": move.old, "after": move.new}
        return NewEvent(f"git:{digest_of(self.name)}:{move.name}", kind, move.time, payload)
