"""What the audit says of a shelf of lessons."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import pytest

from hardwon.check import LinterFailed, Reported
from hardwon.lessons import Audit, Shelf, audit
from tests.lessons.validity.repository import Repository

TODAY = date(2026, 11, 21)
_WHOLE = "cost: 1h\nevidence: ['url:https://example.org']\n"


class _Linter:
    """Knows one rule, or is not there."""

    def __init__(self, known: Mapping[str, bool] | None) -> None:
        self._known = known

    def version(self) -> bytes:
        return b"1"

    def rules(self) -> Mapping[str, bool]:
        if self._known is None:
            raise LinterFailed("no ruff", next_step="install it")
        return self._known

    def lint(
        self, codes: Collection[str], paths: Sequence[str], texts: Mapping[str, bytes]
    ) -> list[Reported]:
        return []


def put(repository: Repository, slug: str, front: str, body: str = "Text.", status: str = "adopted") -> None:
    text = f"---\ntitle: About {slug}\nstatus: {status}\n{front}---\n{body}\n"
    repository.put(f".hardwon/lessons/{slug}.md", text)


def look(repository: Repository, *, linter: _Linter | None = None, run_cases: bool = False) -> Audit:
    shelf = Shelf(repository.root / ".hardwon/lessons")
    return audit(shelf, repository.ground(), today=TODAY, linter=linter, run_cases=run_cases)


def said(found: Audit) -> list[tuple[str, bool, str]]:
    return [(fault.about, fault.stale, fault.what) for fault in found.faults]


def test_a_whole_lesson_has_no_fault_and_others_are_not_looked_at(repository: Repository) -> None:
    put(repository, "whole", f"{_WHOLE}review: 2027-01-01\n")
    put(repository, "candidate", "evidence: ['file:gone.py']\n", status="candidate")
    put(repository, "retired", "evidence: ['file:gone.py']\n", status="retired")
    repository.commit()
    found = look(repository)
    assert (found.lessons, found.faults, found.contradictions, found.problems) == (1, (), (), ())
    assert not found.failed


def test_stale_evidence_fails_and_names_what_took_its_place(repository: Repository) -> None:
    repository.put("app/a.py", "def load(): ...\n")
    put(repository, "a", "cost: 1h\nevidence: ['file:app/a.py#load', 'url:https://example.org']\n")
    repository.commit()
    assert not look(repository).failed
    repository.git("mv", "app/a.py", "app/b.py")
    repository.commit("Rename")
    found = look(repository)
    assert found.failed
    [fault] = found.faults
    assert (fault.what, fault.now) == ("file:app/a.py#load: app/a.py was renamed", "file:app/b.py#load")
    assert fault.next_step == "write file:app/b.py#load"


def test_patterns_are_stale_where_their_files_are_gone_and_a_note_where_none_came_yet(
    repository: Repository,
) -> None:
    repository.write(app__a_py="x = 1\n", web__b_ts="y()\n")
    put(repository, "gone", f"{_WHOLE}applies-to: ['app/*.py']\n")
    put(repository, "half", f"{_WHOLE}applies-to: ['app/*.py', '**/*.ts']\n")
    put(repository, "later", f"{_WHOLE}applies-to: ['migrations/**']\n")
    put(repository, "either", f"{_WHOLE}applies-to: ['**/*.ts', '**/*.tsx']\n")
    repository.commit()
    assert said(look(repository)) == [("files", False, "applies-to migrations/** matches no file yet")]
    repository.git("mv", "app/a.py", "core.py")
    repository.commit("Rename")
    found = look(repository)
    assert [(one.lesson.slug, one.stale) for one in found.faults] == [
        ("gone", True), ("half", False), ("later", False),
    ]  # fmt: skip
    assert found.faults[0].next_step == "app/a.py is core.py now: write a pattern for it"


def test_triggers_that_stand_nowhere_are_a_note(repository: Repository) -> None:
    repository.write(app__a_py="Create_Task(x)\n", docs__b_md="add_task\n")
    put(
        repository, "there", f"{_WHOLE}applies-to: ['app/*.py']\ntriggers: {{content: [nope, create_task]}}\n"
    )
    put(repository, "else", f"{_WHOLE}applies-to: ['app/*.py']\ntriggers: {{content: [add_task]}}\n")
    put(repository, "none", f"{_WHOLE}triggers: {{content: [one, two, three, four]}}\n")
    repository.commit()
    assert said(look(repository)) == [
        ("triggers", False, "no file has `add_task`"),
        ("triggers", False, "no file has `one`, `two`, `three` and 1 more triggers"),
    ]


def test_a_rule_that_ruff_has_no_more_is_stale_and_without_ruff_nobody_knows(repository: Repository) -> None:
    put(repository, "a", f"{_WHOLE}rule: {{ruff: [ASYNC251, XYZ1]}}\n")
    repository.commit()
    assert said(look(repository, linter=_Linter({"ASYNC251": True}))) == [
        ("rule", True, "ruff has no rule XYZ1")
    ]
    assert said(look(repository, linter=_Linter(None))) == []
    assert said(look(repository)) == []


def test_cases_are_run_only_when_asked_for(repository: Repository) -> None:
    put(repository, "a", f"{_WHOLE}rule: {{command: 'push -f'}}\n", "x\n```sh bad\ngit push\n```")
    repository.commit()
    assert not look(repository).failed
    found = look(repository, run_cases=True)
    assert found.failed
    assert [fault.about for fault in found.faults] == ["cases"]


def test_what_is_missing_or_due_is_a_note(repository: Repository) -> None:
    put(repository, "a", "review: 2026-11-20\n")
    repository.commit()
    found = look(repository)
    assert said(found) == [
        ("review", False, "its review was due 1 day ago"),
        ("evidence", False, "no evidence"),
        ("cost", False, "no cost"),
    ]
    assert not found.failed


@pytest.mark.parametrize(
    "other", ["title: Never force a push\nstatus: adopted\n", "title: x\nstatus: nope\n"]
)
def test_a_contradiction_and_a_broken_page_fail(repository: Repository, other: str) -> None:
    repository.put(".hardwon/lessons/a.md", f"---\ntitle: Force a push\nstatus: adopted\n{_WHOLE}---\nx\n")
    repository.put(".hardwon/lessons/b.md", f"---\n{other}{_WHOLE}---\nx\n")
    repository.commit()
    found = look(repository)
    assert found.failed
    assert (len(found.contradictions), len(found.problems)) in ((1, 0), (0, 1))


def test_what_cannot_be_seen_from_here_fails_nobody(repository: Repository) -> None:
    put(repository, "a", "cost: 1h\nevidence: ['session:elsewhere#1']\n")
    repository.commit()
    found = look(repository)
    assert not found.failed
    assert [(slug, one.why) for slug, one in found.unseen] == [
        ("a", "it may be in the journal of another machine")
    ]


def test_a_repository_without_commits_or_lessons_is_fine(repository: Repository) -> None:
    assert (look(repository).lessons, look(repository).failed) == (0, False)
    put(repository, "a", f"{_WHOLE}applies-to: ['app/*.py']\n")
    assert not look(repository).failed
