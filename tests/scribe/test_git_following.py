import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from hardwon.core import find_places
from hardwon.scribe import GitFollowing
from hardwon.store import NewEvent, StoreError

from .transcripts import Memory, StillClock

ENVIRONMENT = {
    **os.environ,
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
    "GIT_AUTHOR_NAME": "Anna Berg",
    "GIT_AUTHOR_EMAIL": "anna.berg@shop.example.org",
    "GIT_COMMITTER_NAME": "Anna Berg",
    "GIT_COMMITTER_EMAIL": "anna.berg@shop.example.org",
    "GIT_EDITOR": "true",
}


class Repository:
    """A repository that is followed; `news` gives what was told since it was asked last."""

    def __init__(self, top: Path) -> None:
        self.top = top
        top.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")
        self.sink = Memory()
        self.worktrees: Mapping[str, Path] = {}
        self.following = self.follow()

    def follow(self) -> GitFollowing:
        following = GitFollowing(
            find_places(self.top, runtime=self.top),
            self.sink,
            environment=ENVIRONMENT,
            clock=StillClock(),
            on_worktrees=self._see,
        )
        following.scan()
        return following

    def _see(self, worktrees: Mapping[str, Path]) -> None:
        self.worktrees = worktrees

    def git(self, *arguments: str, where: Path | None = None, fails: bool = False) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=where or self.top,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode != 0) == fails, done.stderr
        return done.stdout.strip()

    def commit(self, name: str, text: str = "x\n", where: Path | None = None) -> str:
        ((where or self.top) / name).write_text(text)
        self.git("add", name, where=where)
        self.git("commit", "-qm", f"Write {name}", where=where)
        return self.git("rev-parse", "HEAD", where=where)

    def news(self) -> list[NewEvent]:
        before = set(self.sink.events)
        self.following.take([self.top / ".git/HEAD", self.top / ".git/logs/refs/remotes/origin/main"])
        return [event for source, event in self.sink.events.items() if source not in before]

    def told(self, *names: str) -> list[tuple[object, ...]]:
        """Kind and the payload's `names` of the news, without what `hardwon import` would tell, too."""
        found = (event for event in self.news() if event.kind not in ("git.commit", "git.read"))
        return [(event.kind, *(event.payload.get(name) for name in names)) for event in found]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repo")


def test_a_commit_is_told_with_where_it_was_made_and_what_it_changed(repository: Repository) -> None:
    sha = repository.commit("a.py")
    head, commit, _ = repository.news()
    assert (head.kind, head.payload["what"], head.payload["after"]) == ("git.head", "initial", sha)
    assert (head.payload["worktree"], head.payload["branch"]) == (str(repository.top), "main")
    assert (commit.source, commit.payload["files"]) == (f"git:{sha}", ["a.py"])
    repository.git("commit", "-q", "--amend", "-m", "Write it better")
    assert repository.told("what", "subject") == [("git.head", "amend", "Write it better")]
    assert repository.news() == []
    made = [repository.commit(f"{number}.py") for number in range(3)]
    commits = [event.payload["sha"] for event in repository.news() if event.kind == "git.commit"]
    assert sorted(map(str, commits)) == sorted(made)


def test_no_name_and_no_address_of_a_person_is_told(repository: Repository) -> None:
    repository.commit("a.py")
    repository.git("commit", "-q", "--allow-empty", "-m", "Thank <bo.lind@shop.example.org>")
    repository.news()
    assert repository.sink.events
    words = repr(list(repository.sink.events.values()))
    assert "Anna" not in words
    assert "anna.berg" not in words
    assert "bo.lind" not in words


def test_switches_resets_and_picks(repository: Repository) -> None:
    repository.commit("a.py")
    repository.news()
    repository.git("switch", "-qc", "topic")
    topic = repository.commit("b.py")
    repository.git("switch", "-q", "main")
    assert repository.told("branch", "from", "to", "subject") == [
        ("git.switch", "topic", "main", "topic", None),
        ("git.head", "topic", None, None, "Write b.py"),
        ("git.switch", "main", "topic", "main", None),
    ]
    repository.git("cherry-pick", topic)
    repository.git("revert", "--no-edit", "HEAD")
    repository.git("reset", "-q", "--hard", "HEAD~2")
    assert repository.told("what", "to") == [
        ("git.head", "cherry-pick", None),
        ("git.head", "revert", None),
        ("git.reset", None, "HEAD~2"),
    ]


