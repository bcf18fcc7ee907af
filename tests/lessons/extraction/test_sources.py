"""What happened in sessions and in git becomes candidates; routine does not."""

import pytest

from hardwon.lessons import Candidate
from hardwon.lessons.extraction.commits import from_commit
from hardwon.lessons.extraction.sources import extract_candidates
from hardwon.store import Event


class Story:
    """Events of a session, numbered as a transcript's lines."""

    def __init__(self, session: str = "s1") -> None:
        self.session = session
        self.events: list[Event] = []
        self.add("session.started", cwd="/home/ann/shop")

    def add(self, kind: str, **payload: object) -> "Story":
        line = len(self.events)
        payload.setdefault("turn", str(line))
        event = Event(
            line, f"test:{self.session}:{line}", kind, "2026-01-01T00:00:00.000Z", payload, self.session
        )
        self.events.append(event)
        return self

    def person(self, text: str) -> "Story":
        return self.add("session.turn", speaker="user", text=text)

    def agent(self, text: str) -> "Story":
        return self.add("session.turn", speaker="assistant", text=text)

    def edit(self, path: str = "/home/ann/shop/app/api.py", text: str = "") -> "Story":
        return self.add(
            "session.tool", call=f"e{len(self.events)}", tool="Edit", input={"file_path": path, "new": text}
        )

    def run(self, command: str, output: str = "", *, error: bool = False) -> "Story":
        call = f"c{len(self.events)}"
        self.add("session.tool", call=call, tool="Bash", input={"command": command})
        return self.add("session.result", call=call, error=error, text=output)

    def candidates(self) -> list[Candidate]:
        return extract_candidates(self.events)

    def one(self) -> Candidate:
        [found] = self.candidates()
        return found


def test_a_correction_that_names_the_alternative_is_kept_with_its_line() -> None:
    found = (
        Story()
        .person("add a test")
        .agent("I mock completion.")
        .edit()
        .person("no, don't mock completion. mock the httpx library which completion uses")
        .one()
    )
    assert found.evidence == ("session:s1#4",)
    assert found.kind == "gotcha"
    assert found.body == (
        "A person said: no, don't mock completion. mock the httpx library which completion uses\n\n"
        "Said about app/api.py"
    )
    assert "a person refuses what was done" in found.reasons


@pytest.mark.parametrize(
    "said",
    [
        "Never run migrations by hand",
        "Please always run `make lint` before you commit",
        "No, we use structlog in this project, not the logging module.",
        "use pnpm instead of npm, the lockfile is pnpm's",
        "That's wrong: phase ids are generated, query them instead of building the string.",
        "in this project we never call the API directly from components; go through the store",
        "don't use print here, use the logger",
    ],
)
def test_what_a_person_lays_down_is_kept(said: str) -> None:
    story = Story().person("do it").agent("I use npm and print.").run("npm install").person(said)
    assert story.one().body.startswith("A person said: ")


@pytest.mark.parametrize(
    "said",
    [
        "add a test for this",
        "why do you always create new files?",
        "don't modify `send_with_retries`",
        "looks good, commit it",
        "no",
        "now make the button blue",
        "<system-reminder>Never run migrations by hand</system-reminder>",
        "[Request interrupted by user]",
        "Never do that. " + "x" * 2000,
        "can you use the spinner?",
        "/ask can we use the framework's completer instead of npm",
        "always show the prompt on the line before",
    ],
)
def test_tasks_questions_and_what_no_person_said_are_not_kept(said: str) -> None:
    assert Story().person("do it").agent("Done.").edit().person(said).candidates() == []


def _single(*after: str) -> list[Candidate]:
    story = (
        Story()
        .person("go")
        .agent("I use RESULT_CACHE.")
        .edit()
        .person("don't use RESULT_CACHE, use self.pages")
    )
    for text in after:
        story.agent("Done.").edit().person(text)
    return story.candidates()


def test_a_single_order_counts_little_and_only_while_its_edit_stands() -> None:
    [found] = _single("thanks, now the other page")
    assert found.score == 0.6
    assert _single("/undo") == []
    assert _single("that still fails") == []


