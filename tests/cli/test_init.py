"""`hardwon init` and `hardwon uninstall`, as they are typed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hardwon.cli import run
from hardwon.core import find_places
from hardwon.store import OwnerLock
from tests.integrations.trees import snapshot, write


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "-q")
    write(
        root,
        {
            "CLAUDE.md": b"# Ours\n:bug:\t[red]x[/]",
            "pyproject.toml": b'[project]\nname = "x"\n',
            "app.py": b"x = 1\n",
        },
    )
    commit(root)
    return root


def git(root: Path, *words: str) -> str:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
    return subprocess.run(
        ["git", "-C", str(root), *identity, *words], check=True, capture_output=True, text=True
    ).stdout


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "As it is")


def hardwon(*words: str, root: Path, expect: int = 0) -> None:
    assert run([*words, "--repo", str(root)]) == expect


def test_init_names_each_file_and_the_next_steps(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hardwon("init", root=root)
    out = capsys.readouterr().out
    changed = git(root, "status", "--porcelain", "-uall").splitlines()
    assert {line[3:] for line in changed} == {
        line[4:] for line in out.splitlines() if line.startswith(("  + ", "  ~ "))
    }
    assert "  ~ CLAUDE.md\n" in out
    for step in ("hardwon check", "pre-commit install", "git add .hardwon"):
        assert step in out
    hardwon("init", root=root)
    assert capsys.readouterr().out == "hardwon is all set up here; nothing to write.\n"


def test_the_proposed_git_command_commits_everything(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hardwon("init", root=root)
    [line] = [line for line in capsys.readouterr().out.splitlines() if "git add" in line]
    paths = line.split("git add ")[1].split(" && ")[0]
    git(root, "add", *paths.split())
    git(root, "commit", "-q", "-m", "Set up hardwon")
    assert git(root, "status", "--porcelain") == ""


def test_a_dry_run_shows_a_diff_that_git_could_apply_and_writes_nothing(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshot(root)
    hardwon("init", "--dry-run", root=root)
    diff = capsys.readouterr().out
    assert snapshot(root) == before
    assert "\x1b[" not in diff
    subprocess.run(["git", "-C", str(root), "apply", "-"], input=diff, text=True, check=True)
    by_hand = snapshot(root)
    git(root, "checkout", "-q", ".")
    git(root, "clean", "-fdq")
    hardwon("init", root=root)
    assert snapshot(root) == by_hand


def test_the_json_document_holds_every_change(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hardwon("init", "--dry-run", "--format", "json", root=root)
    document = json.loads(capsys.readouterr().out)
    assert (document["version"], document["dry_run"], document["notes"]) == (1, True, [])
    kinds = {change["path"]: change["change"] for change in document["changes"]}
    assert kinds["CLAUDE.md"] == "modified"
    assert kinds["AGENTS.md"] == "created"
    assert all(change["diff"][0].startswith("--- ") for change in document["changes"])
    hardwon("uninstall", "--format", "json", root=root)
    document = json.loads(capsys.readouterr().out)
    assert document["changes"] == []
    assert document["state"] == {"bytes": 0, "removed": False}


@pytest.mark.parametrize("committed", [True, False])
def test_uninstall_leaves_git_status_clean(
    root: Path, committed: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshot(root)
    hardwon("init", root=root)
    if committed:
        commit(root)
    hardwon("uninstall", root=root)
    assert snapshot(root) == before
    if not committed:
        assert git(root, "status", "--porcelain", "--ignored") == ""
    assert "  - AGENTS.md\n" in capsys.readouterr().out
    hardwon("uninstall", root=root)
    assert "There is nothing of hardwon's here." in capsys.readouterr().out


def test_uninstall_keeps_and_names_what_people_wrote_until_told_otherwise(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshot(root)
    hardwon("init", root=root)
    write(root, {".hardwon/lessons/mine.md": b"---\ntitle: Mine\nstatus: adopted\n---\nSo.\n"})
    hardwon("uninstall", root=root)
    assert "! .hardwon/lessons/mine.md: yours, kept; --all removes it\n" in capsys.readouterr().out
    assert set(snapshot(root)) - set(before) == {".hardwon", ".hardwon/lessons", ".hardwon/lessons/mine.md"}
    hardwon("uninstall", "--all", root=root)
    assert snapshot(root) == before


def test_the_journal_stays_until_it_is_asked_for(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    places = find_places(root, runtime=root.parent / "run")
    write(places.state, {"journal.db": b"x" * 2500})
    hardwon("uninstall", root=root)
    assert "hardwon uninstall --state   the journal and the index stay (2.5 kB)" in capsys.readouterr().out
    with OwnerLock.acquire(places, role="up"):
        hardwon("uninstall", "--state", root=root, expect=2)
    assert "stop it first" in capsys.readouterr().err
    hardwon("uninstall", "--state", root=root)
    assert not places.state.exists()
    assert places.git_dir is not None
    assert places.git_dir.exists()


def test_after_uninstall_git_is_told_to_call_pre_commit_no_more(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hardwon("init", root=root)
    subprocess.run([sys.executable, "-m", "pre_commit", "install"], cwd=root, check=True, capture_output=True)
    capsys.readouterr()
    hardwon("uninstall", "--dry-run", root=root)
    assert (root / "AGENTS.md").exists()
    assert "+++ /dev/null" in capsys.readouterr().out
    hardwon("uninstall", root=root)
    assert "pre-commit uninstall" in capsys.readouterr().out


def test_broken_markers_are_a_sentence_with_file_and_line(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "CLAUDE.md").write_text("# Ours\n<!-- hardwon:begin -->\n")
    hardwon("init", root=root, expect=2)
    complaint = capsys.readouterr().err
    assert (
        "CLAUDE.md:2: `hardwon:begin` has no `hardwon:end` after it; nothing was written -> leave"
        in complaint
    )
    assert git(root, "status", "--porcelain") == " M CLAUDE.md\n"


def test_no_pack_brings_no_lessons(root: Path) -> None:
    hardwon("init", "--no-pack", root=root)
    assert not (root / ".hardwon/lessons").exists()
    assert (root / ".hardwon/README.md").exists()


def test_a_terminal_sees_colours_unless_it_asked_for_none(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    hardwon("init", "--dry-run", root=root)
    assert "\x1b[32m+" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    hardwon("init", "--dry-run", root=root)
    assert "\x1b[" not in capsys.readouterr().out


def test_what_people_took_out_does_not_come_back_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lessons = tmp_path / ".hardwon/lessons"
    assert run(["init", "--no-pack"]) == 0
    assert run(["init"]) == 0
    assert list(lessons.glob("*.md")) == []
    assert run(["init", "--pack"]) == 0
    brought = sorted(lessons.glob("*.md"))
    assert len(brought) > 1
    brought[0].unlink()
    assert run(["init"]) == 0
    assert sorted(lessons.glob("*.md")) == brought[1:]
