"""`hardwon learn` and the decisions of `hardwon lessons` from outside."""

import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from hardwon.assembly import open_workspace
from hardwon.cli import run
from hardwon.lessons.extraction.candidate import candidate_events, make_candidate
from tests.lessons.samples import GOOD

_TEXT = "Load records inside the job. The request's session is closed by then."


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    root = tmp_path / "repository"
    (root / ".hardwon/lessons").mkdir(parents=True)
    monkeypatch.chdir(root)
    return root


def told(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert run(list(arguments)) == code
    said = capsys.readouterr()
    return said.err if code else said.out


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    answer = json.loads(told(capsys, *arguments, "--format", "json"))
    assert answer["version"] == 1
    return answer


def put(root: Path, count: int) -> list[str]:
    candidates = [
        make_candidate(
            f"The queue{number} of tenant{number} is drained by worker{number} before the deploy",
            "It was lost " + "now and then " * 20,
            kind="fix",
            evidence=[f"session:a#{number}", "commit:4be1", "https://shop.example/1", "commit:5"],
            score=0.8,
            reasons=["a cause", "proved by a passing test"],
            origin="session",
        )
        for number in range(count)
    ]
    with open_workspace(root).owner("test") as journal:
        journal.append(candidate_events(candidates, time="2026-01-01T00:00:00.000Z"))
    return [candidate.id for candidate in candidates]


@pytest.mark.parametrize("command", ["adopt", "inbox"])
def test_what_was_learnt_while_another_owned_the_journal_is_there_at_once(
    repository: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    with open_workspace(repository).owner("another"):
        name = document(capsys, "learn", _TEXT)["candidate"]
    if command == "adopt":
        assert "adopted load-records-inside-the-job -> read" in told(capsys, "lessons", "adopt", name)
    else:
        assert name in told(capsys, "lessons", "inbox")


def test_what_is_learnt_waits_in_the_inbox(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = told(capsys, "learn", f"{_TEXT} Ask ann.lee@shop.org.", "--cost", "2h", "--file", "app/*.py")
    assert "(gotcha): Load records inside the job -> hardwon lessons adopt c-" in out
    assert "cleaned: 1 e-mail address taken out" in out
    [one] = document(capsys, "lessons", "inbox")["candidates"]
    assert (one["title"], one["cost"], one["files"]) == ("Load records inside the job", 120, ["app/*.py"])
    assert one["reasons"][0] == "said by a person"
    text = told(capsys, "lessons", "inbox")
    assert text.startswith(f"{one['id']}  0.90  gotcha  2h\n  Load records inside the job\n")


def test_learning_it_again_doubles_nothing(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = document(capsys, "learn", _TEXT)["candidate"]
    again = told(
        capsys, "learn", "Inside the job, load the records. The session of the request is closed by then."
    )
    assert f"{first} waits" in again
    assert "-> say it again with --merge" in again
    known = document(capsys, "learn", _TEXT, "--merge", "--evidence", "commit:77")["known"]
    assert known == {"candidate": first, "percent": 100, "merged": ["commit:77"]}
    assert document(capsys, "lessons", "inbox")["total"] == 1


def test_evidence_is_a_commit_by_its_id_and_never_nonsense(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "`nonsense` is no evidence -> write commit:SHA" in told(
        capsys, "learn", _TEXT, "--evidence", "nonsense", code=2
    )
    assert "no commit `HEAD`" in told(capsys, "learn", _TEXT, "--evidence", "commit:HEAD", code=2)
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    for words in (("init", "-q"), (*who, "commit", "-q", "--allow-empty", "-m", "First")):
        subprocess.run(["git", *words], cwd=repository, check=True)
    sha = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=repository, text=True).strip()
    name = document(capsys, "learn", _TEXT, "--evidence", "commit:HEAD")["candidate"]
    assert document(capsys, "lessons", "show", name)["evidence"] == [f"commit:{sha}"]


def test_standard_input_is_read_and_adopted_at_once(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("We decided to keep SQLite. It needs no server.\n"))
    page = document(capsys, "learn", "-", "--adopt", "--cost", "30m")["page"]
    assert page == ".hardwon/lessons/we-decided-to-keep-sqlite.md"
    assert "cost: 30m" in (repository / page).read_text()
    assert document(capsys, "lessons", "show", "we")["kind"] == "decision"


def test_routine_is_refused_with_what_to_write(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    err = told(capsys, "learn", "Done, all tests pass.", code=2)
    assert "reports that something is done" in err
    assert "-> say what was learnt on the way" in err


def test_an_empty_inbox_says_how_to_fill_it(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lessons", "inbox"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "nothing waits -> hardwon import" in said.err
    assert document(capsys, "lessons", "inbox") == {"version": 1, "total": 0, "candidates": []}


@pytest.mark.parametrize("columns", [80, 120])
def test_the_inbox_fits_the_terminal_and_ends_with_a_hint(
    repository: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    columns: int,
) -> None:
    put(repository, 30)
    monkeypatch.setenv("COLUMNS", str(columns))
    assert run(["lessons", "inbox"]) == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert len([line for line in lines if line.startswith("c-")]) == 20
    assert max(map(len, lines)) <= columns
    assert "10 more wait -> hardwon lessons inbox --all" in said.err
    assert len(document(capsys, "lessons", "inbox", "--all")["candidates"]) == 30


def test_a_candidate_is_merged_rejected_and_both_are_taken_back(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = repository / ".hardwon/lessons/load.md"
    page.write_text(GOOD)
    one, other = put(repository, 2)
    assert f"merged {one} into load, it gained 3 of evidence -> commit" in told(
        capsys, "lessons", "merge", one, "load"
    )
    assert '"session:abc#12", "session:a#0"' in page.read_text()
    assert told(capsys, "lessons", "reject", other, "--because", "not ours").startswith(f"rejected {other}")
    assert f"{other} was rejected: not ours -> `hardwon lessons undo {other}`" in told(
        capsys, "lessons", "adopt", other, code=2
    )
    words = [one["decision"] for one in document(capsys, "lessons", "undo", "--list")["decisions"]]
    assert words == ["rejected", "merged"]
    out = told(capsys, "lessons", "undo", "2")
    assert out == (
        f"took back: rejected {other}: not ours\n"
        f"took back: merged {one} into load -> commit .hardwon/lessons/load.md\n"
    )
    assert page.read_text() == GOOD
    assert document(capsys, "lessons", "inbox")["total"] == 2
    assert f"merged {other} into {one}" in told(capsys, "lessons", "merge", other, one)
    assert "no candidate is called load" in told(capsys, "lessons", "merge", "load", "load", code=2)


def test_a_person_sets_at_adoption_what_they_know(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [one] = put(repository, 1)
    said = ("--title", "Drain: queues first", "--cost", "1h", "--kind", "decision", "--enforce", "warn")
    assert "adopted drain-queues-first" in told(capsys, "lessons", "adopt", one, *said)
    lesson = document(capsys, "lessons", "show", "drain")
    assert (lesson["title"], lesson["cost"], lesson["kind"], lesson["enforce"]) == (
        "Drain: queues first",
        60,
        "decision",
        "warn",
    )
    told(capsys, "lessons", "retire", "drain", "--because", "x")
    told(capsys, "lessons", "adopt", "drain", "--cost", "3h")
    assert document(capsys, "lessons", "show", "drain")["cost"] == 180


def test_what_is_to_deny_and_has_no_rule_is_told(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = put(repository, 2)
    said = told(capsys, "lessons", "adopt", one, "--enforce", "deny")
    assert (
        "denies nothing yet, it has no rule -> name one on its page, see docs/howto/write-a-rule.md" in said
    )
    assert document(capsys, "lessons", "adopt", other)["note"] is None
    run(["lessons", "audit", "--format", "json"])
    found = json.loads(capsys.readouterr().out)["faults"]
    assert [(fault["stale"], fault["message"]) for fault in found if fault["about"] == "rule"] == [
        (False, "enforce: deny without a rule, so nothing is found")
    ]


def test_many_decisions_are_taken_back_only_by_who_says_so(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for one in put(repository, 7):
        told(capsys, "lessons", "reject", one, "--because", "not ours")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert "-> see `hardwon lessons undo --list`, then: hardwon lessons undo 99 --yes" in told(
        capsys, "lessons", "undo", "99", code=2
    )
    assert document(capsys, "lessons", "inbox")["total"] == 0
    assert len(document(capsys, "lessons", "undo", "5")["undone"]) == 5
    assert len(document(capsys, "lessons", "undo", "99", "--yes")["undone"]) == 2
    assert document(capsys, "lessons", "inbox")["total"] == 7


def test_undo_refuses_where_a_page_was_changed(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "learn", _TEXT, "--adopt")
    page = repository / ".hardwon/lessons/load-records-inside-the-job.md"
    page.write_text(page.read_text() + "More.\n")
    err = told(capsys, "lessons", "undo", code=2)
    assert f"{page.relative_to(repository)} has been changed since" in err
    assert page.read_text().endswith("More.\n")


def test_every_decision_can_be_scripted(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other, third = put(repository, 3)
    new = document(capsys, "lessons", "new", "Close the client")
    path = ".hardwon/lessons/close-the-client.md"
    assert (new["decision"], new["slug"], new["path"]) == ("new", "close-the-client", path)
    merged = document(capsys, "lessons", "merge", one, "close-the-client")
    assert (merged["decision"], merged["id"], merged["into"], merged["path"]) == (
        "merged", one, "close-the-client", path,
    )  # fmt: skip
    assert "session:a#0" in merged["evidence"]
    rejected = document(capsys, "lessons", "reject", other, "--because", "not ours")
    assert (rejected["decision"], rejected["id"]) == ("rejected", other)
    adopted = document(capsys, "lessons", "adopt", third, "--title", "Drain queues")
    assert (adopted["decision"], adopted["id"], adopted["slug"]) == ("adopted", third, "drain-queues")
    for verdict in ("helpful", "harmful"):
        told_of = document(capsys, "lessons", verdict, "drain", "--agent")
        assert (told_of["decision"], told_of["slug"], told_of["by"]) == (verdict, "drain-queues", "agent")
    kept = document(capsys, "lessons", "review", "drain", "--keep", "--until", "2099-06-30")
    assert (kept["decision"], kept["slug"], kept["until"]) == ("kept", "drain-queues", "2099-06-30")
    changed = document(capsys, "lessons", "review", "drain", "--change")
    assert (changed["decision"], changed["until"]) == ("changed", None)
    retired = document(capsys, "lessons", "retire", "drain", "--because", "no queue is left")
    assert (retired["decision"], retired["slug"], retired["because"]) == (
        "retired", "drain-queues", "no queue is left",
    )  # fmt: skip
    assert "is retired already" in told(
        capsys, "lessons", "retire", "drain", "--because", "x", "--format", "json", code=2
    )