def test_merges_are_told_also_while_they_wait_for_a_person(repository: Repository) -> None:
    repository.commit("a.py", "1\n")
    repository.git("switch", "-qc", "topic")
    repository.commit("a.py", "2\n")
    repository.git("switch", "-q", "main")
    repository.commit("a.py", "3\n")
    repository.news()
    repository.git("merge", "topic", fails=True)
    assert repository.told("state") == [("git.merge", "begun")]
    repository.git("merge", "--abort")
    assert repository.told("state") == [("git.merge", "aborted")]
    repository.git("merge", "topic", fails=True)
    repository.news()
    repository.commit("a.py", "4\n")
    assert repository.told("state") == [("git.merge", "finished")]
    repository.git("switch", "-q", "topic")
    repository.git("merge", "-q", "main")
    assert repository.told("state", "merged", "subject") == [
        ("git.switch", None, None, None),
        ("git.merge", "finished", "main", "Fast-forward"),
    ]


def test_a_rebase_of_many_commits_is_its_beginning_and_its_end(repository: Repository) -> None:
    repository.commit("a.py")
    repository.git("switch", "-qc", "topic")
    for number in range(5):
        repository.commit(f"t{number}.py")
    repository.git("switch", "-q", "main")
    repository.commit("b.py")
    repository.git("switch", "-q", "topic")
    repository.news()
    repository.git("rebase", "-q", "main")
    news = repository.news()
    moves = [event for event in news if event.kind == "git.rebase"]
    assert [(move.payload["state"], move.payload.get("commits")) for move in moves] == [
        ("begun", None),
        ("finished", 5),
    ]
    commits = [event.payload["subject"] for event in news if event.kind == "git.commit"]
    assert sorted(map(str, commits)) == [f"Write t{number}.py" for number in range(5)]


def test_a_rebase_that_stops_is_told_as_begun_and_then_as_aborted(repository: Repository) -> None:
    repository.commit("a.py", "1\n")
    repository.git("switch", "-qc", "topic")
    repository.commit("a.py", "2\n")
    repository.git("switch", "-q", "main")
    repository.commit("a.py", "3\n")
    repository.git("switch", "-q", "topic")
    repository.news()
    repository.git("rebase", "main", fails=True)
    assert repository.told("state", "branch") == [("git.rebase", "begun", "topic")]
    repository.git("rebase", "--abort")
    assert repository.told("state") == [("git.rebase", "aborted")]


def test_stashes_are_told_as_they_are_saved_and_dropped(repository: Repository) -> None:
    repository.commit("a.py")
    repository.news()
    for text in ("2\n", "3\n"):
        (repository.top / "a.py").write_text(text)
        repository.git("stash", "-q")
    assert repository.told("what") == [("git.stash", "saved"), ("git.stash", "saved")]
    repository.git("stash", "pop", "-q")
    assert repository.told("what") == [("git.stash", "dropped")]
    repository.git("stash", "drop", "-q")
    assert repository.told("what") == [("git.stash", "dropped")]


def test_pushes_and_fetches_are_told(repository: Repository, tmp_path: Path) -> None:
    sha = repository.commit("a.py")
    repository.git("init", "-q", "--bare", str(tmp_path / "origin.git"))
    repository.git("remote", "add", "origin", str(tmp_path / "origin.git"))
    repository.news()
    repository.git("push", "-q", "-u", "origin", "main")
    assert repository.told("remote", "branch", "after") == [("git.push", "origin", "main", sha)]
    repository.git("clone", "-q", "-b", "main", str(tmp_path / "origin.git"), str(tmp_path / "other"))
    repository.commit("b.py", where=tmp_path / "other")
    repository.git("push", "-q", where=tmp_path / "other")
    repository.git("pull", "-q", "--ff-only")
    assert sorted(map(str, repository.told("branch"))) == ["('git.fetch', 'main')", "('git.merge', 'main')"]


