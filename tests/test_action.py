"""`action.yml`: its shape, and its scripts run as a runner runs them."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

ACTION = yaml.safe_load((Path(__file__).parent.parent / "action.yml").read_text(encoding="utf-8"))
STEPS = ACTION["runs"]["steps"]
SCRIPTS = [step for step in STEPS if "run" in step]
INSTALL, CHECK, REVIEW = SCRIPTS
HOSTILE = "a b'\"`touch pwned`$(touch pwned);*"


@dataclass(frozen=True, slots=True)
class Ran:
    """How a step ended, and the words of each call of hardwon in it."""

    code: int
    calls: list[list[str]]


def recorder(file: Path, code: int) -> Path:
    """A program that notes its words and ends with `code`."""
    file.write_text(
        f"#!/bin/sh\nprintf '%s\\0' \"$@\" >> {file}.said\nprintf '\\0' >> {file}.said\nexit {code}\n"
    )
    file.chmod(0o755)
    return file


def run_script(step: dict[str, Any], place: Path, environment: dict[str, str]) -> tuple[int, str]:
    """The step's exit code and what it wrote to the log."""
    script = place.parent / "script.sh"
    script.write_text(step["run"], encoding="utf-8")
    run = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
        cwd=place,
        env={"PATH": os.environ["PATH"], "HOME": str(place.parent), **environment},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout


def run_check(hardwon: Path, place: Path, *, base: str = "", **inputs: str) -> tuple[int, str]:
    """Runs the step that checks; `inputs` that are not given have their defaults."""
    defaults = {name: str(told["default"]) for name, told in ACTION["inputs"].items()}
    given = {f"INPUT_{name.upper()}": value for name, value in {**defaults, **inputs}.items()}
    return run_script(CHECK, place, {"HARDWON": str(hardwon), "BASE": base, **given})


def check(place: Path, *, ends: int = 0, base: str = "", **inputs: str) -> Ran:
    """Runs the step that checks, with a recorder for hardwon."""
    hardwon = recorder(place.parent / "hardwon", ends)
    code, _ = run_check(hardwon, place, base=base, **inputs)
    said = Path(f"{hardwon}.said")
    calls = said.read_text().split("\0\0") if said.exists() else [""]
    return Ran(code, [call.split("\0") for call in calls if call])


def git(place: Path, *words: str) -> str:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"]
    run = subprocess.run(["git", *identity, *words], cwd=place, capture_output=True, text=True, check=True)
    return run.stdout.strip()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    folder.mkdir()
    return folder


def test_every_input_is_declared_described_and_used() -> None:
    text = yaml.safe_dump(ACTION["runs"])
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == set(ACTION["inputs"])
    assert [name for name, told in ACTION["inputs"].items() if not told["description"]] == []


