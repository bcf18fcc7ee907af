from collections.abc import Callable
from pathlib import Path

import pytest

from hardwon.scribe import Session, Worklog, worklog_page
from hardwon.scribe.digest import write_worklog
from hardwon.scribe.story import tell
from hardwon.scribe.worklog import Entry
from tests.scribe.transcripts import SESSION, Claude, as_events, take

_SESSION = Session(
    id=SESSION,
    agent="claude-code",
    title="Fix the build",
    started="2026-03-01T10:00:00.000Z",
    last="2026-03-01T10:10:00.000Z",
    ended="",
    state="ended",
    branch="main",
    cwd="/srv/shop",
    parent="",
    origin="one.jsonl",
    turns=1,
    replies=1,
    tools=1,
    errors=1,
    progress=0,
)


@pytest.fixture
def digest(tmp_path: Path) -> Callable[[Claude], Worklog]:
    def write(transcript: Claude) -> Worklog:
        sink, _ = take(transcript.write(tmp_path / "one.jsonl"))
        return write_worklog(_SESSION, tell(as_events(list(sink.events.values()))))

    return write


Digest = Callable[[Claude], Worklog]


def _texts(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.text for entry in entries]


def _lines(evidence: tuple[str, ...]) -> list[int]:
    assert all(one.startswith(f"session:{SESSION}#") for one in evidence)
    return [int(one.rpartition("#")[2]) for one in evidence]


def test_what_was_asked_is_what_people_said(digest: Digest) -> None:
    log = digest(
        Claude().user("Fix the\n  build").says("ok").user("<bash-stdout>x</bash-stdout>").user("x" * 400)
    )
    assert _texts(log.asked) == ["Fix the build", "x" * 299 + "…"]
    assert _lines(log.asked[0].evidence) == [1]


def test_a_fix_joins_symptom_cause_and_change(digest: Digest) -> None:
    transcript = (
        Claude().user("lint fails").runs("make lint 2>&1", "a.py:3: unused import\n1 error", error=True)
    )
    transcript.says("The import is left over.").edits("/srv/shop/a.py").says("Once more.")
    [fix] = digest(transcript.runs("uv run x; make lint", "0 errors")).fixed
    assert (fix.symptom, fix.cause, fix.change) == (
        "a.py:3: unused import",
        "The import is left over.",
        ("/srv/shop/a.py",),
    )
    assert _lines(fix.evidence) == [3, 4, 5, 9]


def test_a_check_hidden_behind_a_pipe_fails_by_its_own_words(digest: Digest) -> None:
    transcript = (
        Claude().runs("pytest | tail -3", "E   assert 1 == 2\n1 failed in 0.1s").edits("/srv/shop/a.py")
    )
    log = digest(transcript.runs("pytest | tail -3", "1 passed in 0.1s"))
    [command] = log.commands
    assert (command.result, command.runs, command.failures) == ("ok", 2, 1)
    assert [fix.symptom for fix in log.fixed] == ["assert 1 == 2"]


def test_what_works_again_without_a_change_was_not_fixed(digest: Digest) -> None:
    log = digest(Claude().runs("make test", "timeout error", error=True).runs("make test", "3 passed"))
    assert (log.fixed, log.left_open, log.in_vain) == ((), (), ())


def test_what_failed_and_was_given_up_was_tried_in_vain(digest: Digest) -> None:
    transcript = Claude().runs("docker compose up", "Error: no such image", error=True)
    transcript.runs("docker compose up", "Error: no such image", error=True).runs("make run", "listening")
    [entry] = digest(transcript).in_vain
    assert entry.text == "`docker compose up` failed 2 times: Error: no such image"
    assert _lines(entry.evidence) == [2, 4]


def test_looking_in_vain_is_no_failure(digest: Digest) -> None:
    log = digest(Claude().runs("grep -r total app", "", error=True).runs("ls app", "a.py"))
    assert (log.in_vain, log.commands) == ((), ())


def test_changes_that_were_taken_back_are_named(digest: Digest) -> None:
    transcript = Claude().edits("/srv/shop/a.py").runs("git checkout -- a.py", "Updated 1 path")
    assert _texts(digest(transcript).in_vain) == ["taken back: `git checkout -- a.py`"]
    untouched = Claude().runs("git stash", "Saved")
    assert digest(untouched).in_vain == ()