def test_an_order_with_its_reason_counts_more_than_one_without() -> None:
    said = "don't use RESULT_CACHE, it is shared between threads; use self.pages"
    found = Story().person("go").agent("I use RESULT_CACHE.").edit().person(said).one()
    assert found.score > 0.8


def test_a_correction_quotes_the_line_it_speaks_of() -> None:
    story = Story().person("go").agent("Like this:")
    story.add(
        "session.tool",
        call="e",
        tool="Edit",
        input={"file_path": "/home/ann/shop/app/rows.py", "new_string": "rows = RESULT_CACHE[key]"},
    )
    found = story.person("don't use RESULT_CACHE here, it is shared by threads; use self.pages").one()
    assert "Said about app/rows.py, where stood:\n\n    rows = RESULT_CACHE[key]" in found.body


@pytest.mark.parametrize(
    "said",
    [
        "save_draft shouldn't overwrite the existing slug, if one exists",
        "there is no retries param to Client.__init__. add a max_retries param",
        "Session.open no longer takes a verbose arg",
        "`to_json` must never return None",
        "load_state should always return a State, not a dict",
        "only run `check_updates` if config.check is true",
        "make `fetch_all` always return a list",
        "no, put it in utils/dates.py, not models.py",
        "catch NotFoundInRegistry not KeyError",
    ],
)
def test_a_task_in_the_form_of_a_fact_is_not_kept(said: str) -> None:
    assert Story().person("do it").agent("KeyError, models.py, dict").edit().person(said).candidates() == []


def test_the_rule_behind_an_order_is_kept_under_its_own_name() -> None:
    said = (
        "make sure `apply()` does NOT create the file since shell commands require an explicit yes, not --yes"
    )
    found = Story().person("x").agent("ok").person(said).one()
    assert found.title == "Shell commands require an explicit yes, not --yes"
    assert "make sure" in found.body


def test_decisions_of_a_plan_are_kept_with_their_reasons_alone() -> None:
    plan = (
        "Do this:\n\n# Retry queue\n\n## Key Design Decisions\n\n"
        "- **Optional `Retrier`** (not on all backends): only one of them needs it\n"
        "- Use a modal for the form\n\n## Steps\n\n- Add `a.py` since it is needed by step two\n"
    )
    found = Story().person(plan + "x" * 3000).one()
    assert found.kind == "decision"
    assert found.body.startswith("Optional `Retrier` (not on all backends): only one of them needs it")
    assert "From the plan: Retry queue" in found.body


_IN_WORDS = "The error occurs because the `options` parameter is `None`, and we iterate over it."


def test_an_error_in_other_words_needs_its_cure_or_to_come_back() -> None:
    def told(session: str, text: str) -> Story:
        return Story(session).person("why?").agent(text).edit().person("thanks, next").agent("ok")

    assert told("a", _IN_WORDS).candidates() == []
    cure = f"{_IN_WORDS} It has to be an empty tuple by default."
    assert told("a", cure).one().score == 0.65
    one = told("a", "The error occurs because the `options` of `Parser` is `None` here and now.")
    two = told("b", "The bug happens because `options` is not set on our `Parser` at all.")
    [found] = extract_candidates([*one.events, *two.events])
    assert len(found.evidence) == 2


def test_the_cure_that_is_quoted_belongs_to_the_error() -> None:
    story = Story().person("x").run("make lint", "a.go:4: returns interface (ireturn)\n", error=True)
    story.agent("The `ireturn` linter wants concrete types returned.")
    for number, line in enumerate(("//nolint:ireturn // by design", "require.Error(t, problem)")):
        path = f"/home/ann/shop/{'ab'[number]}.go"
        story.add(
            "session.tool", call=f"n{number}", tool="Edit", input={"file_path": path, "new_string": line}
        )
    body = story.run("make lint", "ok").one().body
    assert "nolint:ireturn" in body
    assert "require.Error" not in body


def test_what_is_asked_before_anything_was_done_is_a_task() -> None:
    assert Story().person("Never run migrations by hand").candidates() == []


