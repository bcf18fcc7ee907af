"""Import ends in candidates, and doing it again adds nothing."""

import json
from pathlib import Path

import pytest

from hardwon.assembly import Workspace, import_everything, open_workspace
from hardwon.lessons import list_candidates
from tests.journey.shop import write_session

GUIDE = """\
# Guide

## Gotchas

- Never build a phase id by hand, because the database has another one; query it.
"""


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    root = tmp_path / "shop"
    root.mkdir()
    (root / "CLAUDE.md").write_text(GUIDE)
    write_session(tmp_path / "home", root)
    return open_workspace(root)


def _sources(workspace: Workspace) -> list[str]:
    with workspace.reader() as reader:
        return [event.source for event in reader.scan()]


def test_sessions_and_guides_of_the_repository_become_candidates_with_their_evidence(
    workspace: Workspace,
) -> None:
    taken = import_everything(workspace)
    assert taken.harvest.transcripts.sessions == 1
    assert taken.harvest.guides is not None
    assert taken.harvest.guides.guides == 1
    with workspace.reader() as reader:
        assert taken.candidates == len(list_candidates(reader))
        evidence = [place for one in list_candidates(reader) for place in one.evidence]
    assert "guide:CLAUDE.md#L5" in evidence
    assert any(place.startswith("session:5e0c1e9a-") for place in evidence)


def test_importing_again_adds_nothing(workspace: Workspace) -> None:
    import_everything(workspace)
    before = _sources(workspace)
    import_everything(workspace)
    assert _sources(workspace) == before


def test_a_session_that_grew_is_learnt_from_again_as_a_whole(workspace: Workspace, tmp_path: Path) -> None:
    import_everything(workspace)
    with workspace.reader() as reader:
        before = {candidate.id for candidate in list_candidates(reader)}
    [file] = (tmp_path / "home").rglob("*.jsonl")
    line = json.loads(file.read_text().splitlines()[0])
    line["uuid"] = "00000000-0000-4000-8000-0000000000ff"
    line["timestamp"] = "2026-11-02T10:00:00.000Z"
    line["message"]["content"] = "No, never call print in a task. Use the logger instead."
    with file.open("a") as stream:
        stream.write(json.dumps(line) + "\n")
    import_everything(workspace)
    with workspace.reader() as reader:
        found = list_candidates(reader)
    assert before < {candidate.id for candidate in found}
    assert any("print" in candidate.title for candidate in found)


def test_a_guide_from_elsewhere_is_known_by_its_name(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    guide = tmp_path / "elsewhere/RULES.md"
    guide.write_text(GUIDE)
    taken = import_everything(workspace, [guide], claimed="guide")
    assert taken.harvest.guides is not None
    assert taken.harvest.guides.guides == 1
    with workspace.reader() as reader:
        assert [one.evidence for one in list_candidates(reader)] == [("guide:RULES.md#L5",)]
