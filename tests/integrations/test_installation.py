"""init writes, a second init writes nothing, uninstall leaves no trace: on any repository."""

import json
import os
import subprocess
import tempfile
import tomllib
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from hardwon.check import Baseline
from hardwon.check.baseline import Accepted
from hardwon.integrations import BrokenMarkers, NoPlace, Starter, make_changes, plan_uninstall
from hardwon.integrations.layout import GITHUB_WORKFLOW
from tests.integrations.trees import (
    LESSONS,
    STARTER,
    init,
    plan,
    snapshot,
    uninstall,
    write,
)

PATHS = (
    "CLAUDE.md", "AGENTS.md", ".claude/CLAUDE.md", "agents.md", "pyproject.toml", "hardwon.toml",
    ".pre-commit-config.yaml", "docs/README.md", "docs/index.md", ".github/PULL_REQUEST_TEMPLATE.md",
    "docs/pull_request_template.md", ".github/workflows/ci.yml", GITHUB_WORKFLOW, ".gitlab-ci.yml",
    ".gitlab/merge_request_templates/Default.md", ".hardwon/lessons/mine.md", ".hardwon/README.md",
    ".hardwon/lessons/first-act.md", ".hardwon/.gitignore", ".hardwon/.gitattributes",
    ".hardwon/lesson.schema.json", ".hardwon/baseline.json",
    ".claude/settings.json", ".claude/settings.local.json", "app.py",
)  # fmt: skip
TEXTS = (
    b"", b"\n", b"words", b"# Title\n\nwords\n", b"# Title\r\n\r\nwords\r\n", b"a\r\nb", b"\xef\xbb\xbf# T\n",
    b"\xef\xbb\xbf", b"\n\n\n", b"a\rb", b"\xff\xfe\x00", b"@AGENTS.md\n", b"a = 1\n", b"[tool]\nx = 1",
    b"repos:\n- repo: local\n  hooks:\n  - id: a\n", b"repos:\n  - repo: local\n    hooks: []\nci: {}",
    b"{}\n", b'{\n  "hooks": {"Stop": []}\n}', b"[]",
)  # fmt: skip
FILES = st.dictionaries(st.sampled_from(PATHS), st.sampled_from(TEXTS), max_size=8)


