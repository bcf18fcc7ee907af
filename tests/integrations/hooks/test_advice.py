"""What a daemon answers to an agent's hooks, in the form that their contract gives."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hardwon.check import Finding
from hardwon.core import SystemClock
from hardwon.integrations import Adviser
from hardwon.integrations.hooks.advice import Advice
from hardwon.lessons import Shelf

from .contract import heeded

PAGE = """---
title: {title}
status: adopted
kind: gotcha
cost: 2h
applies-to: ["app/**/*.py"]
triggers: {{prompt: ["background job"]}}
{rule}enforce: {enforce}
---
Its session ends with the request.
"""
FOUND = Finding(
    "detached-record", "app/api.py", 3, 1, 3, 5, "`order` is loaded elsewhere", do="load it there",
    fingerprint="f1", lesson="load-there",
)  # fmt: skip


class Ground:
    """A repository with lessons, and an adviser that is told what is found in a text."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / ".git").mkdir()
        (root / ".hardwon/lessons").mkdir(parents=True)
        (root / "app").mkdir()
        self.found: dict[bytes, Sequence[Finding]] = {}
        self.asked: list[tuple[str, bytes | None, bytes]] = []
        self.gates: Mapping[str, str] = {}
        self.document: Mapping[str, Any] = {"parts": {}}
        self._adviser: Adviser | None = None

    def write(self, slug: str, *, enforce: str = "deny", rule: str = "", title: str = "") -> None:
        page = PAGE.format(title=title or f"Mind the {slug}", enforce=enforce, rule=rule)
        (self.root / f".hardwon/lessons/{slug}.md").write_text(page)

    def advise(self, event: str, **told: Any) -> Advice:
        if self._adviser is None:
            self._adviser = Adviser(
                shelf=lambda: Shelf(self.root / ".hardwon/lessons", known_rules=("detached-record",)),
                propose=self._propose,
                state=self._state,
                roots=lambda: (self.root,),
                clock=SystemClock(),
                gates=self.gates,
                budget=300,
            )
        whole = {"session_id": "s-1", "cwd": str(self.root), "hook_event_name": event, **told}
        return asyncio.run(self._adviser.advise(whole))

    def edit(self, event: str, text: str, call: str = "t1", name: str = "app/api.py") -> Advice:
        given = {"file_path": str(self.root / name), "content": text}
        return self.advise(event, tool_name="Write", tool_use_id=call, tool_input=given)

    async def _propose(self, path: str, before: bytes | None, after: bytes) -> Sequence[Finding]:
        self.asked.append((path, before, after))
        return self.found.get(after, ())

    async def _state(self, root: Path) -> Mapping[str, Any]:
        return self.document


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path)


def test_an_edit_that_breaks_a_lesson_is_denied_and_counts_as_prevented(ground: Ground) -> None:
    ground.write("load-there", rule="rule: detached-record\n")
    ground.found[b"broken"] = [FOUND]
    advice = ground.edit("PreToolUse", "broken")
    said = heeded(advice.answer)
    assert said["permissionDecision"] == "deny"
    assert '"Mind the load-there" (it cost 2h to learn)' in said["permissionDecisionReason"]
    assert ground.asked == [("app/api.py", None, b"broken")]
    [shown, prevented] = advice.events
    assert (shown.kind, shown.payload["slugs"], shown.session) == ("lesson.shown", ["load-there"], "s-1")
    assert prevented.kind == "lesson.prevented"
    assert (prevented.payload["slug"], prevented.payload["fingerprint"]) == ("load-there", "f1")
    assert ground.edit("PreToolUse", "mended") == Advice()


def test_a_warning_is_told_once_before_and_not_again_after(ground: Ground) -> None:
    ground.write("load-there", rule="rule: detached-record\n", enforce="warn")
    ground.found[b"broken"] = [FOUND]
    said = heeded(ground.edit("PreToolUse", "broken").answer)
    assert "permissionDecision" not in said
    assert "mind" in said["additionalContext"]
    (ground.root / "app/api.py").write_bytes(b"broken")
    assert ground.edit("PostToolUse", "broken") == Advice()
    assert ground.edit("PreToolUse", "broken", "t2").answer == ""


def test_what_was_written_in_spite_is_told_afterwards(ground: Ground) -> None:
    ground.write("load-there", rule="rule: detached-record\n")
    ground.found[b"broken by a formatter"] = [FOUND]
    ground.edit("PreToolUse", "harmless")
    (ground.root / "app/api.py").write_bytes(b"broken by a formatter")
    said = heeded(ground.edit("PostToolUse", "harmless").answer)
    assert said["additionalContext"].startswith("hardwon: this breaks")


