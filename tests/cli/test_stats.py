"""`hardwon lessons stats`, `helpful` and `harmful` from outside."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from hardwon.assembly import open_workspace
from hardwon.cli.root import root
from hardwon.cli.schema import schema_of
from hardwon.core import iso
from hardwon.store import NewEvent

PAGE = """\
---
title: Load records inside the task
status: adopted
kind: gotcha
cost: 2h
rule: detached-record
enforce: deny
---
A record is detached once its session ends.
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.delenv("COLUMNS", raising=False)
    repository = tmp_path / "repository"
    (repository / ".hardwon/lessons").mkdir(parents=True)
    (repository / ".hardwon/lessons/load-inside.md").write_text(PAGE)
    (repository / ".hardwon/lessons/quiet.md").write_text(
        PAGE.replace("cost: 2h\nrule: detached-record\n", "")
    )
    return repository


def hardwon(repository: Path, *words: str) -> Result:
    return CliRunner().invoke(root, ["lessons", *words, "--repo", str(repository)])


def tell(repository: Path, kinds: Sequence[tuple[str, dict[str, object]]]) -> None:
    workspace = open_workspace(repository)
    time = iso(workspace.clock.now())
    with workspace.owner("test") as journal:
        journal.append(
            [NewEvent(f"t:{at}:{kind}", kind, time, what) for at, (kind, what) in enumerate(kinds)]
        )


def document(repository: Path, *words: str) -> Any:
    printed = json.loads(hardwon(repository, "stats", "--format", "json", *words).stdout)
    jsonschema.validate(printed, schema_of("stats"))
    return printed


DENIED = {
    "slug": "load-inside",
    "rule": "detached-record",
    "path": "a.py",
    "fingerprint": "aa",
    "how": "denied",
}
BREACH = {"lesson": "load-inside", "rule": "detached-record", "path": "b.py", "fingerprint": "bb"}


def test_figures_are_shown_with_how_they_were_reckoned(repository: Path) -> None:
    tell(repository, [("lesson.prevented", DENIED), ("finding.new", BREACH)])
    lines = hardwon(repository, "stats").stdout.splitlines()
    assert lines[:3] == [
        "lesson       saved  prevented  breached  followed  recalled  shown  marks  breaches a week",
        "load-inside     2h          1         1         -         -      -      -  ···········█",
        "1 lesson of which nothing is counted",
    ]
    assert "saved 2h = 2h prevented - 0m of reading" in lines
    assert "which lessons never matter shows after 90 days of records" in lines
    assert any(
        line.startswith("reckoned: a breach that was prevented would have cost once more") for line in lines
    )


def test_the_json_is_what_the_schema_says(repository: Path) -> None:
    tell(repository, [("lesson.prevented", DENIED), ("finding.new", BREACH)])
    printed = document(repository)
    first = printed["lessons"][0]
    assert (first["slug"], first["prevented"], first["spared"], first["cost"]) == ("load-inside", 1, 120, 120)
    assert set(first["last"]) == {"prevented", "breached"}
    assert printed["rules"] == [{"rule": "detached-record", "weeks": [*[0] * 11, 1]}]
    assert (printed["spared"], printed["saved"], printed["since"]) == (120, 120, None)


def test_since_leaves_out_what_was_before(repository: Path) -> None:
    tell(repository, [("lesson.prevented", DENIED)])
    printed = document(repository, "--since", "2999-01-01")
    assert (printed["since"], printed["spared"]) == ("2999-01-01", 0)
    assert hardwon(repository, "stats", "--since", "soon").exit_code == 2


def test_where_nothing_happened_the_figures_are_empty_and_nothing_is_written(tmp_path: Path) -> None:
    result = hardwon(tmp_path, "stats")
    assert result.exit_code == 0
    assert result.stdout.startswith("no lessons here -> hardwon init brings a pack")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("verdict", ["helpful", "harmful"])
def test_who_judges_is_remembered_with_the_reason(repository: Path, verdict: str) -> None:
    by_agent = hardwon(repository, verdict, "load", "--because", "it named the deadlock", "--agent")
    assert (by_agent.exit_code, by_agent.stdout.partition(" -> ")[0]) == (0, f"load-inside was {verdict}")
    assert hardwon(repository, verdict, "load-inside").exit_code == 0
    with open_workspace(repository).owner("test") as journal:
        told = [event.payload for event in journal.read(kinds=("lesson.judged",))]
    assert told == [
        {"slug": "load-inside", "verdict": verdict, "by": "agent", "because": "it named the deadlock"},
        {"slug": "load-inside", "verdict": verdict, "by": "person", "because": ""},
    ]
    assert document(repository)["lessons"][0][verdict] == 2


def test_a_lesson_that_is_not_there_cannot_be_judged(repository: Path) -> None:
    result = CliRunner().invoke(root, ["lessons", "helpful", "nothing-such", "--repo", str(repository)])
    assert result.exit_code != 0
    assert not (repository / ".hardwon/state").exists()
