"""`hardwon check` on a code base that is older than its lessons: baseline, changed lines, fixes."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hardwon.cli.root import root

JOBS = """\
class JobManager:
    def update_job_progress(self, job_id, progress=None, status=None):
        print(job_id, progress, status)


job_manager = JobManager()
"""
APP = """\
from jobs import job_manager


def work(job_id):
    job_manager.update_job_status(job_id, "läuft")
    job_manager.stop(job_id)
    job_manager.stop(job_id)
"""
FIXED = APP.replace("update_job_status(job_id, ", "update_job_progress(job_id, status=")
MORE = "\n\ndef more(job_id):\n    job_manager.pause(job_id)\n"
LESSON = """\
---
title: Ask the job manager for what it has
status: adopted
kind: gotcha
rule: unknown-job-method
enforce: deny
---
The method is called `update_job_progress`.
"""
BASELINE = ".hardwon/baseline.json"


class Shop:
    """A repository of two files, committed, with three findings in `app.py`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.git("init", "-qb", "main")
        self.write("jobs.py", JOBS)
        self.write("app.py", APP)
        self.commit()

    def git(self, *words: str) -> str:
        names = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
        return subprocess.run(
            ["git", *names, *words], cwd=self.root, capture_output=True, text=True, check=True
        ).stdout

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", "x")

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(exist_ok=True, parents=True)
        (self.root / path).write_bytes(text.encode())

    def check(self, *words: str, expect: int = 0, text: str | None = None) -> str:
        """What a check prints; it must end with `expect`."""
        result = self.call(*words, text=text)
        assert result.exit_code == expect, result.output
        return result.stdout

    def call(self, *words: str, text: str | None = None) -> Result:
        return CliRunner().invoke(root, ["check", "--repo", str(self.root), *words], input=text)

    def found(self, *words: str, text: str | None = None) -> list[tuple[str, int]]:
        told = json.loads(self.call(*words, "--format", "json", text=text).stdout)
        return [(finding["path"], finding["line"]) for finding in told["findings"]]

    @property
    def baseline(self) -> list[str]:
        """The paths of what is accepted, a finding each."""
        document = json.loads((self.root / BASELINE).read_text())
        return [one["path"] for one in document["findings"] if one for _ in range(one.get("count", 1))]

    def told(self) -> list[dict[str, object]]:
        """The payloads of the events, oldest first."""
        files = sorted((self.root / ".git/hardwon/spool").glob("*.jsonl"))
        return [json.loads(line)["payload"] for file in files for line in file.read_text().splitlines()]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    (tmp_path / "shop").mkdir()
    monkeypatch.chdir(tmp_path / "shop")
    return Shop(tmp_path / "shop")


# The baseline


def test_what_is_accepted_today_fails_no_later_check(shop: Shop) -> None:
    shop.check(expect=1)
    assert "3 accepted in the baseline (3 just now: commit .hardwon/baseline.json)" in shop.check(
        "--update-baseline"
    )
    assert shop.baseline == ["app.py"] * 3
    assert shop.check().splitlines()[-1].startswith("no findings in 2 files · ")
    shop.write("app.py", "import os\n\n" + APP + MORE)
    printed = shop.check(expect=1)
    assert "`pause`" in printed
    assert "`stop`" not in printed
    assert "1 error in 1 of 2 files" in printed
    assert "3 accepted in the baseline" in printed


def test_programs_get_what_is_new_and_a_count_of_what_is_accepted(shop: Shop) -> None:
    shop.check("--update-baseline")
    shop.write("app.py", APP + MORE)
    told = json.loads(shop.check("--format", "json", expect=1))
    assert [finding["line"] for finding in told["findings"]] == [11]
    assert (told["accepted"], told["gone"], told["fixed"]) == (3, 0, [])


