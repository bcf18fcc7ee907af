"""`hardwon context` from outside: its lines, its JSON against the schema, its budget, what it loads."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest

from hardwon.cli import run
from hardwon.cli.context import _as_text
from hardwon.cli.schema import schema_of
from hardwon.core import count_tokens, find_places
from tests.scribe.transcripts import Claude

PARTS = ["branch", "status", "commits", "diff", "sessions", "worklog", "findings", "ci", "lessons"]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    root = tmp_path / "shop"
    (root / "app").mkdir(parents=True)
    monkeypatch.chdir(root)
    (root / "app/orders.py").write_text("total = 1\n")
    identity = ("-c", "user.name=Anna", "-c", "user.email=anna@example.org")
    for words in (
        ("init", "-q", "-b", "main"),
        ("add", "-A"),
        (*identity, "commit", "-q", "-m", "Add orders"),
        ("checkout", "-q", "-b", "retry"),
        (*identity, "commit", "-q", "--allow-empty", "-m", "Add backoff"),
    ):
        subprocess.run(["git", *words], check=True)
    (root / "app/orders.py").write_text("total = 2\nmore = 3\n")
    return root


@pytest.fixture
def printed(repository: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*arguments: str) -> str:
        capsys.readouterr()
        assert run(["context", *arguments]) == 0
        return capsys.readouterr().out

    return call


def _valid(text: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(text)
    jsonschema.validate(document, schema_of("context"))
    return document


def test_it_is_a_few_aligned_lines(printed: Any, repository: Path, tmp_path: Path) -> None:
    transcript = Claude(cwd=str(repository)).user("Retry invoice mails").edits(f"{repository}/app/orders.py")
    transcript.runs("make test", "1 failed", error=True).says("It is not done.").write(tmp_path / "one.jsonl")
    assert run(["import", str(tmp_path / "one.jsonl")]) == 0
    lines = printed().splitlines()
    assert lines[0] == "branch    retry (1 ahead of main), 1 file changed (+2 -1)"
    assert lines[1].startswith("commits   Add backoff (")
    assert "Retry invoice mails. " in lines[2]
    assert "Open: `make test` still fails" in lines[2]
    labels = [line[:10].rstrip() for line in lines]
    assert [label for label in labels if label] == ["branch", "commits", "last", "checks", "lessons"]
    assert lines[labels.index("checks")] == (
        "checks    not checked yet → hardwon check · CI unknown: no result is known here"
    )
    assert lines[labels.index("lessons")] == "lessons   none for these files"
    assert len(lines) <= 6


def test_its_json_is_what_the_schema_says(printed: Any) -> None:
    document = _valid(printed("--format", "json"))
    assert list(document["parts"]) == PARTS
    assert {part["state"] for part in document["parts"].values()} == {"fresh"}
    assert document["dropped"] == []
    assert document["parts"]["branch"]["value"]["base"] == {"name": "main", "ahead": 1, "behind": 0}


def test_the_schema_takes_a_part_that_failed_and_refuses_a_state_it_does_not_know(printed: Any) -> None:
    document = _valid(printed("--format", "json"))
    failed = {"state": "timeout", "seconds": 3.0, "value": None, "error": {"what": "w", "next_step": "n"}}
    document["parts"]["status"] = failed
    jsonschema.validate(document, schema_of("context"))
    document["parts"]["status"] = {**failed, "state": "lost"}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema_of("context"))


@pytest.mark.parametrize("budget", [1, 30, 45, 60, 1000])
def test_a_budget_drops_parts_from_the_end_and_says_so(printed: Any, budget: int) -> None:
    text = printed("--budget", str(budget))
    document = _valid(printed("--budget", str(budget * 10), "--format", "json"))
    assert list(document["parts"]) + document["dropped"] == PARTS
    assert (budget == 1000) == ("left out for the budget" not in text)
    assert count_tokens(text) <= max(budget, 15)
    if budget == 30:
        assert text.startswith("branch    retry")
        assert text.endswith(" to lessons\n")


def test_a_part_that_failed_is_named_with_its_next_step_below_the_rest(
    printed: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    lines = printed().splitlines()
    assert lines[0].startswith("last ")
    assert "status    git is not installed → install it: https://git-scm.com" in lines
    document = _valid(printed("--format", "json"))
    assert list(document["parts"]) == PARTS
    assert document["parts"]["diff"]["error"]["what"] == "git is not installed"


def test_text_for_people_is_coloured_and_its_words_are_the_same_without(printed: Any) -> None:
    document = _valid(printed("--format", "json"))
    assert click.unstyle(_as_text(document)).splitlines()[0] == printed().splitlines()[0]
    assert "\x1b[" in _as_text(document)


@contextmanager
def _answering(path: Path, answer: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """A daemon's socket that gives one answer; the requests it got."""
    path.parent.mkdir(parents=True)
    heard: list[dict[str, Any]] = []
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()

        def serve() -> None:
            connection, _ = listening.accept()
            with connection, connection.makefile("rwb") as stream:
                heard.append(json.loads(stream.readline()))
                stream.write(json.dumps(answer).encode() + b"\n")

        thread = threading.Thread(target=serve)
        thread.start()
        yield heard
        thread.join(10)


