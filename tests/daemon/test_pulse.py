"""The pulse of a watched tree: after a touch that has ended, no two beats are alike."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from hardwon.daemon.observer import ObserverSource
from hardwon.daemon.pulse import Beat, Pulse

from .watching import Told, watching

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs inotify")


async def at_rest(pulse: Pulse) -> Beat:
    """The next beat that is one: new directories are looked through first."""
    async with asyncio.timeout(20):
        while (beat := pulse.beat()) is None:  # noqa: ASYNC110  a beat is asked for, nobody tells of it
            await asyncio.sleep(0.005)
    return beat


def run(root: Path, do: Callable[[Pulse, Told], Awaitable[None]]) -> Pulse:
    pulse = Pulse()

    async def whole() -> None:
        async with watching(root, pulse=pulse) as told:
            await do(pulse, told)

    asyncio.run(whole())
    return pulse


@pytest.mark.parametrize(
    "touch",
    [
        lambda file: file.write_text("2"),
        lambda file: file.unlink(),
        lambda file: file.chmod(0o755),
        lambda file: file.rename(file.with_name("b.py")),
        lambda file: os.replace(Path(f"{file.parent}/beside"), file),
    ],
    ids=["write", "delete", "chmod", "rename", "replace"],
)
def test_a_touch_is_counted_without_letting_the_loop_run(
    touch: Callable[[Path], object], tmp_path: Path
) -> None:
    (tmp_path / "a.py").write_text("1")
    (tmp_path / "beside").write_text("3")

    async def do(pulse: Pulse, _: Told) -> None:
        before = await at_rest(pulse)
        assert pulse.beat() == before
        touch(tmp_path / "a.py")
        assert pulse.beat() != before

    run(tmp_path, do)


def test_a_file_in_a_directory_that_is_not_watched_yet_is_never_missed(tmp_path: Path) -> None:
    async def do(pulse: Pulse, told: Told) -> None:
        (tmp_path / "new").mkdir()
        during = pulse.beat()
        (tmp_path / "new/a.py").write_text("1")
        assert during is None
        assert pulse.beat() is None
        assert await told.until_path("new/a.py")
        before = await at_rest(pulse)
        (tmp_path / "new/a.py").write_text("22")
        assert pulse.beat() != before

    run(tmp_path, do)


def test_new_rules_of_what_to_ignore_are_counted_apart(tmp_path: Path) -> None:
    async def do(pulse: Pulse, _: Told) -> None:
        first = await at_rest(pulse)
        (tmp_path / "a.py").write_text("1")
        second = await at_rest(pulse)
        (tmp_path / ".gitignore").write_text("*.log\n")
        assert pulse.beat() is None
        third = await at_rest(pulse)
        assert first.rules == second.rules != third.rules

    run(tmp_path, do)


def test_setting_times_is_no_change_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("1")

    async def do(pulse: Pulse, told: Told) -> None:
        (tmp_path / "a.py").chmod(0o600)
        (tmp_path / "b.py").write_text("1")
        assert await told.until_path("b.py") == [("created", "b.py")]

    run(tmp_path, do)


def test_there_is_no_beat_before_and_after_the_watching(tmp_path: Path) -> None:
    async def do(pulse: Pulse, _: Told) -> None:
        assert await at_rest(pulse)

    assert Pulse().beat() is None
    assert run(tmp_path, do).beat() is None


def test_there_is_no_beat_where_the_system_tells_late(tmp_path: Path) -> None:
    pulse = Pulse()

    async def whole() -> None:
        async with watching(tmp_path, pulse=pulse, source=ObserverSource) as told:
            assert pulse.beat() is None
            (tmp_path / "a.py").write_text("1")
            assert await told.until_path("a.py")
            assert pulse.beat() is None

    asyncio.run(whole())
