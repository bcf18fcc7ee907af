"""The context of real repositories in all their states, and that what is kept is never old."""

import asyncio
import os
import random
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hardwon.assembly.capturing import worktree_watch
from hardwon.assembly.checking import Checked
from hardwon.assembly.context import PARTS, gather_context, read_context
from hardwon.assembly.desk import Desk, answers
from hardwon.assembly.workspace import Workspace, open_workspace
from hardwon.daemon import Daemon, load_gitignore
from hardwon.lessons import open_memory
from hardwon.store import Journal, NewEvent, ask, spool_append, take_in_spool

TIME = "2026-11-21T09:30:00.000Z"
_LESSON = """\
---
title: Commit before you publish
status: adopted
kind: gotcha
cost: 2h
applies-to: ["app/**/*.py"]
---
Or the reader finds nothing.
"""


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Anna")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "anna@example.org")


def git(root: Path, *words: str, check: bool = True) -> str:
    done = subprocess.run(["git", "-C", root, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0 or not check, done.stderr
    return done.stdout.strip()


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    return root


@pytest.fixture
def repo(empty: Path) -> Path:
    (empty / "app").mkdir()
    (empty / "app/a.py").write_text("x = 1\n")
    (empty / "b.txt").write_text("one\n")
    return commit(empty, "First")


def commit(root: Path, subject: str) -> Path:
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", subject)
    return root


def values(document: dict[str, Any]) -> dict[str, Any]:
    assert [part["error"] for part in document["parts"].values() if part["error"]] == []
    return {name: part["value"] for name, part in document["parts"].items()}


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
    (repo / ".hardwon/lessons/commit-first.md").write_text(_LESSON)
    commit(repo, "A lesson")
    assert values(gather_context(repo))["lessons"] == {"files": 0, "under": "", "total": 0, "lessons": []}
    (repo / "app/a.py").write_text("x = 2\n")
    assert values(gather_context(repo))["lessons"] == {
        "files": 1,
        "under": "app/",
        "total": 1,
        "lessons": [{"slug": "commit-first", "title": "Commit before you publish", "cost": 120}],
    }
    git(repo, "checkout", "-q", "app/a.py")
    (repo / "app/new").mkdir()
    (repo / "app/new/b.py").write_text("x = 2\n")
    assert values(gather_context(repo))["lessons"]["under"] == "app/new/"
    assert values(gather_context(repo))["lessons"]["total"] == 1


def _session(root: Path, name: str, time: str, *kinds: str) -> list[NewEvent]:
    payloads: dict[str, dict[str, object]] = {
        "session.started": {"agent": "codex", "cwd": str(root), "branch": "main"},
        "session.turn": {"speaker": "user", "text": f"Mend {name}", "turn": "1", "line": 1},
        "session.ended": {},
    }
    return [NewEvent(f"{name}:{kind}", kind, time, payloads[kind], session=name) for kind in kinds]


def test_open_sessions_the_last_check_and_ci_come_out_of_the_journal_and_the_spool(
    repo: Path, tmp_path: Path
) -> None:
    git(repo, "worktree", "add", "-q", str(tmp_path / "linked"))
    workspace = open_workspace(repo)
    now = workspace.clock.now().isoformat()
    begun = ("session.started", "session.turn")
    check = {"whole": True, "files": 7, "new": {"lost-change": 2}, "accepted": {"lost-change": 3}}
    with workspace.owner("test") as journal:
        journal.append(_session(repo, "here", now, *begun))
        journal.append(_session(tmp_path / "linked", "there", now, *begun))
        journal.append(_session(repo, "over", "2026-01-01T00:00:00.000Z", *begun, "session.ended"))
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


@dataclass
class Running:
    """A daemon on a repository; `ask` goes over its socket."""

    workspace: Workspace
    journal: Journal

    def ask(self, root: Path | None = None) -> dict[str, Any]:
        request = {"op": "context", "root": str(root or self.workspace.places.root)}
        answer = ask(self.workspace.places, request, timeout=20)
        assert answer is not None
        assert answer["ok"] is True, answer
        document: dict[str, Any] = answer["context"]
        return document

    def states(self, root: Path | None = None) -> dict[str, str]:
        return {name: part["state"] for name, part in self.ask(root)["parts"].items()}

    def warm(self, *names: str, root: Path | None = None) -> None:
        """Asks until the parts `names` (all, if none) are kept: files just written are not relied on."""
        deadline = time.monotonic() + 20
        while any(self.states(root)[name] != "cached" for name in names or PARTS):
            assert time.monotonic() < deadline, self.states(root)
            time.sleep(0.02)


def with_daemon(root: Path, do: Callable[[Running], None], *, others: Sequence[Path] = ()) -> None:
    """Runs a daemon on `root`, `do` in a thread beside it, and stops it; `others` are watched, too."""
    workspace = open_workspace(root)
    places = workspace.places

    async def run(journal: Journal, desk: Desk) -> None:
        daemon = Daemon(
            places,
            journal,
            clock=workspace.clock,
            load_ignored=lambda: load_gitignore(places.root, places.git_dir),
            take_in=lambda: take_in_spool(places, journal),
            answers=answers(desk),
            pulse=desk.pulse,
        )
        started = asyncio.Event()
        async with asyncio.timeout(60), asyncio.TaskGroup() as group:
            watch = worktree_watch(workspace, journal, lambda error: None, desk.pulses)
            watch.see(others)
            group.create_task(daemon.run([watch.run], started=lambda _: started.set()))
            await started.wait()
            try:
                await asyncio.to_thread(do, Running(workspace, journal))
            finally:
                daemon.stop()

    with workspace.owner("test") as journal, open_memory(places, workspace.shelf) as memory:
        asyncio.run(run(journal, Desk(workspace, journal, memory, Checked(workspace), lambda error: None)))


def truth(root: Path) -> dict[str, Any]:
    """What git and the pages say now, asked without anything that is kept."""
    told = values(gather_context(root))
    return {name: told[name] for name in (*PARTS[:4], "lessons")}


def agrees(document: dict[str, Any], root: Path) -> bool:
    told = values(document)
    return {name: told[name] for name in (*PARTS[:4], "lessons")} == truth(root)


def _touch_ignored(root: Path) -> None:
    (root / "logs/kept.log").write_text(f"{time.monotonic_ns()}\n")


_DEEDS: dict[str, Callable[[Path], object]] = {
    "save": lambda root: (root / "b.txt").write_text(f"{time.monotonic_ns()}\n"),
    "save of the same size": lambda root: (root / "app/a.py").write_text("x = 2\n"),
    "atomic save": lambda root: os.replace(_beside(root), root / "b.txt"),
    "new file": lambda root: (root / "new.txt").write_text("new"),
    "new file in a new directory": lambda root: _in_new_directory(root),
    "chmod": lambda root: (root / "b.txt").chmod(0o755),
    "move": lambda root: (root / "new.txt").rename(root / "app/new.txt"),
    "add": lambda root: git(root, "add", "-A"),
    "commit": lambda root: git(root, "commit", "-q", "--allow-empty", "-m", "Second"),
    "commit of all": lambda root: git(root, "commit", "-q", "-a", "--allow-empty", "-m", "All"),
    "amend": lambda root: git(root, "commit", "-q", "--amend", "--allow-empty", "-m", "Other words"),
    "branch": lambda root: git(root, "checkout", "-q", "-b", "feature/deep"),
    "detach": lambda root: git(root, "checkout", "-q", "--detach"),
    "stash": lambda root: git(root, "stash", "-q"),
    "reset": lambda root: git(root, "reset", "-q", "--hard"),
    "delete": lambda root: (root / "b.txt").unlink(),
    "packed refs": lambda root: git(root, "pack-refs", "--all"),
    "upstream": lambda root: git(root, "branch", "-q", "--set-upstream-to", "main", check=False),
    "base moves": lambda root: git(root, "update-ref", "refs/remotes/origin/HEAD", "HEAD"),
    "ignored but tracked": _touch_ignored,
    "new rules": lambda root: (root / ".gitignore").write_text("logs/\nnew*\n"),
    "exclude": lambda root: (root / ".git/info/exclude").write_text("new*\n"),
    "setting": lambda root: git(root, "config", "status.showUntrackedFiles", "no"),
    "lesson": lambda root: (root / ".hardwon/lessons/commit-first.md").write_text(
        _LESSON.replace("Commit", "Really commit")
    ),
}


def _beside(root: Path) -> Path:
    (root / ".git/beside").write_text("beside\n")
    return root / ".git/beside"


def _in_new_directory(root: Path) -> None:
    (root / "deep/er").mkdir(parents=True, exist_ok=True)
    (root / "deep/er/new.py").write_text("new")


@pytest.fixture
def rich(repo: Path) -> Path:
    """A repository with a lesson, a tracked file in a directory that is ignored, and changes."""
    (repo / ".gitignore").write_text("logs/\n")
    (repo / ".hardwon/lessons").mkdir(parents=True)
    (repo / ".hardwon/lessons/commit-first.md").write_text(_LESSON)
    (repo / "logs").mkdir()
    (repo / "logs/kept.log").write_text("tracked\n")
    git(repo, "add", "-f", "logs/kept.log")
    commit(repo, "Rules")
    (repo / "app/a.py").write_text("x = 3\n")
    (repo / "new1.txt").write_text("untracked")
    return repo


def test_after_every_deed_the_next_answer_is_what_git_says(rich: Path) -> None:
    """Each deed, alone, on parts that are all kept: not one answer may be older than the deed."""

    def do(daemon: Running) -> None:
        wrong = []
        daemon.warm()
        for name, deed in _DEEDS.items():
            deed(rich)
            if not agrees(daemon.ask(), rich):
                wrong.append(name)
            daemon.warm()
            if not agrees(daemon.ask(), rich):
                wrong.append(f"{name}, some time later")
        assert wrong == []

    with_daemon(rich, do)


@pytest.mark.parametrize("seed", range(3))
def test_in_any_order_and_in_quick_succession_no_answer_is_old(rich: Path, seed: int) -> None:
    chance = random.Random(seed)

    def do(daemon: Running) -> None:
        wrong = []
        for number in range(25):
            name = chance.choice(list(_DEEDS))
            try:
                _DEEDS[name](rich)
            except (OSError, AssertionError):
                continue  # nothing to move, a branch that is there already
            if chance.random() < 0.5:
                time.sleep(chance.uniform(0, 0.08))
                daemon.ask()
            elif not agrees(daemon.ask(), rich):
                wrong.append((number, name))
        assert wrong == []

    with_daemon(rich, do)


def test_what_nothing_has_touched_is_kept_and_a_commit_touches_no_more_than_it_must(rich: Path) -> None:
    def do(daemon: Running) -> None:
        daemon.warm()
        git(rich, "commit", "-q", "--allow-empty", "-m", "Second")
        states = daemon.states()
        assert {name for name, state in states.items() if state == "cached"} == {
            "sessions", "worklog", "findings", "ci",
        }  # fmt: skip

    with_daemon(rich, do)


def test_an_event_of_a_session_is_told_by_the_next_answer(rich: Path) -> None:
    def do(daemon: Running) -> None:
        daemon.warm()
        now = daemon.workspace.clock.now().isoformat()
        daemon.journal.append(_session(rich, "one", now, "session.started", "session.turn"))
        parts = daemon.ask()["parts"]
        assert [one["title"] for one in parts["sessions"]["value"]["open"]] == ["Mend one"]
        assert parts["status"]["state"] == "cached"

    with_daemon(rich, do)


def test_findings_are_those_of_the_file_as_it_was_saved_last(rich: Path) -> None:
    bad = (
        "import asyncio\n\nasync def fetch():\n    return 1\n\n"
        "def now():\n    return asyncio.run(fetch())\n\n"
        "async def show():\n    return now()\n"
    )

    def do(daemon: Running) -> None:
        daemon.warm()
        (rich / "app/a.py").write_text(bad)
        found = daemon.ask()["parts"]["findings"]["value"]
        assert (found["known"], found["checked"], found["first"][0]["path"]) == (True, None, "app/a.py")
        (rich / "app/a.py").write_text("x = 1\n")
        assert daemon.ask()["parts"]["findings"]["value"]["first"] == []

    with_daemon(rich, do)


def test_a_lesson_that_git_ignores_is_told_as_it_was_saved_last(rich: Path) -> None:
    (rich / ".gitignore").write_text("logs/\n.hardwon/\n")
    page = rich / ".hardwon/lessons/untracked.md"
    page.write_text(_LESSON)

    def titles(daemon: Running) -> list[str]:
        return [one["title"] for one in daemon.ask()["parts"]["lessons"]["value"]["lessons"]]

    def do(daemon: Running) -> None:
        daemon.warm()
        assert "Other words" not in titles(daemon)
        page.write_text(_LESSON.replace("Commit before you publish", "Other words"))
        assert "Other words" in titles(daemon)
        daemon.warm()
        assert "Other words" in titles(daemon)

    with_daemon(rich, do)


def test_a_linked_worktree_gets_its_own_answer_and_nothing_of_its_files_is_kept(
    rich: Path, tmp_path: Path
) -> None:
    linked = tmp_path / "linked"
    git(rich, "worktree", "add", "-q", "-b", "other", str(linked))

    def do(daemon: Running) -> None:
        daemon.warm()
        daemon.warm("branch", "commits", root=linked)
        assert agrees(daemon.ask(linked), linked)
        (linked / "only-here.txt").write_text("1")
        assert agrees(daemon.ask(linked), linked)
        git(linked, "commit", "-q", "--allow-empty", "-m", "Over there")
        document = daemon.ask(linked)
        assert agrees(document, linked)
        assert document["worktree"] == str(linked)
        assert document["parts"]["status"]["state"] == "fresh"
        assert agrees(daemon.ask(), rich)

    with_daemon(rich, do)


def test_a_worktree_that_is_watched_is_kept_as_the_daemons_own_and_never_old(
    rich: Path, tmp_path: Path
) -> None:
    linked = tmp_path / "linked"
    git(rich, "worktree", "add", "-q", "-b", "other", str(linked))
    parts = ("branch", "status", "commits", "diff", "lessons", "findings")

    def do(daemon: Running) -> None:
        wrong = []
        for name in ("save", "new file in a new directory", "commit of all", "add", "ignored but tracked"):
            daemon.warm(*parts, root=linked)
            daemon.warm()
            _DEEDS[name](linked)
            wrong += [name] if not agrees(daemon.ask(linked), linked) else []
            wrong += [f"{name}: the other"] if not agrees(daemon.ask(), rich) else []
        assert wrong == []

    with_daemon(rich, do, others=[linked])


def test_a_directory_that_is_no_worktree_is_refused(rich: Path, tmp_path: Path) -> None:
    def do(daemon: Running) -> None:
        answer = ask(daemon.workspace.places, {"op": "context", "root": str(tmp_path)}, timeout=20)
        assert answer is not None
        assert answer["ok"] is False
        assert "is no worktree of" in answer["error"]

    with_daemon(rich, do)


def test_with_submodules_what_depends_on_them_is_asked_each_time(rich: Path, tmp_path: Path) -> None:
    part = tmp_path / "part"
    part.mkdir()
    git(part, "init", "-q")
    git(part, "commit", "-q", "--allow-empty", "-m", "Part")
    git(rich, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(part), "part")
    commit(rich, "With a part")

    def do(daemon: Running) -> None:
        daemon.warm("branch", "commits")
        daemon.ask()
        git(rich / "part", "commit", "-q", "--allow-empty", "-m", "Moved")
        assert agrees(daemon.ask(), rich)

    with_daemon(rich, do)


def test_the_client_takes_the_daemons_answer_and_does_without(rich: Path) -> None:
    def do(daemon: Running) -> None:
        assert read_context(rich / "app")["daemon"] is True

    with_daemon(rich, do)
    assert read_context(rich / "app")["daemon"] is False


def test_switched_off_the_daemon_keeps_nothing(rich: Path) -> None:
    (rich / "hardwon.toml").write_text("[tool.hardwon.features]\ncontext = false\n")

    def do(daemon: Running) -> None:
        assert read_context(rich)["daemon"] is False

    with_daemon(rich, do)
