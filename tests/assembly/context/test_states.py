"""The context of real repositories in all their states."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from hardwon.assembly.context import PARTS, gather_context
from hardwon.assembly.workspace import open_workspace
from hardwon.store import NewEvent, spool_append
from tests.assembly.context.shop import LESSON, TIME, commit, git, session_events, values


def test_without_git_each_part_says_so_and_nothing_is_left_behind(tmp_path: Path) -> None:
    root = tmp_path / "notes"
    root.mkdir()
    told = values(gather_context(root))
    assert list(told) == list(PARTS)
    assert {name for name, value in told.items() if value == {"git": False}} == set(PARTS[:4])
    assert told["worklog"] == {"last": None}
    assert told["ci"]["note"] == "unknown: no CI result is known here"
    assert told["findings"]["known"] is False
    assert list(root.iterdir()) == []


def test_an_empty_repository_has_a_branch_without_commits(empty: Path) -> None:
    (empty / "a.py").write_text("1\n2\n")
    git(empty, "add", "a.py")
    told = values(gather_context(empty))
    assert told["branch"] == {
        "git": True, "name": "main", "head": None, "upstream": None, "base": None, "operation": None,
    }  # fmt: skip
    assert told["commits"]["commits"] == []
    assert (told["diff"]["files"], told["diff"]["added"]) == (1, 2)
    assert told["status"]["files"] == [{"path": "a.py", "state": "A."}]


def test_a_branch_tells_how_far_it_is_from_its_base_and_from_its_upstream(repo: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", str(repo), "mine")
    mine = tmp_path / "mine"
    git(mine, "checkout", "-q", "-b", "invoices", "--track", "origin/main")
    (mine / "c.txt").write_text("c")
    commit(mine, "Second")
    commit(repo, "Theirs") if (repo / "d.txt").write_text("d") else None
    git(mine, "fetch", "-q")
    branch = values(gather_context(mine))["branch"]
    assert branch["base"] == {"name": "main", "ahead": 1, "behind": 0}
    assert branch["upstream"] == {"name": "origin/main", "gone": False, "ahead": 1, "behind": 1}


def test_an_upstream_that_is_gone_is_named(repo: Path, tmp_path: Path) -> None:
    git(repo, "branch", "old")
    git(tmp_path, "clone", "-q", str(repo), "mine")
    git(tmp_path / "mine", "checkout", "-q", "old")
    git(tmp_path / "mine", "update-ref", "-d", "refs/remotes/origin/old")
    assert values(gather_context(tmp_path / "mine"))["branch"]["upstream"] == {
        "name": "origin/old",
        "gone": True,
    }


def test_a_detached_head_is_named_by_its_commit(repo: Path) -> None:
    git(repo, "checkout", "-q", "--detach")
    branch = values(gather_context(repo))["branch"]
    assert (branch["name"], branch["head"]) == (None, git(repo, "rev-parse", "HEAD"))


@pytest.fixture
def forked(repo: Path) -> Path:
    """Two branches that changed the same line."""
    for branch in ("theirs", "mine"):
        git(repo, "checkout", "-q", "-b", branch, "main")
        (repo / "b.txt").write_text(f"{branch}\n")
        commit(repo, branch.title())
    return repo


@pytest.mark.parametrize(
    ("words", "operation"),
    [
        (("merge", "theirs"), {"kind": "merge", "branch": None, "step": None, "steps": None}),
        (("rebase", "theirs"), {"kind": "rebase", "branch": "mine", "step": 1, "steps": 1}),
        (("rebase", "--apply", "theirs"), {"kind": "rebase", "branch": "mine", "step": 1, "steps": 1}),
        (("cherry-pick", "theirs"), {"kind": "cherry-pick", "branch": None, "step": None, "steps": None}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_under_way_is_told_with_its_conflicts(
    words: tuple[str, ...], operation: dict[str, Any], forked: Path
) -> None:
    git(forked, *words, check=False)
    told = values(gather_context(forked))
    assert told["branch"]["operation"] == operation
    assert told["status"]["conflicts"] == 1
    assert told["status"]["files"] == [{"path": "b.txt", "state": "UU"}]


def test_status_and_diff_tell_all_kinds_of_changes(repo: Path) -> None:
    (repo / "app/a.py").write_text("x = 2\ny = 3\n")
    git(repo, "mv", "b.txt", "with space\nand line.txt")
    (repo / "new ü.txt").write_text("new")
    (repo / "picture").write_bytes(b"\0\1")
    git(repo, "add", "picture")
    told = values(gather_context(repo))
    assert {one["path"]: one["state"] for one in told["status"]["files"]} == {
        "app/a.py": ".M", "with space\nand line.txt": "R.", "picture": "A.", "new ü.txt": "??",
    }  # fmt: skip
    numbers = {
        key: told["status"][key] for key in ("changed", "staged", "unstaged", "untracked", "conflicts")
    }
    assert numbers == {"changed": 4, "staged": 2, "unstaged": 1, "untracked": 1, "conflicts": 0}
    diff = told["diff"]
    assert (diff["files"], diff["binary"], diff["added"], diff["removed"]) == (4, 1, 3, 2)
    assert diff["biggest"][0] == {"path": "app/a.py", "added": 2, "removed": 1}


def test_commits_come_newest_first_without_their_people(repo: Path) -> None:
    commit(repo, "Second: with\ttab") if (repo / "c.txt").write_text("c") else None
    commits = values(gather_context(repo))["commits"]["commits"]
    assert [one["subject"] for one in commits] == ["Second: with\ttab", "First"]
    assert commits[0]["sha"] == git(repo, "rev-parse", "HEAD")
    assert "Anna" not in str(commits)


def test_without_the_program_git_its_parts_fail_with_the_next_step_and_the_rest_is_there(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    parts = gather_context(repo)["parts"]
    assert {name for name, part in parts.items() if part["state"] == "failed"} == {*PARTS[:4], "lessons"}
    assert parts["status"]["error"]["what"] == "git is not installed"
    assert parts["lessons"]["error"]["what"] == "lessons: which files are changed is not known"
    assert parts["sessions"]["value"] == {"open": []}


def test_a_slow_git_is_given_up_and_named(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second `git` in PATH hangs at `status`, and hands on the rest."""
    real = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()
    slow = tmp_path / "bin/git"
    slow.parent.mkdir()
    slow.write_text(
        f'#!/bin/sh\nfor w in "$@"; do [ "$w" = status ] && exec sleep 30; done\nexec {real} "$@"\n'
    )
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}:{os.environ['PATH']}")
    parts = gather_context(repo)["parts"]  # takes the 3 s that a part has
    assert parts["status"]["state"] == "timeout"
    assert parts["lessons"]["error"]["what"] == "lessons: which files are changed is not known"
    assert [name for name, part in parts.items() if part["error"]] == ["status", "lessons"]


