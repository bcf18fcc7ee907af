"""The plugin for Claude Code, as Claude Code itself reads it."""

import json
import subprocess
from pathlib import Path
from typing import Any

import claude_agent_sdk
import pytest
import yaml

import hardwon
from hardwon.cli.root import COMMANDS
from hardwon.integrations.changes import make_changes
from hardwon.integrations.claude_hooks import COMMAND, PLUGIN_COMMAND, SERVER, all_hooks
from hardwon.integrations.claude_plugin import plan_plugin, plugin_files
from tests.integrations.trees import snapshot, write

ROOT = Path(__file__).parents[2]
CLAUDE = Path(claude_agent_sdk.__file__).parent / "_bundled/claude"


def validate(folder: Path, home: Path) -> Any:
    """What the validator of Claude Code says; warnings, such as of a field that it does not know, fail."""
    environment = {
        "HOME": str(home),
        "CLAUDE_CONFIG_DIR": str(home / ".claude"),
        "PATH": "/usr/bin:/bin",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    }
    run = subprocess.run(
        [CLAUDE, "plugin", "validate", "--strict", "--json", folder],
        env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    return json.loads(run.stdout)


def test_the_hooks_are_those_that_init_writes_and_yield_to_them() -> None:
    shipped = plugin_files()
    assert json.loads(shipped["hooks/hooks.json"])["hooks"] == all_hooks(PLUGIN_COMMAND)
    assert PLUGIN_COMMAND.endswith(f"|| exit 0; {COMMAND}")
    assert json.loads(shipped[".mcp.json"]) == {"mcpServers": {"hardwon": SERVER}}


def test_the_manifest_is_of_this_version_and_has_a_name_that_is_allowed() -> None:
    manifest = json.loads(plugin_files()[".claude-plugin/plugin.json"])
    assert (manifest["name"], manifest["version"]) == ("hardwon", hardwon.__version__)
    [listed] = json.loads((ROOT / ".claude-plugin/marketplace.json").read_text())["plugins"]
    assert (ROOT / listed["source"] / ".claude-plugin/plugin.json").is_file()
    assert listed["description"] == manifest["description"]


def test_the_skill_is_short_says_when_and_names_commands_that_exist() -> None:
    _, front, body = plugin_files()["skills/hardwon/SKILL.md"].decode().split("---\n", 2)
    said = yaml.safe_load(front)
    assert said["name"] == "hardwon"
    assert "Use before changing code" in said["description"]
    assert len(said["description"]) <= 1024
    assert len(body.splitlines()) <= 40
    named = {line.split()[1] for line in body.splitlines() if line.startswith("    hardwon ")}
    assert named == {"recall", "check", "learn"}
    assert named <= set(COMMANDS)


@pytest.mark.skipif(not CLAUDE.exists(), reason="this build of the SDK has no Claude Code with it")
def test_claude_code_itself_finds_nothing_to_say_against_it(tmp_path: Path) -> None:
    folder = tmp_path / "plugin"
    folder.mkdir()
    make_changes(folder, plan_plugin(folder).changes)
    report = validate(folder, tmp_path / "home")
    assert report["success"] is True
    assert report["manifest"]["warnings"] == []
    provided = report["provides"]
    assert {hook["event"] for hook in provided["hooks"]} == set(all_hooks())
    assert [server["name"] for server in provided["mcpServers"]] == ["hardwon"]
    assert provided["skills"] == ["hardwon:hardwon"]
    assert not [one for one in report["directory"]["findings"] if one["blocking"]]
    assert validate(ROOT, tmp_path / "home")["success"] is True


@pytest.mark.skipif(not CLAUDE.exists(), reason="this build of the SDK has no Claude Code with it")
def test_its_validator_would_tell(tmp_path: Path) -> None:
    make_changes(tmp_path, plan_plugin(tmp_path).changes)
    hooks = tmp_path / "hooks/hooks.json"
    hooks.write_text(hooks.read_text().replace('"PreToolUse"', '"BeforeToolUse"'))
    assert validate(tmp_path, tmp_path / "home")["success"] is False


def test_writing_it_twice_changes_nothing_and_another_version_is_renewed(tmp_path: Path) -> None:
    write(tmp_path, {"mine.txt": b"mine"})
    make_changes(tmp_path, plan_plugin(tmp_path).changes)
    assert {path: data for path, data in snapshot(tmp_path).items() if data is not None} == {
        **plugin_files(),
        "mine.txt": b"mine",
    }
    assert plan_plugin(tmp_path).changes == ()
    (tmp_path / ".mcp.json").write_text("{}")
    assert [change.path for change in plan_plugin(tmp_path).changes] == [".mcp.json"]
