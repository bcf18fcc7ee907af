"""One owner at a time: who owns the journal writes it, everyone else hands over, nothing is lost."""

from pathlib import Path

import pytest

from hardwon.assembly import Workspace, open_workspace
from hardwon.store import NewEvent, Owned


def _event(name: str) -> NewEvent:
    return NewEvent(source=f"test:{name}", kind="test", time="2026-01-01T00:00:00.000Z", payload={})


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    (tmp_path / "repository").mkdir()
    return open_workspace(tmp_path / "repository")


def test_a_sink_says_how_many_events_were_new(workspace: Workspace) -> None:
    with workspace.sink("test") as sink:
        assert sink.append([_event("a"), _event("b")]) == 2
        assert sink.append([_event("b"), _event("c")]) == 1


def test_what_comes_while_another_owns_the_journal_is_there_at_the_next_owner(workspace: Workspace) -> None:
    with workspace.owner("first"):
        with workspace.sink("second") as sink:
            assert sink.append([_event("a")]) is None
        with pytest.raises(Owned, match="owned by `first`"), workspace.owner("third"):
            pass
    with workspace.owner("next") as journal:
        assert [event.source for event in journal.read()] == ["test:a"]


def test_reading_needs_no_lock_and_no_journal(workspace: Workspace) -> None:
    with workspace.reader() as reader:
        assert reader.read() == []
    with workspace.owner("first") as journal:
        journal.append([_event("a")])
        with workspace.reader() as reader:
            assert reader.count() == 1


def test_an_unknown_rule_on_a_page_is_a_problem_of_the_shelf(workspace: Workspace) -> None:
    page = workspace.places.lessons / "typo.md"
    page.parent.mkdir(parents=True)
    page.write_text("---\ntitle: A typo\nstatus: adopted\nkind: gotcha\nrule: detached-recrod\n---\nText.\n")
    [problem] = workspace.shelf().problems()
    assert "detached-recrod" in str(problem)
    assert "detached-record" in str(problem)
