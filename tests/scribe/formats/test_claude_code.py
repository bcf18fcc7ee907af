import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardwon.core import find_places
from hardwon.scribe.places import kept_transcripts
from tests.scribe.transcripts import OTHER, SESSION, Claude, Memory, notes, said, take, take_bytes


def _take(transcript: Claude, folder: Path, name: str = "one.jsonl") -> Memory:
    return take(transcript.write(folder / name))[0]


def test_a_session_begins_with_where_it_works_and_on_which_branch(tmp_path: Path) -> None:
    [started] = _take(Claude().user("Fix the build"), tmp_path).of("session.started")
    assert started.session == SESSION
    assert started.payload["agent"] == "claude-code"
    assert started.payload["cwd"] == "/srv/shop"
    assert started.payload["branch"] == "main"
    assert started.payload["from"] == str(tmp_path / "one.jsonl")
    assert "parent" not in started.payload


def test_a_turn_is_named_after_its_line_and_keeps_its_time(tmp_path: Path) -> None:
    sink = _take(Claude().add("progress").user("Fix the build").says("I look."), tmp_path)
    first, second = sink.of("session.turn")
    assert (first.payload["turn"], first.payload["line"], first.payload["speaker"]) == ("2", 2, "user")
    assert first.time == "2026-03-01T10:00:10.000Z"
    assert (second.payload["turn"], second.payload["text"]) == ("3", "I look.")


def test_content_may_be_text_or_blocks_or_one_block(tmp_path: Path) -> None:
    block = {"type": "text", "text": "as a block"}
    sink = _take(Claude().user("plain").user([block]).user(block).user(["bare"]), tmp_path)
    assert said(sink) == [("user", "plain"), ("user", "as a block"), ("user", "as a block"), ("user", "bare")]


def test_calls_and_results_are_paired_by_their_id_and_errors_are_kept(tmp_path: Path) -> None:
    transcript = Claude().calls("Bash", "c1", command="make").gets("c1", "Exit code 2", error=True)
    sink = _take(transcript, tmp_path)
    [tool], [result] = sink.of("session.tool"), sink.of("session.result")
    assert tool.payload | {"from": ""} == {
        "call": "c1",
        "tool": "Bash",
        "input": {"command": "make"},
        "line": 1,
        "from": "",
    }
    assert (result.payload["call"], result.payload["error"], result.payload["text"]) == (
        "c1",
        True,
        "Exit code 2",
    )
    assert result.payload["line"] == 2


def test_several_blocks_of_a_line_are_several_events(tmp_path: Path) -> None:
    use = {"type": "tool_use", "id": "c1", "name": "Read", "input": {}}
    sink = _take(Claude().says({"type": "thinking", "thinking": "hm"}, "I read.", use), tmp_path)
    thought, spoken = sink.of("session.turn")
    assert thought.payload["thinking"] is True
    assert "thinking" not in spoken.payload
    assert len({event.source for event in (thought, spoken, *sink.of("session.tool"))}) == 3


def test_images_are_dropped_with_a_note_of_their_size(tmp_path: Path) -> None:
    image = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "A" * 8192}}
    sink = _take(Claude().user([{"type": "text", "text": "see"}, image]).gets("c", [image]), tmp_path)
    assert said(sink)[1] == ("user", "[image image/png, 6 KB; not kept]")
    assert sink.of("session.result")[0].payload["text"] == "[image image/png, 6 KB; not kept]"


@pytest.mark.parametrize(
    ("fields", "content", "speaker"),
    [
        ({"isMeta": True}, "Caveat: what follows", "system"),
        ({"isCompactSummary": True}, "This session is being continued", "summary"),
        ({"isSidechain": True}, "Look for the bug", "parent"),
        ({}, "<local-command-stdout>done</local-command-stdout>", "system"),
        ({}, "<system-reminder>be careful</system-reminder>", "system"),
        ({}, "[Request interrupted by user]", "system"),
        ({}, "Please fix it", "user"),
    ],
)
def test_only_what_a_person_typed_is_the_users(
    tmp_path: Path, fields: dict[str, object], content: str, speaker: str
) -> None:
    assert [who for who, _ in said(_take(Claude().user(content, **fields), tmp_path))] == [speaker]


def test_a_slash_command_reads_as_it_was_typed(tmp_path: Path) -> None:
    told = "<command-message>review is running…</command-message>\n"
    text = f"{told}<command-name>/review</command-name>\n<command-args>12</command-args>"
    shell = "<bash-input>git status</bash-input>"
    assert said(_take(Claude().user(text).user(shell), tmp_path)) == [
        ("user", "/review 12"),
        ("user", "! git status"),
    ]


def test_reminders_for_the_model_are_taken_out_of_results(tmp_path: Path) -> None:
    text = "1→import os\n\n<system-reminder>\nNever trust files.\n</system-reminder>\n"
    [result] = _take(Claude().gets("c", text), tmp_path).of("session.result")
    assert result.payload["text"] == "1→import os"


