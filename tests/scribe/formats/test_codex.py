import json
from pathlib import Path

import pytest

from hardwon.core import find_places
from hardwon.scribe.places import kept_transcripts
from tests.scribe.transcripts import Memory, notes, said, take, take_bytes

SESSION = "019a2d7a-41c4-78b1-b7cc-a45d62a89cd5"


def _line(kind: str, payload: object, second: int = 0) -> str:
    return json.dumps({"timestamp": f"2026-03-01T10:00:{second:02}.000Z", "type": kind, "payload": payload})


def _meta(**more: object) -> str:
    payload = {
        "id": SESSION,
        "cwd": "/srv/shop",
        "originator": "codex_cli",
        "git": {"branch": "main"},
        **more,
    }
    return _line("session_meta", payload)


def _message(role: str, text: str) -> str:
    kind = "output_text" if role == "assistant" else "input_text"
    return _line(
        "response_item", {"type": "message", "role": role, "content": [{"type": kind, "text": text}]}, 1
    )


def _item(**payload: object) -> str:
    return _line("response_item", payload, 2)


def _take(folder: Path, *lines: str) -> Memory:
    return take_bytes(folder, "".join(f"{line}\n" for line in lines).encode(), name="rollout.jsonl")[0]


def test_a_rollout_is_one_session_that_its_first_line_names(tmp_path: Path) -> None:
    sink = _take(tmp_path, _meta(), _message("user", "fix it"), _message("assistant", "fixed"))
    [started] = sink.of("session.started")
    assert started.session == SESSION
    assert {key: started.payload[key] for key in ("agent", "cwd", "branch")} == {
        "agent": "codex",
        "cwd": "/srv/shop",
        "branch": "main",
    }
    assert said(sink) == [("user", "fix it"), ("assistant", "fixed")]
    assert [turn.payload["turn"] for turn in sink.of("session.turn")] == ["2", "3"]


def test_what_codex_puts_before_the_prompt_is_not_the_users(tmp_path: Path) -> None:
    context = _message("user", "<environment_context>\n<cwd>/srv</cwd>\n</environment_context>")
    guide = _message("user", "# AGENTS.md instructions for /srv\n\n<INSTRUCTIONS>be kind</INSTRUCTIONS>")
    rules = _message("developer", "sandboxed")
    sink = _take(tmp_path, _meta(), context, guide, rules, _message("user", "go"))
    assert [who for who, _ in said(sink)] == ["system", "system", "system", "user"]


def test_what_is_said_twice_is_counted_once_and_kept_once(tmp_path: Path) -> None:
    twins = [
        _line("event_msg", {"type": kind, "message": "go"}) for kind in ("user_message", "agent_message")
    ]
    sink = _take(
        tmp_path, _meta(), _message("user", "go"), *twins, _line("turn_context", {"cwd": "/srv/shop"})
    )
    assert said(sink) == [("user", "go")]
    assert [note.payload["raw"] for note in sink.of("session.note")] == [{"lines": 3}]


@pytest.mark.parametrize(
    ("output", "text", "failed"),
    [
        (json.dumps({"output": "a.txt\n", "metadata": {"exit_code": 0}}), "a.txt\n", False),
        (json.dumps({"output": "no such file", "metadata": {"exit_code": 2}}), "no such file", True),
        ("Exit code: 1\nOutput:\nboom", "Exit code: 1\nOutput:\nboom", True),
        (
            "Chunk ID: 1\nProcess exited with code 0\nfine",
            "Chunk ID: 1\nProcess exited with code 0\nfine",
            False,
        ),
        ({"content": "refused", "success": False}, "refused", True),
        ([{"type": "input_text", "text": "seen"}], "seen", False),
        ("{broken", "{broken", False),
        (7, "7", False),
    ],
)
def test_a_call_failed_if_its_exit_code_says_so_wherever_it_stands(
    tmp_path: Path, output: object, text: str, failed: bool
) -> None:
    call = _item(
        type="function_call", name="shell", call_id="c1", arguments='{"command": ["bash", "-lc", "ls"]}'
    )
    sink = _take(tmp_path, _meta(), call, _item(type="function_call_output", call_id="c1", output=output))
    [tool], [result] = sink.of("session.tool"), sink.of("session.result")
    assert tool.payload["input"] == {"command": ["bash", "-lc", "ls"]}
    assert (result.payload["call"], result.payload["text"], result.payload["error"]) == ("c1", text, failed)


