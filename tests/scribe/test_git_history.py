import os
import subprocess
from pathlib import Path

import pytest

from hardwon.scribe import History
from hardwon.scribe.git_history import import_git_history, known_heads
from tests.scribe.transcripts import Desk, Memory, StillClock, make_places, open_journal

_WHO = {
    "GIT_AUTHOR_NAME": "Ada Lovelace",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada Lovelace",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
}


class Repository:
    """A git repository made by the test."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, **more: str) -> str:
        environment = {
            **os.environ,
            **_WHO,
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_SYSTEM": "/dev/null",
            **more,
        }
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def commit(self, message: str | bytes, *files: str, **more: str) -> str:
        for name in files:
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{name} {message!r}\n")
        self.git("add", "-A")
        said = self.root.parent / "message"
        said.write_bytes(message if isinstance(message, bytes) else message.encode())
        self.git("commit", "-q", "--allow-empty", "--cleanup=verbatim", "-F", str(said), **more)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


def _take(root: Path, **more: int) -> tuple[Memory, History]:
    sink = Memory()
    history = import_git_history(root, sink, environment=dict(os.environ), clock=StillClock(), **more)
    return sink, history


def test_a_commit_is_an_event_with_its_files_and_without_its_people(repository: Repository) -> None:
    first = repository.commit("Start", "a.py")
    people = "Co-authored-by: Bo <bo@example.org>\nReported by Cy <cy@example.org>\n"
    second = repository.commit(f"Round totals\n\nFloats lose cents.\n\n{people}", "a.py", "über maß/b c.py")
    sink, history = _take(repository.root)
    assert (history.commits, history.new, history.cut, history.note) == (2, 2, False, "")
    newest, oldest = sink.of("git.commit")
    assert newest.payload == {
        "sha": second,
        "subject": "Round totals",
        "body": "Floats lose cents.",
        "files": ["a.py", "über maß/b c.py"],
        "parents": [first],
    }
    assert (oldest.payload["parents"], oldest.session, oldest.source) == ([], None, f"git:{first}")
    assert not any("example.org" in str(event) or "Lovelace" in str(event) for event in sink.events.values())


def test_merges_renames_and_deletions_are_read(repository: Repository) -> None:
    repository.commit("Start", "a.py", "b.py")
    repository.git("checkout", "-q", "-b", "side")
    repository.git("mv", "a.py", "c.py")
    side = repository.commit("Rename")
    repository.git("checkout", "-q", "main")
    repository.git("rm", "-q", "b.py")
    main = repository.commit("Delete")
    repository.git("merge", "-q", "-m", "Merge side", "side")
    by_subject = {
        event.payload["subject"]: event.payload for event in _take(repository.root)[0].of("git.commit")
    }
    assert by_subject["Merge side"]["parents"] == [main, side]
    assert by_subject["Rename"]["files"] == ["a.py", "c.py"]
    assert by_subject["Delete"]["files"] == ["b.py"]


@pytest.mark.parametrize(
    "message",
    [
        ":100644 100644 abc def M",
        "a\n\n:000000 100644 0000000 4be1f00 A",
        "4be1f004be1f004be1f004be1f004be1f004be1f\n\n4be1f00\n",
        "\n\nleading lines",
        "",
        "\x1e\x1f\x02",
    ],
)
def test_a_message_cannot_pass_for_something_else(repository: Repository, message: str) -> None:
    repository.commit("Start", "a.py")
    repository.git(
        "commit", "-q", "--allow-empty", "--allow-empty-message", "--cleanup=verbatim", "-m", message
    )
    repository.commit("End", "4be1f004be1f004be1f004be1f004be1f004be1f", ":000000 100644 0000000 1234567 A")
    sink, history = _take(repository.root)
    assert history.commits == 3
    assert [len(event.payload["files"]) for event in sink.of("git.commit")] == [2, 0, 1]  # type: ignore[arg-type]


def test_messages_in_other_encodings_are_read(repository: Repository) -> None:
    repository.git("config", "i18n.commitEncoding", "ISO-8859-1")
    repository.commit("Maß".encode("latin-1"), "a.py")
    repository.git("config", "i18n.commitEncoding", "UTF-8")
    repository.commit(b"broken \xff\xfe", "b.py")
    subjects = [event.payload["subject"] for event in _take(repository.root)[0].of("git.commit")]
    assert subjects == ["broken ÿþ", "Maß"]  # git itself took the bytes for Latin-1


def test_a_huge_commit_names_some_files_and_counts_all(repository: Repository) -> None:
    repository.commit("Import", *(f"vendor/{number}.py" for number in range(230)))
    [event] = _take(repository.root)[0].of("git.commit")
    assert len(event.payload["files"]) == 200  # type: ignore[arg-type]
    assert event.payload["files_in_all"] == 230


def test_only_the_newest_commits_are_taken_and_it_says_so(repository: Repository) -> None:
    for number in range(4):
        repository.commit(f"Commit {number}")
    sink, history = _take(repository.root, newest=2)
    assert (history.commits, history.cut) == (2, True)
    assert [event.payload["subject"] for event in sink.of("git.commit")] == ["Commit 3", "Commit 2"]


def test_again_only_what_is_new_is_read(repository: Repository, tmp_path: Path) -> None:
    repository.commit("One")
    with open_journal(make_places(tmp_path / "state")) as journal:

        def take() -> History:
            return import_git_history(
                repository.root,
                Desk(journal),
                environment=dict(os.environ),
                clock=StillClock(),
                known=known_heads(journal),
            )

        assert take().new == 1
        before = journal.count()
        assert (take(), journal.count()) == (History(), before)
        repository.commit("Two")
        repository.commit("Three")
        assert (take().commits, take().commits) == (2, 0)
        repository.git("commit", "-q", "--amend", "--allow-empty", "-m", "Drei")
        assert take().commits == 1


def test_a_shallow_clone_is_read_as_far_as_it_goes(repository: Repository, tmp_path: Path) -> None:
    for number in range(3):
        repository.commit(f"Commit {number}", "a.py")
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.root}", str(tmp_path / "shallow"))
    sink, history = _take(tmp_path / "shallow")
    assert (history.commits, history.note) == (1, "")
    assert sink.of("git.commit")[0].payload["subject"] == "Commit 2"


def test_without_commits_or_git_there_is_nothing_and_a_reason(repository: Repository, tmp_path: Path) -> None:
    assert _take(repository.root)[1].note == "no commits yet"
    bare = tmp_path / "bare"
    bare.mkdir()
    assert "not a git repository" in _take(bare)[1].note
    sink = Memory()
    history = import_git_history(repository.root, sink, environment={"PATH": str(bare)}, clock=StillClock())
    assert (history.note, sink.events) == ("git is not installed", {})


def test_a_broken_repository_is_named_by_gits_own_words(repository: Repository) -> None:
    sha = repository.commit("One", "a.py")
    (repository.root / ".git" / "objects" / sha[:2] / sha[2:]).unlink()
    history = _take(repository.root)[1]
    assert history.commits == 0
    assert history.note


def test_inside_a_hook_of_another_repository_the_right_one_is_read(
    repository: Repository, tmp_path: Path
) -> None:
    repository.commit("Mine")
    other = Repository(tmp_path / "other")
    other.commit("Theirs")
    sink = Memory()
    misled = {**os.environ, "GIT_DIR": str(other.root / ".git"), "GIT_WORK_TREE": str(other.root)}
    import_git_history(repository.root, sink, environment=misled, clock=StillClock())
    assert [event.payload["subject"] for event in sink.of("git.commit")] == ["Mine"]


def test_a_commit_from_before_all_clocks_has_a_time(repository: Repository) -> None:
    repository.commit("Old", "a.py", GIT_COMMITTER_DATE="@0 +0000", GIT_AUTHOR_DATE="@0 +0000")
    assert _take(repository.root)[0].of("git.commit")[0].time == "1970-01-01T00:00:00.000Z"
