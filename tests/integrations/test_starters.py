"""Any pack that ships can be a start, and all of it can be taken back."""

from collections import Counter
from pathlib import Path

import pytest

from hardwon.cli import run
from hardwon.lessons import pack, pack_names, pin_shipped, read_pins, write_pins
from tests.integrations.trees import snapshot
from tests.lessons.packs.samples import MANIFEST, write_pack


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    (tmp_path / "repository").mkdir()
    monkeypatch.chdir(tmp_path / "repository")
    return tmp_path / "repository"


def lessons(root: Path) -> set[str]:
    return {file.name for file in (root / ".hardwon/lessons").glob("*.md")}


def test_no_two_packs_that_ship_have_a_file_of_the_same_name() -> None:
    names = Counter(name for one in map(pack, pack_names()) for name in (*one.pages, *one.templates))
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("name", pack_names())
def test_every_pack_that_ships_is_brought_with_its_checklists_and_taken_back(root: Path, name: str) -> None:
    (root / "pyproject.toml").write_text('[project]\nname = "x"\n')
    before = snapshot(root)
    assert run(["init", "--pack", name]) == 0
    found = pack(name)
    assert lessons(root) == set(found.pages)
    for line in found.checklist:
        assert f"- [ ] {line}\n" in (root / ".hardwon/README.md").read_text()
    assert run(["init"]) == 0
    assert found.checklist[-1] in (root / ".hardwon/README.md").read_text()
    assert run(["uninstall"]) == 0
    assert snapshot(root) == before


def test_several_packs_are_brought_and_a_later_one_takes_none_away(root: Path) -> None:
    first, second, *_ = pack_names()
    assert run(["init", "--pack", first, "--pack", second]) == 0
    assert lessons(root) == {*pack(first).pages, *pack(second).pages}
    assert run(["uninstall"]) == 0
    assert run(["init", "--pack", first]) == 0
    assert run(["init", "--pack", second]) == 0
    assert lessons(root) == {*pack(first).pages, *pack(second).pages}
    text = (root / ".hardwon/README.md").read_text()
    assert {line in text for line in (*pack(first).checklist, *pack(second).checklist)} == {True}


def test_what_is_no_pack_is_told(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--pack", "async-job"]) == 2
    assert "did you mean async-jobs?" in capsys.readouterr().err
    assert run(["init", "--pack", "async-jobs", "--no-pack"]) == 2
    assert list(root.iterdir()) == []


def test_the_checklist_of_an_imported_pack_is_asked_as_long_as_its_lessons_are_here(
    root: Path, tmp_path: Path
) -> None:
    lists = "before: [Pin what you pull.]\nafter: [Is every image pinned?]\n"
    write_pack(tmp_path / "org", manifest=MANIFEST + lists)
    assert run(["import", str(tmp_path / "org")]) == 0
    assert run(["init", "--no-pack"]) == 0
    assert "- [ ] Pin what you pull.\n" in (root / ".hardwon/README.md").read_text()
    assert "- [ ] Is every image pinned? (" in (root / ".github/pull_request_template.md").read_text()
    assert run(["lessons", "packs", "--remove", "org"]) == 0
    assert run(["init"]) == 0
    assert "Pin what you pull" not in (root / ".hardwon/README.md").read_text()


def test_a_pack_from_elsewhere_is_not_taken_back_with_what_init_wrote(root: Path, tmp_path: Path) -> None:
    write_pack(tmp_path / "org")
    assert run(["import", str(tmp_path / "org")]) == 0
    before = (root / ".hardwon/packs.yaml").read_bytes()
    assert run(["init"]) == 0
    assert len(lessons(root)) == len(pack("async-jobs").pages) + 2
    assert run(["uninstall"]) == 0
    assert lessons(root) == {"close-the-client.md", "pin-the-image.md"}
    assert (root / ".hardwon/packs.yaml").read_bytes() == before
    assert run(["uninstall", "--all"]) == 0
    assert not (root / ".hardwon/packs.yaml").exists()


def test_what_init_brought_is_a_pinned_pack_that_is_there(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init"]) == 0
    capsys.readouterr()
    assert run(["lessons", "packs", "--fetch"]) == 0
    assert "lessons · current · hardwon:async-jobs" in capsys.readouterr().out
    assert run(["import", "async-jobs"]) == 0
    assert capsys.readouterr().out.endswith(": all of it is here\n")
    before = snapshot(root)
    assert run(["init"]) == 0
    assert snapshot(root) == before


def test_pages_of_an_older_hardwon_are_taken_back_too(root: Path) -> None:
    """As after an upgrade: the page is as its pack wrote it then, and not as the pack has it now."""
    assert run(["init"]) == 0
    old, *_ = sorted((root / ".hardwon/lessons").glob("*.md"))
    text = old.read_bytes() + b"Words of the version before.\n"
    old.write_bytes(text)
    pins = read_pins((root / ".hardwon/packs.yaml").read_bytes())
    (root / ".hardwon/packs.yaml").write_bytes(
        write_pins(pin_shipped(pins, pack("async-jobs"), {f"lessons/{old.name}": text})) or b""
    )
    assert run(["uninstall"]) == 0
    assert not (root / ".hardwon/lessons").exists()


def test_pins_that_cannot_be_read_stop_no_init(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / ".hardwon").mkdir()
    (root / ".hardwon/packs.yaml").write_text("<<<<<<< ours\n")
    assert run(["init", "--no-pack"]) == 0
    assert ".hardwon/packs.yaml: .hardwon/packs.yaml:1: " in capsys.readouterr().out
    assert run(["lessons", "packs"]) == 2
