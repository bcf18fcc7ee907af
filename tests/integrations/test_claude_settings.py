"""hardwon's hooks in Claude Code's settings: valid, in the file's style, gone without a trace."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from claude_agent_sdk import types as sdk
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from hardwon.integrations.claude_hooks import COMMAND, EVENTS, TIMEOUT, all_hooks, hook_group, is_ours
from hardwon.integrations.claude_settings import (
    HooksAdded,
    HooksRefused,
    HooksThere,
    add_hooks,
    missing_events,
    take,
)

MINE = {"matcher": "Bash", "hooks": [{"type": "command", "command": "echo hook"}]}
SPREAD = """\
{
    "$schema": "https://json.schemastore.org/claude-code-settings.json",
    "permissions": {"allow": ["Bash(git diff:*)"], "deny": [ ]},
    "hooks": {
        "PreToolUse": [
            {
                "matcher": "Bash",
                "hooks": [{"type": "command", "command": "./guard.sh", "timeout": 5}]
            }
        ],
        "Notification": [{"hooks": []}]
    },
    "model": "opus"
}
"""


def added(data: bytes | None) -> bytes:
    outcome = add_hooks(data)
    assert isinstance(outcome, HooksAdded), outcome
    return outcome.data


def is_valid(data: bytes) -> bool:
    try:
        read(data)
    except ValueError:
        return False
    return True


def read(data: bytes) -> Any:
    return json.loads(data.decode("utf-8-sig"))


def test_where_there_are_no_settings_they_are_made_and_taken_away() -> None:
    data = added(None)
    assert read(data) == {"hooks": all_hooks()}
    assert add_hooks(data) == HooksThere()
    assert take(data) is None


def test_every_event_is_one_that_claude_code_knows_and_has_a_command_and_a_timeout() -> None:
    known = {name.removesuffix("HookInput") for name in dir(sdk) if name.endswith("HookInput")}
    assert set(EVENTS) - known == {"SessionStart", "SessionEnd"}  # only said of by the answers' types
    handler = {"type": "command", "command": COMMAND, "timeout": TIMEOUT}
    assert [hook_group(event)["hooks"] for event in EVENTS] == [[handler]] * len(EVENTS)
    assert {event for event in EVENTS if "matcher" in hook_group(event)} == {"PreToolUse", "PostToolUse"}


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("last", ["", "strip", "more"])
def test_the_hooks_come_behind_those_that_are_there_and_leave_no_trace(
    ends: str, bom: str, last: str
) -> None:
    text = {"": SPREAD, "strip": SPREAD.rstrip("\n"), "more": SPREAD + "\n\n"}[last]
    data = (bom + text.replace("\n", ends)).encode()
    after = added(data)
    old, new = read(data), read(after)
    assert new["hooks"]["PreToolUse"] == [*old["hooks"]["PreToolUse"], hook_group("PreToolUse")]
    assert new["hooks"]["Stop"] == [hook_group("Stop")]
    assert {**new, "hooks": 0} == {**old, "hooks": 0}
    assert list(new) == list(old)
    assert add_hooks(after) == HooksThere()
    assert take(after) == data
    if ends == "\r\n":
        assert after.count(b"\n") == after.count(b"\r\n")


def test_the_entries_are_written_as_the_others_are() -> None:
    spread = added(SPREAD.encode()).decode()
    assert '            },\n            {\n                "matcher": "Edit|Write|' in spread
    assert '        "Notification": [{"hooks": []}],\n        "SessionStart": [\n            {\n' in spread
    tight = added(b'{"hooks":{"Stop":[{"hooks":[]}]}}')
    assert tight.startswith(b'{"hooks":{"Stop":[{"hooks":[]},{"hooks":[{"type":"command","command":"PATH')
    assert b"\n" not in tight
    tabs = added(b'{\n\t"model": "opus"\n}\n')
    assert tabs.startswith(b'{\n\t"model": "opus",\n\t"hooks": {\n\t\t"SessionStart": [\n\t\t\t{\n')
    assert tabs.endswith(b"\n\t\t]\n\t}\n}\n")


@pytest.mark.parametrize(
    "text",
    [
        "{}", "{ }", "{\n}\n", "\n {\n\n }\n", '{"hooks": {}}', '{"hooks":{ }}', '{\n  "hooks": {}\n}\n',
        '{\n  "hooks": {\n  }\n}\n', '{\n  "hooks": {\n    "Stop": [],\n    "PreToolUse": [\n    ]\n  }\n}',
        '{\n  "hooks": {"Stop": [ ]}\n}', '{\n  "hooks": {"SessionStart": [], "X": {}}, "a": 1}',
        '{"hooks": {"Stop": []}, "hooks": {"Stop": [ ], "Stop": []}}',
    ],
)  # fmt: skip
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_what_was_there_and_empty_is_there_and_empty_again(text: str, ends: str) -> None:
    data = text.replace("\n", ends).encode()
    after = added(data)
    assert missing_events(after) == ()
    assert add_hooks(after) == HooksThere()
    assert take(after) == data


def test_what_a_person_changes_meanwhile_stays_and_exactly_our_entries_go() -> None:
    after = added(b'{\n  "model": "opus"\n}\n').decode()
    theirs = '      {\n        "hooks": []\n      }'
    edited = after.replace('"opus"', '"sonnet",\n  "env": {}').replace(
        '    "Stop": [\n', f'    "Mine": [],\n    "Stop": [\n{theirs},\n'
    )
    assert edited.count(theirs) == 1
    expected = (
        '{\n  "model": "sonnet",\n  "env": {},\n  "hooks": {\n'
        f'    "Mine": [],\n    "Stop": [\n{theirs}\n    ]\n  }}\n}}\n'
    )
    assert take(edited.encode()) == expected.encode()


def test_a_file_made_by_init_keeps_what_a_person_added() -> None:
    edited = added(None).replace(b'{\n  "hooks"', b'{\n  "model": "opus",\n  "hooks"')
    assert take(edited) == b'{\n  "model": "opus"\n}\n'


def test_a_reformatted_file_loses_our_entries_and_nothing_else() -> None:
    after = added(SPREAD.encode())
    reformatted = json.dumps(read(after), indent=1).encode()
    rest = take(reformatted)
    assert rest is not None
    assert read(rest) == read(SPREAD.encode())


@pytest.mark.parametrize(
    "old",
    [
        "hardwon hook claude-code",
        "uvx hardwon hook claude-code",
        "/home/me/.venv/bin/hardwon hook claude-code",
        '"$CLAUDE_PROJECT_DIR/.venv/bin/hardwon" hook claude-code 2>/dev/null',
        "python -m hardwon hook claude-code",
    ],
)
def test_an_entry_of_an_earlier_version_is_renewed_and_keeps_what_a_person_changed(old: str) -> None:
    after = added(SPREAD.encode())
    earlier = after.replace(json.dumps(COMMAND).encode(), json.dumps(old).encode())
    earlier = earlier.replace(b'"Edit|Write|MultiEdit|Bash|NotebookEdit"', b'"*"', 1)
    assert earlier.count(json.dumps(old).encode()) == len(EVENTS)
    assert added(earlier) == after.replace(b'"Edit|Write|MultiEdit|Bash|NotebookEdit"', b'"*"', 1)
    assert take(earlier) == SPREAD.encode()


def test_an_event_that_an_earlier_version_did_not_ask_for_is_added() -> None:
    one = (
        b'{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "uvx hardwon hook claude-code"}]}]}}'
    )
    after = read(added(one))
    assert set(after["hooks"]) == set(EVENTS)
    assert after["hooks"]["Stop"] == [{"hooks": [{"type": "command", "command": COMMAND}]}]
    assert take(added(one)) is None


def test_a_handler_beside_ours_in_one_group_stays() -> None:
    theirs = {"type": "command", "command": "say hi"}
    ours = {"type": "command", "command": COMMAND}
    for handlers in ([theirs, ours], [ours, theirs], [ours, theirs, ours]):
        rest = take(json.dumps({"hooks": {"Stop": [{"hooks": handlers}]}}).encode())
        assert rest is not None
        assert read(rest) == {"hooks": {"Stop": [{"hooks": [theirs]}]}}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "line 1 is no valid JSON"),
        (b"[]", "it is no JSON object"),
        (b'{\n  "a": 1\n  "b": 2}', "line 3 is no valid JSON (Expecting ',' delimiter)"),
        (b'{"a": 1,}', "line 1 is no valid JSON"),
        (b'// comment\n{"a": 1}', "line 1 is no valid JSON"),
        (b"[" * 100_000, "no JSON that can be read"),
        (b'{"a": ' + b"9" * 5000 + b"}", "no JSON that can be read"),
        (b'{"hooks": []}', "`hooks` is no object"),
        (b'{"hooks": {}, "hooks": null}', "`hooks` is no object"),
        (b'{"hooks": {"Stop": {}}}', "`hooks.Stop` is no list"),
        (b'{"hooks": {"Stop": "hardwon hook claude-code"}}', "`hooks.Stop` is no list"),
    ],
)
def test_what_is_of_another_shape_is_left_with_a_reason(data: bytes, why: str) -> None:
    outcome = add_hooks(data)
    assert isinstance(outcome, HooksRefused)
    assert why in outcome.why
    assert take(data) == data


def test_what_looks_like_a_hook_and_is_none_does_no_harm() -> None:
    odd = [1, None, "hardwon hook claude-code", {"hooks": 1}, {"hooks": [1, {"command": ["hardwon hook"]}]}]
    data = json.dumps({"hooks": {"Stop": odd, "Other": 1}, "x": {"hooks": all_hooks()}}).encode()
    assert read(added(data))["hooks"]["Stop"] == [*odd, hook_group("Stop")]
    assert take(added(data)) == data


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
GROUPS = st.lists(st.one_of(st.just(MINE), st.just({"hooks": []}), VALUES), max_size=3)
HOOKS = st.dictionaries(st.sampled_from([*EVENTS, "Notification"]), GROUPS, max_size=4)
DOCUMENTS = st.builds(
    lambda before, hooks, after: {**before, **hooks, **after},
    st.dictionaries(st.text(max_size=6).filter(lambda key: key != "hooks"), VALUES, max_size=3),
    st.one_of(st.just({}), st.builds(lambda hooks: {"hooks": hooks}, HOOKS)),
    st.dictionaries(st.text(max_size=6).filter(lambda key: key != "hooks"), VALUES, max_size=2),
)


@st.composite
def written(draw: st.DrawFn) -> bytes:
    """A document as someone may have written it."""
    indent = draw(st.sampled_from([None, "", " ", "  ", "    ", "\t"]))
    marks = draw(st.sampled_from([(",", ":"), (", ", ": "), (" ,", " : ")]))
    text = json.dumps(
        draw(DOCUMENTS), indent=indent, separators=marks, ensure_ascii=draw(st.booleans()), sort_keys=False
    )
    if draw(st.booleans()):
        # Air inside what is empty.
        text = text.replace("[]", draw(st.sampled_from(["[ ]", "[\n  ]"]))).replace("{}", "{ }")
    if text != "{}" and draw(st.booleans()):
        text = '{"hooks": {"Stop": []}, ' + text[1:] if text.startswith('{"') else text
    text = draw(st.sampled_from(["", "\n", "  "])) + text + draw(st.sampled_from(["", "\n", "\n\n "]))
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return (draw(st.sampled_from(["", "\ufeff"])) + text).encode("utf-8", "surrogatepass")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(written())
def test_any_settings_are_extended_and_come_back_byte_for_byte(data: bytes) -> None:
    assume(is_valid(data))  # air may have gone into a string
    after = added(data)
    assert missing_events(after) == ()
    assert add_hooks(after) == HooksThere()
    assert take(after) == data
    old, new = read(data), read(after)
    assert list(new)[: len(old)] == list(old)
    theirs = old.pop("hooks", {})
    groups = new.pop("hooks")
    assert new == old
    assert {event: groups[event][: len(theirs[event])] for event in theirs} == theirs
    assert [len(groups[event]) - len(theirs.get(event, ())) for event in EVENTS] == [1] * len(EVENTS)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(written(), st.sampled_from([b'{"zz": [1],', b'{\r\n\t"zz": {"hooks": {}},\n', b'{"zz":"}",']))
def test_whatever_a_person_adds_meanwhile_is_all_that_is_new_afterwards(data: bytes, more: bytes) -> None:
    assume(is_valid(data) and read(data))
    edited = added(data).replace(b"{", more, 1)
    assert take(edited) == data.replace(b"{", more, 1)


def call(line: str, root: Path, path: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": path, "HOME": str(home), "CLAUDE_PROJECT_DIR": str(root)}
    return subprocess.run(
        ["/bin/sh", "-c", line],
        cwd="/",
        env=environment,
        input="{}",
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_finds_hardwon_on_the_path_in_the_projects_environment_or_with_pipx(
    tmp_path: Path,
) -> None:
    root, home = tmp_path / "a project", tmp_path / "home"
    for place in (tmp_path / "bin", root / ".venv/bin", home / ".local/bin"):
        place.mkdir(parents=True)
    assert (run := call(COMMAND, root, "/usr/bin:/bin", home)).returncode == 0
    assert run.stdout + run.stderr == ""
    for place in (home / ".local/bin", root / ".venv/bin", tmp_path / "bin"):
        script = place / "hardwon"
        script.write_text(f'#!/bin/sh\necho "{place} $@"; cat\n')
        script.chmod(0o755)
        run = call(COMMAND, root, f"/usr/bin:/bin:{tmp_path}/bin", home)
        assert run.stdout == f"{place} hook claude-code\n{{}}"


def test_the_note_about_what_was_empty_is_no_word_of_the_command(tmp_path: Path) -> None:
    [handler] = read(added(b"{}"))["hooks"]["SessionStart"][0]["hooks"]
    assert handler["command"].endswith(" # hardwon:empty top")
    assert is_ours(handler["command"])
    script = tmp_path / ".venv/bin/hardwon"
    script.parent.mkdir(parents=True)
    script.write_text('#!/bin/sh\necho "$@"\n')
    script.chmod(0o755)
    assert call(handler["command"], tmp_path, "/usr/bin:/bin", tmp_path).stdout == "hook claude-code\n"


def test_the_real_command_takes_an_event(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "CLAUDE_PROJECT_DIR": str(root),
    }
    event = {"hook_event_name": "SessionStart", "session_id": "s1", "cwd": str(root), "source": "startup"}
    run = subprocess.run(
        ["/bin/sh", "-c", COMMAND], cwd=root, env=environment, input=json.dumps(event),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, "")
    assert len(list((root / ".git/hardwon/spool").glob("*.jsonl"))) == 1
