"""Pages of agents, sound and broken."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardwon.integrations import NoSuchAgent, read_agents

_CODER = """\
---
name: coder
description: Writes code, and its tests
tools: Read, Edit, Bash(git diff:*)
model: sonnet
limits: [No new dependencies]
---
You write code.

## Never
- touch migrations
- push

## Style
- short
"""


def _write(root: Path, path: str, text: str | bytes) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)


def test_a_page_gives_role_tools_model_and_limits(tmp_path: Path) -> None:
    _write(tmp_path, ".hardwon/agents/coder.md", _CODER)
    agent = read_agents(tmp_path).get("coder")
    assert agent.description == "Writes code, and its tests"
    assert agent.tools == ("Read", "Edit", "Bash(git diff:*)")
    assert agent.model == "sonnet"
    assert agent.limits == ("No new dependencies", "touch migrations", "push")
    assert agent.can_write


def test_the_agents_of_claude_code_are_read_too_and_the_teams_own_go_first(tmp_path: Path) -> None:
    _write(tmp_path, ".claude/agents/coder.md", "---\nname: coder\ndescription: theirs\n---\n")
    _write(tmp_path, ".claude/agents/scout.md", "---\ntools: [Read, Grep]\n---\nLooks.\n")
    _write(tmp_path, ".hardwon/agents/coder.md", _CODER)
    found = read_agents(tmp_path)
    assert [(agent.name, agent.path) for agent in found.agents] == [
        ("coder", ".hardwon/agents/coder.md"),
        ("scout", ".claude/agents/scout.md"),
    ]
    assert not found.get("scout").can_write


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("just words", "it has no front matter"),
        ("---\nname: [coder\n---\n", "its front matter is no YAML"),
        ("---\n- one\n---\n", "its front matter holds no keys"),
        ("---\nname: 7\n---\n", "`name` is no text"),
        ("---\ntools: {Read: yes}\n---\n", "`tools` is no list of words"),
        (b"---\nname: \xff\n---\n", "it is no UTF-8"),
        ("x" * 300_000, "it has more than 200,000 bytes"),
    ],
)
def test_a_broken_page_hides_no_other_and_is_named(tmp_path: Path, text: str | bytes, what: str) -> None:
    _write(tmp_path, ".hardwon/agents/broken.md", text)
    _write(tmp_path, ".hardwon/agents/coder.md", _CODER)
    found = read_agents(tmp_path)
    assert [agent.name for agent in found.agents] == ["coder"]
    assert [(one.path, one.what) for one in found.problems] == [(".hardwon/agents/broken.md", what)]
    with pytest.raises(NoSuchAgent, match=r"broken\.md"):
        found.get("broken")


def test_what_is_no_file_is_named_and_not_waited_for(tmp_path: Path) -> None:
    _write(tmp_path, ".hardwon/agents/coder.md", _CODER)
    os.mkfifo(tmp_path / ".hardwon/agents/pipe.md")
    (tmp_path / ".hardwon/agents/folder.md").mkdir()
    (tmp_path / ".hardwon/agents/gone.md").symlink_to("nowhere")
    found = read_agents(tmp_path)
    assert [agent.name for agent in found.agents] == ["coder"]
    assert [one.path.rpartition("/")[2] for one in found.problems] == ["folder.md", "gone.md", "pipe.md"]


def test_an_agent_that_is_not_there_is_told_with_the_one_that_may_be_meant(tmp_path: Path) -> None:
    _write(tmp_path, ".hardwon/agents/coder.md", _CODER)
    with pytest.raises(NoSuchAgent, match="did you mean coder"):
        read_agents(tmp_path).get("codr")


@given(st.text(max_size=200))
def test_no_front_matter_makes_it_fail(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    root = tmp_path_factory.mktemp("agents")
    _write(root, ".hardwon/agents/any.md", f"---\n{text}\n---\nbody\n".encode("utf-8", "surrogatepass"))
    found = read_agents(root)
    assert len(found.agents) + len(found.problems) == 1
