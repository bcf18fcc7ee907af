import pytest

from hardwon.lessons.extraction.reverts import TAKES_BACK, taken_back
from hardwon.lessons.extraction.sources import extract_candidates
from hardwon.store import Event

Told = tuple[str, dict[str, object]]
_WHY = "The unique index on `job.key` deadlocks under load. I'm reverting it."


def _events(*told: Told) -> list[Event]:
    return [
        Event(number, f"e:{number}", kind, "2026-03-01T10:00:00.000Z", {"turn": str(number), **payload}, "s1")
        for number, (kind, payload) in enumerate(told, 1)
    ]


def _asked(text: str) -> Told:
    return "session.turn", {"speaker": "user", "text": text}


def _said(text: str) -> Told:
    return "session.turn", {"speaker": "assistant", "text": text}


def _edited(path: str) -> list[Told]:
    given: dict[str, object] = {"call": f"e{path}", "tool": "Edit", "input": {"file_path": path}}
    return [("session.tool", given), ("session.result", {"call": f"e{path}", "text": "ok", "error": False})]


def _ran(command: str, *, error: bool = False) -> list[Told]:
    given: dict[str, object] = {"call": f"r{command}", "tool": "Bash", "input": {"command": command}}
    return [("session.tool", given), ("session.result", {"call": f"r{command}", "text": "", "error": error})]


def _titles(*told: Told) -> list[str]:
    return [one.title for one in extract_candidates(_events(*told))]


def test_what_was_taken_back_because_it_failed_is_a_candidate_whichever_comes_first() -> None:
    before = [_asked("Make jobs unique."), *_edited("app/jobs.py"), _said(_WHY), *_ran("git checkout -- app")]
    [candidate] = extract_candidates(_events(*before))
    assert candidate.title == "The unique index on `job.key` deadlocks under load"
    assert candidate.body == _WHY
    assert candidate.evidence == ("session:s1#4",)
    assert candidate.score == 0.75
    after = [_asked("Make jobs unique."), *_edited("app/jobs.py"), *_ran("git restore app"), _said(_WHY)]
    assert _titles(*after) == ["The unique index on `job.key` deadlocks under load"]


def test_words_alone_are_no_revert_and_neither_is_a_command_that_takes_nothing_back() -> None:
    assert _titles(_asked("Go on."), *_edited("a.py"), _said(_WHY)) == []
    assert _titles(_asked("Go on."), _said(_WHY), *_ran("git checkout -- a.py")) == []
    assert (
        _titles(_asked("Go."), *_edited("a.py"), _said(_WHY), *_ran("git checkout -- a.py", error=True)) == []
    )
    assert _titles(_asked("Go."), *_edited("a.py"), _said(_WHY), _asked("No."), *_ran("git stash")) == []


@pytest.mark.parametrize(
    "text",
    [
        # Heard from agents: they tidy up, and change their minds, more often than they learn.
        "The change to the config is unrelated to this feature, so I reverted it to keep the PR focused.",
        "The hook file is write-protected, so I reverted the one test row I had added.",
        "Let me revert the component changes since we're now using `location()` for the redirect.",
        "Actually wait, let me revert that and try the proper approach with `useState` instead.",
        "That wasn't line 168. Let me revert and fix the actual line.",
        "Should I revert the index, which deadlocks under load?",
        "If the index deadlocks under load we would have to revert it.",
        "They don't have a tip for dropping them since they're not part of the session.",
    ],
)
def test_tidying_up_and_second_thoughts_are_no_lesson(text: str) -> None:
    assert taken_back(text) is None


@pytest.mark.parametrize(
    ("command", "takes_back"),
    [
        ("git checkout -- a.py", True),
        ("git checkout main -- a.py", True),
        ("git restore a.py", True),
        ("git -C repo reset --hard HEAD~1", True),
        ("git revert abc", True),
        ("git stash", True),
        ("git stash pop", False),
        ("git restore --staged a.py", False),
        ("git checkout main", False),
        ("git reset HEAD a.py", False),
    ],
)
def test_which_commands_take_changes_back(command: str, takes_back: bool) -> None:
    assert bool(TAKES_BACK.search(command)) is takes_back
