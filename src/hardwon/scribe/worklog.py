"""The digest of a session, from its structure: no model, no guesses, each line with its evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hardwon.scribe.sessions import Session, TouchedFile


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a worklog and what shows it: `session:<id>#<line>` (or the turn's id), `commit:<sha>`."""

    text: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fixed:
    """What failed, what was said about why (empty where nothing), and what was changed until it worked."""

    symptom: str
    cause: str
    change: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ran:
    """A command with all its runs: `line`, `verdict` and `result` (`ok`, `failed`, `unknown`) of the last."""

    line: int
    command: str
    result: str
    verdict: str
    check: bool
    runs: int = 1
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Worklog:
    """A session's digest. Each list is in the session's order and may be empty.

    `commands` are those that did or checked something; looking around (`grep`, `ls`) is left out. `said` is
    how the agent closed: its account of what came of it. `left_out` counts, by section, what a long session
    had more of. `by` is `structure`, or `model` where one has put it into words.
    """

    session: Session
    asked: tuple[Entry, ...] = ()
    said: tuple[Entry, ...] = ()
    files: tuple[TouchedFile, ...] = ()
    commands: tuple[Ran, ...] = ()
    commits: tuple[Entry, ...] = ()
    decided: tuple[Entry, ...] = ()
    fixed: tuple[Fixed, ...] = ()
    in_vain: tuple[Entry, ...] = ()
    left_open: tuple[Entry, ...] = ()
    corrections: tuple[Entry, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    by: str = "structure"

    @property
    def says_anything(self) -> bool:
        """Whether anything stands in it beyond what was asked."""
        return any(
            (self.said, self.files, self.commands, self.commits, self.decided, self.fixed, self.in_vain,
             self.left_open, self.corrections)
        )  # fmt: skip
