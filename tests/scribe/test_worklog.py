from collections.abc import Callable
from pathlib import Path

import pytest

from hardwon.scribe import Session, Worklog, worklog_brief, worklog_page
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


def test_the_closing_words_are_shown_where_something_was_done(digest: Digest) -> None:
    transcript = Claude().user("why?").edits("/srv/shop/a.py")
    transcript.says("All done. Here's a summary:\n\n## Summary\n\nThe total was a float. Let me know!")
    assert _texts(digest(transcript).said) == ["The total was a float."]
    assert digest(transcript.edits("/srv/shop/b.py")).said == ()
    assert digest(Claude().user("why?").says("Because the total is a float.")).said == ()


def test_questions_of_habit_are_not_left_open(digest: Digest) -> None:
    for habit in ("Is there anything else?", "How can I help you today?", "Would you like me to explain?"):
        assert digest(Claude().user("go on").says(f"The total was a float. {habit}")).left_open == ()
    assert digest(Claude().says("Done.").user("hi")).left_open == ()
    asked = digest(Claude().user("go on").says("Two are left.\n\nWould you like me to remove them?"))
    assert _texts(asked.left_open) == ["asked, and not answered: Would you like me to remove them?"]


def test_a_decision_is_told_with_its_reason_whoever_makes_it(digest: Digest) -> None:
    transcript = Claude().user("Let's use Redis rather than a table, the queue needs order.")
    transcript.says("We'll keep the table for now.").says(
        "I went with streams because lists lose what crashed."
    )
    transcript.says("Should we go with lists because they are simple?").says(
        "We might have chosen B because of C."
    )
    log = digest(transcript)
    assert _texts(log.decided) == [
        "Let's use Redis rather than a table, the queue needs order.",
        "I went with streams because lists lose what crashed.",
    ]
    assert _lines(log.decided[1].evidence) == [3]


def test_a_commit_is_its_own_evidence(digest: Digest) -> None:
    made = digest(
        Claude().runs("git commit -F -", "[main (root-commit) 1a2b3c4] Retry mails\n 2 files changed")
    )
    assert [(one.text, one.evidence) for one in made.commits] == [
        ("Retry mails", (f"session:{SESSION}#1", "commit:1a2b3c4"))
    ]
    assert made.commands == ()


def test_runs_of_one_command_are_one_line_and_what_passes_later_ends_a_failure(digest: Digest) -> None:
    transcript = (
        Claude()
        .runs("make lint 2>&1", "1 issue", error=True)
        .runs("make lint | tail -3", "1 issue", error=True)
    )
    transcript.runs("make fmt && make lint", "0 issues").runs("make test", "1 failed", error=True)
    log = digest(transcript)
    assert [(one.command, one.result, one.runs, one.failures) for one in log.commands] == [
        ("make fmt && make lint", "ok", 3, 2),
        ("make test", "failed", 1, 1),
    ]


def _aider(tmp_path: Path, text: str) -> Worklog:
    path = tmp_path / ".aider.chat.history.md"
    path.write_text("# aider chat started at 2024-08-06 08:47:10\n\n" + text)
    sink, _ = take(path)
    return write_worklog(_SESSION, tell(as_events(list(sink.events.values()))))


def test_what_a_person_ran_by_typing_it_counts(tmp_path: Path) -> None:
    log = _aider(
        tmp_path,
        "#### /test pytest tests  \n> E   NameError: name 'Repo' is not defined  \n> 1 failed in 0.1s  \n\n"
        "#### import Repo  \n\nThe name was not imported in the tests.\n\n> Applied edit to tests/a.py  \n\n"
        "#### /test pytest tests  \n> 3 passed in 0.1s  \n",
    )
    assert _texts(log.asked) == ["import Repo"]
    assert [(one.command, one.result, one.runs) for one in log.commands] == [("pytest tests", "ok", 2)]
    [fix] = log.fixed
    assert (fix.symptom, fix.cause) == (
        "NameError: name 'Repo' is not defined",
        "The name was not imported in the tests.",
    )


def test_commits_that_were_undone_are_no_deeds(tmp_path: Path) -> None:
    log = _aider(
        tmp_path,
        "#### add a cache  \n\nHere it is.\n\n> Applied edit to a.py  \n"
        "> Commit 1a2b3c4 feat: Add a cache  \n"
        "> Commit 2b3c4d5 style: Tidy  \n\n#### /undo  \n> Removed: 2b3c4d5 style: Tidy  \n\n"
        "#### /undo  \n> Removed: 1a2b3c4 feat: Add a cache  \n\n"
        "#### /undo  \n> The last commit was not made by aider.  \n",
    )
    assert (log.commits, _texts(log.asked)) == ((), ["add a cache"])
    assert _texts(log.in_vain) == ["taken back: feat: Add a cache, and 1 more commit"]
    assert log.in_vain[0].evidence[-1] == "commit:1a2b3c4"
    assert worklog_brief(log) == "Tried in vain: taken back: feat: Add a cache, and 1 more commit."


def test_a_pasted_log_is_its_error_and_a_long_page_its_beginning(digest: Digest) -> None:
    pasted = "it breaks:\nTraceback (most recent call last):\n  File \"a.py\", line 3, in b\nKeyError: 'id'"
    page = "# Plan: Retry mails\n\n" + "Details. " * 90
    log = digest(Claude().user(pasted).user(page))
    assert _texts(log.asked) == ["it breaks: [pasted: KeyError: 'id']", "Plan: Retry mails"]


def test_a_brief_names_what_was_done_what_is_open_and_what_was_in_vain(digest: Digest) -> None:
    transcript = Claude().user("Retry mails").edits("/srv/shop/a.py")
    transcript.runs("docker compose up", "Error: no such image", error=True).runs("make run", "listening")
    transcript.runs("git commit -m x", "[main 1a2b3c4] Retry with back-off").says("Shall I add a key?")
    assert worklog_brief(digest(transcript)) == (
        "Done: Retry with back-off. Open: asked, and not answered: Shall I add a key? "
        "Tried in vain: `docker compose up` failed: Error: no such image."
    )
