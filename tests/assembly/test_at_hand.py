"""The work at hand as git tells it, and what the journal knows of sessions."""

import subprocess
from pathlib import Path

import pytest

from hardwon.assembly import Workspace, open_ground, open_workspace, read_work
from hardwon.assembly.at_hand import UnknownChanges
from hardwon.lessons.extraction.candidate import candidate_events, make_candidate
from hardwon.store import NewEvent

_NOW = "2026-01-01T00:00:00.000Z"


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(root), *words], capture_output=True, check=True)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.name", "Anna Example")
    git(root, "config", "user.email", "anna@example.org")
    git(root, "config", "diff.noprefix", "true")
    git(root, "config", "color.ui", "always")
    return root


def changed(workspace: Workspace, since: str | None = None) -> dict[str, str]:
    return {one.path: one.text for one in read_work(workspace.places, since=since).changes}


def test_staged_unstaged_and_new_files_are_work_whatever_git_is_set_to(root: Path) -> None:
    workspace = open_workspace(root)
    (root / "a.py").write_text("a = 1\n")
    assert changed(workspace) == {"a.py": "a = 1"}
    git(root, "add", ".")
    assert changed(workspace) == {"a.py": "a = 1"}
    git(root, "commit", "-qm", "First")
    assert changed(workspace) == {}
    (root / "a.py").write_text("a = 1\nb = 2\n")
    (root / "new ü.py").write_text("c = 3\n")
    (root / "picture.png").write_bytes(b"\0\1")
    (root / ".gitignore").write_text("ignored.py\n")
    (root / "ignored.py").write_text("d = 4\n")
    assert changed(workspace) == {"a.py": "b = 2", "new ü.py": "c = 3", ".gitignore": "ignored.py"}
    git(root, "add", ".")
    git(root, "commit", "-qm", "Second")
    assert changed(workspace, "HEAD~1")["a.py"] == "b = 2"


def test_named_files_and_a_prompt_are_taken_instead_of_the_changes(root: Path) -> None:
    places = open_workspace(root).places
    (root / "a.py").write_text("a = 1\n")
    (root / "b.py").write_text("b = 1\n")
    work = read_work(places, files=["a.py", "gone.py"])
    assert [one.path for one in work.changes] == ["a.py"]
    assert work.paths == ("gone.py",)
    assert read_work(places, prompt="do it").changes == ()


@pytest.mark.parametrize("since", ["nope", "--output=x"])
def test_a_commit_that_git_does_not_know_is_an_error(root: Path, since: str) -> None:
    with pytest.raises(UnknownChanges, match="git knows no commit"):
        read_work(open_workspace(root).places, since=since)
    assert list(root.iterdir()) == [root / ".git"]


def test_a_folder_without_git_has_no_changes(tmp_path: Path) -> None:
    (tmp_path / ".hardwon").mkdir()
    (tmp_path / "a.py").write_text("a = 1\n")
    assert read_work(open_workspace(tmp_path).places).changes == ()


def test_a_session_is_known_gone_or_perhaps_elsewhere(root: Path) -> None:
    workspace = open_workspace(root)
    candidate = make_candidate(
        "Load once", "Text.", kind="fix", evidence=["session:gone1234#2"], score=0.8, reasons=["r"],
        origin="session",
    )  # fmt: skip
    turn = NewEvent("t:1", "session.turn", _NOW, {"speaker": "user", "text": "x"}, session="here1234")
    with workspace.owner("test") as journal:
        journal.append([turn, *candidate_events([candidate], time=_NOW)])
    with open_ground(workspace) as ground:
        known = {name: ground.session_is_known(name) for name in ("here1234", "gone1234", "other123", "")}
    assert known == {"here1234": True, "gone1234": False, "other123": None, "": None}


def test_without_a_journal_nobody_knows_a_session(root: Path) -> None:
    with open_ground(open_workspace(root)) as ground:
        assert ground.session_is_known("here1234") is None