def test_the_baseline_shrinks_by_itself_and_never_grows(shop: Shop) -> None:
    shop.check("--update-baseline")
    shop.write("app.py", APP.replace("    job_manager.stop(job_id)\n", "", 1) + MORE)
    assert "1 mended, gone from the baseline" in shop.check(expect=1)
    assert len(shop.baseline) == 2
    shop.write("app.py", APP)
    assert shop.found() == [("app.py", 7)]
    assert len(shop.baseline) == 2


def test_the_root_as_a_path_is_all_there_is(shop: Shop) -> None:
    shop.check("--update-baseline")
    shop.write("app.py", "x = 1\n")
    shop.check(".")
    assert shop.baseline == []


def test_it_shrinks_to_nothing_and_none_is_made_for_nothing(shop: Shop) -> None:
    shop.write("app.py", "x = 1\n")
    shop.check("--update-baseline")
    assert not (shop.root / BASELINE).exists()
    shop.write("app.py", APP)
    shop.check("--update-baseline")
    shop.write("app.py", "x = 1\n")
    shop.check()
    assert shop.baseline == []


@pytest.mark.parametrize(
    "words",
    [["--frozen-baseline"], ["app.py"], [".", "app.py"], ["--diff", "main"], ["--stdin-filename", "app.py"]],
)
def test_it_does_not_shrink_when_told_so_or_when_not_all_is_looked_at(shop: Shop, words: list[str]) -> None:
    shop.check("--update-baseline")
    before = (shop.root / BASELINE).read_bytes()
    shop.write("app.py", "x = 1\n")
    shop.check(*words, text="x = 1\n")
    assert (shop.root / BASELINE).read_bytes() == before


def test_rules_that_are_switched_off_keep_their_entries(shop: Shop) -> None:
    shop.check("--update-baseline")
    before = (shop.root / BASELINE).read_bytes()
    for settings in (
        'ignore = ["unknown-job-method"]',
        'exclude = ["app.py"]',
        'per-path = {"app.py" = ["unknown-job-method"]}',
        'select = ["detached-record"]',
    ):
        shop.write("pyproject.toml", f"[tool.hardwon.check]\n{settings}\n")
        assert "accepted" not in shop.check()
        assert (shop.root / BASELINE).read_bytes() == before
        shop.check("--update-baseline")
        assert (shop.root / BASELINE).read_bytes() == before


def test_a_folder_that_is_left_out_keeps_its_entries_while_like_ones_are_mended(shop: Shop) -> None:
    shop.write("old/app.py", APP)
    shop.write("old/web.ts", "stop(1)\n")
    rule = "rule: {pattern: {language: typescript, rule: {pattern: stop($A)}}}"
    shop.write(".hardwon/lessons/no-stop.md", LESSON.replace("rule: unknown-job-method", rule))
    shop.check("--update-baseline")
    left_out = ["old/app.py"] * 3 + ["old/web.ts"]
    assert shop.baseline == ["app.py"] * 3 + left_out
    shop.write("pyproject.toml", '[tool.hardwon.check]\nexclude = ["old/"]\n')
    assert shop.found() == []
    assert shop.baseline == ["app.py"] * 3 + left_out
    shop.write("app.py", "x = 1\n")
    assert "3 mended" in shop.check()
    assert shop.baseline == left_out
    shop.write("pyproject.toml", "")
    assert shop.found() == []


def test_a_renamed_file_takes_its_acceptances_along(shop: Shop) -> None:
    shop.check("--update-baseline")
    shop.git("mv", "app.py", "web.py")
    assert shop.found("web.py") == []
    assert shop.baseline == ["app.py"] * 3
    assert shop.found() == []
    assert shop.baseline == ["web.py"] * 3


def test_a_copy_is_new_even_where_only_it_is_looked_at(shop: Shop) -> None:
    shop.check("--update-baseline")
    shop.write("copy.py", APP)
    assert shop.found("copy.py") == [("copy.py", 5), ("copy.py", 6), ("copy.py", 7)]
    assert shop.found() == shop.found("copy.py")


