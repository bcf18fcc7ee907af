"""The check behind the page: it knows the baseline, writes nothing, and goes on when that is broken."""

import shutil
import subprocess
from pathlib import Path

import pytest

from hardwon.assembly import Checked, CheckOrder, Workspace, check_repository, open_workspace
from hardwon.integrations import NotWritten

JOBS = "class JobManager:\n    def get_job(self, job_id): ...\n\njobs = JobManager()\n"
BASELINE = ".hardwon/baseline.json"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    root = tmp_path / "shop"
    root.mkdir()
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    (root / "jobs.py").write_text(JOBS)
    (root / "app.py").write_text("from jobs import jobs\n\njobs.stop(1)\n")
    (root / "web.py").write_text("from jobs import jobs\n\njobs.pause(1)\n")
    return open_workspace(root)


def test_the_page_tells_accepted_findings_apart_and_leaves_the_file_alone(workspace: Workspace) -> None:
    check_repository(workspace, CheckOrder([str(workspace.places.root / "app.py")], accept=True))
    before = (workspace.places.root / BASELINE).read_bytes()
    checked = Checked(workspace)
    report = checked.report()
    assert [one.path for one in report.findings] == ["web.py"]
    assert [one.path for one in report.accepted] == ["app.py"]
    (workspace.places.root / "app.py").write_text("x = 1\n")
    checked.forget()
    assert checked.report().accepted == ()
    assert (workspace.places.root / BASELINE).read_bytes() == before


def test_a_broken_baseline_is_a_file_in_trouble_on_the_page(workspace: Workspace) -> None:
    (workspace.places.home).mkdir()
    (workspace.places.root / BASELINE).write_text("<<<<<<< HEAD\n")
    report = Checked(workspace).report()
    assert len(report.findings) == 2
    [error] = report.errors
    assert (error.path, "a merge left its marks" in error.message) == (BASELINE, True)


def _files(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*"))


def test_outside_git_a_check_leaves_nothing_behind_where_nobody_set_hardwon_up(workspace: Workspace) -> None:
    root = workspace.places.root
    shutil.rmtree(root / ".git")
    outcome = check_repository(open_workspace(root), CheckOrder())
    assert len(outcome.report.findings) == 2
    assert _files(root) == ["app.py", "jobs.py", "web.py"]
    check_repository(open_workspace(root), CheckOrder(accept=True))
    assert _files(root) == [".hardwon", BASELINE, "app.py", "jobs.py", "web.py"]


def test_outside_git_a_check_is_remembered_where_hardwon_is_set_up(workspace: Workspace) -> None:
    root = workspace.places.root
    shutil.rmtree(root / ".git")
    (root / ".hardwon").mkdir()
    places = open_workspace(root).places
    check_repository(open_workspace(root), CheckOrder())
    assert places.cache.is_file()
    assert len(list(places.spool.glob("*.jsonl"))) == 1


@pytest.mark.parametrize("marker", [".git/info/sparse-checkout", ".git/worktrees/other/info/sparse-checkout"])
def test_in_a_sparse_checkout_a_file_that_is_not_on_disk_is_not_gone(
    workspace: Workspace, marker: str
) -> None:
    check_repository(workspace, CheckOrder(accept=True))
    before = (workspace.places.root / BASELINE).read_bytes()
    (workspace.places.root / marker).parent.mkdir(parents=True, exist_ok=True)
    (workspace.places.root / marker).write_text("/*\n!/web.py\n")
    (workspace.places.root / "web.py").unlink()
    outcome = check_repository(workspace, CheckOrder())
    assert (outcome.gone, outcome.is_written) == ({}, False)
    assert (workspace.places.root / BASELINE).read_bytes() == before


def test_a_baseline_that_another_has_changed_meanwhile_is_not_overwritten(workspace: Workspace) -> None:
    check_repository(workspace, CheckOrder(accept=True))
    file = workspace.places.root / BASELINE
    (workspace.places.root / "app.py").write_text("x = 1\n")
    (workspace.places.root / "new.py").write_text("from jobs import jobs\n\njobs.hold(1)\n")
    other = b'{"version": 1, "findings": [\nnull]}\n'

    def meanwhile(done: int, total: int) -> None:
        file.write_bytes(other)

    assert not check_repository(workspace, CheckOrder(), progress=meanwhile).is_written
    assert file.read_bytes() == other
    (workspace.places.root / "new.py").write_text("from jobs import jobs\n\njobs.halt(1)\n")
    file.write_bytes(b'{"version": 1, "findings": [null]}\n')
    with pytest.raises(NotWritten, match="another program changed it meanwhile"):
        check_repository(workspace, CheckOrder(accept=True), progress=meanwhile)
    assert file.read_bytes() == other