def test_lessons_are_those_that_the_changed_files_call_for(repo: Path) -> None:
    (repo / ".hardwon/lessons").mkdir(parents=True)
    (repo / ".hardwon/lessons/commit-first.md").write_text(LESSON)
    commit(repo, "A lesson")
    assert values(gather_context(repo))["lessons"] == {
        "files": 0, "under": "", "total": 0, "lessons": [], "due": 0,
    }  # fmt: skip
    (repo / "app/a.py").write_text("x = 2\n")
    assert values(gather_context(repo))["lessons"] == {
        "files": 1,
        "under": "app/",
        "total": 1,
        "lessons": [
            {
                "slug": "commit-first",
                "title": "Commit before you publish",
                "cost": 120,
                "text": "Commit before you publish",
                "because": "app/a.py",
            }
        ],
        "due": 0,
    }
    git(repo, "checkout", "-q", "app/a.py")
    (repo / "app/new").mkdir()
    (repo / "app/new/b.py").write_text("x = 2\n")
    assert values(gather_context(repo))["lessons"]["under"] == "app/new/"
    assert values(gather_context(repo))["lessons"]["total"] == 1


def test_open_sessions_the_last_check_and_ci_come_out_of_the_journal_and_the_spool(
    repo: Path, tmp_path: Path
) -> None:
    git(repo, "worktree", "add", "-q", str(tmp_path / "linked"))
    workspace = open_workspace(repo)
    now = workspace.clock.now().isoformat()
    begun = ("session.started", "session.turn")
    check = {"whole": True, "files": 7, "new": {"lost-change": 2}, "accepted": {"lost-change": 3}}
    with workspace.owner("test") as journal:
        journal.append(session_events(repo, "here", now, *begun))
        journal.append(session_events(tmp_path / "linked", "there", now, *begun))
        journal.append(session_events(repo, "over", "2026-01-01T00:00:00.000Z", *begun, "session.ended"))
        journal.append([NewEvent("c1", "check.ran", TIME, check)])
        journal.append([NewEvent("c2", "check.ran", now, {**check, "whole": False})])
    spool_append(workspace.places, [NewEvent("ci", "ci.run", now, {"result": "failed", "branch": "main"})])

    told = values(gather_context(repo))
    linked = values(gather_context(tmp_path / "linked"))

    assert [(one["id"], one["here"]) for one in told["sessions"]["open"]] == [
        ("here", True),
        ("there", False),
    ]
    assert [(one["id"], one["here"]) for one in linked["sessions"]["open"]] == [
        ("there", True),
        ("here", False),
    ]
    findings = {key: told["findings"][key] for key in ("known", "checked", "files", "new", "accepted")}
    assert findings == {"known": True, "checked": TIME, "files": 7, "new": 2, "accepted": 3}
    assert told["ci"]["runs"][0]["result"] == "failed"