def test_an_error_that_is_explained_edited_for_and_passed_is_kept() -> None:
    found = (
        Story()
        .person("lint fails")
        .run("mise run lint 2>&1", "Exit code 1\napp/a.go:4: returns interface (ireturn)\n", error=True)
        .agent("The `ireturn` linter wants concrete types returned. Let me fix it:")
        .edit("/home/ann/shop/app/a.go")
        .run("mise run lint", "ok")
        .one()
    )
    assert found.title == "The `ireturn` linter wants concrete types returned"
    assert found.body == (
        "The `ireturn` linter wants concrete types returned.\n\n`mise run lint 2>&1` failed:\n\n"
        "    app/a.go:4: returns interface (ireturn)\n\nChanged: app/a.go"
    )
    assert found.evidence == ("session:s1#2",)


def test_a_failure_that_nobody_explained_or_that_never_passed_is_routine() -> None:
    failing = "Exit code 1\nFAILED tests/test_a.py::test_b - assert 1 == 2\n"
    unexplained = (
        Story().person("x").run("pytest", failing, error=True).agent("Let me fix it.").edit().run("pytest")
    )
    assert unexplained.candidates() == []
    explained = (
        Story()
        .person("x")
        .run("pytest", failing, error=True)
        .agent("The `test_b` test expects two here now.")
    )
    assert explained.edit().candidates() == []
    assert explained.run("pytest").candidates() != []


def test_a_command_that_worked_in_another_form_is_kept() -> None:
    found = (
        Story()
        .person("test it")
        .run("pytest tests/unit", "bash: pytest: command not found", error=True)
        .run("uv run pytest tests/unit", "12 passed")
        .one()
    )
    assert found.title == "Run `uv run pytest tests/unit`, not `pytest tests/unit`"
    assert "    bash: pytest: command not found" in found.body
    assert found.evidence == ("session:s1#2",)


@pytest.mark.parametrize(
    ("first", "said", "then"),
    [
        ("grep -x foo a", "grep: unknown option -x", "grep foo a"),
        ("pytest a", "1 failed", "pytest b"),
        ("pytest a", "usage: pytest", "npm run build"),
        ("pytest 'a", "usage: pytest", "pytest a"),
    ],
)
def test_looking_around_and_other_work_is_no_retry(first: str, said: str, then: str) -> None:
    assert Story().person("x").run(first, said, error=True).run(then).candidates() == []


def test_a_cause_counts_once_an_edit_and_a_passing_check_have_proved_it() -> None:
    said = "It turns out `get_session` closes before the background task starts."
    named = Story().person("why?").agent(said)
    assert named.candidates() == []
    assert named.edit().candidates() == []
    found = named.run("pytest", "ok").one()
    assert (found.title, found.kind, found.evidence) == (
        said.removeprefix("It turns out ").rstrip("."),
        "fix",
        ("session:s1#2",),
    )


def test_a_cause_told_after_the_proof_counts_and_one_before_a_new_question_does_not() -> None:
    said = "The root cause was that `get_session` closes too early for the task."
    assert Story().person("x").edit().run("make test").agent(said).candidates() != []
    assert Story().person("x").agent(said).person("and now?").edit().run("make test").candidates() == []


@pytest.mark.parametrize(
    "said",
    [
        "The root cause might be that `get_session` closes too early.",
        "Let me find the root cause of the failing `get_session` call now.",
        "Is the root cause that `get_session` closes too early for it?",
    ],
)
def test_a_guess_is_no_cause(said: str) -> None:
    assert Story().person("x").edit().run("make test").agent(said).candidates() == []


def test_thinking_is_not_what_was_said() -> None:
    story = Story().person("x").edit().run("make test")
    story.add(
        "session.turn",
        speaker="assistant",
        thinking=True,
        text="The root cause was that `a()` closes too early.",
    )
    assert story.candidates() == []


def test_a_summary_with_problem_and_fix_is_kept_whole() -> None:
    text = (
        "All done.\n\n"
        "**Bug**: `end_turn()` in `/home/ann/shop/app/hooks.py` ignored what `apply()` returned. "
        "Actions were lost.\n\n**Fix** (2 files):\n- `hooks.py` hands them on\n"
    )
    found = Story().person("x").edit().agent(text).one()
    assert found.title == "`end_turn()` in `app/hooks.py` ignored what `apply()` returned"
    assert "Solution: " in found.body
    assert "/home/ann" not in found.body