def test_paths_limit_what_is_accepted(shop: Shop) -> None:
    shop.write("web/app.py", APP)
    shop.check("--update-baseline", "web")
    assert shop.baseline == ["web/app.py"] * 3
    assert shop.found() == [("app.py", 5), ("app.py", 6), ("app.py", 7)]


def test_while_a_file_is_in_trouble_nothing_leaves_the_baseline(shop: Shop) -> None:
    shop.check("--update-baseline")
    shop.write("jobs.py", "class JobManager(\n")
    assert "3 not found, kept in the baseline while a file is in trouble" in shop.check()
    shop.check("--update-baseline")
    shop.write("jobs.py", JOBS)
    assert shop.found() == []


@contextmanager
def read_only(directory: Path) -> Iterator[None]:
    """Root may write wherever the file system lets it, so that for root the file system must not."""
    words = ["chattr", "-R"] if os.geteuid() == 0 else ["chmod", "-R"]
    lock, unlock = ("+i", "-i") if os.geteuid() == 0 else ("a-w", "u+w")
    if subprocess.run([*words, lock, str(directory)], capture_output=True, check=False).returncode:
        pytest.skip("nothing here can be made read-only")
    try:
        yield
    finally:
        subprocess.run([*words, unlock, str(directory)], check=True)


def test_a_read_only_checkout_is_checked_all_the_same(shop: Shop) -> None:
    shop.check("--update-baseline")
    shop.write("app.py", "x = 1\n")
    with read_only(shop.root / ".hardwon"):
        assert "3 mended, still in the baseline" in shop.check()
        shop.write("app.py", APP + MORE)
        assert "nothing was changed -> " in str(shop.call("--update-baseline").exception)
    assert len(shop.baseline) == 3


def test_accepting_what_cannot_be_written_is_a_failure(shop: Shop) -> None:
    shop.write(".hardwon", "a file in the way\n")
    result = shop.call("--update-baseline")
    assert result.exception is not None
    assert "Not a directory" in str(result.exception)


@pytest.mark.parametrize("words", [[], ["--update-baseline"], ["app.py"], ["--frozen-baseline"], ["--fix"]])
def test_a_broken_baseline_is_named_and_left_as_it_is(shop: Shop, words: list[str]) -> None:
    broken = '{"version": 1, "findings": [\n<<<<<<< HEAD\n=======\n>>>>>>> theirs\nnull]}\n'
    shop.write(BASELINE, broken)
    before = (shop.root / "app.py").read_bytes()
    result = shop.call(*words)
    assert ".hardwon/baseline.json:2: a merge left its marks -> " in str(result.exception)
    assert (shop.root / BASELINE).read_text() == broken
    assert (shop.root / "app.py").read_bytes() == before


def test_two_branches_accept_and_mend_and_git_merges_them(shop: Shop) -> None:
    for name in "bcdefgh":
        shop.write(f"app_{name}.py", APP)
    shop.check("--update-baseline")
    shop.commit()
    shop.git("checkout", "-qb", "mending")
    shop.write("app_b.py", "x = 1\n")
    shop.check()
    shop.commit()
    shop.git("checkout", "-q", "main")
    shop.write("app_f.py", APP + MORE)
    shop.check("--update-baseline")
    shop.commit()
    shop.git("merge", "-qm", "both", "mending")
    assert shop.found("--frozen-baseline") == []
    assert sorted(set(shop.baseline)) == ["app.py", *(f"app_{name}.py" for name in "cdefgh")]
    assert len(shop.baseline) == 22


def test_where_all_is_accepted_no_lesson_is_read(shop: Shop) -> None:
    shop.write(".hardwon/lessons/stop.md", LESSON)
    shop.check("--update-baseline")
    for path in shop.root.rglob("*.*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    script = (
        "import sys; from hardwon.cli import run; code = run(['check']);"
        "print(code, sorted({'tree_sitter', 'sqlalchemy', 'yaml'} & set(sys.modules)))"
    )
    words = [sys.executable, "-c", script]
    runs = [subprocess.run(words, capture_output=True, text=True, check=True).stdout for _ in range(2)]
    assert runs[-1].splitlines()[-1] == "0 []"