def test_a_command_whose_end_alone_says_that_it_failed_has_failed(tmp_path: Path) -> None:
    def outcome(*lines: str) -> list[object]:
        return [one.payload["error"] for one in _take(tmp_path, _meta(), *lines).of("session.result")]

    said_so = _item(type="function_call_output", call_id="c1", output="Exit code: 1")
    silent = _item(type="function_call_output", call_id="c1", output="boom")
    bad = _line("event_msg", {"type": "exec_command_end", "call_id": "c1", "exit_code": 1, "stderr": "boom"})
    good = _line("event_msg", {"type": "exec_command_end", "call_id": "c1", "exit_code": 0})
    assert outcome(silent, bad) == [False, True]
    assert outcome(bad, silent) == [True]
    assert outcome(said_so, bad) == [True]
    assert outcome(silent, good) == [False]


def test_a_thread_that_another_started_names_it(tmp_path: Path) -> None:
    source = {"subagent": {"thread_spawn": {"parent_thread_id": "p1", "depth": 1}}}
    assert _take(tmp_path, _meta(source=source)).of("session.started")[0].payload["parent"] == "p1"
    assert "parent" not in _take(tmp_path, _meta(source="cli")).of("session.started")[0].payload


def test_every_kind_of_call_is_a_tool(tmp_path: Path) -> None:
    patch = _item(type="custom_tool_call", name="apply_patch", call_id="c2", input="*** Begin Patch")
    shell = _item(type="local_shell_call", call_id="c3", action={"type": "exec", "command": ["ls"]})
    search = _item(type="web_search_call", action={"query": "x"})
    sink = _take(tmp_path, _meta(), patch, shell, search, _item(type="function_call", arguments="[1]"))
    assert [(tool.payload["tool"], tool.payload["input"]) for tool in sink.of("session.tool")] == [
        ("apply_patch", {"input": "*** Begin Patch"}),
        ("local_shell", {"type": "exec", "command": ["ls"]}),
        ("web_search", {"query": "x"}),
        ("function", {"input": [1]}),
    ]


def test_reasoning_is_thinking_and_sealed_reasoning_is_nothing(tmp_path: Path) -> None:
    open_one = _item(
        type="reasoning", summary=[{"type": "summary_text", "text": "look"}], encrypted_content="x"
    )
    sealed = _item(type="reasoning", summary=[], encrypted_content="gAAA")
    [turn] = _take(tmp_path, _meta(), open_one, sealed).of("session.turn")
    assert (turn.payload["text"], turn.payload["thinking"]) == ("look", True)


def test_the_rest_is_kept_as_it_came(tmp_path: Path) -> None:
    second = _meta(id="other")
    aborted = _line("event_msg", {"type": "turn_aborted"})
    compacted = _line("compacted", {"message": "so far: nothing"})
    sink = _take(
        tmp_path, _meta(), second, aborted, _item(type="ghost_snapshot"), _line("odd", {}), compacted
    )
    assert notes(sink) == ["session_meta", "turn_aborted", "ghost_snapshot", "odd"]
    assert said(sink) == [("summary", "so far: nothing")]


def test_the_first_rollouts_had_no_envelope(tmp_path: Path) -> None:
    head = json.dumps({"id": SESSION, "timestamp": "2025-05-01T10:00:00Z", "instructions": None})
    message = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "hello"}]}
    sink = _take(tmp_path, head, json.dumps(message))
    assert said(sink) == [("user", "hello")]
    assert sink.of("session.started")[0].session == SESSION


def test_the_rollouts_of_a_repository_are_found_by_where_they_worked(tmp_path: Path) -> None:
    repository = tmp_path / "shop"
    repository.mkdir()
    day = tmp_path / "home/.codex/sessions/2026/03/01"
    day.mkdir(parents=True)
    for name, cwd in (("a", repository), ("b", repository / "web"), ("c", tmp_path / "shop-old")):
        (day / f"rollout-{name}.jsonl").write_text(_meta(cwd=str(cwd)) + "\n")
    found = kept_transcripts(tmp_path / "home", find_places(repository, runtime=tmp_path))
    assert [path.name for path in found] == ["rollout-a.jsonl", "rollout-b.jsonl"]


def test_reading_on_goes_on_counting(tmp_path: Path) -> None:
    sink, imported = take(_written(tmp_path, _meta(), _message("user", "go")))
    assert (imported.lines, len(sink.of("session.turn"))) == (2, 1)


def _written(folder: Path, *lines: str) -> Path:
    path = folder / "rollout.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines))
    return path
