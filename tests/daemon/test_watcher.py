"""What the watcher tells of real files in real directories."""

import asyncio
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from hardwon.core import HardwonError
from hardwon.daemon import Change
from hardwon.daemon.inotify import InotifySource
from hardwon.daemon.observer import ObserverSource
from hardwon.daemon.watcher import Source

from .watching import Do, Told, git_rules, watch, watching

# watchdog's own observer says so when directories come quickly; it does no harm.
pytestmark = pytest.mark.filterwarnings("ignore:Callback with id")


def steps(root: Path, *doings: Callable[[], object], last: str = "last.txt") -> Do:
    """Does things in a row, then writes a last file and waits until that one is told."""

    async def do(told: Told) -> None:
        for doing in doings:
            doing()
        await asyncio.sleep(0.1)  # so that whatever is told late is told before the last file
        (root / last).write_text("last")
        await told.until_path(last)

    return do


@pytest.fixture(params=[InotifySource, ObserverSource])
def source(request: pytest.FixtureRequest) -> Callable[[Path], Source]:
    """Every way of watching; each keeps the same promises."""
    kind: Callable[[Path], Source] = request.param
    return kind


def test_a_created_a_written_and_a_deleted_file_are_told(
    tmp_path: Path, source: Callable[[Path], Source]
) -> None:
    (tmp_path / "old.py").write_text("1")
    (tmp_path / "gone.py").write_text("1")

    told = watch(
        tmp_path,
        steps(
            tmp_path,
            lambda: (tmp_path / "new.py").write_text("1"),
            lambda: (tmp_path / "old.py").write_text("2"),
            lambda: (tmp_path / "gone.py").unlink(),
        ),
        source=source,
    )

    assert sorted(told.pairs()) == [
        ("created", "last.txt"),
        ("created", "new.py"),
        ("deleted", "gone.py"),
        ("modified", "old.py"),
    ]


def test_a_renamed_file_is_told_as_moved(tmp_path: Path, source: Callable[[Path], Source]) -> None:
    (tmp_path / "a.py").write_text("1")

    told = watch(
        tmp_path, steps(tmp_path, lambda: (tmp_path / "a.py").rename(tmp_path / "b.py")), source=source
    )

    assert told.changes[:-1] == [Change("b.py", "moved", origin="a.py")]


def test_a_file_moved_twice_is_told_once_from_where_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("1")

    told = watch(
        tmp_path,
        steps(
            tmp_path,
            lambda: (tmp_path / "a.py").rename(tmp_path / "b.py"),
            lambda: (tmp_path / "b.py").rename(tmp_path / "c.py"),
        ),
    )

    assert told.changes[:-1] == [Change("c.py", "moved", origin="a.py")]


def _save_beside_and_rename(file: Path) -> None:
    beside = file.with_name(f"{file.name}.tmp.4711")
    beside.write_text("saved")
    beside.rename(file)


def _save_with_an_unsuspicious_name(file: Path) -> None:
    beside = file.with_name("sadfkjh.py")
    beside.write_text("saved")
    os.replace(beside, file)


def _save_like_vim(file: Path) -> None:
    probe = file.with_name("4913")
    probe.write_text("")
    probe.unlink()
    backup = file.with_name(file.name + "~")
    file.rename(backup)
    file.write_text("saved")
    backup.unlink()


def _save_like_emacs(file: Path) -> None:
    lock = file.with_name(f".#{file.name}")
    lock.symlink_to("me@here.1:2")
    os.link(file, file.with_name(f"{file.name}~"))
    _save_beside_and_rename(file)
    file.with_name(f"{file.name}~").unlink()
    lock.unlink()


