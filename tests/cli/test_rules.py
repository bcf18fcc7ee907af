"""`hardwon rules`: what is listed and told comes from the rules' own files and the repository's lessons."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hardwon.check import ENGINE_RULES, UnknownRule, builtin_rules, explain, severity_of
from hardwon.cli.root import root

LESSON = """\
---
title: Ask the job manager for what it has
status: {status}
kind: gotcha
cost: 30m
rule: unknown-job-method
enforce: deny
---
The method is called `update_job_progress`.
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / ".hardwon/lessons").mkdir(parents=True)
    return tmp_path


def rules(*words: str) -> Result:
    return CliRunner().invoke(root, ["rules", *words])


def document(*words: str) -> Any:
    return json.loads(rules(*words, "--format", "json").stdout)


def write_lesson(repository: Path, status: str) -> None:
    (repository / ".hardwon/lessons/job-methods.md").write_text(LESSON.format(status=status))


def test_every_rule_is_listed_with_its_severity_and_title(repository: Path) -> None:
    heads, *lines = rules("--repo", str(repository)).stdout.splitlines()
    assert heads.split() == ["rule", "severity", "lesson", "title"]
    assert [line.split(maxsplit=3) for line in lines] == [
        [slug, severity_of(rule), "-", rule.title] for slug, rule in builtin_rules().items()
    ]


@pytest.mark.parametrize(("status", "expected"), [("adopted", "job-methods"), ("candidate", None)])
def test_a_rule_has_the_lesson_that_is_adopted(repository: Path, status: str, expected: str | None) -> None:
    write_lesson(repository, status)
    told = document("--repo", str(repository))
    assert told["version"] == 1
    assert {rule["slug"]: rule["lesson"] for rule in told["rules"]} == {
        slug: expected if slug == "unknown-job-method" else None for slug in builtin_rules()
    }


OWN = """\
---
title: {title}
status: {status}
rule: {rule}
enforce: warn
---
Why it matters.

```python bad
datetime.utcnow()
```
"""


def write_own(repository: Path, slug: str, rule: str, status: str = "adopted") -> None:
    page = OWN.format(title=f"Title of {slug}", rule=rule, status=status)
    (repository / f".hardwon/lessons/{slug}.md").write_text(page)


@pytest.fixture
def own(repository: Path) -> Path:
    """With lessons that bring rules of their own, and some that bring none."""
    write_own(repository, "ask-the-clock", "{pattern: datetime.utcnow()}")
    write_own(repository, "wait", "{ruff: [ASYNC251, DTZ]}")
    write_own(repository, "someday", "{pattern: print($$$)}", status="candidate")
    write_own(repository, "typed", "{command: rm -rf}")
    write_lesson(repository, "adopted")
    return repository


def test_rules_that_lessons_bring_are_listed_after_the_built_in_ones(own: Path) -> None:
    told = document("--repo", str(own))["rules"]
    assert [rule["slug"] for rule in told] == [*builtin_rules(), "ask-the-clock", "ASYNC251", "DTZ"]
    page = ".hardwon/lessons/wait.md"
    assert told[-1] == {
        "slug": "DTZ", "title": "Title of wait", "severity": "warning", "source": page, "lesson": "wait",
    }  # fmt: skip
    last = rules("--repo", str(own)).stdout.splitlines()[-1]
    assert last.split(maxsplit=3) == ["DTZ", "warning", "wait", "Title of wait"]


def test_a_page_that_cannot_be_read_is_told_beside_the_list(own: Path) -> None:
    assert rules("--repo", str(own)).stderr == ""
    write_own(own, "broken", "{pattern: [}")
    result = rules("--repo", str(own))
    assert (result.exit_code, "ask-the-clock" in result.stdout) == (0, True)
    assert "1 page cannot be read, nor a rule on it -> hardwon lessons verify" in result.stderr


@pytest.mark.parametrize(
    ("slug", "lesson"), [("ask-the-clock", "ask-the-clock"), ("ASYNC251", "wait"), ("DTZ005", "wait")]
)
def test_a_rule_of_a_lesson_is_explained_by_the_lesson(own: Path, slug: str, lesson: str) -> None:
    result = rules("explain", slug, "--repo", str(own))
    assert result.exit_code == 0
    assert result.stdout.startswith(
        f"## {slug}\n\n**Title of {lesson}.**\n\nWhy it matters.\n\n```python bad"
    )
    assert f"`# hardwon: ignore[{slug}] reason` silences it on one line.\n" in result.stdout
    assert (f"`ruff rule {slug}`" in result.stdout) is (lesson == "wait")
    told = document("explain", slug, "--repo", str(own))
    assert (told["slug"], told["lesson"], told["page"]) == (slug, lesson, result.stdout)


@pytest.mark.parametrize("slug", ["someday", "typed", "DTZ-5", "ASYNC25"])
def test_what_no_check_runs_is_no_rule(own: Path, slug: str) -> None:
    assert isinstance(rules("explain", slug, "--repo", str(own)).exception, UnknownRule)


@pytest.mark.parametrize("width", [60, 80, 100])
def test_titles_are_kept_in_their_column_or_get_lines_of_their_own(
    own: Path, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    shown = rules("--repo", str(own)).stdout
    assert max(map(len, shown.splitlines())) <= width
    assert all(rule.title in " ".join(shown.split()) for rule in builtin_rules().values())
    assert [line.split()[0] for line in shown.splitlines() if not line.startswith("    ")][1:] == [
        *builtin_rules(), "ask-the-clock", "ASYNC251", "DTZ",
    ]  # fmt: skip


def test_rules_are_listed_where_the_settings_are_broken(repository: Path) -> None:
    (repository / "hardwon.toml").write_text("port = [")
    result = rules("--repo", str(repository))
    assert result.exit_code == 0
    assert "unknown-job-method" in result.stdout


@pytest.mark.parametrize("slug", builtin_rules())
def test_every_rule_is_explained_by_its_own_text(repository: Path, slug: str) -> None:
    result = rules("explain", slug, "--repo", str(repository))
    assert (result.exit_code, result.stdout) == (0, explain(builtin_rules()[slug]))
    told = document("explain", slug, "--repo", str(repository))
    assert (told["version"], told["slug"], told["page"]) == (1, slug, result.stdout)


def test_the_page_ends_with_the_lesson_here(repository: Path) -> None:
    write_lesson(repository, "adopted")
    last = rules("explain", "unknown-job-method", "--repo", str(repository)).stdout.splitlines()[-1]
    assert last == (
        "The lesson here: Ask the job manager for what it has (`hardwon lessons show job-methods`)"
    )


@pytest.mark.parametrize("slug", ENGINE_RULES)
def test_what_the_engine_itself_reports_is_explained_too(slug: str) -> None:
    assert ENGINE_RULES[slug] in rules("explain", slug).stdout
    assert document("explain", slug)["severity"] is None


def test_the_format_may_stand_before_explain() -> None:
    told = json.loads(rules("--format", "json", "explain", "unknown-job-method").stdout)
    assert told["slug"] == "unknown-job-method"


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("detached-recrod", "did you mean `detached-record`"),
        ("Unknown_Job_Method", "did you mean `unknown-job-method`"),
        ("detached", "`detached-record`"),
        ("unused-supression", "did you mean `unused-suppression`"),
        ("xyzzy", "`hardwon rules` lists them"),
        ("", "`hardwon rules` lists them"),
    ],
)
def test_a_slug_that_no_rule_has_is_misuse_with_a_guess(wrong: str, hint: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "hardwon", "rules", "explain", wrong],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert hint in run.stderr
