"""Where a repository's things live."""

import subprocess
from pathlib import Path

import pytest

from hardwon.core import NoRepository, find_places


def _git(*arguments: str, cwd: Path) -> None:
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", *arguments],
        cwd=cwd, check=True, capture_output=True,
    )  # fmt: skip


def test_state_lies_in_the_git_directory_out_of_reach_of_git_clean(tmp_path: Path) -> None:
    _git("init", "-q", str(tmp_path / "shop"), cwd=tmp_path)
    (tmp_path / "shop/app/orders").mkdir(parents=True)
    places = find_places(tmp_path / "shop/app/orders", runtime=tmp_path)
    assert places.root == tmp_path / "shop"
    assert places.state == tmp_path / "shop/.git/hardwon"
    assert places.lessons == tmp_path / "shop/.hardwon/lessons"
    assert places.journal.parent == places.cache.parent == places.spool.parent == places.state


def test_all_worktrees_share_one_state_and_one_socket(tmp_path: Path) -> None:
    main = tmp_path / "main"
    _git("init", "-q", str(main), cwd=tmp_path)
    _git("commit", "-q", "--allow-empty", "-m", "first", cwd=main)
    _git("worktree", "add", "-q", str(tmp_path / "side"), cwd=main)
    here, there = (find_places(tmp_path / name, runtime=tmp_path) for name in ("main", "side"))
    assert here.root != there.root
    assert here.state == there.state
    assert here.socket == there.socket


def test_each_worktree_has_its_own_branch(tmp_path: Path) -> None:
    main = tmp_path / "main"
    _git("init", "-q", "-b", "trunk", str(main), cwd=tmp_path)
    _git("commit", "-q", "--allow-empty", "-m", "first", cwd=main)
    _git("worktree", "add", "-q", "-b", "topic/retry", str(tmp_path / "side"), cwd=main)
    assert find_places(main, runtime=tmp_path).branch == "trunk"
    assert find_places(tmp_path / "side", runtime=tmp_path).branch == "topic/retry"
    _git("checkout", "-q", "--detach", cwd=main)
    assert find_places(main, runtime=tmp_path).branch == ""


def test_a_submodule_keeps_its_own_state(tmp_path: Path) -> None:
    inner, outer = tmp_path / "inner", tmp_path / "outer"
    for repository in (inner, outer):
        _git("init", "-q", str(repository), cwd=tmp_path)
        _git("commit", "-q", "--allow-empty", "-m", "first", cwd=repository)
    _git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "lib", cwd=outer)
    assert find_places(outer / "lib", runtime=tmp_path).state == outer / ".git/modules/lib/hardwon"
    assert find_places(outer, runtime=tmp_path).state == outer / ".git/hardwon"


def test_without_git_the_state_is_an_ignored_folder_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "src").mkdir()
    places = find_places(tmp_path / "src", runtime=tmp_path)
    assert places.root == tmp_path
    assert places.git_dir is None
    assert places.branch == ""
    assert places.state == tmp_path / ".hardwon/state"


def test_a_bare_directory_is_its_own_root(tmp_path: Path) -> None:
    file = tmp_path / "notes" / "a.txt"
    file.parent.mkdir()
    file.write_text("")
    assert find_places(file, runtime=tmp_path).root in {tmp_path / "notes", tmp_path}


@pytest.mark.parametrize("content", ["", "gitdir:", "nonsense", "gitdir: ../nowhere"])
def test_a_broken_git_file_is_no_repository(tmp_path: Path, content: str) -> None:
    (tmp_path / ".git").write_text(content)
    assert find_places(tmp_path, runtime=tmp_path).git_dir is None


def test_a_path_that_does_not_exist_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(NoRepository, match="nowhere does not exist -> name a directory"):
        find_places(tmp_path / "nowhere", runtime=tmp_path)


def test_the_sockets_path_fits_the_kernels_limit(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a" * 40] * 5)
    deep.mkdir(parents=True)
    assert len(str(find_places(deep, runtime=Path("/run/user/1000/hardwon")).socket)) < 108


def test_a_linked_worktree_has_a_git_directory_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "main/.git/worktrees/x").mkdir(parents=True)
    (tmp_path / "main/.git/HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / "main/.git/worktrees/x/commondir").write_text("../..\n")
    (tmp_path / "x").mkdir()
    (tmp_path / "x/.git").write_text(f"gitdir: {tmp_path}/main/.git/worktrees/x\n")

    linked, main = (find_places(tmp_path / name, runtime=tmp_path) for name in ("x", "main"))

    assert linked.own_git_dir == tmp_path / "main/.git/worktrees/x"
    assert main.own_git_dir == main.git_dir == linked.git_dir == tmp_path / "main/.git"
