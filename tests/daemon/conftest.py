"""A repository with an open journal."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hardwon.core import Places, SystemClock, find_places
from hardwon.store import Journal


@pytest.fixture
def places(tmp_path: Path) -> Places:
    (tmp_path / "repo/.git").mkdir(parents=True)
    (tmp_path / "repo/.git/HEAD").write_text("ref: refs/heads/main\n")
    return find_places(tmp_path / "repo", runtime=tmp_path / "run")


@pytest.fixture
def journal(places: Places) -> Iterator[Journal]:
    with Journal.open(places, clock=SystemClock()) as journal:
        yield journal
