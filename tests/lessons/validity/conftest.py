"""The repository that tests of validity share."""

from pathlib import Path

import pytest

from tests.lessons.validity.repository import Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    root = tmp_path / "repository"
    root.mkdir()
    return Repository(root)