def test_a_check_that_fails_to_the_end_is_left_open(digest: Digest) -> None:
    transcript = Claude().runs("pytest", "E   KeyError: 'id'\n1 failed", error=True).edits("/srv/shop/a.py")
    log = digest(
        transcript.runs("pytest -x", "E   KeyError: 'id'\n1 failed", error=True).says("Enough for today.")
    )
    assert _texts(log.left_open) == ["`pytest` still fails: KeyError: 'id'"]
    assert log.fixed == ()


def test_items_that_the_agents_own_list_has_not_done_are_left_open(digest: Digest) -> None:
    todos = [{"content": "write", "status": "completed"}, {"content": "test", "status": "in_progress"}]
    log = digest(Claude().user("go").calls("TodoWrite", "c1", todos=todos).gets("c1", "ok").says("Written."))
    assert _texts(log.left_open) == ["test"]
    tasks = Claude().user("go").calls("TaskCreate", "c1", subject="tidy").gets("c1", "Task #1 created: tidy")
    assert _texts(digest(tasks.says("So.")).left_open) == ["tidy"]
    tasks.calls("TaskUpdate", "c2", taskId="1", status="completed").gets("c2", "ok").says("Tidy.")
    assert digest(tasks).left_open == ()


def test_a_question_or_prompt_without_an_answer_is_left_open(digest: Digest) -> None:
    assert _texts(digest(Claude().user("go").says("Done.\n\nShall I push?")).left_open) == [
        "asked, and not answered: Shall I push?"
    ]
    assert _texts(digest(Claude().says("Done.").user("And the docs?")).left_open) == [
        "not answered: And the docs?"
    ]


def test_a_call_without_a_result_at_the_end_is_left_open(digest: Digest) -> None:
    log = digest(Claude().user("go").says("I deploy.").calls("Bash", "c1", command="make deploy"))
    assert _texts(log.left_open) == ["begun without a result: `make deploy`"]


def test_corrections_are_refusals_interruptions_and_contradictions(digest: Digest) -> None:
    refusal = "The user doesn't want to proceed with this tool use. So the user said:\nuse uv instead"
    transcript = Claude().user("No need to hurry, fix the build").says("I install.")
    transcript.calls("Bash", "c1", command="pip install x").gets("c1", refusal, error=True)
    transcript.says("I rewrite it.").user("[Request interrupted by user]").user("only the test, please")
    transcript.says("So?").user("No, that's wrong").says("Sorry.").user("Thanks, and now the docs")
    log = digest(transcript)
    assert _texts(log.corrections) == [
        "refused `pip install x`: use uv instead",
        "only the test, please",
        "No, that's wrong",
    ]
    assert _lines(log.corrections[0].evidence) == [4]
    assert log.commands == ()


def test_commits_and_decisions_are_named(digest: Digest) -> None:
    transcript = Claude().calls("ExitPlanMode", "c1", plan="# Retry mails\n1. …").gets("c1", "approved")
    transcript.calls("AskUserQuestion", "c2", questions=[]).gets("c2", 'User has answered: "Which?"="B"')
    transcript.runs('git add . && git commit -m "Retry mails"', "1 file changed")
    transcript.runs("git commit -m nothing", "nothing to commit", error=True)
    log = digest(transcript)
    assert _texts(log.decided) == ["plan accepted: Retry mails", "Which? B"]
    assert _texts(log.commits) == ["Retry mails"]


def test_the_same_steps_give_the_same_digest_and_page(digest: Digest) -> None:
    transcript = Claude().user("go").runs("make test", "1 failed", error=True).edits("/srv/shop/a.py")
    transcript.runs("make test", "1 passed").runs("./deploy.sh", "done").says("Done.")
    first, second = digest(transcript), digest(transcript)
    assert first == second
    page = worklog_page(first)
    assert page == worklog_page(second)
    assert page.startswith("# Fix the build\n")
    headings = [line for line in page.splitlines() if line.startswith("## ")]
    assert headings == ["## Asked", "## Files", "## Tests and checks", "## Commands", "## Fixed"]
    assert "- ok: `make test` (after 1 failure): 1 passed  `#6`" in page
    assert f"`{SESSION}`" in page


def test_a_page_of_a_long_session_says_what_it_leaves_out(digest: Digest) -> None:
    transcript = Claude()
    for number in range(45):
        transcript.edits(f"/srv/shop/{number}.py").runs(f"./run {number}", "ok")
    page = worklog_page(digest(transcript))
    assert page.count("- … 5 more") == 2


def test_an_empty_session_gives_an_empty_digest(digest: Digest) -> None:
    log = write_worklog(_SESSION, ())
    assert (log.asked, log.files, log.fixed, log.left_open, log.corrections) == ((), (), (), (), ())
    assert worklog_page(log).count("\n## ") == 0