# Changed lines


def test_with_diff_only_changed_lines_count(shop: Shop) -> None:
    shop.git("checkout", "-qb", "work")
    shop.write("app.py", APP + MORE)
    shop.write("ünt racked.py", APP)
    assert shop.found("--diff", "main") == [("app.py", 11), *(("ünt racked.py", line) for line in (5, 6, 7))]
    assert "on lines changed since main" in shop.check("--diff", "main", expect=1)
    shop.commit()
    assert shop.found("--diff", "HEAD") == []
    assert shop.found("--diff", "main", "app.py") == [("app.py", 11)]
    shop.check("--diff", "HEAD")


def test_with_diff_accepted_findings_and_troubles_elsewhere_stay_out(shop: Shop) -> None:
    shop.write("broken.py", "def f(:\n")
    shop.check("--update-baseline")
    shop.commit()
    shop.git("mv", "app.py", "web.py")
    shop.write("web.py", APP.replace("läuft", "runs") + MORE)
    told = json.loads(shop.check("--diff", "main", "--format", "json", expect=1))
    assert [finding["line"] for finding in told["findings"]] == [5, 11]
    assert (told["accepted"], told["errors"]) == (0, [])


def test_a_reference_that_git_does_not_know_is_misuse(shop: Shop) -> None:
    assert "git knows no commit `mian` here -> " in str(shop.call("--diff", "mian").exception)


# Fixes


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_fix_writes_the_fixes_and_shows_what_is_left(shop: Shop, end: str, mark: str) -> None:
    shop.write("app.py", mark + APP.replace("\n", end))
    (shop.root / "app.py").chmod(0o755)
    assert "1 can be fixed: --fix" in shop.check(expect=1)
    printed = shop.check("--fix", expect=1)
    assert "fixed  app.py: unknown-job-method 1\n" in printed
    assert "2 errors in 1 of 2 files" in printed
    assert "1 fixed in 1 file" in printed
    assert (shop.root / "app.py").read_bytes() == (mark + FIXED.replace("\n", end)).encode()
    assert (shop.root / "app.py").stat().st_mode & 0o777 == 0o755
    shop.check("--fix", expect=1)
    assert (shop.root / "app.py").read_bytes() == (mark + FIXED.replace("\n", end)).encode()


def test_fix_touches_only_what_is_asked_about_and_not_accepted(shop: Shop) -> None:
    shop.check("--update-baseline")
    shop.commit()
    shop.write("web/app.py", APP)
    shop.write("other.py", APP)
    told = json.loads(shop.check("--fix", "--diff", "HEAD", "web", "--format", "json", expect=1))
    [fixed] = told["fixed"]
    assert (fixed["path"], fixed["line"], fixed["rule"]) == ("web/app.py", 5, "unknown-job-method")
    assert fixed["description"]
    assert (shop.root / "web/app.py").read_text() == FIXED
    assert (shop.root / "app.py").read_text() == (shop.root / "other.py").read_text() == APP


PAGE = """\
---
title: Ask the clock
status: adopted
rule: {pattern: {language: yaml, rule: {kind: no_such_kind}}}
enforce: warn
---
"""


@pytest.mark.parametrize("page", [PAGE, PAGE.replace("adopted", "adapted")], ids=["rule", "page"])
def test_changed_lines_tell_of_lessons_that_cannot_be_run_and_of_no_other_trouble(
    shop: Shop, page: str
) -> None:
    shop.write(".hardwon/lessons/clock.md", page)
    shop.write("web.py", "def f(:\n")
    shop.commit()
    told = json.loads(shop.check("--diff", "main", "--format", "json"))
    assert [error["path"] for error in told["errors"]] == [".hardwon/lessons/clock.md"]


