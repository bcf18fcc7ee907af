import os
import re
from collections.abc import Sequence
from pathlib import Path

from hardwon.core import find_places
from hardwon.scribe import GuidesTaken, Harvest, harvest
from hardwon.store import Journal, Sink
from tests.scribe.test_git_history import Repository
from tests.scribe.transcripts import Claude, Desk, StillClock, open_journal


class Guides:
    """Takes guides, and remembers which it was given."""

    def __init__(self) -> None:
        self.asked: list[list[Path]] = []

    def __call__(self, paths: Sequence[Path], sink: Sink) -> GuidesTaken:
        self.asked.append(list(paths))
        return GuidesTaken(len(paths), len(paths))


def _harvest(journal: Journal, top: Path, guides: Guides, *paths: Path, claimed: str = "auto") -> Harvest:
    return harvest(
        paths,
        Desk(journal),
        reader=journal,
        places=find_places(top / "repository", runtime=top),
        home=top / "home",
        environment=dict(os.environ),
        clock=StillClock(),
        claimed=claimed,
        take_guides=guides,
    )


def _prepare(top: Path) -> Repository:
    repository = Repository(top / "repository")
    repository.commit("Start", "a.py")
    folder = re.sub(r"[^a-zA-Z0-9]", "-", str(repository.root))
    Claude().user("go").write(top / "home/.claude/projects" / folder / "one.jsonl")
    heading = "# aider chat started at 2026-03-01 10:00:00\n\n#### go\n"
    (repository.root / ".aider.chat.history.md").write_text(heading)
    return repository


def test_without_paths_all_there_is_about_the_repository_is_taken(tmp_path: Path) -> None:
    repository = _prepare(tmp_path)
    guides = Guides()
    with open_journal(find_places(repository.root, runtime=tmp_path)) as journal:
        first = _harvest(journal, tmp_path, guides)
        before = journal.count()
        again = _harvest(journal, tmp_path, guides)
        assert journal.count() == before
    assert (first.transcripts.files, first.transcripts.sessions) == (2, 2)
    assert first.history is not None
    assert (first.history.commits, first.guides) == (1, GuidesTaken())
    assert guides.asked == [[], []]
    assert (again.transcripts.new, again.transcripts.unchanged) == (0, 2)


def test_named_paths_are_all_that_is_taken_and_pages_count_as_guides(tmp_path: Path) -> None:
    repository = _prepare(tmp_path)
    page = repository.root / "DISCOVERIES.md"
    page.write_text("# Discoveries\n\n## Totals lose cents\n")
    history = repository.root / ".aider.chat.history.md"
    guides = Guides()
    with open_journal(find_places(repository.root, runtime=tmp_path)) as journal:
        taken = _harvest(journal, tmp_path, guides, page, history)
    assert (taken.transcripts.files, taken.transcripts.problems, taken.history) == (1, (), None)
    assert guides.asked == [[page]]


def test_a_claim_keeps_the_rest_out(tmp_path: Path) -> None:
    repository = _prepare(tmp_path)
    guides = Guides()
    with open_journal(find_places(repository.root, runtime=tmp_path)) as journal:
        as_guides = _harvest(journal, tmp_path, guides, claimed="guide")
        only_aider = _harvest(journal, tmp_path, guides, claimed="aider")
    assert (as_guides.transcripts.files, as_guides.history, as_guides.guides) == (0, None, GuidesTaken())
    assert (only_aider.transcripts.files, only_aider.history, only_aider.guides) == (1, None, None)
    assert guides.asked == [[]]
