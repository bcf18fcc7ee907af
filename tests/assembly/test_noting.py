"""What a check tells of lessons: what is new since the last one, what is gone, and whose doing that was."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hardwon.assembly import CheckOrder, check_repository, open_workspace
from hardwon.assembly.noting import note
from hardwon.cli.root import root
from hardwon.core import find_places
from hardwon.lessons import recalled
from hardwon.lessons.figures.stats import reckon
from tests.store.stores import SetClock

GOOD = """\
from jobs import job_manager


def work(job_id):
    job_manager.update_job_progress(job_id, status="running")
"""
BAD = GOOD.replace("update_job_progress", "update_job_status")
MENDED = GOOD.replace('"running"', '"done"')
JOBS = """\
class JobManager:
    def update_job_progress(self, job_id, progress=None, status=None):
        print(job_id, progress, status)


job_manager = JobManager()
"""
LESSON = """\
---
title: Ask the manager for what it has
status: adopted
kind: gotcha
cost: 30m
rule: unknown-job-method
enforce: deny
---
The method is called `update_progress`.
"""


def git(repository: Path, *words: str) -> None:
    given = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", repository, *given, *words], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    repository = tmp_path / "repository"
    (repository / ".hardwon/lessons").mkdir(parents=True)
    (repository / ".hardwon/lessons/real-methods.md").write_text(LESSON)
    (repository / "app.py").write_text(GOOD)
    (repository / "jobs.py").write_text(JOBS)
    git(repository, "init", "-q", "-b", "main")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "begin")
    return repository


def check(repository: Path, *paths: str, **order: Any) -> None:
    wanted = [str(repository / path) for path in paths]
    check_repository(open_workspace(repository), CheckOrder(wanted, **order))


def told(repository: Path) -> list[tuple[str, str]]:
    """What the journal was told of breaches, in order."""
    with open_workspace(repository).owner("test") as journal:
        events = journal.read(kinds=("lesson.breached", "finding.fixed"))
        return [(event.kind, str(event.payload.get("how", event.payload.get("slug")))) for event in events]


def save(repository: Path, text: str, name: str = "app.py") -> None:
    (repository / name).write_text(text)


def test_what_a_commit_was_stopped_for_and_then_mended_is_told(repository: Path) -> None:
    save(repository, BAD)
    check(repository, "app.py")
    check(repository, "app.py")
    assert told(repository) == [("lesson.breached", "real-methods")]
    save(repository, MENDED)
    check(repository, "app.py")
    check(repository)
    assert told(repository) == [("lesson.breached", "real-methods"), ("finding.fixed", "fixed")]


def test_a_finding_says_which_line_and_tree_it_is_in(repository: Path) -> None:
    save(repository, BAD)
    check(repository)
    with open_workspace(repository).owner("test") as journal:
        [event] = journal.read(kinds=("lesson.breached",))
    assert event.payload.pop("fingerprint")
    assert event.payload == {
        "slug": "real-methods", "rule": "unknown-job-method", "path": "app.py", "line": 5, "where": "check",
        "tree": str(repository),
    }  # fmt: skip


def test_what_was_committed_before_anybody_looked_is_nobodys_breach(repository: Path) -> None:
    save(repository, BAD)
    git(repository, "commit", "-qam", "work")
    check(repository)
    save(repository, MENDED)
    check(repository)
    assert told(repository) == []


def test_what_was_committed_and_then_mended_has_landed(repository: Path) -> None:
    save(repository, BAD)
    check(repository)
    git(repository, "commit", "-qam", "work")
    save(repository, MENDED)
    check(repository)
    assert told(repository)[1:] == [("finding.fixed", "landed")]


def test_what_was_put_back_as_it_was_committed_was_not_mended(repository: Path) -> None:
    save(repository, BAD)
    check(repository)
    git(repository, "checkout", "--", "app.py")
    check(repository)
    assert told(repository)[1:] == [("finding.fixed", "discarded")]


def test_what_git_took_away_was_not_mended(repository: Path) -> None:
    save(repository, BAD)
    check(repository)
    git(repository, "stash")
    check(repository)
    assert told(repository)[1:] == [("finding.fixed", "moved")]


def test_what_went_with_its_file_was_not_mended(repository: Path) -> None:
    save(repository, BAD, "more.py")
    check(repository)
    os.unlink(repository / "more.py")
    check(repository)
    assert told(repository)[1:] == [("finding.fixed", "unchecked")]


def test_what_a_comment_silenced_was_not_mended(repository: Path) -> None:
    save(repository, BAD)
    check(repository)
    ignored = BAD.replace('"running")', '"running")  # hardwon: ignore[unknown-job-method] for now')
    save(repository, ignored)
    check(repository)
    assert told(repository)[1:] == [("finding.fixed", "suppressed")]


def test_half_typed_code_has_mended_nothing(repository: Path) -> None:
    save(repository, BAD)
    check(repository)
    save(repository, "def work(job:\n")
    check(repository)
    assert told(repository) == [("lesson.breached", "real-methods")]


def test_a_file_that_is_renamed_takes_its_finding_along(repository: Path) -> None:
    save(repository, BAD)
    check(repository)
    os.rename(repository / "app.py", repository / "work.py")
    check(repository)
    assert told(repository) == [("lesson.breached", "real-methods")]


def test_a_draft_and_a_part_of_the_lines_tell_nothing(repository: Path) -> None:
    check(repository, "app.py", texts={"app.py": BAD.encode()})
    save(repository, BAD)
    check(repository, since="HEAD")
    assert told(repository) == []


def test_a_retired_lesson_does_not_look_like_a_mended_one(repository: Path) -> None:
    save(repository, BAD)
    check(repository)
    page = repository / ".hardwon/lessons/real-methods.md"
    page.write_text(LESSON.replace("status: adopted", "status: retired"))
    check(repository)
    assert told(repository) == [("lesson.breached", "real-methods")]


def test_a_check_writes_one_file_into_the_spool(repository: Path) -> None:
    save(repository, BAD)
    check(repository)
    assert len(list((repository / ".git/hardwon/spool").iterdir())) == 1


def test_a_record_that_cannot_be_read_harms_no_check(repository: Path) -> None:
    save(repository, BAD)
    check(repository)
    [record] = (repository / ".git/hardwon").glob("standing-*.json")
    record.write_text('{"standing": [["a", "b", "c", {}]]}')
    check(repository)
    assert told(repository) == [("lesson.breached", "real-methods")] * 2


def test_where_nothing_can_be_written_the_check_says_the_same(repository: Path) -> None:
    save(repository, BAD)
    state = repository / ".git/hardwon"
    state.write_text("a file stands where the folder should")
    result = CliRunner().invoke(root, ["check", "--repo", str(repository)])
    assert (result.exit_code, state.is_file()) == (1, True)
    assert "update_job_status" in result.output


def test_nothing_is_noted_in_a_repository_that_was_never_used(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/HEAD").write_text("ref: refs/heads/main\n")
    places = find_places(tmp_path, runtime=tmp_path)
    note(places, [recalled(["a"], by="recall", clock=SetClock())])
    assert [path.name for path in (tmp_path / ".git").iterdir()] == ["HEAD"]
    note(places, [])
    places.home.mkdir()
    note(places, [recalled(["a"], by="recall", clock=SetClock())])
    assert len(list(places.spool.iterdir())) == 1


def test_a_breach_that_a_command_found_is_counted(repository: Path) -> None:
    save(repository, BAD)
    check(repository, "app.py")
    workspace = open_workspace(repository)
    with workspace.owner("test") as journal:
        stats = reckon(journal, workspace.shelf().lessons(), now=workspace.clock.now(), root=repository)
    [one] = stats.lessons
    assert (one.slug, one.counts["breached"], one.cost, sum(one.weeks)) == ("real-methods", 1, 30, 1)
    assert stats.rules["unknown-job-method"][-1] == 1


def spooled(repository: Path, kind: str) -> list[dict[str, Any]]:
    """The payloads of one kind that wait in the spool, in order."""
    files = sorted((repository / ".git/hardwon/spool").glob("*.jsonl"))
    lines = [json.loads(line) for file in files for line in file.read_text().splitlines()]
    return [line["payload"] for line in lines if line["kind"] == kind]


@pytest.mark.parametrize("form", ["text", "json"])
def test_lessons_that_answer_a_question_were_recalled(repository: Path, form: str) -> None:
    asked = ["recall", "which method does the manager have", "--repo", str(repository), "--format", form]
    assert CliRunner().invoke(root, asked).exit_code == 0
    [told] = spooled(repository, "lesson.recalled")
    assert told == {"slugs": ["real-methods"], "by": "recall", "tree": str(repository)}


def test_a_question_that_no_lesson_answers_notes_nothing(repository: Path) -> None:
    CliRunner().invoke(root, ["recall", "kubernetes", "--repo", str(repository)])
    assert spooled(repository, "lesson.recalled") == []


def test_a_batch_of_questions_measures_and_recalls_nothing(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_text('{"query": 1, "text": "the manager"}\n')
    asked = ["recall", "--batch", str(tmp_path / "questions.jsonl"), "--repo", str(repository)]
    assert "lesson:real-methods" in CliRunner().invoke(root, asked).output
    assert spooled(repository, "lesson.recalled") == []


def test_lessons_that_the_context_names_were_shown(repository: Path) -> None:
    page = repository / ".hardwon/lessons/real-methods.md"
    page.write_text(LESSON.replace("cost:", 'applies-to: ["app.py"]\ncost:'))
    save(repository, BAD)
    assert CliRunner().invoke(root, ["context", "--repo", str(repository)]).exit_code == 0
    [told] = spooled(repository, "lesson.shown")
    assert told == {"slugs": ["real-methods"], "where": "context", "tree": str(repository)}


def test_a_recall_that_cannot_be_noted_answers_all_the_same(repository: Path) -> None:
    asked = ["recall", "which method does the manager have", "--repo", str(repository)]
    expected = CliRunner().invoke(root, asked)
    spool = repository / ".git/hardwon/spool"
    shutil.rmtree(spool)
    spool.write_text("a file stands where the folder should")
    result = CliRunner().invoke(root, asked)
    assert (result.exit_code, result.output) == (0, expected.output)
