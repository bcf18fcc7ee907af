"""What a watcher cannot hear, or hears too much of, is found all the same."""

import asyncio
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from hardwon.core import HardwonError, SystemClock
from hardwon.daemon import Change, Watcher
from hardwon.daemon.inotify import InotifySource
from hardwon.daemon.suspension import Suspension

from .watching import Told, git_rules, watch


def test_what_an_overflowing_kernel_queue_lost_is_found_by_a_scan(tmp_path: Path) -> None:
    (tmp_path / "old.py").write_text("1")
    (tmp_path / "gone.py").write_text("1")
    (tmp_path / "was").mkdir()
    room = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())

    async def do(told: Told) -> None:
        # The loop is held up meanwhile, so nothing reads the kernel's queue.
        for number in range(room // 2 + 100):
            file = tmp_path / f"noise{number % 50}"
            file.write_text("x")
            file.unlink()
        (tmp_path / "new/deep").mkdir(parents=True)
        (tmp_path / "new/deep/x.py").write_text("1")
        (tmp_path / "old.py").write_text("22")
        (tmp_path / "gone.py").unlink()
        (tmp_path / "was").rmdir()
        (tmp_path / "was").mkdir()
        (tmp_path / "was/back.py").write_text("1")
        await told.until(lambda: len({change.path for change in told.changes}) >= 4)
        (tmp_path / "new/deep/x.py").write_text("22")
        (tmp_path / "was/back.py").write_text("22")
        await told.until(lambda: told.pairs().count(("modified", "new/deep/x.py")) > 0)
        await told.until(lambda: told.pairs().count(("modified", "was/back.py")) > 0)

    pairs = watch(tmp_path, do).pairs()

    assert {
        ("created", "new/deep/x.py"),
        ("modified", "old.py"),
        ("deleted", "gone.py"),
        ("created", "was/back.py"),
    } <= set(pairs)


def test_in_a_flood_each_file_is_told_for_what_became_of_it(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"old{number}").write_text("x")

    async def do(told: Told) -> None:
        for number in range(300):
            (tmp_path / f"new{number}").write_text("x")
            (tmp_path / f"brief{number}").write_text("x")
            (tmp_path / f"brief{number}").unlink()
            if number % 3 == 0:
                (tmp_path / f"old{number}").write_text("longer")
            elif number % 3 == 1:
                (tmp_path / f"old{number}").unlink()
            else:
                (tmp_path / f"old{number}").rename(tmp_path / f"moved{number}")
            os.mkfifo(tmp_path / f"pipe{number}")
        await told.until(lambda: len(told.changes) >= 600)

    told = watch(tmp_path, do)
    kinds = Counter(change.change for change in told.changes)
    assert kinds == {"created": 300, "modified": 100, "deleted": 100, "moved": 100}
    assert not [change for change in told.changes if change.path.startswith(("brief", "pipe"))]


def test_what_happened_while_the_machine_slept_is_found_by_a_scan(tmp_path: Path) -> None:
    apart = iter([100.0])
    slept = Suspension(lambda: next(apart, 160.0))

    class Deaf(InotifySource):
        def start(self, emit: object) -> None:
            super().start(lambda touches: None)

    async def run() -> list[tuple[str, str]]:
        begun = asyncio.Event()
        told = Told()

        async def on_changes(changes: Sequence[Change]) -> None:
            told.changes.extend(changes)
            told.more.set()

        async def on_trouble(error: HardwonError) -> None:
            raise error

        watcher = Watcher(
            tmp_path,
            load_ignored=git_rules(tmp_path),
            clock=SystemClock(),
            on_changes=on_changes,
            on_trouble=on_trouble,
            open_source=Deaf,
            suspension=lambda: slept,
            look=0.05,
        )
        async with asyncio.timeout(20):
            task = asyncio.create_task(watcher.run(lambda _: begun.set()))
            await begun.wait()
            (tmp_path / "unheard").write_text("x")
            pairs = await told.until_path("unheard")
            task.cancel()
            return pairs

    assert asyncio.run(run()) == [("created", "unheard")]