def test_a_command_that_a_lesson_forbids_is_denied(ground: Ground) -> None:
    ground.write("no-force", rule="rule: {command: 'git push\\b.*--force\\b'}\n")
    call = {"tool_name": "Bash", "tool_use_id": "t1", "tool_input": {"command": "git push --force"}}
    advice = ground.advise("PreToolUse", **call)
    assert heeded(advice.answer)["permissionDecision"] == "deny"
    assert [event.kind for event in advice.events] == ["lesson.shown", "lesson.prevented"]
    harmless = {"tool_input": {"command": "git push"}}
    assert ground.advise("PreToolUse", **{**call, **harmless}) == Advice()


def test_a_page_that_was_retired_a_moment_ago_denies_nothing(ground: Ground) -> None:
    ground.write("no-force", rule="rule: {command: 'git push\\b.*--force\\b'}\n")
    call = {"tool_name": "Bash", "tool_input": {"command": "git push --force"}}
    assert ground.advise("PreToolUse", **call).answer
    page = ground.root / ".hardwon/lessons/no-force.md"
    page.write_text(page.read_text().replace("adopted", "retired"))
    assert ground.advise("PreToolUse", **call) == Advice()


def test_a_prompt_brings_its_lessons_once_a_session(ground: Ground) -> None:
    ground.write("load-there")
    said = heeded(ground.advise("UserPromptSubmit", prompt="add a background job for invoices").answer)
    assert "- Mind the load-there (cost 2h): Its session ends" in said["additionalContext"]
    assert ground.advise("UserPromptSubmit", prompt="and another background job") == Advice()
    assert ground.advise("UserPromptSubmit", user_prompt="a background job", session_id="s-2").answer
    ground.advise("SessionStart", source="clear")
    assert ground.advise("UserPromptSubmit", prompt="a background job").answer
    assert ground.advise("UserPromptSubmit", prompt="make the logo bigger") == Advice()


def test_a_session_begins_with_the_state_of_the_work_or_with_nothing(ground: Ground) -> None:
    assert ground.advise("SessionStart", source="startup") == Advice()
    last = {"id": "abcdefgh12", "title": "retry for mails", "brief": "Open: idempotency key."}
    ground.document = {
        "parts": {
            "branch": {"value": {"name": "invoices", "operation": None}},
            "worklog": {"value": {"last": last}},
            "ci": {"value": None},
        }
    }
    text = heeded(ground.advise("SessionStart", source="startup").answer)["additionalContext"]
    assert text.splitlines()[:2] == [
        "branch: invoices",
        "last session: retry for mails. Open: idempotency key. (hardwon worklog abcdefgh)",
    ]


def test_whoever_orchestrates_is_told_whom_to_ask(ground: Ground) -> None:
    ground.gates = {"Edit|Write": "the coordinator for code"}
    said = heeded(ground.edit("PreToolUse", "x").answer)
    assert said["permissionDecision"] == "deny"
    assert "ask the coordinator for code" in said["permissionDecisionReason"]
    given = {"file_path": str(ground.root / "app/api.py"), "content": "x"}
    by_subagent = ground.advise(
        "PreToolUse", tool_name="Write", tool_input=given, agent_id="a1", tool_use_id="t"
    )
    assert by_subagent == Advice()


@pytest.mark.parametrize(
    "event", ["Stop", "SubagentStop", "SessionEnd", "PreCompact", "Notification", None, 7]
)
def test_other_events_are_answered_with_nothing(ground: Ground, event: str) -> None:
    assert ground.advise(event, stop_hook_active=True) == Advice()


def test_a_file_elsewhere_is_nobodys_business_here(ground: Ground, tmp_path: Path) -> None:
    given = {"file_path": "/elsewhere/app/api.py", "content": "broken"}
    ground.found[b"broken"] = [replace(FOUND)]
    assert ground.advise("PreToolUse", tool_name="Write", tool_input=given) == Advice()
    assert ground.asked == []


def test_what_is_said_fits_what_the_agent_reads(ground: Ground) -> None:
    ground.write("load-there", rule="rule: detached-record\n", title="Mind \\ud800 it")
    ground.found[b"broken"] = [replace(FOUND, message="x" * 50_000, fingerprint=str(n)) for n in range(3)]
    said = heeded(ground.edit("PreToolUse", "broken").answer)
    assert len(said["permissionDecisionReason"]) < 10_000
