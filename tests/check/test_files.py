"""Finding and reading files: what is left out, and what is said about a file that cannot be read."""

import os
import subprocess
from pathlib import Path

import pytest

from hardwon.check import Report, check_project
from hardwon.check.files import LARGEST, decode, discover, is_left_out, is_pin
from hardwon.core import CheckSettings


def found(root: Path, **settings: object) -> list[str]:
    return sorted(discover(root, CheckSettings(**settings), {}).sources)  # type: ignore[arg-type]


def write(root: Path, *paths: str, text: str = "x = 1\n") -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def check(root: Path) -> Report:
    return check_project(root, settings=CheckSettings())


def test_python_files_and_stubs_are_found_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "b/c.pyi", "b/d.txt", "e.pyc", ".hidden/f.py")
    assert found(tmp_path) == [".hidden/f.py", "a.py", "b/c.pyi"]


def test_directories_of_tools_and_environments_are_never_entered(tmp_path: Path) -> None:
    write(
        tmp_path, "a.py", ".git/x.py", ".venv/x.py", "node_modules/x.py", "b/__pycache__/x.py", "env/lib/x.py"
    )
    write(tmp_path, "env/pyvenv.cfg")
    assert found(tmp_path) == ["a.py"]


GITIGNORE = """\
# comment
build/
*.gen.py
/top.py
docs/**/draft.py
!keep.gen.py
data/*
!data/kept.py
"""


