"""What an agent is answered where no daemon runs: by the process of its hook itself."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hardwon.check import check_texts, rule_slugs
from hardwon.integrations.hooks.alone import NEEDING_OTHERS
from tests.check.test_corpus import PROJECTS, read_project

from .contract import heeded
from .test_process import daemon

COMMAND = """---
title: Push with a lease
status: adopted
kind: gotcha
cost: 2h
triggers: {prompt: ["force push"]}
rule: {command: 'git push\\b.*--force\\b(?!-with-lease)'}
enforce: deny
---
A plain one overwrites what others pushed.

```sh bad
git push --force
```
```sh good
git push --force-with-lease
```
"""
BUILT_IN = """---
title: Use an AsyncSession in async functions
status: adopted
kind: gotcha
cost: 1h
rule: sync-session-in-async
enforce: deny
---
The loop stands still while it waits.
"""
PATTERN = """---
title: No eval
status: adopted
kind: gotcha
rule: {pattern: 'eval($X)'}
enforce: warn
---
It runs whatever it is given.
"""
BLOCKING = """from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

engine = create_engine("sqlite://")


async def load(number: int) -> object:
    with Session(engine) as session:
        return session.execute(select(number)).all()
"""


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    repo = tmp_path / "repo"
    (repo / ".git").mkdir(parents=True)
    (repo / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (repo / ".hardwon/lessons").mkdir(parents=True)
    (repo / ".hardwon/lessons/push-with-a-lease.md").write_text(COMMAND)
    return repo


def hook(repo: Path, event: str = "PreToolUse", **told: Any) -> str:
    whole = {"session_id": "s-1", "cwd": str(repo), "hook_event_name": event, "tool_use_id": "t", **told}
    done = subprocess.run(
        [sys.executable, "-m", "hardwon", "hook", "claude-code"],
        input=json.dumps(whole),
        cwd=repo,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def write(repo: Path, text: str, name: str = "app.py") -> str:
    return hook(repo, tool_name="Write", tool_input={"file_path": str(repo / name), "content": text})


def spooled(repo: Path, kind: str) -> list[dict[str, Any]]:
    files = sorted((repo / ".git/hardwon/spool").glob("*.jsonl"))
    lines = [json.loads(line) for file in files for line in file.read_text().splitlines()]
    return [line["payload"] for line in lines if line["kind"] == kind]


def test_a_command_is_denied_and_counted_and_the_event_is_kept(repo: Path) -> None:
    said = heeded(hook(repo, tool_name="Bash", tool_input={"command": "git push --force"}))
    assert said["permissionDecision"] == "deny"
    assert "instead: git push --force-with-lease" in said["permissionDecisionReason"]
    assert hook(repo, tool_name="Bash", tool_input={"command": "git push"}) == ""
    [prevented] = spooled(repo, "lesson.prevented")
    assert (prevented["slug"], prevented["how"]) == ("push-with-a-lease", "denied")
    assert len(spooled(repo, "session.hook")) == 2


def test_what_one_file_shows_is_denied(repo: Path) -> None:
    (repo / ".hardwon/lessons/async-session.md").write_text(BUILT_IN)
    said = heeded(write(repo, BLOCKING))
    assert said["permissionDecision"] == "deny"
    (repo / "app.py").write_text(BLOCKING)
    assert write(repo, BLOCKING + "\n\nLIMIT = 3\n") == ""  # it was broken before, and by nobody now
    assert write(repo, "x = 1\n") == ""


def test_what_no_check_looks_at_is_not_denied(repo: Path) -> None:
    (repo / ".hardwon/lessons/async-session.md").write_text(BUILT_IN)
    (repo / ".gitignore").write_text("gen/\n")
    assert write(repo, BLOCKING, "gen/app.py") == write(repo, BLOCKING, ".venv/app.py") == ""
    assert write(repo, BLOCKING, "src/app.py")


def test_a_daemon_that_is_too_busy_leaves_the_judgement_to_the_hook(repo: Path) -> None:
    with daemon(repo, b'{"ok": true, "unanswered": true}\n') as asked:
        said = heeded(hook(repo, tool_name="Bash", tool_input={"command": "git push --force"}))
    assert said["permissionDecision"] == "deny"
    assert len(asked) == 1
    assert spooled(repo, "session.hook") == []  # the daemon has it


def test_a_pattern_of_a_lesson_warns(repo: Path) -> None:
    (repo / ".hardwon/lessons/no-eval.md").write_text(PATTERN)
    said = heeded(write(repo, "eval(input())\n"))
    assert "permissionDecision" not in said
    assert 'mind "No eval"' in said["additionalContext"]
    assert write(repo, "eval(input())\n", "notes.md") == ""


def test_a_prompt_brings_its_lessons(repo: Path) -> None:
    said = heeded(hook(repo, "UserPromptSubmit", prompt="then force push the branch"))
    assert "Push with a lease (cost 2h)" in said["additionalContext"]
    assert hook(repo, "UserPromptSubmit", prompt="make the logo bigger") == ""
    assert [payload["where"] for payload in spooled(repo, "lesson.shown")] == ["prompt"]


def test_a_page_that_was_changed_is_read_again(repo: Path) -> None:
    call = {"tool_name": "Bash", "tool_input": {"command": "git push --force"}}
    assert hook(repo, **call)
    page = repo / ".hardwon/lessons/push-with-a-lease.md"
    page.write_text(COMMAND.replace("adopted", "retired"))
    assert hook(repo, **call) == ""
    page.unlink()
    assert hook(repo, **call) == ""


def test_a_broken_page_or_a_damaged_book_hides_no_lesson(repo: Path) -> None:
    (repo / ".hardwon/lessons/broken.md").write_text("---\ntitle: [\n---\n")
    call = {"tool_name": "Bash", "tool_input": {"command": "git push --force"}}
    assert hook(repo, **call)
    (repo / ".git/hardwon/book.json").write_text('{"seen": 1')
    assert hook(repo, **call)
    (repo / ".git/hardwon/book.json").write_text('{"seen": []}')
    assert hook(repo, **call)


def test_without_lessons_nothing_is_loaded_and_nothing_said(repo: Path) -> None:
    for page in (repo / ".hardwon/lessons").iterdir():
        page.unlink()
    (repo / ".hardwon/lessons").rmdir()
    assert hook(repo, tool_name="Bash", tool_input={"command": "git push --force"}) == ""
    assert not (repo / ".git/hardwon/book.json").exists()


def test_a_rule_that_denies_by_one_file_alone_is_right_in_the_whole_project() -> None:
    alone = sorted(set(rule_slugs()) - NEEDING_OTHERS)
    denied = 0
    for project in PROJECTS:
        files = read_project(project)
        whole = {(one.path, one.line, one.rule) for one in check_texts(files).findings}
        for path, text in files.items():
            sure = [
                one for one in check_texts({path: text}, rules=alone).findings if one.severity != "advice"
            ]
            assert {(one.path, one.line, one.rule) for one in sure} <= whole, project.name
            denied += len(sure)
    assert denied > 10