@pytest.mark.parametrize(
    "save",
    [_save_beside_and_rename, _save_with_an_unsuspicious_name, _save_like_vim, _save_like_emacs],
)
def test_an_editor_saving_in_several_steps_gives_one_modified(
    tmp_path: Path, save: Callable[[Path], None]
) -> None:
    file = tmp_path / "app.py"
    file.write_text("before")

    async def do(told: Told) -> None:
        save(file)
        await told.until_path("app.py")
        await asyncio.sleep(0.7)  # longer than a temporary name is waited for
        (tmp_path / "last").write_text("")
        await told.until_path("last")

    assert watch(tmp_path, do).pairs() == [("modified", "app.py"), ("created", "last")]


def test_opening_a_file_to_write_and_closing_it_unwritten_is_no_change(tmp_path: Path) -> None:
    file = tmp_path / "app.py"
    file.write_text("before")
    os.utime(file, (1, 1))

    def touch_nothing() -> None:
        os.close(os.open(file, os.O_WRONLY))

    async def do(told: Told) -> None:
        file.write_text("after")
        await told.until_path("app.py")
        touch_nothing()
        (tmp_path / "last").write_text("")
        await told.until_path("last")

    assert watch(tmp_path, do).pairs() == [("modified", "app.py"), ("created", "last")]


def test_each_of_two_writes_in_a_row_that_leave_the_size_alike_is_told(tmp_path: Path) -> None:
    file = tmp_path / "app.py"
    file.write_text("0")

    async def do(told: Told) -> None:
        for count in (1, 2, 3):
            file.write_text(str(count))
            await told.until(lambda: len(told.changes) >= count)  # noqa: B023 - awaited at once

    assert watch(tmp_path, do).pairs() == [("modified", "app.py")] * 3


def test_files_written_right_after_their_new_directories_are_not_missed(
    tmp_path: Path, source: Callable[[Path], Source]
) -> None:
    wanted = set()

    async def do(told: Told) -> None:
        def make() -> None:
            for number in range(150):
                directory = tmp_path / f"d{number}" / "deep" / "deeper"
                directory.mkdir(parents=True)
                for name in range(10):
                    (directory / f"{name}.py").write_text("x")
                    wanted.add(f"d{number}/deep/deeper/{name}.py")

        await asyncio.to_thread(make)
        await told.until(lambda: len({change.path for change in told.changes}) >= 1500)

    told = watch(tmp_path, do, source=source)

    assert {change.path for change in told.changes} == wanted
    assert len(wanted) == 1500
    assert len(told.batches) < 150  # a burst comes together, not file by file


def test_a_file_in_a_directory_made_later_is_told_when_it_changes(tmp_path: Path) -> None:
    async def do(told: Told) -> None:
        (tmp_path / "a/b").mkdir(parents=True)
        (tmp_path / "a/b/x.py").write_text("1")
        await told.until_path("a/b/x.py")
        (tmp_path / "a/b/x.py").write_text("22")
        await told.until(lambda: ("modified", "a/b/x.py") in told.pairs())

    assert watch(tmp_path, do).pairs() == [("created", "a/b/x.py"), ("modified", "a/b/x.py")]


def test_a_renamed_directory_tells_its_files_as_moved_and_is_still_watched(tmp_path: Path) -> None:
    (tmp_path / "a/deep").mkdir(parents=True)
    (tmp_path / "a/deep/x.py").write_text("1")
    (tmp_path / "a/y.py").write_text("1")

    async def do(told: Told) -> None:
        (tmp_path / "a").rename(tmp_path / "b")
        await told.until(lambda: len(told.changes) >= 2)
        (tmp_path / "b/deep/x.py").write_text("22")
        await told.until(lambda: len(told.changes) >= 3)

    changes = watch(tmp_path, do).changes

    assert set(changes[:2]) == {
        Change("b/deep/x.py", "moved", origin="a/deep/x.py"),
        Change("b/y.py", "moved", origin="a/y.py"),
    }
    assert changes[2:] == [Change("b/deep/x.py", "modified")]