def test_each_worktree_tells_for_itself_and_comes_and_goes(repository: Repository, tmp_path: Path) -> None:
    repository.commit("a.py")
    repository.news()
    tree = tmp_path / "tree"
    repository.git("worktree", "add", "-q", "-b", "side", str(tree))
    assert repository.told("what", "worktree", "branch") == [("git.worktree", "added", str(tree), "side")]
    assert repository.worktrees == {"tree": tree}
    assert tree.parent / "repo/.git/worktrees/tree" in list(repository.following.folders())
    repository.commit("b.py", where=tree)
    assert repository.told("worktree", "branch") == [("git.head", str(tree), "side")]
    repository.git("worktree", "remove", str(tree))
    assert repository.told("what", "worktree") == [("git.worktree", "removed", str(tree))]
    assert repository.worktrees == {}


def test_what_happened_while_nobody_looked_is_told_once(repository: Repository) -> None:
    repository.commit("a.py")
    repository.news()
    before = dict(repository.sink.events)
    repository.git("switch", "-qc", "topic")
    repository.commit("b.py")
    repository.follow()
    fresh = [event for source, event in repository.sink.events.items() if source not in before]
    assert [(event.kind, event.payload.get("branch")) for event in fresh[:3]] == [
        ("git.switch", "topic"),
        ("git.head", "topic"),
        ("git.commit", None),
    ]
    count = len(repository.sink.events)
    repository.follow()
    assert len(repository.sink.events) == count


def test_the_same_move_twice_in_a_second_is_two_moves(repository: Repository) -> None:
    repository.commit("a.py")
    repository.git("branch", "other")
    repository.news()
    log = repository.top / ".git/logs/HEAD"
    line = log.read_text().splitlines()[-1].partition("\t")[0]
    sha = line.split()[1]
    line = line.replace("0" * 40, sha)
    with log.open("a") as stream:
        for _ in range(2):
            stream.write(f"{line}\tcheckout: moving from main to other\n")
            stream.write(f"{line}\tcheckout: moving from other to main\n")
    assert [kind for (kind,) in repository.told()] == ["git.switch"] * 4
    count = len(repository.sink.events)
    repository.follow()
    assert len(repository.sink.events) == count


def test_a_switch_that_no_record_tells_of_is_seen_in_head(repository: Repository) -> None:
    repository.commit("a.py")
    repository.git("branch", "other")
    repository.news()
    repository.git("symbolic-ref", "HEAD", "refs/heads/other")
    assert repository.told("from", "to") == [("git.switch", "main", "other")]


def test_what_git_writes_all_the_time_is_not_looked_at(repository: Repository) -> None:
    repository.commit("a.py")
    repository.news()
    repository.git("switch", "-qc", "topic")
    git = repository.top / ".git"
    repository.following.take([git / "index", git / "index.lock", git / "HEAD.lock", git / "hardwon"])
    assert repository.told("to") == [("git.switch", "topic")]


def test_what_could_not_be_stored_is_told_later(repository: Repository) -> None:
    repository.commit("a.py")
    keep = repository.sink.append

    def refuse(events: object) -> None:
        raise StoreError("no room", next_step="make some")

    repository.sink.append = refuse  # type: ignore[method-assign,assignment]
    with pytest.raises(StoreError):
        repository.news()
    repository.sink.append = keep  # type: ignore[method-assign]
    assert repository.told("what") == [("git.head", "initial")]


def test_a_submodule_is_a_repository_with_its_files_where_they_are(
    repository: Repository, tmp_path: Path
) -> None:
    repository.commit("a.py")
    whole = Repository(tmp_path / "whole")
    whole.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(repository.top), "part")
    places = find_places(whole.top / "part", runtime=tmp_path)
    sink = Memory()
    following = GitFollowing(places, sink, environment=ENVIRONMENT, clock=StillClock())
    following.scan()
    sha = repository.commit("b.py", where=whole.top / "part")
    following.scan()
    assert [event.payload["worktree"] for event in sink.of("git.head")][-1] == str(whole.top / "part")
    assert f"git:{sha}" in sink.events