def test_with_a_daemon_it_loads_next_to_nothing(printed: Any, repository: Path, tmp_path: Path) -> None:
    document = {**_valid(printed("--format", "json")), "daemon": True}
    places = find_places(repository, runtime=tmp_path / "run/hardwon")
    program = (
        "import sys; from hardwon.cli import run; run(['context', '--format', 'json']);"
        "print(*sys.modules, file=sys.stderr)"
    )
    with _answering(places.socket, {"ok": True, "context": document}) as heard:
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == document
    assert heard == [{"op": "context", "root": str(repository)}]
    loaded = set(done.stderr.split())
    assert "hardwon.cli.context" in loaded
    heavy = (
        "sqlalchemy rich yaml asyncio subprocess watchdog tantivy hardwon.daemon hardwon.scribe "
        "hardwon.check hardwon.lessons hardwon.assembly.workspace"
    )
    assert loaded & set(heavy.split()) == set()


@pytest.mark.parametrize(
    "answer", [{"ok": False, "error": "there is no op 'context'"}, {"ok": True}, {"x": 1}]
)
def test_a_daemon_that_does_not_know_the_question_is_done_without(
    printed: Any, repository: Path, tmp_path: Path, answer: dict[str, Any]
) -> None:
    places = find_places(repository, runtime=tmp_path / "run/hardwon")
    with _answering(places.socket, answer) as heard:
        document = _valid(printed("--format", "json"))
    assert len(heard) == 1
    assert document["daemon"] is False


def test_a_long_story_of_the_last_session_is_cut_to_three_rows_and_says_where_the_rest_is(
    printed: Any,
) -> None:
    document = _valid(printed("--format", "json"))
    lists = {name: [] for name in ("asked", "commits", "decided", "fixed", "open", "in_vain")}
    document["parts"]["worklog"]["value"]["last"] = {
        "id": "5f0e8a52-1111", "agent": "codex", "title": "Retry mails", "state": "ended", "branch": None,
        "started": "2026-03-01T10:00:00Z", "last": "2026-03-01T10:52:00Z", "brief": "Done: much. " * 60,
        **lists,
    }  # fmt: skip
    jsonschema.validate(document, schema_of("context"))
    lines = click.unstyle(_as_text(document)).splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("last "))
    assert ", codex, 52 min: Retry mails. Done: much. " in lines[first]
    assert lines[first + 2].endswith(" … → hardwon worklog 5f0e8a52")
    assert lines[first + 3].startswith("checks")
    assert max(map(len, lines)) <= 118
