"""`hardwon lessons audit`, `due`, `review` and `checklist` from outside."""

import json
import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import Any

import pytest

from hardwon.assembly import open_workspace
from hardwon.cli import run

_PAGE = """\
---
title: Load orders once
status: adopted
cost: 1h
review: 2026-01-31
applies-to: ["app/**/*.py"]
triggers: {content: ["load_orders"], prompt: ["order list"]}
evidence: ["file:app/orders.py#load_orders"]
---
Each call asks the database again.
"""
_OTHER = "---\ntitle: Never load orders once\nstatus: adopted\nreview: 2026-02-01\n---\nNo.\n"


def git(root: Path, *words: str) -> str:
    return subprocess.run(
        ["git", "-C", str(root), *words], capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    root = tmp_path / "repository"
    (root / ".hardwon/lessons").mkdir(parents=True)
    (root / "app").mkdir()
    (root / "app/orders.py").write_text("def load_orders(): ...\n")
    (root / ".hardwon/lessons/load-once.md").write_text(_PAGE)
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.name", "Anna Example")
    git(root, "config", "user.email", "anna@example.org")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Adopt a lesson")
    monkeypatch.chdir(root)
    return root


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    capsys.readouterr()
    run(["lessons", *arguments, "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert told["version"] == 1
    return told


def reviewed(root: Path) -> list[dict[str, object]]:
    with open_workspace(root).reader() as reader:
        told = [dict(event.payload) for event in reader.scan(kinds=("lesson.reviewed",))]
    return [{key: value for key, value in one.items() if key != "pages"} for one in told]


def test_an_audit_of_what_holds_exits_0_and_one_of_what_is_gone_1(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["lessons", "audit"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 adopted lesson: none stale, 1 note"
    git(repository, "mv", "app/orders.py", "app/store.py")
    git(repository, "commit", "-qm", "Rename")
    assert run(["lessons", "audit"]) == 1
    page, stale, _, summary = capsys.readouterr().out.splitlines()
    assert page == ".hardwon/lessons/load-once.md"
    assert stale == (
        "  stale  file:app/orders.py#load_orders: app/orders.py was renamed -> write "
        "file:app/store.py#load_orders"
    )
    assert summary == "1 adopted lesson: 1 stale, 1 note"
    [fault, _] = document(capsys, "audit")["faults"]
    assert (fault["slug"], fault["about"], fault["stale"]) == ("load-once", "evidence", True)
    assert fault["now"] == "file:app/store.py#load_orders"


def test_a_contradiction_is_told_with_both_pages(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / ".hardwon/lessons/never.md").write_text(_OTHER)
    assert run(["lessons", "audit"]) == 1
    out = capsys.readouterr().out
    assert "contradiction  .hardwon/lessons/load-once.md and .hardwon/lessons/never.md\n" in out
    [told] = document(capsys, "audit")["contradictions"]
    assert told["slugs"] == ["load-once", "never"]
    assert told["message"] == "“Load orders once” against “Never load orders once”"


def test_due_lists_the_longest_due_first(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / ".hardwon/lessons/never.md").write_text(_OTHER)
    assert run(["lessons", "due"]) == 0
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        "2026-01-31  load-once  Load orders once",
        "2026-02-01  never      Never load orders once",
    ]
    assert told.err == "2 lessons due -> hardwon lessons review\n"
    first = document(capsys, "due")["due"][0]
    assert (first["slug"], first["review"], first["assumed"]) == ("load-once", "2026-01-31", False)


def test_keeping_touches_one_line_and_is_an_event(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["lessons", "review", "load", "--keep", "--until", "2099-06-30"]) == 0
    assert (
        capsys.readouterr().out == "kept load-once until 2099-06-30 -> commit .hardwon/lessons/load-once.md\n"
    )
    page = repository / ".hardwon/lessons/load-once.md"
    assert page.read_text() == _PAGE.replace("2026-01-31", "2099-06-30")
    assert reviewed(repository) == [{"slug": "load-once", "decision": "keep", "until": "2099-06-30"}]
    assert document(capsys, "due")["due"] == []


def test_changing_and_retiring_say_what_is_next(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lessons", "review", "load-once", "--change"]) == 0
    assert "hardwon lessons review load-once --keep" in capsys.readouterr().out
    assert run(["lessons", "review", "load-once", "--retire"]) == 2
    assert "--because" in capsys.readouterr().err
    assert run(["lessons", "review", "load-once", "--retire", "--because", "cached now"]) == 0
    assert [one["decision"] for one in reviewed(repository)] == ["change", "retire"]
    assert 'because: "cached now"' in (repository / ".hardwon/lessons/load-once.md").read_text()


@pytest.mark.parametrize(
    "arguments",
    [
        ["load-once", "--keep", "--change"],
        ["--keep"],
        ["load-once", "--until", "2099-01-01"],
        ["load-once"],
        [],
    ],
)
def test_a_review_without_one_answer_changes_nothing(
    repository: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with open(os.devnull) as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        assert run(["lessons", "review", *arguments]) == 2
    assert " -> " in capsys.readouterr().err
    assert git(repository, "status", "--porcelain") == ""


def on_a_terminal(root: Path, *keys: str) -> str:
    """What `hardwon lessons review` prints on a terminal where these keys are pressed, each when it asks."""
    master, slave = pty.openpty()
    environment = {**os.environ, "TERM": "dumb", "NO_COLOR": "1", "EDITOR": "true"}
    with subprocess.Popen(
        [sys.executable, "-m", "hardwon", "lessons", "review"],
        cwd=root, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True,
    ) as process:  # fmt: skip
        os.close(slave)
        seen, waiting, end = "", list(keys), time.monotonic() + 60
        asked = 0
        while time.monotonic() < end:
            if select.select([master], [], [], 0.2)[0]:
                try:
                    data = os.read(master, 65536)
                except OSError:  # the other side is closed
                    break
                if not data:
                    break
                seen += data.decode()
            questions = len(re.findall(r"\[q\]uit |because: ", seen))
            # Going raw drops what was typed before.
            ready = seen.endswith("because: ") or not termios.tcgetattr(master)[3] & termios.ICANON
            if waiting and questions > asked and ready:
                asked = questions
                os.write(master, waiting.pop(0).encode())
        process.kill()
    os.close(master)
    return seen.replace("\r\n", "\n")


def test_one_key_keeps_and_the_page_is_shown_with_its_history(repository: Path) -> None:
    seen = on_a_terminal(repository, "k")
    assert "Load orders once" in seen
    assert re.search(r"figures +nothing has come of it yet", seen)
    assert re.search(r"since +\d{4}-\d\d-\d\d [0-9a-f]{7,} Adopt a lesson", seen)
    assert "kept load-once until" in seen
    assert [one["decision"] for one in reviewed(repository)] == ["keep"]


def test_keys_skip_retire_with_a_reason_and_quit(repository: Path) -> None:
    for name in ("b", "c", "d"):
        text = _OTHER.replace("Never load orders once", f"Write {name}").replace(
            "-02-01", f"-03-0{ord(name) - 96}"
        )
        (repository / f".hardwon/lessons/{name}.md").write_text(text)
    seen = on_a_terminal(repository, "s", "r", "no longer so\n", "x", "q")
    assert "2 of 4" in seen
    assert "retired b" in seen
    assert [(one["slug"], one["decision"]) for one in reviewed(repository)] == [("b", "retire")]
    assert (repository / ".hardwon/lessons/load-once.md").read_text() == _PAGE


def test_ctrl_c_leaves_everything_as_it_is(repository: Path) -> None:
    assert "stopped; nothing lost" in on_a_terminal(repository, "\x03")
    assert git(repository, "status", "--porcelain") == ""
    assert reviewed(repository) == []


def test_the_checklist_of_changes_files_and_prompts(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["lessons", "checklist"]) == 0
    assert capsys.readouterr() == ("", "no lesson bears on this work\n")
    (repository / "app/new.py").write_text("orders = load_orders()\n")
    assert run(["lessons", "checklist"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "[ ] Load orders once (1h)",
        "    `load_orders` in app/new.py -> hardwon lessons show load-once",
    ]
    run(["lessons", "checklist", "--format", "markdown", "--file", "app/orders.py"])
    assert capsys.readouterr().out == "- [ ] Load orders once (`load-once`: `load_orders` in app/orders.py)\n"
    [item] = document(capsys, "checklist", "--prompt", "sort the order list")["items"]
    assert (item["slug"], item["because"]) == ("load-once", "“order list”")
    assert document(capsys, "checklist", "--prompt", "sort the customers")["items"] == []


def test_a_checklist_of_what_is_not_there_says_what_to_do(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["lessons", "checklist", "--diff", "nope"]) == 2
    assert capsys.readouterr().err == (
        "hardwon: git knows no commit `nope` -> `git branch -a` lists what there is\n"
    )
    assert run(["lessons", "checklist", "--file", "../outside.py"]) == 2
    assert "name a file of the repository" in capsys.readouterr().err


def test_a_context_says_which_reviews_are_due(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["context"]) == 0
    assert "1 lesson is due for review → hardwon lessons review" in capsys.readouterr().out