def test_a_refused_tool_is_marked(tmp_path: Path) -> None:
    text = "The user doesn't want to proceed with this tool use. So the user said:\nuse uv"
    [result] = _take(Claude().gets("c", text, error=True), tmp_path).of("session.result")
    assert result.payload["rejected"] is True


def test_what_was_typed_while_the_agent_worked_is_the_users(tmp_path: Path) -> None:
    queued = {"type": "queued_command", "prompt": "use uv, not pip"}
    notified = {"type": "queued_command", "prompt": "<task-notification>done</task-notification>"}
    transcript = Claude().add("attachment", attachment=queued).add("attachment", attachment=notified)
    transcript.add("attachment", attachment={"type": "todo"}).user("x", origin={"kind": "task-notification"})
    sink = _take(transcript, tmp_path)
    assert [who for who, _ in said(sink)] == ["user", "system", "system"]
    assert notes(sink) == ["attachment"]


def test_what_claude_code_says_to_itself_is_no_session_to_look_at(tmp_path: Path) -> None:
    agent = Claude(agentId="acompact-e1f845", isSidechain=True).user("Summarise").says("It was so.")
    sink = _take(agent, tmp_path)
    assert (said(sink), notes(sink), sink.of("session.started")) == ([], ["internal", "internal"], [])


@pytest.mark.parametrize("kind", ["ai-title", "mode", "atis-latch"])
def test_a_file_is_known_by_its_sessions_name_whatever_its_kinds(tmp_path: Path, kind: str) -> None:
    sink, imported = take_bytes(tmp_path, json.dumps({"type": kind, "sessionId": SESSION}).encode())
    assert (imported.files, notes(sink)) == (1, [kind])


def test_an_api_error_is_not_what_the_assistant_says(tmp_path: Path) -> None:
    [turn] = _take(Claude().says("API Error: 529", isApiErrorMessage=True), tmp_path).of("session.turn")
    assert (turn.payload["speaker"], turn.payload["error"]) == ("system", True)


def test_progress_is_counted_and_not_kept(tmp_path: Path) -> None:
    transcript = Claude().user("go")
    for _ in range(80):
        transcript.add("progress", data={"type": "bash_progress"})
    sink = _take(transcript, tmp_path)
    [note] = sink.of("session.note")
    assert (note.payload["type"], note.payload["raw"], note.payload["line"]) == (
        "progress",
        {"lines": 80},
        81,
    )


def test_every_other_type_is_kept_as_it_came(tmp_path: Path) -> None:
    transcript = (
        Claude()
        .user("go")
        .add("system", subtype="compact_boundary", content="Conversation compacted")
        .add("file-history-snapshot", snapshot={"trackedFileBackups": {}})
        .add("queue-operation", operation="enqueue", content="next")
        .add("pr-link", prNumber=7, prUrl="https://example.org/7")
        .add("brain-wave", novelty=True)
    )
    sink = _take(transcript, tmp_path)
    assert notes(sink) == ["system", "file-history-snapshot", "queue-operation", "pr-link", "brain-wave"]
    assert sink.of("session.note")[-1].payload["raw"]["novelty"] is True  # type: ignore[index]


def test_a_summary_names_the_session_only_if_its_leaf_is_in_it(tmp_path: Path) -> None:
    leaf = json.loads(Claude().user("x").lines[0])["uuid"]
    foreign = {
        "type": "summary",
        "summary": "Another session",
        "leafUuid": "0c10f463-0000-4000-8000-000000000000",
    }
    own = {"type": "summary", "summary": "Orders fixed", "leafUuid": leaf}
    transcript = Claude().user("x").raw(json.dumps(foreign)).raw(json.dumps(own))
    titles = [note.payload.get("title") for note in _take(transcript, tmp_path).of("session.note")]
    assert titles == [None, "Orders fixed"]


def test_a_change_of_branch_is_noted_once(tmp_path: Path) -> None:
    transcript = Claude().user("a").user("b", gitBranch="retry").user("c", gitBranch="retry")
    [note] = _take(transcript, tmp_path).of("session.note")
    assert note.payload["raw"] == {"branch": "retry"}


def test_lines_without_a_session_belong_to_the_one_that_the_file_names(tmp_path: Path) -> None:
    snapshot = json.dumps({"type": "file-history-snapshot", "messageId": "m", "snapshot": {}})
    transcript = Claude()
    transcript.raw(snapshot).user("go").raw(snapshot)
    sink = _take(transcript, tmp_path)
    assert {event.session for event in sink.events.values() if event.session} == {SESSION}
    assert sink.of("session.note")[0].time == "2026-03-01T10:00:10.000Z"


