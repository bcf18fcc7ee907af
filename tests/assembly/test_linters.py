"""Ruff, as it is installed here."""

import sys
from pathlib import Path

import pytest

from hardwon.assembly.linters import Ruff
from hardwon.check import LinterFailed

SLEEPS = "import time\n\n\nasync def nap():\n    é = 1; time.sleep(é)\n"


def write(root: Path, **files: str) -> list[str]:
    for name, text in files.items():
        (root / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return sorted(name.replace("_", ".") for name in files)


def test_findings_come_with_places_and_fixes(tmp_path: Path) -> None:
    paths = write(tmp_path, a_py=SLEEPS, b_py="import os\n")
    nap, unused = Ruff(tmp_path).lint(["ASYNC251", "F401"], paths, {})
    assert (nap.code, nap.path, nap.line, nap.column, nap.end_column) == ("ASYNC251", "a.py", 5, 12, 22)
    assert "should not call" in nap.message
    assert nap.fix is None
    assert unused.fix is not None
    assert (unused.fix.safe, unused.fix.description) == (True, "Remove unused import: `os`")
    assert [(e.line, e.column, e.end_line, e.text) for e in unused.fix.edits] == [(1, 1, 2, "")]


def test_a_fix_that_is_unsafe_is_told_so(tmp_path: Path) -> None:
    [found] = Ruff(tmp_path).lint(["B006"], write(tmp_path, a_py="def f(x=[]):\n    return x\n"), {})
    assert found.fix is not None
    assert not found.fix.safe


def test_only_the_codes_asked_for_are_reported(tmp_path: Path) -> None:
    paths = write(tmp_path, a_py="import os\ndef (:\n", pyproject_toml='[tool.ruff.lint]\nselect = ["ALL"]\n')
    assert Ruff(tmp_path).lint(["ASYNC251"], paths[:1], {}) == []


def test_a_text_stands_in_for_the_disk(tmp_path: Path) -> None:
    write(tmp_path, a_py="x = 1\n")
    [found] = Ruff(tmp_path).lint(["ASYNC251"], [], {"a.py": SLEEPS.encode()})
    assert (found.path, found.line) == ("a.py", 5)
    [found] = Ruff(tmp_path).lint(["ASYNC251"], [], {"-n/ä.py": SLEEPS.encode()})
    assert found.path == "-n/ä.py"


def test_odd_names_and_a_linked_repository_are_no_trouble(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    (tmp_path / "link").symlink_to(real)
    names = ["-x.py", "@y.py", "a b.py", "ü.py", "nl\n.py"]
    for name in names:
        (real / name).write_text(SLEEPS, encoding="utf-8")
    found = Ruff(tmp_path / "link").lint(["ASYNC251"], names, {})
    assert sorted(one.path for one in found) == sorted(names)


def test_many_files_are_more_than_one_command(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(SLEEPS)
    many = ["./" * 120 + "a.py"] * 3_000
    assert len(Ruff(tmp_path).lint(["ASYNC251"], many, {})) >= 1


def test_rules_in_preview_are_run_when_they_are_named(tmp_path: Path) -> None:
    ruff = Ruff(tmp_path)
    rules = ruff.rules()
    assert rules["ASYNC251"] is True
    assert rules["E225"] is False
    found = ruff.lint(["E225", "F401"], write(tmp_path, a_py="import os\nx=1\n"), {})
    assert sorted(one.code for one in found) == ["E225", "F401"]


def test_settings_of_ruff_in_the_environment_are_not_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUFF_OUTPUT_FORMAT", "sarif")
    monkeypatch.setenv("RUFF_CONFIG", "/nowhere/ruff.toml")
    assert len(Ruff(tmp_path).lint(["ASYNC251"], write(tmp_path, a_py=SLEEPS), {})) == 1


def test_ruff_that_is_not_there_is_told_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin/python"))
    monkeypatch.setitem(sys.modules, "ruff", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    ruff = Ruff(tmp_path)
    assert ruff.version() == b""
    with pytest.raises(LinterFailed, match="ruff is not installed -> pip install ruff"):
        ruff.rules()


def test_ruff_that_does_not_work_is_told_with_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "ruff"
    broken.write_text("#!/bin/sh\necho out of cheese >&2\nexit 2\n")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(LinterFailed, match="cannot be run: Permission denied"):
        Ruff(tmp_path).rules()
    broken.chmod(0o755)
    with pytest.raises(LinterFailed, match="ruff failed: out of cheese"):
        Ruff(tmp_path).rules()
    broken.write_text("#!/bin/sh\necho no json\n")
    with pytest.raises(LinterFailed, match="ruff failed: exit code 0"):
        Ruff(tmp_path).rules()


def test_another_ruff_is_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "ruff"
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    fake.write_text("one")
    first = Ruff(tmp_path).version()
    fake.write_text("three")
    assert b"" not in (first, Ruff(tmp_path).version())
    assert first != Ruff(tmp_path).version()
