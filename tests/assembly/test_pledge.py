"""A process that dies in the midst of its changes leaves what the next one can finish."""

import multiprocessing
import os
from pathlib import Path

import pytest

from hardwon.assembly.pledge import AtWork, alone, fulfil, is_pledged, make_steadily
from hardwon.core import Places, find_places
from hardwon.integrations import Change, NotWritten
from tests.integrations.trees import write

BEFORE = {"kept.md": b"kept", "old.md": b"old", "gone.md": b"gone"}
CHANGES = [
    Change("new/one.md", None, b"one"),
    Change("old.md", b"old", b"newer"),
    Change("gone.md", b"gone", None),
    Change("pins.yaml", None, b"pins"),
]
AFTER = {"kept.md": b"kept", "old.md": b"newer", "new/one.md": b"one", "pins.yaml": b"pins"}
EVENT = {"name": "org"}


@pytest.fixture
def places(tmp_path: Path) -> Places:
    write(tmp_path, {**BEFORE, "hardwon.toml": b""})
    return find_places(tmp_path, runtime=tmp_path)


def files(places: Places) -> dict[str, bytes]:
    return {
        str(file.relative_to(places.root)): file.read_bytes()
        for file in places.root.rglob("*")
        if file.is_file() and not file.is_relative_to(places.state) and file.name != "hardwon.toml"
    }


def _die_at(rename: int, places: Places) -> None:
    left = rename

    def replace(source: Path, target: Path) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os._exit(9)  # as a kill: nothing is cleaned up
        os.replace(source, target)

    with alone(places):
        make_steadily(places, CHANGES, EVENT, replace=replace)


@pytest.mark.parametrize("rename", range(3))
def test_what_a_death_at_any_rename_left_is_made_whole(places: Places, rename: int) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_die_at, args=(rename, places))
    process.start()
    process.join(60)
    assert process.exitcode == 9
    assert files(places) != AFTER
    assert is_pledged(places)
    with alone(places):
        assert fulfil(places) == EVENT
        assert files(places) == AFTER
        assert not is_pledged(places)
        assert fulfil(places) is None


def test_what_somebody_changed_since_is_left(places: Places) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_die_at, args=(0, places))
    process.start()
    process.join(60)
    (places.root / "old.md").write_bytes(b"mine")
    with alone(places):
        fulfil(places)
    assert files(places) == {**AFTER, "old.md": b"mine"}


def test_what_could_not_be_made_is_taken_back_and_promised_no_more(places: Places) -> None:
    places.state.mkdir(parents=True)
    with alone(places), pytest.raises(NotWritten):
        make_steadily(places, [*CHANGES, Change("kept.md", b"another", b"x")], EVENT)
    assert files(places) == BEFORE
    assert not is_pledged(places)


def test_one_at_a_time(places: Places) -> None:
    with alone(places), pytest.raises(AtWork), alone(places):
        pass
    with alone(places):
        pass
