"""`hardwon sync` and `hardwon init --plugin`, as they are typed, and as pre-commit calls the first."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hardwon.cli import run
from hardwon.integrations.claude_plugin import plugin_files
from tests.integrations.trees import snapshot, write

PAGE = """\
---
title: {title}
status: adopted
kind: gotcha
cost: {cost}
applies-to: [{glob}]
---
It was so.
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "-q")
    write(root, {"CLAUDE.md": b"# Ours\n", "web/app.py": b"x = 1\n"})
    for number in range(6):
        page(root, f"general-{number}", "'**/*.py'")
    return root


def page(root: Path, name: str, glob: str, cost: str = "1h") -> None:
    text = PAGE.format(title=f"About {name}", cost=cost, glob=glob)
    write(root, {f".hardwon/lessons/{name}.md": text.encode()})


def git(root: Path, *words: str) -> str:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
    return subprocess.run(
        ["git", "-C", str(root), *identity, *words], check=True, capture_output=True, text=True
    ).stdout


def hardwon(*words: str, root: Path) -> int:
    return run([*words, "--repo", str(root)])


def test_sync_writes_the_guides_and_check_says_which_are_not_current(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hardwon("sync", "--check", root=root) == 1
    told = capsys.readouterr()
    assert "  ~ CLAUDE.md\n" in told.out
    assert "  + AGENTS.md\n" in told.out
    assert "hardwon sync" in told.err
    assert (root / "CLAUDE.md").read_bytes() == b"# Ours\n"
    assert hardwon("sync", root=root) == 0
    assert hardwon("sync", "--check", root=root) == 0
    assert "current" in capsys.readouterr().out
    page(root, "dear", "'**/*.py'", cost="3h")
    assert hardwon("sync", "--exit-code", root=root) == 1
    assert hardwon("sync", "--exit-code", root=root) == 0
    assert "About dear" in (root / "AGENTS.md").read_text()


def test_a_guide_that_git_ignores_is_kept_and_not_waited_for(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(root, {".gitignore": b"CLAUDE.md\n/.claude/\n"})
    hardwon("sync", root=root)
    (root / "CLAUDE.md").unlink()
    assert hardwon("sync", "--check", root=root) == 0
    assert hardwon("sync", "--exit-code", root=root) == 0
    assert (root / "CLAUDE.md").exists()
    capsys.readouterr()
    hardwon("init", root=root)
    [command] = [line for line in capsys.readouterr().out.splitlines() if "git add" in line]
    added = command.partition("git add ")[2].partition(" && ")[0]
    assert ".pre-commit-config.yaml" in added
    assert ".claude" not in added
    git(root, "add", *added.split())


def test_sync_as_json_names_each_change(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert hardwon("sync", "--check", "--format", "json", root=root) == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["version"], document["current"]) == (1, False)
    assert [change["path"] for change in document["changes"]] == ["CLAUDE.md", "AGENTS.md"]
    hardwon("sync", root=root)
    capsys.readouterr()
    assert hardwon("sync", "--check", "--format", "json", root=root) == 0
    assert json.loads(capsys.readouterr().out)["current"] is True


def test_what_the_index_of_the_project_says_was_prevented_counts(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hardwon("docs", root=root)
    index = root / "docs/lessons/README.md"
    before = index.read_text()
    assert before.count("general-5.md") >= 1
    row = next(line for line in before.splitlines() if "general-5.md" in line and line.startswith("|"))
    cells = row.split(" | ")
    index.write_text(before.replace(row, " | ".join([*cells[:2], "4 prevented |"])))
    hardwon("sync", root=root)
    text = (root / "CLAUDE.md").read_text()
    assert text.index("`general-5`") < text.index("`general-0`")


def test_without_init_sync_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(tmp_path, "init", "-q")
    assert hardwon("sync", root=tmp_path) == 2
    assert "-> hardwon init" in capsys.readouterr().err
    assert snapshot(tmp_path) == {}


def test_after_init_the_guides_are_current_and_uninstall_takes_those_below_back(root: Path) -> None:
    before = snapshot(root)
    for number in range(3):
        page(root, f"web-{number}", "web/**")
    lessons = {path: data for path, data in snapshot(root).items() if path.startswith(".hardwon")}
    assert hardwon("init", "--no-pack", root=root) == 0
    assert "`web-2`" in (root / "web/AGENTS.md").read_text()
    assert hardwon("sync", "--check", root=root) == 0
    assert hardwon("uninstall", root=root) == 0
    assert snapshot(root) == {**before, **lessons}


def test_a_commit_of_a_lesson_is_stopped_until_the_guides_tell_it(root: Path) -> None:
    def precommit() -> subprocess.CompletedProcess[str]:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PRE_COMMIT_HOME": str(root.parent / "pre-commit"),
        }
        words = [sys.executable, "-m", "pre_commit", "run", "hardwon-sync"]
        return subprocess.run(words, cwd=root, env=environment, capture_output=True, text=True, check=False)

    assert hardwon("init", "--no-pack", root=root) == 0
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Set up", "--no-verify")
    (root / "web/app.py").write_text("x = 2\n")
    git(root, "add", "-A")
    assert "Skipped" in precommit().stdout
    page(root, "new", "'**/*.py'", cost="9h")
    git(root, "add", "-A")
    first = precommit()
    assert first.returncode == 1, first.stdout + first.stderr
    assert "About new" in (root / "CLAUDE.md").read_text()
    git(root, "add", "-A")
    second = precommit()
    assert second.returncode == 0, second.stdout + second.stderr


def test_init_writes_the_plugin_and_nothing_else(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshot(root)
    folder = tmp_path / "a plugin"
    assert hardwon("init", "--plugin", str(folder), "--dry-run", root=root) == 0
    assert not folder.exists()
    assert hardwon("init", "--plugin", str(folder), root=root) == 0
    assert f"claude --plugin-dir '{folder}'" in capsys.readouterr().out
    assert {path: data for path, data in snapshot(folder).items() if data is not None} == plugin_files()
    assert snapshot(root) == before
    assert hardwon("init", "--plugin", str(folder), "--format", "json", root=root) == 0
    assert json.loads(capsys.readouterr().out)["changes"] == []
