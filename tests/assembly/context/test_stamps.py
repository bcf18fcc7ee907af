"""When the time of a file can be relied on, and what a stamp tells apart."""

import os
import time
from collections.abc import Callable, Hashable
from pathlib import Path

import pytest

from hardwon.assembly.context_stamps import git_files, pages, stamp


def later(*paths: Path) -> Hashable:
    """The stamp of `paths`, as soon as they are old enough to have one."""
    deadline = time.monotonic() + 10
    while (found := stamp(paths)) is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return found


def test_nothing_is_concluded_from_the_time_of_a_file_that_was_just_written(tmp_path: Path) -> None:
    file = tmp_path / "a"
    later(tmp_path)
    file.write_text("1")
    assert stamp([file]) is None
    assert stamp([tmp_path, file]) is None
    assert later(file) is not None


def test_a_time_in_the_future_is_not_relied_on(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("1")
    later(file)
    os.utime(file, (time.time() + 3600, time.time() + 3600))
    time.sleep(0.1)
    assert stamp([file]) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file.write_text("2"),
        lambda file: file.unlink(),
        lambda file: file.chmod(0o600),
        lambda file: os.replace(file.with_name("twin"), file),
        lambda file: (file.write_text("2"), os.utime(file, (1, 1))),
    ],
    ids=["write", "delete", "chmod", "replace by a twin", "write and set the time back"],
)
def test_a_stamp_differs_after_any_change(change: Callable[[Path], object], tmp_path: Path) -> None:
    for name in ("a", "twin"):
        (tmp_path / name).write_text("1")
        os.utime(tmp_path / name, (1, 1))
    before = later(tmp_path / "a")
    assert stamp([tmp_path / "a"]) == before
    change(tmp_path / "a")
    assert later(tmp_path / "a") != before


def test_a_file_that_is_not_there_has_a_stamp_and_one_out_of_reach_has_none(tmp_path: Path) -> None:
    assert stamp([tmp_path / "none"]) == (None,)
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert stamp([loop]) is None


def test_every_folder_of_refs_is_looked_at_and_pages_with_their_folder(tmp_path: Path) -> None:
    (tmp_path / "refs/heads/feature/deep").mkdir(parents=True)
    (tmp_path / "refs/heads/main").write_text("0")
    listed = {str(path) for path in git_files(tmp_path, tmp_path, tmp_path)}
    assert {
        f"{tmp_path}/refs{rest}" for rest in ("", "/heads", "/heads/feature", "/heads/feature/deep")
    } <= listed
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/a.md").write_text("")
    (tmp_path / "pages/b.txt").write_text("")
    assert [str(path) for path in pages(tmp_path / "pages")] == [
        f"{tmp_path}/pages",
        f"{tmp_path}/pages/a.md",
    ]
    assert list(pages(tmp_path / "none")) == [tmp_path / "none"]
