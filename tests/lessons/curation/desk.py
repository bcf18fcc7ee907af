"""A repository's shelf and journal, to decide in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hardwon.lessons import Candidate, Shelf
from hardwon.lessons.extraction.candidate import candidate_events, make_candidate
from hardwon.store import Journal, NewEvent

TIME = "2026-01-01T00:00:00.000Z"


class Noon:
    def now(self) -> datetime:
        return datetime(2026, 1, 1, 12, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0


@dataclass
class Desk:
    """A journal that is written to, and the pages beside it."""

    journal: Journal
    shelf: Shelf
    root: Path

    def append(self, events: Sequence[NewEvent]) -> int | None:
        return self.journal.append(events).added

    def put(self, slug: str, text: str) -> Path:
        """Writes a page as it is."""
        self.shelf.folder.mkdir(parents=True, exist_ok=True)
        file = self.shelf.folder / f"{slug}.md"
        file.write_bytes(text.encode())
        self.shelf.forget()
        return file

    def wait(self, title: str, body: str = "", evidence: Sequence[str] = ("session:a#1",)) -> Candidate:
        """A candidate of a session that waits."""
        candidate = make_candidate(
            title, body or title, kind="fix", evidence=evidence, score=0.8, reasons=("r",), origin="session"
        )
        self.append(candidate_events([candidate], time=TIME))
        return candidate
