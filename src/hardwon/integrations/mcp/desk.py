"""What the server over MCP asks of the floors around it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from hardwon.check import Report
    from hardwon.lessons import AtHand, Checklist, Known, Learnt, Lesson, Packed, Statement
    from hardwon.scribe import Session, Worklog

Verdict = Literal["helpful", "harmful"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that is to be checked as if it were saved at `path`."""

    path: str
    text: str


class McpDesk(Protocol):
    """What is known of one repository, as any session may see it: what is private to one is not told.

    Every method may be slow, and is called in threads, several at once. All raise `HardwonError` for what
    cannot be done, with the next step.
    """

    def recall(self, words: str, at_hand: "AtHand", budget: int | None) -> "Packed":
        """What bears on the words and on what is at hand; the lessons of it are noted as recalled."""
        ...

    def learn(self, statement: "Statement", *, into_known: bool) -> "Learnt | Known":
        """Takes what was learnt as a candidate, or tells that it is known."""
        ...

    def judge(self, slug: str, verdict: Verdict, because: str) -> "Lesson":
        """Notes that the lesson that `slug` begins has helped an agent, or misled it."""
        ...

    def check(self, paths: Sequence[str], draft: Draft | None, since: str) -> "Report":
        """The findings in `paths` (none: all of it) or `draft`, all or new since a commit; nobody is told."""
        ...

    def context(self) -> Mapping[str, Any]:
        """The document of `hardwon context`."""
        ...

    def sessions(self, limit: int) -> "tuple[Sequence[Session], int]":
        """The latest sessions, and how many there are in all."""
        ...

    def worklog(self, session: str) -> "Worklog":
        """The digest of the session whose id begins so; of the latest one for an empty text."""
        ...

    def lessons(self) -> "Sequence[Lesson]":
        """Every lesson whose page can be read, whatever its status."""
        ...

    def page(self, slug: str) -> str:
        """The page of the lesson `slug`, as it is on disk."""
        ...

    def checklist(self, since: str, files: Sequence[str]) -> "Checklist":
        """What the change since a commit, or these files, call for; for neither what is not committed."""
        ...

    def pages(self) -> Mapping[str, object]:
        """For each lesson's slug something that differs whenever its page does; asked each second."""
        ...

    def worklogs(self, sessions: Collection[str]) -> Mapping[str, object]:
        """The same for the worklogs of those of `sessions` that are there."""
        ...
