"""`hardwon doctor`, as it is typed."""

import json
from pathlib import Path

import pytest

from hardwon.cli import run
from tests.integrations.trees import write


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    root = tmp_path / "repository"
    root.mkdir()
    return root


def test_each_line_is_a_reading_and_what_is_not_well_has_a_next_step(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["doctor", "--repo", str(root)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines if not line.startswith(" ")][:3] == ["python", "command", "git"]
    for number, line in enumerate(lines):
        if line.startswith(("warn", "fail")):
            assert lines[number + 1].lstrip().startswith("→ ")
    assert any(line.endswith("→ git init") for line in lines)


def test_what_fails_gives_exit_code_1_and_the_document_says_so(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(root, {".hardwon/lessons/bad.md": b"no front matter\n"})
    assert run(["doctor", "--repo", str(root), "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["version"], document["well"]) == (1, False)
    [lessons] = [reading for reading in document["readings"] if reading["name"] == "lessons"]
    assert lessons["level"] == "fail"
    assert "bad.md:1" in lessons["next_step"]