def test_a_decision_counts_with_its_reason_only() -> None:
    because = "We went with `tantivy` for the index because SQLite reads every unit of a common word."
    found = Story().person("which?").agent(because).one()
    assert (found.kind, found.title) == ("decision", because.rstrip("."))
    assert (
        Story().person("which?").agent("We went with `tantivy` for the index in the end.").candidates() == []
    )


def test_a_conversation_among_people_is_not_read() -> None:
    story = Story()
    story.add(
        "session.turn", speaker="Ann", text="We went with the green tent because the red one leaks in rain."
    )
    story.add(
        "session.turn", speaker="Bob", text="It turns out `tents()` leak, that was the root cause of it all."
    )
    assert story.candidates() == []


def test_routine_reports_are_silent() -> None:
    story = (
        Story().person("add the endpoint").agent("I'll read the file first.").edit().run("pytest", "3 passed")
    )
    story.agent("Done. All tests pass. I added `create_order()` to `app/api.py` and a test for it.")
    assert story.candidates() == []


def test_the_same_said_in_two_sessions_is_one_candidate_with_both() -> None:
    said = "Never run migrations by hand"
    one, two = (Story(name).person("x").agent("ok").person(said) for name in ("a", "b"))
    [found] = extract_candidates([*one.events, *two.events])
    assert found.evidence == ("session:a#3", "session:b#3")


def test_sessions_that_run_at_once_do_not_mix() -> None:
    one, two = Story("a"), Story("b")
    one.person("x").run("pytest", "`aaaa` failed", error=True)
    two.person("x").agent("The `aaaa` value does not fit because of `bbbb`.").edit().run("pytest")
    mixed = sorted([*one.events, *two.events], key=lambda event: event.offset)
    assert extract_candidates(mixed) == []


def test_events_without_what_they_should_have_are_passed_over() -> None:
    story = Story()
    for kind in ("session.turn", "session.tool", "session.result", "session.started", "session.note"):
        story.add(kind)
    story.add("session.tool", tool="Bash", input="not a mapping", call="c")
    assert story.candidates() == []


def commit(subject: str, body: str) -> list[Candidate]:
    return from_commit({"sha": "4be1", "subject": subject, "body": body})


def test_a_revert_with_its_reason_is_kept() -> None:
    [found] = commit(
        'Revert "Cache the session (#12)"',
        "This reverts commit abc.\n\n"
        "The cache outlived the request, and two users saw each other's baskets.\n",
    )
    assert (found.title, found.evidence, found.origin) == (
        'Revert "Cache the session (#12)"',
        ("commit:4be1",),
        "git",
    )
    assert found.body.startswith("Reverted: Cache the session (#12)\n\nThe cache outlived")


def test_a_cause_found_in_a_commit_is_kept_under_its_subject() -> None:
    [found] = commit(
        "fix(jobs): reload the order in the task (#41)",
        "Jobs hung now and then.\n\n"
        "The root cause was the request's session, which `get_session()` closes early.\n\n"
        "Signed-off-by: A <a@b.c>",
    )
    assert found.title == "Reload the order in the task"
    assert "Signed-off-by" not in found.body


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ('Revert "Cache the session"', "This reverts commit abc."),
        ("Add the endpoint", "It returns orders."),
        ("Merge branch 'x'", "The root cause was that `a()` is closed too early by `b()`."),
        ("Bump ruff from 1 to 2", "The root cause was that `a()` is closed too early by `b()`."),
        ("Fix it", ""),
        ("Fix it", "The root cause was that `a()` is closed too early.\n" + "x" * 7000),
    ],
)
def test_commits_that_teach_nothing_are_silent(subject: str, body: str) -> None:
    assert commit(subject, body) == []


def test_commits_and_sessions_are_read_in_one_pass() -> None:
    payload = {"sha": "1", "subject": "Fix", "body": "It turns out `a()` runs twice when the lock is lost."}
    event = Event(9, "git:1", "git.commit", "t", payload, None)
    [found] = extract_candidates([event, event])
    assert found.evidence == ("commit:1",)