def test_gitignore_is_respected_as_git_does(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    write(tmp_path, "a.py", "top.py", "b/top.py", "build/x.py", "b/build/y.py", "x.gen.py", "keep.gen.py")
    write(tmp_path, "docs/draft.py", "docs/a/b/draft.py", "docs/a/final.py", "data/x.py", "data/kept.py")
    write(tmp_path, "b/local.py", "b/c/local.py", "private.py")
    (tmp_path / ".gitignore").write_text(GITIGNORE)
    (tmp_path / "b/.gitignore").write_text("local.py\n!/c/local.py\n")
    (tmp_path / ".git/info/exclude").write_text("private.py\n")
    listed = subprocess.run(
        ["git", "ls-files", "--others", "--exclude-standard", "*.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull},
    )
    assert found(tmp_path) == sorted(listed.stdout.split())
    every = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.py")]
    assert sorted(p for p in every if not is_left_out(tmp_path, p, CheckSettings())) == found(tmp_path)


def test_where_a_new_file_would_be_left_out_is_known_before_it_is_there(tmp_path: Path) -> None:
    write(tmp_path, "env/pyvenv.cfg", "a.py")
    (tmp_path / ".gitignore").write_text("build/\n")
    for path in (
        "env/lib/x.py",
        "build/y.py",
        ".venv/z.py",
        "a/node_modules/b.py",
        ".git/hooks/c.py",
        "gen/d.py",
    ):
        assert is_left_out(tmp_path, path, CheckSettings(exclude=("gen/",))), path
    assert not is_left_out(tmp_path, "app/new.py", CheckSettings(exclude=("gen/",)))


def test_settings_leave_out_and_take_in(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "b/c.py", "b/d/e.py", "script")
    assert found(tmp_path, exclude=("b/d",)) == ["a.py", "b/c.py"]
    assert found(tmp_path, include=("b/**", "script")) == ["b/c.py", "b/d/e.py", "script"]


def test_a_loop_of_symbolic_links_traps_nobody(tmp_path: Path) -> None:
    write(tmp_path, "a/b.py")
    (tmp_path / "a/loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "again.py").symlink_to(tmp_path / "a/b.py")
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere.py")
    (tmp_path / "self.py").symlink_to(tmp_path / "self.py")
    report = check(tmp_path)
    assert report.files == 1
    assert {error.path for error in report.errors} == {"gone.py", "self.py"}
    assert all("cannot be read" in error.message for error in report.errors)


@pytest.mark.skipif(os.getuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_named_and_the_run_goes_on(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "b.py")
    (tmp_path / "b.py").chmod(0)
    [error] = check(tmp_path).errors
    assert (error.path, error.message) == ("b.py", "cannot be read: Permission denied")


def test_a_file_that_was_named_and_is_not_there_is_said_so(tmp_path: Path) -> None:
    report = check_project(tmp_path, ["none.py"], settings=CheckSettings())
    assert [(error.path, error.message) for error in report.errors] == [
        ("none.py", "cannot be read: there is no such file")
    ]


def test_a_named_file_is_checked_although_git_ignores_it(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "b.py")
    (tmp_path / ".gitignore").write_text("b.py\n")
    assert check(tmp_path).files == 1
    assert check_project(tmp_path, ["b.py"], settings=CheckSettings()).files == 1


def test_a_huge_file_is_left_out_with_a_line(tmp_path: Path) -> None:
    (tmp_path / "big.py").write_bytes(b"x = 1\n" * (LARGEST // 6 + 1))
    [error] = check(tmp_path).errors
    assert error.message == "larger than 5 MB, not analysed"


@pytest.mark.parametrize(
    ("raw", "text", "trouble"),
    [
        (b"x = 1\n", b"x = 1\n", ""),
        (b"\xef\xbb\xbfx = 1\n", b"x = 1\n", ""),
        (b"# coding: latin-1\nx = '\xe4'\n", b"# coding: latin-1\nx = '\xc3\xa4'\n", ""),
        (
            b"#!/bin/python\n# -*- coding: cp1252 -*-\n'\x80'\n",
            "#!/bin/python\n# -*- coding: cp1252 -*-\n'€'\n".encode(),
            "",
        ),
        (b"x = 1\ry = 2\r", b"x = 1\ny = 2\n", ""),
        (b"x = 1\r\ny = 2\r\n", b"x = 1\r\ny = 2\r\n", ""),
        ("x = 'ä'\n".encode("utf-16"), b"", "is UTF-16, which Python does not read; save it as UTF-8"),
        (b"x = 1\ny = '\0'\n", b"", "line 2: holds a null byte; not analysed"),
        (
            b"x = 1\n'\xff'\n",
            "x = 1\n'�'\n".encode(),
            "line 2: not UTF-8; declare the encoding or save it as UTF-8",
        ),
        (
            b"# coding: klingon\n",
            b"# coding: klingon\n",
            "line 1: declares the encoding `klingon`, which Python does not know",
        ),
        (b"x = 1\n\n# coding: latin-1\n'\xc3\xa4'", b"x = 1\n\n# coding: latin-1\n'\xc3\xa4'", ""),
        (b"", b"", ""),
    ],
)
def test_text_is_decoded_as_python_does_or_the_trouble_is_named(
    raw: bytes, text: bytes, trouble: str
) -> None:
    assert decode(raw) == (text, trouble)


def test_a_declared_encoding_that_does_not_fit_is_named() -> None:
    text, trouble = decode(b"# coding: ascii\n'\xe4'\n")
    assert text == "# coding: ascii\n'�'\n".encode()
    assert trouble.startswith("is not the ascii that it declares")


def test_trouble_with_one_file_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "null.py").write_bytes(b"\0")
    (tmp_path / "wide.py").write_bytes("x = 1\n".encode("utf-16"))
    (tmp_path / "deep.py").write_bytes(b"x = " + b"(" * 5000 + b")" * 5000 + b"\n")
    (tmp_path / "long.py").write_bytes(b"x = " + b" + ".join([b"1"] * 20000) + b"\n")
    (tmp_path / "nest.py").write_bytes(b"".join(b" " * depth + b"if x:\n" for depth in range(300)))
    write(tmp_path, "jobs.py", text="class JobManager:\n    def a(self): ...\n\nJobManager().b()\n")
    report = check(tmp_path)
    assert [finding.path for finding in report.findings] == ["jobs.py"]
    assert {"null.py", "wide.py"} <= {error.path for error in report.errors}
    assert report.files == 6


@pytest.mark.parametrize(
    ("path", "yes"),
    [
        ("requirements.txt", True),
        ("app/requirements-dev.in", True),
        ("requirements/base.txt", True),
        ("uv.lock", True),
        ("setup.cfg", True),
        ("notes.txt", False),
        ("app.toml", False),
    ],
)
def test_files_that_pin_versions_are_recognised(path: str, yes: bool) -> None:
    assert is_pin(path) is yes


def test_odd_lines_of_a_gitignore_stop_nobody_and_mean_what_git_means(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "x1.py", "xy.py")
    (tmp_path / ".gitignore").write_text("[z-a]\n!\n[[:alpha:]][[:digit:]].py\n")
    assert found(tmp_path) == ["a.py", "xy.py"]
