"""`hardwon export`, `hardwon import` of packs and `hardwon lessons packs`, as they are typed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from hardwon.assembly import open_workspace
from hardwon.cli import run
from hardwon.cli.schema import schema_of
from tests.integrations.trees import snapshot
from tests.lessons.packs.samples import MANIFEST, PAGES, commit_pack, git, lesson, write_pack


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "repository").mkdir()
    git(tmp_path / "repository", "init", "-q")
    monkeypatch.chdir(tmp_path / "repository")
    return tmp_path / "repository"


@pytest.fixture
def org(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "org-lessons")


def told(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert run(list(words)) == code
    out, errors = capsys.readouterr()
    return out + errors


def document(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    found = json.loads(told(capsys, *words, "--format", "json"))
    schema = {"import": "packs-import", "lessons": "packs"}.get(words[0])
    if schema:
        jsonschema.validate(found, schema_of(schema))
    return found


def test_a_pack_is_imported_shown_and_taken_back(
    root: Path, org: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshot(root)
    assert told(capsys, "import", "../org-lessons").splitlines() == [
        "  + .hardwon/lessons/close-the-client.md",
        "  + .hardwon/lessons/pin-the-image.md",
        "org version 1: 2 lessons written, pinned -> git add .hardwon; `hardwon init` renews the guides",
    ]
    assert told(capsys, "import", "../org-lessons") == "org version 1: all of it is here\n"
    assert told(capsys, "lessons", "packs") == "org  version 1 · 2 lessons · as it came · ../org-lessons\n"
    assert told(capsys, "lessons", "packs", "--remove", "org").splitlines() == [
        "  - .hardwon/lessons/close-the-client.md",
        "  - .hardwon/lessons/pin-the-image.md",
        "  - .hardwon/packs.yaml",
    ]
    after = {path: data for path, data in snapshot(root).items() if not path.startswith(".git")}
    assert after == {path: data for path, data in before.items() if not path.startswith(".git")}


def test_a_dry_run_shows_every_line_and_writes_nothing(
    root: Path, org: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshot(root)
    out = told(capsys, "import", str(org), "--dry-run")
    assert "+A tag moves, and the build of last week is gone.\n" in out
    assert "+++ b/.hardwon/packs.yaml\n" in out
    assert snapshot(root) == before


def test_what_is_left_is_named_with_its_reason(
    root: Path, org: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_pack(root / ".hardwon", {"pin-the-image": lesson("Ours", "Another thing altogether.")})
    (org / "lessons/broken.md").write_text("nothing")
    (org / "lessons/linked.md").symlink_to("/nonexistent")
    out = told(capsys, "import", str(org))
    assert "  ! .hardwon/lessons/pin-the-image.md: there is another one of that name, left\n" in out
    assert "  ! lessons/broken.md:1: not taken: the page does not begin with front matter\n" in out
    assert "  ! lessons/linked.md:1: not taken: a link\n" in out
    assert "1 lesson written" in out


def test_an_import_is_an_event_without_credentials(root: Path, org: Path) -> None:
    commit = commit_pack(org, tag="v1")
    assert run(["import", f"git+file://{org}@v1"]) == 0
    assert run(["import", f"git+file://{org}@v1"]) == 0
    with open_workspace(root).reader() as reader:
        [event] = reader.scan(kinds=("pack.imported",))
    assert event.payload == {
        "name": "org",
        "version": 1,
        "source": f"git+file://{org}@v1",
        "commit": commit,
        "slugs": ["close-the-client", "pin-the-image"],
    }


def test_a_newer_pack_is_seen_and_taken_when_asked(
    root: Path, org: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commit_pack(org)
    url = f"file://{org}@main"
    told(capsys, "import", url)
    write_pack(org, {"third": lesson("A third")}, manifest=MANIFEST.replace("version: 1", "version: 2"))
    newest = commit_pack(org)
    assert "-> hardwon import org --update" in told(capsys, "lessons", "packs", "--fetch")
    [pack] = document(capsys, "lessons", "packs", "--fetch")["packs"]
    assert (pack["state"], pack["newest"]["commit"]) == ("newer at its source", newest)
    [pack] = document(capsys, "import", "org", "--update")["packs"]
    assert pack["commit"] == newest
    assert {file["path"]: file["fate"] for file in pack["files"]} == {
        ".hardwon/lessons/close-the-client.md": "gone",
        ".hardwon/lessons/pin-the-image.md": "gone",
        ".hardwon/lessons/third.md": "new",
    }
    assert "current" in told(capsys, "lessons", "packs", "--fetch")


def test_a_newer_tag_is_named_with_the_command_that_takes_it(
    root: Path, org: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commit_pack(org, tag="v1")
    told(capsys, "import", f"file://{org}@v1")
    assert "current" in told(capsys, "lessons", "packs", "--fetch")
    commit_pack(org, tag="v2")
    out = told(capsys, "lessons", "packs", "--fetch")
    assert f"v2 is there: hardwon import 'git+file://{org}@v2' --update" in out
    [pack] = document(capsys, "lessons", "packs", "--fetch")["packs"]
    assert (pack["ref"], pack["newer_tag"], pack["state"]) == ("v1", "v2", "newer at its source")


def test_a_pack_of_which_nothing_can_be_taken_fails(
    root: Path, org: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_pack(org, {"broken": "no front matter"})
    before = snapshot(root)
    out = told(capsys, "import", "../org-lessons", code=1)
    assert "nothing of it can be taken, so it is not pinned" in out
    assert snapshot(root) == before


def test_lessons_of_other_packs_are_left_out_of_an_export_and_counted(
    root: Path, org: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, "import", "../org-lessons")
    assert "came with a pack" in told(capsys, "export", "../out", code=2)
    (root / ".hardwon/lessons/ours.md").write_text(lesson("Ours", "Another thing altogether."))
    assert "2 lessons that other packs brought left out" in told(capsys, "export", "../out")
    assert len(document(capsys, "export", "../out", "--all")["lessons"]) == 3


def test_configured_packs_come_together(root: Path, org: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no packs are configured" in told(capsys, "import", "--configured")
    (root / "hardwon.toml").write_text('[tool.hardwon]\npacks = ["../org-lessons", "async-jobs"]\n')
    (root / "sub").mkdir()
    os.chdir(root / "sub")  # paths of the configuration are the repository's
    assert [pack["name"] for pack in document(capsys, "import", "--configured")["packs"]] == [
        "org",
        "async-jobs",
    ]
    assert [pack["name"] for pack in document(capsys, "lessons", "packs")["packs"]] == ["async-jobs", "org"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("zzz",), "Path 'zzz' does not exist"),
        (("--format", "pack"), "no pack is named"),
        (("--format", "pack", "zzz"), "there is no folder zzz"),
        (("--update",), "--update, --as and --dry-run are about packs"),
        (("async-jobs", "."), "import the packs by themselves"),
        (("--configured", "async-jobs"), "name no pack beside it"),
        (("ext::sh -c true",), "is no address that a pack is taken from"),
        (("http://example.org/x",), "packs are not taken by http://"),
        (("--", "-oProxyCommand=true://x"), "is no address"),
    ],
)
def test_what_cannot_be_imported_is_told_in_a_line_with_exit_code_2(
    root: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    out = told(capsys, "import", *words, code=2)
    assert said in out
    assert " -> " in out
    assert len(out.splitlines()) == 1


def test_lessons_are_exported_and_nothing_is_written_twice(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_pack(root / ".hardwon", PAGES)
    out = told(capsys, "export", "../out", "--name", "team", "--lesson", "pin-*")
    assert out.splitlines()[-1] == "team, version 1: 1 lesson -> hardwon import ../out"
    before = snapshot(tmp_path / "out")
    sent = document(capsys, "export", "../out", "--lesson", "pin-*")
    assert (sent["name"], sent["lessons"], sent["written"]) == ("team", ["pin-the-image"], [])
    assert snapshot(tmp_path / "out") == before
    assert "is no pack and not empty" in told(capsys, "export", "..", code=2)


def _import_in_process(root: Path, *words: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "hardwon", "import", *words],
        cwd=root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _left(root: Path) -> set[str]:
    return {str(file.relative_to(root)) for file in (root / ".hardwon").rglob("*") if file.is_file()}


def test_a_killed_import_is_all_there_or_not_at_all_for_the_next_command(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = {f"lesson-{n}": lesson(f"The lesson of number {n}", f"{n} " * 40) for n in range(60)}
    pack = write_pack(tmp_path / "many", pages)
    told(capsys, "lessons", "packs")
    whole = {".hardwon/packs.yaml", *(f".hardwon/lessons/{slug}.md" for slug in pages)}
    cut = 0
    for round_ in range(5):
        process = _import_in_process(root, str(pack))
        deadline = time.monotonic() + 20
        while process.poll() is None and time.monotonic() < deadline:
            if len(_left(root)) > round_ * 10:  # in the midst of it, later each time
                process.kill()
        process.wait()
        cut += _left(root) != whole
        told(capsys, "lessons", "packs")  # which ends what a kill has cut short
        assert _left(root) == whole
        told(capsys, "lessons", "packs", "--remove", "org")
        assert _left(root) == set()
    assert cut


def test_an_interrupt_while_git_waits_leaves_nothing(root: Path, tmp_path: Path) -> None:
    # A program in git's place that never answers, and says that it has begun.
    (tmp_path / "bin").mkdir()
    slow = tmp_path / "bin/git"
    slow.write_text(f"#!/bin/sh\ntouch {tmp_path}/begun\nexec sleep 60\n")
    slow.chmod(0o755)
    process = subprocess.Popen(
        [sys.executable, "-m", "hardwon", "import", "https://git.example.org/x.git"],
        cwd=root,
        env={**os.environ, "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"},
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 20
    while not (tmp_path / "begun").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors.strip()) == (130, "stopped; nothing lost")
    assert not (root / ".hardwon").exists()


@pytest.mark.parametrize("name", ["packs", "packs-import"])
def test_the_schema_of_packs_is_one_and_lets_nothing_else_pass(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema_of(name))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"version": 1, "packs": [], "surprise": True}, schema_of(name))
