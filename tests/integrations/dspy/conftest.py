"""A repository with lessons, for real DSPy with a dummy language model; nothing leaves the test's folder."""

import os
import tempfile
from pathlib import Path

import pytest

from hardwon.assembly import open_workspace
from tests.integrations.dspy.shop import PASS_DOWN, SAID, STATUS_FIRST, make_repository, turn, write_lesson

# Read when DSPy is imported; else its cache stands in the home of whoever runs the tests.
_CACHE = tempfile.TemporaryDirectory(prefix="dspy-cache-")
os.environ["DSPY_CACHEDIR"] = _CACHE.name
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # else it is fetched when DSPy loads LiteLLM


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.setenv("HOME", str(tmp_path))
    root = make_repository(tmp_path / "shop")
    write_lesson(root, "pass-down", PASS_DOWN)
    write_lesson(root, "status-first", STATUS_FIRST)
    with open_workspace(root).owner("test") as journal:
        journal.append([turn("s1", 1, SAID)])
    return root