def test_the_pages_name_every_input_and_no_other() -> None:
    howto = Path(__file__).parent.parent / "docs/howto"
    table = re.findall(
        r"^\| `([\w-]+)` \|", (howto / "run-it-in-ci.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert table == list(ACTION["inputs"])
    pages = [page.read_text(encoding="utf-8") for page in howto.glob("*.md")]
    blocks = [
        yaml.safe_load(block) for page in pages for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    ]
    steps = [step for block in blocks for job in block.get("jobs", {}).values() for step in job["steps"]]
    given = [step.get("with", {}) for step in steps if step["uses"].startswith("OWNER/hardwon@")]
    assert len(given) == 3
    assert {name for inputs in given for name in inputs} <= set(ACTION["inputs"])


def test_every_script_names_its_shell_and_gets_what_it_needs_as_variables() -> None:
    assert [step.get("shell") for step in SCRIPTS] == ["bash", "bash", "bash"]
    assert [step["name"] for step in SCRIPTS if "${{" in step["run"]] == []


def test_every_other_action_is_named_with_its_version() -> None:
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert used
    assert [one for one in used if not re.fullmatch(r"[\w-]+/[\w-]+@v\d+", one)] == []


def test_everything_is_checked_where_there_is_no_pull_request(place: Path) -> None:
    assert check(place) == Ran(0, [["check", "--frozen-baseline", "--format", "github", "--"]])


def test_a_word_reaches_hardwon_as_it_was_written(place: Path) -> None:
    ran = check(place, paths=f"{HOSTILE}\n--help\n", args=f"--stdin-filename\n{HOSTILE}", diff=HOSTILE)
    [words] = ran.calls
    assert words[2:6] == ["--stdin-filename", HOSTILE, "--diff", HOSTILE]
    assert words[-3:] == ["--", HOSTILE, "--help"]
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("depth", [[], ["--depth=1"]], ids=["whole", "shallow"])
def test_a_pull_request_is_checked_from_where_it_left_its_base(tmp_path: Path, depth: list[str]) -> None:
    origin, place = tmp_path / "origin", tmp_path / "checkout"
    origin.mkdir()
    git(origin, "init")
    git(origin, "commit", "--allow-empty", "-m", "one")
    git(origin, "checkout", "-b", "change")
    git(origin, "commit", "--allow-empty", "-m", "two")
    git(origin, "checkout", "main")
    git(origin, "commit", "--allow-empty", "-m", "three")
    git(tmp_path, "clone", *depth, "--branch", "change", origin.as_uri(), str(place))
    ran = check(place, base="main")
    assert ran.calls == [["check", "--frozen-baseline", "--diff", "origin/main", "--format", "github", "--"]]
    parted = git(place, "merge-base", "HEAD", "origin/main")
    assert git(place, "log", "-1", "--format=%s", parted) == "one"


def test_a_pull_request_is_told_of_its_own_lines_and_code_scanning_of_all(tmp_path: Path) -> None:
    origin, place = tmp_path / "origin", tmp_path / "checkout"
    origin.mkdir()
    git(origin, "init")
    (origin / "jobs.py").write_text("class JobManager:\n    def end(self): ...\n\njobs = JobManager()\n")
    (origin / "app.py").write_text("from jobs import jobs\n\njobs.old()\n")
    git(origin, "add", ".")
    git(origin, "commit", "-m", "one")
    git(origin, "checkout", "-b", "change")
    (origin / "app.py").write_text("from jobs import jobs\n\njobs.old()\njobs.new()\n")
    git(origin, "commit", "-am", "two")
    git(tmp_path, "clone", "--depth=1", "--branch", "change", origin.as_uri(), str(place))
    script = tmp_path / "hardwon"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m hardwon "$@"\n')
    script.chmod(0o755)
    code, said = run_check(script, place, base="main", sarif="hardwon.sarif")
    assert code == 1
    assert [line for line in said.splitlines() if line.startswith("::error")] == [
        line for line in said.splitlines() if "file=app.py,line=4," in line
    ]
    assert "hardwon: 1 error in " in said
    [run] = json.loads((place / "hardwon.sarif").read_text(encoding="utf-8"))["runs"]
    assert len(run["results"]) == 2


def test_a_pull_request_is_checked_as_a_whole_on_demand(place: Path) -> None:
    [call] = check(place, base="main", diff="off").calls
    assert "--diff" not in call


@pytest.mark.parametrize(("ends", "runs"), [(0, 2), (1, 2), (2, 1)])
def test_findings_fail_the_step_after_the_log_for_code_scanning_is_written(
    place: Path, ends: int, runs: int
) -> None:
    ran = check(place, ends=ends, sarif="out file.sarif", diff="main")
    assert ran.code == ends
    assert len(ran.calls) == runs
    assert ran.calls[0] == ["check", "--frozen-baseline", "--format", "sarif", "--"]
    assert (place / "out file.sarif").exists()


@pytest.mark.parametrize(("version", "what"), [("", "/the action"), ("1.2", "hardwon==1.2")])
def test_the_release_that_is_installed_is_the_action_s_own_or_the_named_one(
    place: Path, version: str, what: str
) -> None:
    temporary = place.parent / "temp"
    (temporary / "hardwon/bin").mkdir(parents=True)
    pip = recorder(temporary / "hardwon/bin/python", 0)
    environment = {
        "PYTHON": str(recorder(place.parent / "python", 0)),
        "VERSION": version,
        "RUNNER_TEMP": str(temporary),
        "GITHUB_ACTION_PATH": "/the action",
        "GITHUB_OUTPUT": str(place / "output"),
    }
    assert run_script(INSTALL, place, environment) == (0, "")
    assert Path(f"{pip}.said").read_text().rstrip("\0").split("\0")[-1] == what
    assert (place / "output").read_text() == f"hardwon={temporary}/hardwon/bin/hardwon\n"


@pytest.mark.parametrize(("ends", "told"), [(0, ""), (2, "::warning title=hardwon::")])
@pytest.mark.parametrize("depth", [[], ["--depth=1"]], ids=["whole", "shallow"])
def test_a_review_is_posted_from_where_the_branch_left_and_fails_no_run(
    tmp_path: Path, depth: list[str], ends: int, told: str
) -> None:
    origin, place = tmp_path / "origin", tmp_path / "checkout"
    origin.mkdir()
    git(origin, "init")
    git(origin, "commit", "--allow-empty", "-m", "one")
    git(origin, "checkout", "-b", "change")
    git(origin, "commit", "--allow-empty", "-m", "two")
    git(tmp_path, "clone", *depth, "--branch", "change", origin.as_uri(), str(place))
    hardwon = recorder(tmp_path / "hardwon", ends)
    code, said = run_script(REVIEW, place, {"HARDWON": str(hardwon), "BASE": "main", "NUMBER": "12"})
    assert (code, said.startswith(told), bool(said)) == (0, True, bool(told))
    words = Path(f"{hardwon}.said").read_text().rstrip("\0").split("\0")
    assert words == ["review", "--diff", "origin/main", "--github", "12"]
    assert git(place, "merge-base", "HEAD", "origin/main")


def test_a_review_is_asked_for_and_only_of_a_pull_request() -> None:
    assert ACTION["inputs"]["review"]["default"] == "false"
    for word in ("inputs.review == 'true'", "github.base_ref", "pull_request.number", "!cancelled()"):
        assert word in REVIEW["if"]