def test_a_directory_moved_out_and_made_anew_is_watched_again(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    (inside / "a").mkdir(parents=True)
    outside.mkdir()
    (inside / "a/x.py").write_text("1")

    async def do(told: Told) -> None:
        (inside / "a").rename(outside / "a")
        (inside / "a").mkdir()
        await told.until_path("a/x.py")
        (outside / "a/x.py").write_text("not ours any more")
        (inside / "a/new.py").write_text("1")
        await told.until_path("a/new.py")

    assert watch(inside, do).pairs() == [("deleted", "a/x.py"), ("created", "a/new.py")]


def test_a_deleted_tree_tells_each_of_its_files(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    for name in ("a/x", "a/b/y", "a/b/z"):
        (tmp_path / name).write_text("1")

    async def do(told: Told) -> None:
        import shutil

        shutil.rmtree(tmp_path / "a")
        await told.until(lambda: len(told.changes) >= 3)

    assert set(watch(tmp_path, do).pairs()) == {
        ("deleted", "a/x"),
        ("deleted", "a/b/y"),
        ("deleted", "a/b/z"),
    }


def test_what_gitignore_and_the_house_leave_out_is_never_told(
    tmp_path: Path, source: Callable[[Path], Source]
) -> None:
    (tmp_path / ".gitignore").write_text("build/\n*.log\n")
    hidden = [
        "build/x",
        "a.log",
        ".git/index",
        ".hardwon/state/journal.db",
        "node_modules/m/i.js",
        ".venv/x.py",
    ]
    for name in hidden[2:4]:
        (tmp_path / name).parent.mkdir(parents=True)

    def write_all() -> None:
        for name in hidden:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text("x")

    told = watch(
        tmp_path,
        steps(tmp_path, write_all, lambda: (tmp_path / ".hardwon/lesson.md").write_text("x")),
        source=source,
    )

    assert set(told.pairs()) == {("created", ".hardwon/lesson.md"), ("created", "last.txt")}


def test_ignored_directories_cost_no_watch(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("build/\n")
    for name in ("src/a", "build/x/y/z", "node_modules/m", ".git/objects"):
        (tmp_path / name).mkdir(parents=True)

    async def do(told: Told) -> None:
        assert told.watched is not None
        assert told.watched.directories == 3  # the root, src, src/a

    watch(tmp_path, do)


def test_a_changed_gitignore_is_obeyed_at_once(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("build/\n")
    (tmp_path / "build").mkdir()
    (tmp_path / "dist").mkdir()

    async def do(told: Told) -> None:
        (tmp_path / ".gitignore").write_text("dist/\n")
        await told.until_path(".gitignore")
        async with asyncio.timeout(20):
            while "build/x" not in {change.path for change in told.changes}:
                (tmp_path / "build/x").write_text("seen now")
                await asyncio.sleep(0.02)
        (tmp_path / "dist/y").write_text("not seen any more")
        (tmp_path / "last").write_text("")
        await told.until_path("last")

    assert "dist/y" not in {change.path for change in watch(tmp_path, do).changes}


def test_a_branch_switch_comes_as_one_batch(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        subprocess.run(
            ["git", "-C", tmp_path, "-c", "user.name=t", "-c", "user.email=t@example.org", *words],
            check=True,
            capture_output=True,
        )

    git("init", "-q", "-b", "main")
    for number in range(400):
        (tmp_path / f"f{number}.py").write_text("main")
    git("add", ".")
    git("commit", "-qm", "one")
    git("switch", "-qc", "other")
    for number in range(400):
        (tmp_path / f"f{number}.py").write_text("other!")
    git("commit", "-qam", "two")

    async def do(told: Told) -> None:
        await asyncio.to_thread(git, "switch", "-q", "main")
        await told.until(lambda: len({change.path for change in told.changes}) >= 400)

    told = watch(tmp_path, do)

    assert len({change.path for change in told.changes}) == 400
    assert max(len(batch) for batch in told.batches) > 200


def test_links_are_files_and_never_followed(tmp_path: Path) -> None:
    outside, inside = tmp_path / "out", tmp_path / "in"
    outside.mkdir()
    inside.mkdir()
    (inside / "circle").symlink_to(inside)
    (inside / "far").symlink_to(outside)

    told = watch(
        inside,
        steps(
            inside,
            lambda: (outside / "x.py").write_text("1"),
            lambda: (inside / "near").symlink_to("last.txt"),
        ),
    )

    assert told.pairs() == [("created", "near"), ("created", "last.txt")]


def test_a_name_that_is_no_utf8_is_told(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.py")

    async def do(told: Told) -> None:
        (tmp_path / name).write_text("1")
        await told.until_path(name)

    assert watch(tmp_path, do).pairs() == [("created", name)]


@pytest.mark.skipif(os.getuid() == 0, reason="root reads everything")
def test_a_directory_that_cannot_be_read_is_told_and_the_rest_is_watched(tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0)

    told = watch(tmp_path, steps(tmp_path))

    assert [error.what for error in told.trouble] == ["shut cannot be watched: Permission denied"]


# In a user namespace of its own a process may lower the kernel's limits for itself alone.
_IN_A_NAMESPACE = ["unshare", "--user", "--map-root-user"]


def _limited(setting: str, value: int, root: Path) -> "subprocess.CompletedProcess[str]":
    program = textwrap.dedent(
        f"""
        import asyncio, pathlib, sys
        pathlib.Path("/proc/sys/user/{setting}").write_text("{value}")
        sys.path.insert(0, {str(Path(__file__).parents[2])!r})
        from tests.daemon.watching import watching

        async def main():
            root = pathlib.Path({str(root)!r})
            async with watching(root) as told:
                print([str(error) for error in told.trouble])
                if told.watched.directories:
                    (root / "top.py").write_text("1")
                    await told.until_path("top.py")
                    print(told.pairs())

        asyncio.run(main())
        """
    )
    return subprocess.run(
        [*_IN_A_NAMESPACE, sys.executable, "-c", program], capture_output=True, text=True, check=False
    )


def _skip_without_namespaces() -> None:
    try:
        subprocess.run([*_IN_A_NAMESPACE, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("user namespaces are not allowed here, so the kernel's limits cannot be lowered")


def test_beyond_the_watch_limit_the_rest_is_watched_and_the_sysctl_is_named(tmp_path: Path) -> None:
    _skip_without_namespaces()
    for number in range(20):
        (tmp_path / f"d{number}").mkdir()

    result = _limited("max_inotify_watches", 8, tmp_path)

    assert result.stdout.splitlines() == [
        "['only 8 directories are watched: the kernel gives this user no more inotify watches -> "
        "sudo sysctl fs.inotify.max_user_watches=1048576, then start again']",
        "[('created', 'top.py')]",
    ], result.stderr


def test_without_an_inotify_instance_it_says_so_and_ends(tmp_path: Path) -> None:
    _skip_without_namespaces()

    result = _limited("max_inotify_instances", 0, tmp_path)

    assert result.stdout.splitlines() == [
        "['files are not watched: this user has used up its inotify instances -> "
        "sudo sysctl fs.inotify.max_user_instances=1024, then start again']"
    ], result.stderr


def test_cancelled_it_closes_its_instance(tmp_path: Path) -> None:
    def instances() -> int:
        links = (os.readlink(entry) for entry in os.scandir("/proc/self/fd") if os.path.islink(entry))
        return sum("inotify" in link for link in links)

    before = instances()

    async def do(told: Told) -> None:
        assert instances() == before + 1

    watch(tmp_path, do)

    assert instances() == before


def test_rules_that_cannot_be_loaded_end_the_watcher_loudly(tmp_path: Path) -> None:
    def broken() -> Callable[[str], bool]:
        raise HardwonError("the rules are broken", next_step="mend them")

    async def run() -> None:
        async with watching(tmp_path, load_ignored=broken):
            await asyncio.sleep(10)

    with pytest.raises(ExceptionGroup) as caught:
        asyncio.run(run())
    assert caught.value.subgroup(HardwonError) is not None


def test_the_rules_are_the_ones_it_was_given(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*.secret\n")
    assert git_rules(tmp_path)()("x.secret")
