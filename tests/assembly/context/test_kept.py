"""What the daemon keeps of the context is never old."""

import os
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hardwon.assembly.capturing import worktree_watch
from hardwon.assembly.context import PARTS, gather_context, read_context
from hardwon.assembly.desk import Desk
from hardwon.assembly.workspace import Workspace
from hardwon.daemon import Service
from hardwon.store import Journal, ask
from tests.assembly import live
from tests.assembly.context.shop import LESSON, commit, git, session_events, values


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
    """Runs a daemon on `root` that only watches, `do` in a thread beside it; `others` are watched, too."""

    def watching(desk: Desk) -> list[Service]:
        watch = worktree_watch(desk.workspace, desk.journal, desk.on_trouble, desk.pulses)
        watch.see(others)
        return [watch.run]

    live.with_daemon(root, lambda workspace, journal: do(Running(workspace, journal)), beside=watching)


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
        LESSON.replace("Commit", "Really commit")
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
    (repo / ".hardwon/lessons/commit-first.md").write_text(LESSON)
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
        daemon.journal.append(session_events(rich, "one", now, "session.started", "session.turn"))
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
    page.write_text(LESSON)

    def titles(daemon: Running) -> list[str]:
        return [one["title"] for one in daemon.ask()["parts"]["lessons"]["value"]["lessons"]]

    def do(daemon: Running) -> None:
        daemon.warm()
        assert "Other words" not in titles(daemon)
        page.write_text(LESSON.replace("Commit before you publish", "Other words"))
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
