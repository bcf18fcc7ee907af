"""What may be said again without looking: only what nothing can have changed."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hardwon.assembly import Workspace, open_workspace
from hardwon.assembly.checking import inspect
from hardwon.assembly.knowing import Known
from hardwon.core import CheckSettings

JOBS = "class JobManager:\n    def get_job(self, job_id): ...\n\njobs = JobManager()\n"
BREACH = "from jobs import jobs\n\njobs.stop(1)\n"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    root = tmp_path / "shop"
    root.mkdir()
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    (root / "jobs.py").write_text(JOBS)
    (root / "app.py").write_text(BREACH)
    return open_workspace(root)


@pytest.fixture
def known(workspace: Workspace) -> Known:
    """One that has looked at all of the workspace, and keeps what it saw."""
    known = Known(workspace.places.root)
    known.beat = 1
    inspect(workspace, known=known)
    if known.still(workspace) is None:
        pytest.skip("this directory is on no file system of its own")
    return known


def test_while_nothing_was_touched_nothing_is_looked_at(workspace: Workspace, known: Known) -> None:
    first = known.still(workspace)
    assert first is not None
    assert [one.path for one in first.findings] == ["app.py"]
    assert inspect(workspace, known=known) is first


def test_after_a_touch_all_is_looked_at(workspace: Workspace, known: Known) -> None:
    (workspace.places.root / "app.py").write_text("x = 1\n")
    known.beat = 2
    assert inspect(workspace, known=known).findings == ()
    assert known.still(workspace) is not None


def test_where_touches_cannot_be_told_all_is_looked_at(workspace: Workspace, known: Known) -> None:
    known.beat = None
    assert known.still(workspace) is None
    inspect(workspace, known=known)
    known.beat = 1
    assert known.still(workspace) is None, "what was learnt without a beat is not kept"


def test_other_settings_another_worktree_and_paths_are_looked_at(workspace: Workspace, known: Known) -> None:
    settings = replace(workspace.settings, check=CheckSettings(ignore=("unknown-job-method",)))
    assert inspect(replace(workspace, settings=settings), known=known).findings == ()
    other = replace(workspace, places=replace(workspace.places, root=workspace.places.root / "elsewhere"))
    assert known.still(other) is None
    known.beat = 1
    inspect(workspace, known=known)
    named = inspect(workspace, [str(workspace.places.root / "jobs.py")], known=known)
    assert (named.files, named.findings) == (1, ())


def link_from_elsewhere(root: Path) -> None:
    (root.parent / "far.py").write_text(BREACH)
    (root / "near.py").symlink_to(root.parent / "far.py")


def second_name(root: Path) -> None:
    (root.parent / "far.py").write_text(BREACH)
    os.link(root.parent / "far.py", root / "near.py")


def versions_from_elsewhere(root: Path) -> None:
    (root.parent / "far.txt").write_text("sqlalchemy==2.0\n")
    (root / "requirements.txt").symlink_to(root.parent / "far.txt")


@pytest.mark.parametrize("add", [link_from_elsewhere, second_name, versions_from_elsewhere])
def test_a_file_that_can_be_written_to_by_another_name_is_always_looked_at(
    workspace: Workspace, known: Known, add: Callable[[Path], None]
) -> None:
    add(workspace.places.root)
    known.beat = 2
    inspect(workspace, known=known)
    assert known.still(workspace) is None


def test_what_lies_outside_of_the_watched_tree_is_asked_each_time(workspace: Workspace, known: Known) -> None:
    (workspace.places.root / ".git/info/exclude").write_text("app.py\n")
    assert known.still(workspace) is None
    assert inspect(workspace, known=known).findings == ()
    workspace.places.lessons.mkdir(parents=True)
    (workspace.places.lessons / "new.md").write_text("no lesson\n")
    assert known.still(workspace) is None