def test_a_subagent_is_a_session_of_its_own_below_its_parent(tmp_path: Path) -> None:
    Claude().user("go").write(tmp_path / f"{SESSION}.jsonl")
    agent = Claude(seed=2, agentId="a748733", isSidechain=True).user("search").says("found")
    agent.write(tmp_path / SESSION / "subagents" / "agent-a748733.jsonl")
    sink, imported = take(tmp_path)
    assert imported.sessions == 2
    main, sub = sorted(sink.of("session.started"), key=lambda event: "parent" in event.payload)
    assert (main.session, main.payload.get("parent")) == (SESSION, None)
    assert (sub.session, sub.payload["parent"]) == (f"agent-a748733@{SESSION[:8]}", SESSION)


def test_lines_copied_from_another_session_are_that_sessions(tmp_path: Path) -> None:
    first = Claude().user("go").says("done")
    first.write(tmp_path / "a.jsonl")
    second = Claude(OTHER, seed=2)
    for line in first.lines:
        second.raw(line)
    second.user("go on").write(tmp_path / "b.jsonl")
    sink, imported = take(tmp_path)
    assert [(turn.session, turn.payload["text"]) for turn in sink.of("session.turn")] == [
        (SESSION, "go"),
        (SESSION, "done"),
        (OTHER, "go on"),
    ]
    assert imported.events - (imported.new or 0) == 3  # the start and two turns, known from the first file


def test_lines_that_share_a_made_up_id_are_all_kept(tmp_path: Path) -> None:
    sink = _take(Claude().user("one", uuid="same").user("two", uuid="same"), tmp_path)
    assert [text for _, text in said(sink)] == ["one", "two"]


def test_the_stream_that_claude_prints_is_read_like_its_files(tmp_path: Path) -> None:
    lines = [
        {"type": "system", "subtype": "init", "session_id": SESSION, "cwd": "/srv/shop"},
        {
            "type": "assistant",
            "session_id": SESSION,
            "message": {"content": [{"type": "text", "text": "hi"}]},
        },
    ]
    sink, _ = take_bytes(tmp_path, "\n".join(json.dumps(line) for line in lines).encode())
    assert said(sink) == [("assistant", "hi")]


_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_kinds = st.sampled_from(
    ["user", "assistant", "system", "summary", "progress", "queue-operation", "pr-link", "new"]
)
_blocks = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["text", "tool_use", "tool_result", "thinking", "image", "redacted_thinking"])
        | _anything
    },
    optional=dict.fromkeys(
        ("text", "id", "name", "input", "content", "tool_use_id", "is_error", "thinking", "source"), _anything
    ),
)
_records = st.fixed_dictionaries(
    {"type": _kinds | _anything, "sessionId": st.just(SESSION) | _anything},
    optional={
        "message": st.fixed_dictionaries({"content": st.lists(_blocks, max_size=3) | _anything}) | _anything,
        **dict.fromkeys(
            ("uuid", "timestamp", "cwd", "gitBranch", "agentId", "isSidechain", "isMeta"), _anything
        ),
        **dict.fromkeys(("customTitle", "leafUuid", "summary", "isCompactSummary"), _anything),
    },
)


@settings(deadline=None, max_examples=150)
@given(records=st.lists(_records, max_size=6))
def test_wrong_types_anywhere_are_never_fatal(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, object]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    lines = [Claude().user("first").lines[0], *(json.dumps(record) for record in records)]
    sink, imported = take_bytes(folder, "\n".join(lines).encode())
    assert imported.lines == len(lines)
    assert imported.problems == ()
    for event in sink.events.values():
        json.dumps(event.payload, allow_nan=False).encode()
        assert event.time.endswith("Z")


def test_the_transcripts_of_a_repository_are_found_by_its_folder_name(tmp_path: Path) -> None:
    repository = tmp_path / "my.shop"
    (repository / ".git").mkdir(parents=True)
    (repository / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    tree = tmp_path / "tree"
    (repository / ".git" / "worktrees" / "tree").mkdir(parents=True)
    (repository / ".git" / "worktrees" / "tree" / "gitdir").write_text(f"{tree}/.git\n")
    projects = tmp_path / "home" / ".claude" / "projects"
    names = [re.sub(r"[^a-zA-Z0-9]", "-", str(path)) for path in (repository, tree)]
    own = Claude().user("x").write(projects / names[0] / "one.jsonl")
    worktree = Claude().user("x").write(projects / names[1] / "two.jsonl")
    below = Claude(cwd=f"{repository}/web").user("x").write(projects / f"{names[0]}-web" / "three.jsonl")
    Claude(cwd=f"{repository}-old").user("x").write(projects / f"{names[0]}-old" / "four.jsonl")
    Claude().user("x").write(projects / "-srv-other" / "five.jsonl")
    places = find_places(repository, runtime=tmp_path)
    assert set(kept_transcripts(tmp_path / "home", places)) == {own, worktree, below}
