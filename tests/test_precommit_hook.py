"""`.pre-commit-hooks.yaml`: what pre-commit itself makes of it, where a breach spans two files."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from hardwon.integrations.precommit import HookAdded, add_hook

ROOT = Path(__file__).parent.parent
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
JOBS = "class JobManager:\n    def finish_job(self, job_id): ...\n\njobs = JobManager()\n"
BREACH = "from jobs import jobs\n\njobs.finish(7)\n"


def call(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PRE_COMMIT_HOME": str(place.parent / "pre-commit"),
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    return subprocess.run(words, cwd=place, env=environment, capture_output=True, text=True, check=False)


def git(place: Path, *words: str) -> str:
    run = call(place, "git", "-c", "user.name=A", "-c", "user.email=a@example.com", *words)
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def precommit(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return call(place, sys.executable, "-m", "pre_commit", *words)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose configuration takes the hook from a clone of this one's manifest.

    Its language is overridden: pre-commit would download what hardwon needs, and here it is installed.
    """
    source, place = tmp_path / "source", tmp_path / "shop"
    for folder in (source, place):
        folder.mkdir()
        git(folder, "init", "-q")
    (source / MANIFEST.name).write_bytes(MANIFEST.read_bytes())
    git(source, "add", ".")
    git(source, "commit", "-qm", "one")
    hook = {"id": "hardwon", "language": "system"}
    entry = {"repo": str(source), "rev": git(source, "rev-parse", "HEAD"), "hooks": [hook]}
    (place / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [entry]}))
    (place / "jobs.py").write_text(JOBS)
    (place / "app.py").write_text(BREACH)
    (place / "notes.md").write_text("jobs.finish(7)\n")
    (place / "logo.png").write_bytes(b"\x89PNG\0")
    git(place, "add", ".")
    return place


def test_pre_commit_accepts_the_manifest() -> None:
    run = precommit(ROOT, "validate-manifest", str(MANIFEST))
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_hook_installs_hardwon_itself_and_no_more() -> None:
    check, sync = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    for hook in (check, sync):
        assert (hook["language"], hook.get("additional_dependencies", [])) == ("python", [])
    assert check["require_serial"] is True


def test_the_manifest_and_init_offer_the_same_hooks() -> None:
    entry = add_hook(None)
    assert isinstance(entry, HookAdded)
    [local] = yaml.safe_load(entry.data)["repos"]
    offered = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    by_init = [
        {key: value for key, value in hook.items() if key not in ("name", "language")}
        for hook in local["hooks"]
    ]
    assert [{key: hook[key] for key in one} for one, hook in zip(by_init, offered, strict=True)] == by_init


def test_a_commit_with_a_breach_is_stopped_although_its_cause_is_in_another_file(repository: Path) -> None:
    git(repository, "commit", "-qm", "jobs", "--", "jobs.py")
    run = precommit(repository, "run")
    assert run.returncode == 1, run.stdout + run.stderr
    assert "`JobManager` has no method `finish`" in run.stdout
    assert "files were modified by this hook" not in run.stdout


def test_a_commit_that_mends_an_accepted_finding_passes_and_leaves_the_baseline(repository: Path) -> None:
    accepted = call(repository, sys.executable, "-m", "hardwon", "check", "--update-baseline")
    assert accepted.returncode == 0, accepted.stderr
    baseline = (repository / ".hardwon/baseline.json").read_bytes()
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "one")
    (repository / "app.py").write_text(BREACH.replace("finish", "finish_job"))
    git(repository, "add", ".")
    run = precommit(repository, "run")
    assert run.returncode == 0, run.stdout + run.stderr
    assert (repository / ".hardwon/baseline.json").read_bytes() == baseline


PAGE = """\
---
title: Pin images by digest
status: adopted
rule:
  pattern:
    language: yaml
    rule: {kind: block_mapping_pair, has: {field: key, regex: ^image$}}
enforce: warn
---
"""


def test_a_commit_is_stopped_by_a_rule_of_the_teams_own_about_another_language(repository: Path) -> None:
    (repository / ".hardwon/lessons").mkdir(parents=True)
    (repository / ".hardwon/lessons/pin-images.md").write_text(PAGE)
    (repository / "deploy.yaml").write_text("image: shop:1\n")
    run = precommit(repository, "run", "--files", "deploy.yaml")
    assert run.returncode == 1, run.stdout + run.stderr
    assert "pin-images  Pin images by digest" in run.stdout


@pytest.mark.parametrize(
    ("name", "told"), [("jobs.py", "Passed"), ("notes.md", "Passed"), ("logo.png", "Skipped")]
)
def test_a_commit_is_not_stopped_by_what_it_does_not_touch(repository: Path, name: str, told: str) -> None:
    run = precommit(repository, "run", "--files", name)
    assert run.returncode == 0, run.stdout + run.stderr
    assert told in run.stdout
