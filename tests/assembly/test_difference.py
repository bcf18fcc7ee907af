"""Which lines git says are different: all kinds of names, renames, what is not committed or missing."""

import os
import subprocess
from pathlib import Path

import pytest

from hardwon.assembly.difference import Difference, NoDifference, difference_since
from hardwon.check import Finding
from hardwon.core import find_places

TEN = "".join(f"line {number}\n" for number in range(1, 11))


class Repository:
    """A repository with `main` and, checked out, a branch that left it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        self.git("init", "-qb", "main")
        self.write("app.py", TEN)
        self.write("other.py", TEN)
        self.commit("first")
        self.git("checkout", "-qb", "work")

    def git(self, *words: str) -> str:
        names = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
        return subprocess.run(
            ["git", *names, *words], cwd=self.root, capture_output=True, text=True, check=True
        ).stdout

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_bytes(text.encode())

    def commit(self, message: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", message)

    def since(self, reference: str = "main") -> Difference:
        return difference_since(find_places(self.root, runtime=self.root), reference)

    def touched(self, path: str, reference: str = "main", last: int = 12) -> list[int]:
        """The lines of `path` on which a finding would be shown."""
        difference = self.since(reference)
        spans = [Finding("r", path, line, 1, line, 2, "m") for line in range(1, last + 1)]
        return [span.line for span in spans if difference.touches(span)]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


def changed(*lines: int) -> str:
    return "".join(f"new {n}\n" if n in lines else f"line {n}\n" for n in range(1, 11))


def test_lines_that_were_changed_or_added_count_committed_or_not(repository: Repository) -> None:
    repository.write("app.py", changed(2, 3))
    repository.commit("change")
    repository.write("app.py", changed(2, 3, 7) + "line 11\n")
    assert repository.touched("app.py") == [2, 3, 7, 11]
    repository.git("add", "-A")
    assert repository.touched("app.py") == [2, 3, 7, 11]
    assert repository.touched("other.py") == []
    assert repository.touched("app.py", "HEAD") == [7, 11]


def test_what_others_did_on_the_main_branch_does_not_count(repository: Repository) -> None:
    repository.write("app.py", changed(2))
    repository.commit("change")
    repository.git("checkout", "-q", "main")
    repository.write("other.py", changed(5))
    repository.commit("theirs")
    repository.git("checkout", "-q", "work")
    assert repository.touched("app.py") == [2]
    assert repository.touched("other.py") == []


def test_a_deletion_leaves_no_line_to_look_at(repository: Repository) -> None:
    repository.write("app.py", TEN.replace("line 4\n", ""))
    (repository.root / "other.py").unlink()
    difference = repository.since()
    assert difference.lines == {"app.py": ()}


def test_a_finding_over_several_lines_counts_with_any_of_them(repository: Repository) -> None:
    repository.write("app.py", changed(5))
    difference = repository.since()
    spans = {
        (first, last): Finding("r", "app.py", first, 1, last, 2, "m")
        for first in (3, 6)
        for last in (4, 5, 9)
    }
    assert [place for place, span in spans.items() if difference.touches(span)] == [(3, 5), (3, 9)]


NAMES = [
    "with space.py",
    "süß/ümlaut.py",
    'quo"te.py',
    "tab\there.py",
    "back\\slash.py",
    "-dash.py",
    "new\nline.py",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_all_kinds_are_known(repository: Repository, name: str) -> None:
    repository.git("checkout", "-q", "main")
    repository.write(name, TEN)
    repository.commit("a name")
    repository.git("checkout", "-q", "work")
    repository.git("merge", "-q", "main")
    repository.write(name, changed(3))
    repository.write("app.py", changed(4))
    repository.write("zz.py", "new\n")
    assert repository.touched(name) == [3]
    assert repository.touched("app.py") == [4]
    repository.write(f"x{name}", "untracked\n")
    assert repository.touched(f"x{name}", last=2) == [1, 2]


def test_a_name_that_is_no_utf_8_is_known(repository: Repository) -> None:
    name = os.fsdecode(b"caf\xe9.py")
    (repository.root / name).write_text("x = 1\n")
    assert repository.touched(name, last=1) == [1]


def test_a_renamed_file_has_only_its_new_lines(repository: Repository) -> None:
    repository.git("mv", "app.py", "web.py")
    repository.write("web.py", changed(6))
    assert repository.touched("web.py") == [6]
    repository.commit("renamed")
    assert repository.touched("web.py") == [6]
    assert "app.py" not in repository.since().lines


def test_new_files_count_whole_and_ignored_ones_not(repository: Repository) -> None:
    repository.write(".gitignore", "build/\n")
    repository.write("staged.py", TEN)
    repository.git("add", "staged.py")
    repository.write("untracked.py", TEN)
    repository.write("build/made.py", TEN)
    assert set(repository.since().lines) == {".gitignore", "staged.py", "untracked.py"}
    assert repository.touched("staged.py", last=10) == list(range(1, 11))
    assert repository.touched("untracked.py", last=2) == [1, 2]


def test_links_modes_binaries_and_conflicts_do_not_confuse(repository: Repository) -> None:
    repository.write("data.bin", "a\0b")
    repository.write("mode.py", TEN)
    repository.write("z.py", TEN)
    (repository.root / "link.py").symlink_to("app.py")
    repository.commit("kinds")
    repository.git("branch", "-f", "kinds")
    repository.git("checkout", "-qb", "side")
    repository.write("other.py", changed(1))
    repository.commit("one side")
    repository.git("checkout", "-q", "work")
    repository.write("other.py", changed(1).replace("new", "own"))
    repository.commit("the other")
    merge = subprocess.run(
        ["git", "-c", "user.name=T", "-c", "user.email=t@example.com", "merge", "-q", "side"],
        cwd=repository.root,
        capture_output=True,
        check=False,
    )
    assert merge.returncode == 1
    repository.write("data.bin", "a\0c")
    (repository.root / "mode.py").chmod(0o755)
    (repository.root / "link.py").unlink()
    repository.write("link.py", TEN)
    repository.write("z.py", changed(9))
    assert repository.touched("z.py", "kinds") == [9]
    assert repository.touched("mode.py", "kinds") == []
    assert repository.touched("link.py", "kinds", last=2) == [1, 2]
    assert 1 in repository.touched("other.py", "kinds")


def test_a_users_configuration_changes_nothing(repository: Repository) -> None:
    for name, value in {
        "diff.noprefix": "true",
        "diff.mnemonicPrefix": "true",
        "diff.renames": "false",
        "diff.interHunkContext": "9",
        "diff.context": "9",
        "diff.external": "false",
        "diff.relative": "true",
        "color.ui": "always",
        "core.quotePath": "true",
        "diff.algorithm": "patience",
    }.items():
        repository.git("config", name, value)
    repository.git("mv", "app.py", "wüb.py")
    repository.write("wüb.py", changed(2, 5))
    assert repository.touched("wüb.py") == [2, 5]


@pytest.mark.parametrize("reference", ["mian", "", "-x", "--all", "HEAD:app.py", "main^{tree}", "a b", "\n"])
def test_what_is_no_commit_is_named(repository: Repository, reference: str) -> None:
    with pytest.raises(NoDifference, match="git knows no commit") as caught:
        repository.since(reference)
    assert "git branch -a" in caught.value.next_step


def test_a_shallow_clone_says_what_to_fetch(repository: Repository, tmp_path: Path) -> None:
    repository.write("app.py", changed(2))
    repository.commit("change")
    repository.git("checkout", "-q", "main")
    repository.write("other.py", changed(2))
    repository.commit("theirs")
    address = f"file://{repository.root}"
    shallow = tmp_path / "shallow"
    for words in (
        ["clone", "-q", "--depth=1", "--branch=work", address, str(shallow)],
        ["-C", str(shallow), "fetch", "-q", "--depth=1", "origin", "main:main"],
    ):
        subprocess.run(["git", *words], check=True, capture_output=True)
    places = find_places(shallow, runtime=tmp_path)
    with pytest.raises(NoDifference, match="no commit in common") as caught:
        difference_since(places, "main")
    assert "fetch-depth: 0" in caught.value.next_step
    with pytest.raises(NoDifference, match="knows no commit `v1`") as caught:
        difference_since(places, "v1")
    assert "fetch-depth: 0" in caught.value.next_step


def test_branches_that_share_nothing_are_named(repository: Repository) -> None:
    repository.git("checkout", "-q", "--orphan", "lone")
    repository.git("commit", "-qm", "alone")
    with pytest.raises(NoDifference, match="no commit in common") as caught:
        repository.since()
    assert "shares history" in caught.value.next_step


def test_without_git_or_a_commit_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoDifference, match="is no git repository"):
        difference_since(find_places(tmp_path, runtime=tmp_path), "main")
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    places = find_places(tmp_path, runtime=tmp_path)
    with pytest.raises(NoDifference, match="no commit yet"):
        difference_since(places, "main")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoDifference, match="git is not installed"):
        difference_since(places, "main")
