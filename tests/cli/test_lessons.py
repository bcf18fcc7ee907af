"""`hardwon lessons` from outside: what it prints, what it writes, which exit codes."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hardwon.assembly import open_workspace
from hardwon.cli import run
from hardwon.lessons import list_candidates
from hardwon.lessons.extraction.candidate import candidate_events, make_candidate

_FORCE = """\
---
title: Never force a push
status: adopted
kind: gotcha
cost: 1h30m
rule: {command: 'git push\\b.*--force(?!-with-lease)'}
enforce: deny
---
It takes away what others pushed.

```sh bad
git push --force origin main
```
```sh good
git push --force-with-lease origin main
```
"""
_PLAIN = "---\ntitle: Query ids\nstatus: candidate\nkind: pattern\n---\nDo not build them.\n"
_BROKEN = "---\ntitle: x\nstatus: adopted\nenforce: block\n---\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    root = tmp_path / "repository"
    (root / ".hardwon/lessons").mkdir(parents=True)
    monkeypatch.chdir(root)
    return root


def put(repository: Path, **pages: str) -> None:
    for name, text in pages.items():
        (repository / f".hardwon/lessons/{name.replace('_', '-')}.md").write_text(text)


def put_candidate(repository: Path) -> str:
    candidate = make_candidate(
        "Load records in the task",
        "They are detached.",
        kind="fix",
        evidence=["session:a#1"],
        score=0.8,
        reasons=["a cause", "proved"],
        origin="session",
    )
    with open_workspace(repository).owner("test") as journal:
        journal.append(candidate_events([candidate], time="2026-01-01T00:00:00.000Z"))
    return candidate.id


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    capsys.readouterr()
    run(["lessons", *arguments, "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert told["version"] == 1
    return told


def test_the_list_is_aligned_and_dearest_first(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(repository, a_query_ids=_PLAIN, force=_FORCE)
    assert run(["lessons", "list"]) == 0
    head, first, second = capsys.readouterr().out.splitlines()
    assert head.split() == ["slug", "cost", "status", "kind", "rule", "enforce", "title"]
    assert first.startswith("force        1h30m  adopted    gotcha   command  deny")
    assert second.split() == ["a-query-ids", "-", "candidate", "pattern", "-", "advise", "Query", "ids"]
    assert first.index("Never force") == second.index("Query ids") == head.index("title")


def test_the_list_is_chosen_by_status_and_kind(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(repository, query_ids=_PLAIN, force=_FORCE)
    by_status = document(capsys, "list", "--status", "adopted")
    by_kind = document(capsys, "list", "--kind", "pattern")
    assert [lesson["slug"] for lesson in by_status["lessons"]] == ["force"]
    assert [lesson["slug"] for lesson in by_kind["lessons"]] == ["query-ids"]
    assert by_status["lessons"][0]["cost"] == 90


def test_a_broken_page_is_told_beside_the_list(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(repository, broken=_BROKEN, force=_FORCE)
    assert run(["lessons", "list"]) == 0
    told = capsys.readouterr()
    assert "force" in told.out
    assert ".hardwon/lessons/broken.md:4: `enforce` is `block` -> write advise, warn or deny" in told.err
    [problem] = document(capsys, "list")["problems"]
    assert (problem["path"], problem["line"]) == (".hardwon/lessons/broken.md", 4)


def test_an_empty_shelf_says_how_to_begin(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lessons", "list"]) == 0
    assert "hardwon init" in capsys.readouterr().err
    assert not (repository / ".hardwon/state").exists()


def test_candidates_of_the_journal_are_listed_beside_pages(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(repository, query_ids=_PLAIN)
    name = put_candidate(repository)
    assert run(["lessons", "list", "--status", "candidate"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("query-ids")
    assert lines[3].split()[:4] == [name, "0.80", "fix", "session:a#1"]
    assert run(["lessons", "list"]) == 0
    assert "1 candidate waits -> hardwon lessons inbox" in capsys.readouterr().err
    assert [one["id"] for one in document(capsys, "list")["candidates"]] == [name]
    assert document(capsys, "list", "--status", "adopted")["candidates"] == []


def test_the_list_says_how_many_wait_without_a_databases_worth_of_code(repository: Path) -> None:
    put(repository, force=_FORCE)
    put_candidate(repository)
    program = (
        "import sys; from hardwon.cli import run; code = run(['lessons', 'list']);"
        "print('sqlalchemy' in sys.modules); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=repository, capture_output=True, text=True, check=True
    )
    assert "1 candidate waits -> hardwon lessons inbox" in done.stderr
    assert done.stdout.splitlines()[-1] == "False"


def test_a_lesson_is_shown_by_its_beginning(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(repository, force=_FORCE)
    assert run(["lessons", "show", "fo"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("Never force a push\n  status    adopted\n  kind      gotcha\n  cost      1h30m\n")
    assert "(deny)" in text
    assert document(capsys, "show", "force")["body"].startswith("It takes away")


def test_a_candidate_is_shown_with_its_reasons(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = put_candidate(repository)
    assert run(["lessons", "show", name[:6]]) == 0
    text = capsys.readouterr().out
    assert f"-> hardwon lessons adopt {name}" in text
    assert "0.80: a cause; proved" in text
    assert document(capsys, "show", name)["evidence"] == ["session:a#1"]


def test_what_is_not_there_is_told_with_exit_code_2(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(repository, force=_FORCE)
    assert run(["lessons", "show", "forse"]) == 2
    assert "did you mean force?" in capsys.readouterr().err


def test_a_page_goes_from_new_to_adopted_to_retired(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["lessons", "new", "Close the client", "--kind", "fix", "--cost", "45m"]) == 0
    assert ".hardwon/lessons/close-the-client.md -> write what was learnt" in capsys.readouterr().out
    assert run(["lessons", "adopt", "close"]) == 2
    assert "close-the-client.md says nothing yet -> write over" in capsys.readouterr().err
    page = repository / ".hardwon/lessons/close-the-client.md"
    page.write_text(page.read_text().replace("What goes wrong, why, and what to do instead", "Close it"))
    assert run(["lessons", "adopt", "close"]) == 0
    assert "adopted close-the-client -> read and commit" in capsys.readouterr().out
    assert run(["lessons", "retire", "close", "--because", "the pool does it"]) == 0
    told = document(capsys, "show", "close")
    assert (told["status"], told["because"], told["kind"], told["cost"]) == (
        "retired",
        "the pool does it",
        "fix",
        45,
    )
    with open_workspace(repository).reader() as reader:
        kinds = [event.kind for event in reader.scan()]
    assert kinds == ["lesson.adopted", "lesson.retired"]


def test_an_editor_is_opened_where_it_is_asked_for(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = repository / "editor"
    editor.write_text('#!/bin/sh\necho "added" >> "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)
    assert run(["lessons", "new", "Close the client", "--edit"]) == 0
    assert (repository / ".hardwon/lessons/close-the-client.md").read_text().endswith("added\n")


def test_a_wrong_cost_is_misuse(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lessons", "new", "Close the client", "--cost", "lots"]) == 2
    assert "2h, 30m or 1h30m" in capsys.readouterr().err
    assert list((repository / ".hardwon/lessons").iterdir()) == []


def test_an_adopted_candidate_waits_no_longer(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = put_candidate(repository)
    assert run(["lessons", "adopt", name]) == 0
    assert "adopted load-records-in-the-task" in capsys.readouterr().out
    with open_workspace(repository).reader() as reader:
        assert list_candidates(reader) == []
    assert document(capsys, "show", "load")["evidence"] == ["session:a#1"]


def test_verify_holds_a_page_to_its_rule(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(repository, force=_FORCE, query_ids=_PLAIN)
    assert run(["lessons", "verify"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == "force      holds  1 bad, 1 good: command"
    assert second == "query-ids  no rule"


def test_tables_fit_a_terminal_and_the_regular_expression_is_shown_with_its_lesson(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    long = _FORCE.replace("'git push", f"'git ({'|'.join(f'word{n}' for n in range(60))}|push)")
    put(repository, force=long.replace("title: ", f"title: {'Every single time ' * 6}"), query_ids=_PLAIN)
    for command in (["list"], ["verify"]):
        run(["lessons", *command])
        lines = capsys.readouterr().out.splitlines()
        assert [line for line in lines if len(line) > 80] == []
        assert any("force" in line and "command" in line for line in lines)
    assert run(["lessons", "show", "force"]) == 0
    assert "word59" in capsys.readouterr().out


def test_verify_fails_with_the_case_and_what_fired(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(repository, force=_FORCE.replace("--force-with-lease", "--force"), other=_FORCE)
    assert run(["lessons", "verify"]) == 1
    out = capsys.readouterr().out
    assert "force  fails\n" in out
    assert ".hardwon/lessons/force.md:14  case line 14 (good):" in out
    assert "fires at line 15: git push --force origin main" in out
    assert run(["lessons", "verify", "other"]) == 0
    [lesson] = document(capsys, "verify", "force")["lessons"]
    assert [case["outcome"] for case in lesson["cases"]] == ["holds", "fails"]


_SLEEP = """\
---
title: Sleep without blocking the loop
status: adopted
rule: {ruff: [ASYNC251]}
---
```python bad
import time


async def wait():
    time.sleep(1)
```
"""


def test_verify_runs_rules_of_ruff(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(repository, sleep=_SLEEP)
    assert run(["lessons", "verify"]) == 0
    assert "sleep  holds  1 bad, 0 good: ruff ASYNC251" in capsys.readouterr().out


def test_verify_says_which_rules_it_cannot_run(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setitem(sys.modules, "ruff", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    put(repository, sleep=_SLEEP)
    assert run(["lessons", "verify"]) == 1
    assert "sleep  not verified\n  ruff is not installed -> pip install ruff" in capsys.readouterr().out
    assert run(["lessons", "verify", "--allow-unverified"]) == 0


def test_verify_fails_on_a_page_that_cannot_be_read(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(repository, broken=_BROKEN)
    assert run(["lessons", "verify"]) == 1
    assert "broken.md:4" in capsys.readouterr().err


def test_a_retired_lesson_is_verified_only_by_name(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(
        repository,
        force=_FORCE.replace("status: adopted", "status: retired").replace("git push --force o", "x"),
    )
    assert run(["lessons", "verify"]) == 0
    assert "no lessons to verify" in capsys.readouterr().err
    assert run(["lessons", "verify", "force"]) == 1
