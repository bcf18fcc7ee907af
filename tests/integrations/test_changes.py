"""Changes are made all or none."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hardwon.integrations.changes import (
    Change,
    NotWritten,
    make_changes,
    remove_directory,
    show_diff,
    size_of,
)
from tests.integrations.trees import snapshot, write


@contextmanager
def nobody() -> Iterator[Path]:
    """A directory of an ordinary user, and that user's rights: root may write everywhere."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        if os.geteuid() != 0:
            yield root
            return
        os.chown(root, 65534, 65534)
        os.seteuid(65534)
        try:
            yield root
        finally:
            os.seteuid(0)


def test_files_are_made_changed_and_deleted_with_their_directories(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": b"old", "sub/deep/b.md": b"b"})
    changes = [
        Change("a.md", b"old", b"new"),
        Change("sub/deep/b.md", b"b", None),
        Change("x/y/c.md", None, b"c"),
    ]
    make_changes(tmp_path, changes)
    assert snapshot(tmp_path) == {"a.md": b"new", "x": None, "x/y": None, "x/y/c.md": b"c"}


def test_a_directory_that_was_empty_before_is_left(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write(tmp_path, {"a.md": b"a"})
    make_changes(tmp_path, [Change("a.md", b"a", None)])
    assert snapshot(tmp_path) == {"empty": None}


def test_a_file_keeps_its_mode_and_a_link_its_target(tmp_path: Path) -> None:
    write(tmp_path, {"real.md": b"old"})
    (tmp_path / "real.md").chmod(0o640)
    (tmp_path / "link.md").symlink_to("real.md")
    make_changes(tmp_path, [Change("link.md", b"old", b"new")])
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "real.md").read_bytes() == b"new"
    assert (tmp_path / "real.md").stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_mode_that_the_user_gives_new_files(tmp_path: Path) -> None:
    (tmp_path / "theirs").touch()
    make_changes(tmp_path, [Change("ours", None, b"")])
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "theirs").stat().st_mode


@pytest.mark.parametrize("failing", range(4))
def test_a_failure_at_any_rename_leaves_everything_as_it_was(tmp_path: Path, failing: int) -> None:
    write(tmp_path, {"a": b"a", "b": b"b", "sub/gone": b"gone"})
    (tmp_path / "a").chmod(0o755)
    before = snapshot(tmp_path)
    left = failing

    def replace(source: Path, target: Path) -> None:
        nonlocal left
        left -= 1
        if left == -1:
            raise OSError(28, "No space left on device", str(target))
        os.replace(source, target)

    changes = [
        Change("sub/gone", b"gone", None),
        Change("a", b"a", b"A"),
        Change("new/deep/c", None, b"c"),
        Change("b", b"b", b"B"),
        Change("d", None, b"d"),
    ]
    with pytest.raises(NotWritten, match=r"No space left on device; nothing was changed") as refused:
        make_changes(tmp_path, changes, replace=replace)
    assert "free some space" in refused.value.next_step
    assert snapshot(tmp_path) == before
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o755


def test_an_interrupt_leaves_all_as_it_was(tmp_path: Path) -> None:
    write(tmp_path, {"a": b"a", "b": b"b"})
    interrupts = iter([False, True, False])

    def replace(source: Path, target: Path) -> None:
        if next(interrupts):
            raise KeyboardInterrupt
        os.replace(source, target)

    with pytest.raises(KeyboardInterrupt):
        make_changes(tmp_path, [Change("a", b"a", b"A"), Change("b", b"b", b"B")], replace=replace)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"a", "b": b"b"}


def test_what_could_not_be_put_back_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"a": b"a", "b": b"b"})
    calls = 0

    def replace(source: Path, target: Path) -> None:
        nonlocal calls
        calls += 1
        if calls > 1:
            raise OSError(5, "Input/output error", str(target))
        os.replace(source, target)

    with pytest.raises(NotWritten, match=r"b: Input/output error; still changed: a "):
        make_changes(tmp_path, [Change("a", b"a", b"A"), Change("b", b"b", b"B")], replace=replace)
    assert snapshot(tmp_path) == {"a": b"A", "b": b"b"}


def test_a_file_that_changed_since_it_was_read_is_not_written_over(tmp_path: Path) -> None:
    write(tmp_path, {"a": b"newer"})
    with pytest.raises(NotWritten, match="another program changed it meanwhile; nothing was changed"):
        make_changes(tmp_path, [Change("z", None, b"z"), Change("a", b"older", b"mine")])
    assert snapshot(tmp_path) == {"a": b"newer"}


def test_a_file_where_a_directory_should_be_stops_all(tmp_path: Path) -> None:
    write(tmp_path, {"docs": b"a file"})
    with pytest.raises(NotWritten, match="docs: it is a file where a directory should be"):
        make_changes(tmp_path, [Change("z", None, b"z"), Change("docs/x/README.md", None, b"r")])
    assert snapshot(tmp_path) == {"docs": b"a file"}


def test_without_permission_nothing_is_written_and_the_place_is_named() -> None:
    with nobody() as root:
        write(root, {"locked/a": b"a", "b": b"b"})
        (root / "locked").chmod(0o555)
        with pytest.raises(
            NotWritten, match=r"^locked/new.md: Permission denied; nothing was changed"
        ) as refused:
            make_changes(root, [Change("b", b"b", b"B"), Change("locked/new.md", None, b"n")])
        assert refused.value.next_step == "take care that you may write there (ls -ld locked)"
        with pytest.raises(NotWritten, match=r"^locked/a: Permission denied; nothing was changed"):
            make_changes(root, [Change("b", b"b", b"B"), Change("locked/a", b"a", None)])
        assert snapshot(root) == {"locked": None, "locked/a": b"a", "b": b"b"}
        (root / "locked").chmod(0o755)


def test_a_diff_shows_what_is_added_taken_and_where_a_line_has_no_end() -> None:
    assert show_diff(Change("a.md", b"one\r\ntwo", b"one\r\n2\r\n")) == [
        "--- a/a.md",
        "+++ b/a.md",
        "@@ -1,2 +1,2 @@",
        " one",
        "-two",
        "\\ No newline at end of file",
        "+2",
    ]
    assert show_diff(Change("a", None, b"x\x0cy\n"))[:2] == ["--- /dev/null", "+++ b/a"]
    assert show_diff(Change("a", None, b"x\x0cy\n"))[3:] == ["+x\x0cy"]
    assert show_diff(Change("a", b"\xff\n", None))[-1] == "-\\xff"


def test_a_directory_goes_with_its_empty_parents(tmp_path: Path) -> None:
    write(tmp_path, {".hardwon/state/journal.db": b"12345", "a": b"1"})
    assert size_of(tmp_path) == 6
    remove_directory(tmp_path / ".hardwon/state", tmp_path)
    remove_directory(tmp_path / ".hardwon/state", tmp_path)
    assert snapshot(tmp_path) == {"a": b"1"}
    assert size_of(tmp_path / "none") == 0