def test_after_fixes_lines_are_compared_anew(shop: Shop) -> None:
    shop.write("app.py", APP.replace('"läuft"', '"done"'))
    printed = shop.check("--fix", "--diff", "HEAD")
    assert "1 fixed in 1 file" in printed


def test_fix_and_accept_the_rest_go_together(shop: Shop) -> None:
    assert "1 fixed in 1 file · 2 accepted in the baseline" in shop.check("--fix", "--update-baseline")
    assert len(shop.baseline) == 2


def test_other_formats_keep_their_document_and_the_fixes_go_to_standard_error(shop: Shop) -> None:
    result = shop.call("--fix", "--format", "sarif")
    assert json.loads(result.stdout)["version"] == "2.1.0"
    assert "fixed  app.py: unknown-job-method 1" in result.stderr


def test_a_link_out_of_the_repository_is_not_written_through(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "outside.py").write_text(APP)
    (shop.root / "app.py").unlink()
    (shop.root / "link.py").symlink_to(tmp_path / "outside.py")
    assert ("link.py", 5) in shop.found()
    shop.check("--fix", expect=1)
    assert (tmp_path / "outside.py").read_text() == APP


# What was looked at


@pytest.mark.parametrize("words", [["notes.md"], ["--stdin-filename", "notes.md"]], ids=" ".join)
def test_a_check_that_looked_at_nothing_says_so(shop: Shop, words: list[str]) -> None:
    shop.write("notes.md", "x")
    assert "no rule is about what was named" in shop.check(*words, text=APP)
    assert "no rule is about" not in shop.check("jobs.py")


def test_settings_that_leave_nothing_to_check_are_told(shop: Shop) -> None:
    shop.write("pyproject.toml", '[tool.hardwon.check]\ninclude = ["src/**"]\n')
    assert "no Python is left to check: look at .gitignore" in shop.check()


# Misuse

APART = [
    ["--update-baseline", "--frozen-baseline"],
    ["--update-baseline", "--diff", "main"],
    ["--update-baseline", "--stdin-filename", "app.py"],
    ["--fix", "--stdin-filename", "app.py"],
    ["--unsafe-fixes", "--stdin-filename", "app.py"],
    ["--diff", "main", "--stdin-filename", "app.py"],
    ["--diff", ""],
    ["--stdin-filename", ""],
    ["--stdin-filename", "."],
    ["--stdin-filename", "app.py", "jobs.py"],
]


@pytest.mark.parametrize("words", APART, ids=" ".join)
def test_options_that_contradict_each_other_are_misuse(shop: Shop, words: list[str]) -> None:
    result = shop.call(*words, text=APP)
    assert result.exit_code == 2
    assert " -> " in result.stderr
    assert not (shop.root / BASELINE).exists()
    assert (shop.root / "app.py").read_text() == APP


# The event


def test_the_event_tells_rules_counts_and_what_became_of_them(shop: Shop) -> None:
    rule = "unknown-job-method"
    shop.write(
        "app.py", APP + "    job_manager.halt(job_id)  # hardwon: ignore[unknown-job-method] for now\n"
    )
    shop.check("--update-baseline", "--fix")
    shop.write("app.py", FIXED.replace("    job_manager.stop(job_id)\n", "", 1) + MORE)
    shop.check(expect=1)
    shop.check("app.py", "--frozen-baseline", expect=1)
    first, second, third = shop.told()
    assert rule in first["rules"]  # type: ignore[operator]
    assert (first["whole"], first["findings"], first["new"]) == (True, {}, {})
    assert (first["accepted"], first["mended"], first["suppressed"]) == ({rule: 2}, {rule: 1}, 1)
    assert (second["whole"], second["findings"], second["new"]) == (True, {rule: 1}, {rule: 1})
    assert (second["accepted"], second["fixed"], second["files"]) == ({rule: 1}, {rule: 1}, 2)
    assert isinstance(second["seconds"], float)
    assert (third["whole"], third["fixed"], third["files"]) == (False, {}, 1)
