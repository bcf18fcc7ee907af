import json
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from hardwon.cli import root
from hardwon.core import find_places
from hardwon.store import Journal, take_in_spool


def test_an_agent_that_is_not_known_is_named_with_those_that_are() -> None:
    shown = CliRunner().invoke(root, ["hook", "codex-cli"])
    assert shown.exit_code == 2
    assert "claude-code" in shown.output


def test_the_script_and_the_module_take_the_same_way(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/HEAD").write_text("ref: refs/heads/main\n")
    program = "import sys; sys.argv[0] = 'hardwon'; from hardwon.__main__ import main; main()"
    for command in (["-m", "hardwon"], ["-c", program]):
        done = subprocess.run(
            [sys.executable, *command, "hook", "claude-code"],
            input=json.dumps({"session_id": "s", "hook_event_name": "Stop"}),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    places = find_places(tmp_path, runtime=tmp_path)
    with Journal.open(places) as journal:
        assert take_in_spool(places, journal) == 2
