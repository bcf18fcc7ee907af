"""What a tool is about to do, as its input says it."""

from pathlib import Path

import pytest

from hardwon.integrations.hooks.proposals import (
    ProposedCommand,
    ProposedText,
    read_proposal,
    written_file,
)


def edit(path: Path, **given: object) -> dict[str, object]:
    tool = "MultiEdit" if "edits" in given else "Edit" if "old_string" in given else "Write"
    return {"tool_name": tool, "cwd": str(path.parent), "tool_input": {"file_path": str(path), **given}}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "jobs.py"
    file.write_bytes(b"one = 1\ntwo = 2\none_more = 1\n")
    return file


def test_a_written_file_is_as_its_content_says(file: Path) -> None:
    told = edit(file, content="x = 1\n")
    assert read_proposal(told) == ProposedText(str(file), file.read_bytes(), b"x = 1\n")
    fresh = file.with_name("new.py")
    assert read_proposal(edit(fresh, content="x")) == ProposedText(str(fresh), None, b"x")


def test_an_edit_changes_what_it_names(file: Path) -> None:
    proposed = read_proposal(edit(file, old_string="two = 2", new_string="two = 3"))
    assert isinstance(proposed, ProposedText)
    assert proposed.after == b"one = 1\ntwo = 3\none_more = 1\n"


def test_edits_follow_one_another(file: Path) -> None:
    edits = [
        {"old_string": "one", "new_string": "uno", "replace_all": True},
        {"old_string": "uno_more", "new_string": "more"},
    ]
    proposed = read_proposal(edit(file, edits=edits))
    assert isinstance(proposed, ProposedText)
    assert proposed.after == b"uno = 1\ntwo = 2\nmore = 1\n"


def test_line_ends_of_another_system_are_kept(file: Path) -> None:
    file.write_bytes(b"a = 1\r\nb = 2\r\n")
    proposed = read_proposal(edit(file, old_string="a = 1\nb = 2", new_string="a = 1\nc = 2"))
    assert isinstance(proposed, ProposedText)
    assert proposed.after == b"a = 1\r\nc = 2\r\n"


@pytest.mark.parametrize(
    "given",
    [
        {"old_string": "three", "new_string": "x"},
        {"old_string": "one", "new_string": "x"},
        {"old_string": "", "new_string": "x"},
        {"edits": [{"old_string": "two = 2"}]},
        {"edits": "none"},
        {"old_string": 1, "new_string": "x"},
    ],
)
def test_what_the_tool_refuses_is_no_proposal(file: Path, given: dict[str, object]) -> None:
    assert read_proposal(edit(file, **given)) is None


def test_a_file_that_is_no_text_is_left_to_the_tool(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00")
    assert read_proposal(edit(file, old_string="a", new_string="b")) is None


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"tool_name": "Read", "tool_input": {"file_path": "a.py"}},
        {"tool_name": "Bash", "tool_input": {"command": " "}},
        {"tool_name": "Bash", "tool_input": {"command": 7}},
        {"tool_name": "Write", "tool_input": {"content": "x"}},
        {"tool_name": "Write", "tool_input": ["x"]},
        {"tool_name": "NotebookEdit", "tool_input": {"notebook_path": "a.ipynb", "new_source": "x"}},
    ],
)
def test_other_tools_propose_nothing(told: dict[str, object]) -> None:
    assert read_proposal(told) is None


def test_a_command_is_what_is_run() -> None:
    assert read_proposal({"tool_name": "Bash", "tool_input": {"command": "make"}}) == ProposedCommand("make")


def test_a_relative_path_is_read_from_where_the_agent_stands(file: Path) -> None:
    told = {
        "tool_name": "Write",
        "cwd": str(file.parent),
        "tool_input": {"file_path": "jobs.py", "content": ""},
    }
    proposed = read_proposal(told)
    assert isinstance(proposed, ProposedText)
    assert proposed.before == file.read_bytes()
    assert written_file(told) == str(file)
    assert written_file({"tool_name": "Bash", "tool_input": {"file_path": "x"}}) == ""