@settings(max_examples=60, deadline=None)
@given(FILES)
def test_any_repository_is_what_it_was_after_init_and_uninstall(files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        write(root, files)
        before = snapshot(root)
        init(root)
        assert snapshot(root) != before
        assert plan(root).changes == ()
        uninstall(root)
        assert snapshot(root) == before
        assert plan_uninstall(root, STARTER).changes == ()


def test_init_writes_all_its_meeting_places(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": b'[project]\nname = "x"\n', "docs/index.md": b"# Docs\n"})
    init(tmp_path)
    for path in (
        "CLAUDE.md",
        "AGENTS.md",
        ".hardwon/README.md",
        "docs/index.md",
    ):
        assert LESSONS[0].title in (tmp_path / path).read_text(), path
    assert tomllib.loads((tmp_path / "pyproject.toml").read_text())["tool"] == {"hardwon": {}}
    workflow = yaml.safe_load((tmp_path / GITHUB_WORKFLOW).read_text())
    assert [step.get("run") for step in workflow["jobs"]["check"]["steps"]][-4:] == [
        "pip install hardwon",
        "hardwon check --frozen-baseline",
        "hardwon lessons verify",
        "hardwon sync --check",
    ]
    hooks = yaml.safe_load((tmp_path / ".pre-commit-config.yaml").read_text())["repos"]
    assert hooks[0]["hooks"][0]["entry"] == "hardwon check"
    assert "state/\n" in (tmp_path / ".hardwon/.gitignore").read_text()
    assert (tmp_path / ".hardwon/lessons/first-act.md").read_text() == "# About first-act\n"
    assert (tmp_path / ".hardwon/templates/job.py.txt").exists()
    schema = json.loads((tmp_path / ".hardwon/lesson.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    assert "- [ ] Read the guide." in (tmp_path / ".hardwon/README.md").read_text()
    assert "(`first-act`)" in (tmp_path / ".github/pull_request_template.md").read_text()
    assert not (tmp_path / "hardwon.toml").exists()


def test_init_writes_the_hooks_of_claude_code_and_leaves_a_persons_own_settings(tmp_path: Path) -> None:
    write(tmp_path, {".claude/settings.local.json": b'{"hooks": {}}'})
    init(tmp_path)
    hooks = json.loads((tmp_path / ".claude/settings.json").read_text())["hooks"]
    assert {"PreToolUse", "UserPromptSubmit", "SessionEnd"} <= set(hooks)
    assert (tmp_path / ".claude/settings.local.json").read_bytes() == b'{"hooks": {}}'


def test_settings_of_another_shape_are_left_with_a_note(tmp_path: Path) -> None:
    write(tmp_path, {".claude/settings.json": b'{"hooks": []}'})
    [note] = init(tmp_path).notes
    assert str(note).startswith(".claude/settings.json: left as it is: its `hooks` is no object")
    assert (tmp_path / ".claude/settings.json").read_bytes() == b'{"hooks": []}'


def test_after_init_git_takes_what_two_branches_accept_from_both(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        names = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
        subprocess.run(["git", *names, *words], cwd=tmp_path, capture_output=True, check=True)

    def accept(*paths: str) -> None:
        entries = Baseline({Accepted(path, "late", "aa"): 1 for path in paths})
        write(tmp_path, {Baseline.path: entries.text().encode()})
        git("add", "-A")
        git("commit", "-qm", "x")

    git("init", "-qb", "main")
    init(tmp_path)
    accept("a.py", "z.py")
    git("checkout", "-qb", "one")
    accept("a.py", "b.py", "z.py")
    git("checkout", "-qb", "other", "main")
    accept("a.py", "c.py")
    git("merge", "-qm", "x", "one")
    merged = Baseline.read((tmp_path / Baseline.path).read_bytes()).accepted
    assert {one.path for one in merged} >= {"a.py", "b.py", "c.py"}


def test_where_there_is_no_pyproject_the_settings_have_a_file_of_their_own(tmp_path: Path) -> None:
    init(tmp_path)
    assert tomllib.loads((tmp_path / "hardwon.toml").read_text()) == {"tool": {"hardwon": {}}}


def test_a_persons_edit_between_the_markers_is_written_over_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path, {"CLAUDE.md": b"# Ours\n"})
    init(tmp_path)
    first = (tmp_path / "CLAUDE.md").read_bytes()
    edited = first.replace(b"## Lessons", b"## Our lessons") + b"\nbelow\n"
    (tmp_path / "CLAUDE.md").write_bytes(b"above\n" + edited)
    init(tmp_path)
    assert (tmp_path / "CLAUDE.md").read_bytes() == b"above\n" + first + b"\nbelow\n"
    uninstall(tmp_path)
    assert (tmp_path / "CLAUDE.md").read_bytes() == b"above\n# Ours\n\nbelow\n"


def test_a_file_made_by_init_keeps_what_a_person_added(tmp_path: Path) -> None:
    init(tmp_path)
    with (tmp_path / "AGENTS.md").open("ab") as file:
        file.write(b"Be kind.\n")
    with (tmp_path / ".hardwon/.gitignore").open("ab") as file:
        file.write(b"*.tmp\n")
    uninstall(tmp_path)
    assert snapshot(tmp_path) == {
        "AGENTS.md": b"Be kind.\n",
        ".hardwon": None,
        ".hardwon/.gitignore": b"*.tmp\n",
    }


def test_lessons_that_people_wrote_or_changed_stay_and_are_named_unless_all_goes(tmp_path: Path) -> None:
    init(tmp_path)
    write(
        tmp_path,
        {
            ".hardwon/lessons/first-act.md": b"# Changed\n",
            ".hardwon/lessons/mine.md": b"# Mine\n",
            ".hardwon/baseline.json": b"{}\n",
            ".hardwon/state/journal.db": b"private",
            GITHUB_WORKFLOW: (tmp_path / GITHUB_WORKFLOW).read_bytes() + b"# mine\n",
        },
    )
    planned = uninstall(tmp_path)
    kept = {
        ".hardwon/lessons/first-act.md",
        ".hardwon/lessons/mine.md",
        ".hardwon/baseline.json",
        GITHUB_WORKFLOW,
    }
    assert {note.path for note in planned.notes} == kept
    assert {path for path, data in snapshot(tmp_path).items() if data is not None} == {
        *kept,
        ".hardwon/state/journal.db",
    }
    assert uninstall(tmp_path, everything=True).notes == ()
    assert {path for path, data in snapshot(tmp_path).items() if data is not None} == {
        ".hardwon/state/journal.db"
    }


def test_a_lesson_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    write(tmp_path, {".hardwon/lessons/first-act.md": b"# Mine\n"})
    init(tmp_path)
    assert (tmp_path / ".hardwon/lessons/first-act.md").read_bytes() == b"# Mine\n"


def test_a_sealed_file_is_renewed_as_long_as_nobody_changed_it(tmp_path: Path) -> None:
    init(tmp_path)
    workflow = tmp_path / GITHUB_WORKFLOW
    ours = workflow.read_bytes()
    workflow.write_bytes(ours + b"# mine\n")
    assert plan(tmp_path).changes == ()
    workflow.write_bytes(b"name: ours since long ago\n")
    planned = plan(tmp_path)
    assert planned.changes == ()
    assert [note.path for note in planned.notes] == [GITHUB_WORKFLOW]
    (tmp_path / ".hardwon/lesson.schema.json").write_bytes(ours)  # intact, of another version
    assert [change.path for change in plan(tmp_path).changes] == [".hardwon/lesson.schema.json"]


def test_line_ends_that_git_converts_change_nothing(tmp_path: Path) -> None:
    init(tmp_path)
    for path, data in snapshot(tmp_path).items():
        if data is not None:
            (tmp_path / path).write_bytes(data.replace(b"\n", b"\r\n"))
    uninstall(tmp_path)
    assert snapshot(tmp_path) == {}


def test_no_pack_brings_places_without_lessons(tmp_path: Path) -> None:
    init(tmp_path, starter=Starter())
    assert not (tmp_path / ".hardwon/lessons").exists()
    assert "None is adopted yet" in (tmp_path / "CLAUDE.md").read_text()
    uninstall(tmp_path)
    assert snapshot(tmp_path) == {}


def test_broken_markers_anywhere_stop_both_before_anything_is_written(tmp_path: Path) -> None:
    init(tmp_path)
    with (tmp_path / "AGENTS.md").open("ab") as file:
        file.write(b"<!-- hardwon:begin -->\n")
    before = snapshot(tmp_path)
    with pytest.raises(BrokenMarkers, match=r"AGENTS.md:\d+: "):
        init(tmp_path)
    with pytest.raises(BrokenMarkers, match=r"AGENTS.md:\d+: "):
        uninstall(tmp_path)
    assert snapshot(tmp_path) == before


def test_a_place_that_cannot_be_used_is_left_with_a_sentence_and_the_rest_is_done(tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text("not in the repository\n")
    root = tmp_path / "repository"
    write(root, {"CLAUDE.md/x": b"a directory", ".github": b"a file", "docs/index.md": b"Gr\xf6\xdfe\n"})
    (root / "AGENTS.md").symlink_to(outside)
    os.mkfifo(root / ".pre-commit-config.yaml")
    notes = {note.path: note.text for note in init(root).notes}
    assert "CLAUDE.md is a directory where a file should be" in notes["CLAUDE.md"]
    assert ".github is a file where a directory should be" in notes[GITHUB_WORKFLOW]
    assert "docs/index.md:1: is not UTF-8 text" in notes["docs/index.md"]
    assert "leads out of the repository" in notes[str(outside)]
    assert "no ordinary file" in notes[".pre-commit-config.yaml"]
    assert outside.read_text() == "not in the repository\n"
    assert (root / ".hardwon/README.md").exists()


@pytest.mark.parametrize("file", [".hardwon", ".hardwon/lessons"])
def test_without_a_home_nothing_is_written(file: str, tmp_path: Path) -> None:
    write(tmp_path, {file: b"a file"})
    before = snapshot(tmp_path)
    with pytest.raises(NoPlace, match=f"{file} is a file where a directory should be; nothing was written"):
        init(tmp_path)
    assert snapshot(tmp_path) == before


def test_a_persons_hook_between_the_markers_keeps_the_entry(tmp_path: Path) -> None:
    init(tmp_path)
    config = tmp_path / ".pre-commit-config.yaml"
    data = config.read_bytes().replace(
        b"  # hardwon:end", b"      - {id: mine, name: m, entry: m}\n  # hardwon:end"
    )
    config.write_bytes(data)
    [note] = uninstall(tmp_path).notes
    assert "mine" in note.text
    assert snapshot(tmp_path) == {".pre-commit-config.yaml": data}
    uninstall(tmp_path, everything=True)
    assert snapshot(tmp_path) == {}


def test_settings_of_a_person_are_named(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": b""})
    init(tmp_path)
    file = tmp_path / "pyproject.toml"
    file.write_text(file.read_text().replace("[tool.hardwon]", "[tool.hardwon]\nport = 1"))
    [note] = uninstall(tmp_path).notes
    assert str(note) == "pyproject.toml: kept: [tool.hardwon] holds your settings port"
    assert tomllib.loads(file.read_text()) == {"tool": {"hardwon": {"port": 1}}}


def test_the_index_counts_only_lessons_that_are_there_or_come(tmp_path: Path) -> None:
    write(tmp_path, {".hardwon/lessons/first-act.md": b"broken"})
    planned = [change for change in plan(tmp_path).changes if change.path == ".hardwon/README.md"]
    make_changes(tmp_path, planned)
    text = (tmp_path / ".hardwon/README.md").read_text()
    # The page exists: whether it counts is for the shelf to say, and `plan` hands over what the shelf has.
    assert text.count("lessons/first-act.md") == 1
    assert text.count("lessons/second-act.md") == 1
