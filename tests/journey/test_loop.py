"""The whole loop on an application that knows nothing of hardwon, with nothing pretended."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journey.shop import PLANTED, write_shop

BIN = Path(sys.executable).parent


class Terminal:
    """A shell in the shop's repository with a home of its own."""

    def __init__(self, root: Path, home: Path) -> None:
        self.root = root
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(home / "run"),
            "PRE_COMMIT_HOME": str(home / "pre-commit"),
            "GIT_CONFIG_GLOBAL": str(home / "gitconfig"),
        }
        home.mkdir()
        (home / "run").mkdir(mode=0o700)
        (home / "gitconfig").write_text("[user]\n\tname = Test\n\temail = test@example.com\n")

    def run(self, *words: str, expect: int = 0) -> str:
        """Standard output of a command; standard error is in the message where the exit code is another."""
        run = subprocess.run(
            words, cwd=self.root, env=self.environment, capture_output=True, text=True, check=False
        )
        assert run.returncode == expect, f"{words} gave {run.returncode}\n{run.stdout}\n{run.stderr}"
        return run.stdout + (run.stderr if expect else "")

    def findings(self, expect: int) -> set[tuple[str, str, int]]:
        report = json.loads(
            self.run("hardwon", "check", "--format", "json", expect=expect).split("\n}\n")[0] + "\n}"
        )
        assert report["version"] == 1
        return {(found["rule"], found["path"], found["line"]) for found in report["findings"]}


@pytest.fixture
def shop(tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path / "shop", tmp_path / "home")
    terminal.root.mkdir()
    assert write_shop(terminal.root) > 200
    terminal.run("git", "init", "-q", "-b", "main")
    terminal.run("git", "add", "-A")
    terminal.run("git", "commit", "-q", "-m", "The shop as it is")
    return terminal


def test_from_init_to_a_refused_commit_to_a_recalled_lesson_and_back(shop: Terminal) -> None:
    shop.run("hardwon", "init")
    assert shop.findings(expect=1) == {(p.rule, p.path, p.line(shop.root)) for p in PLANTED}

    shop.run("git", "add", "-A")
    shop.run("pre-commit", "install")
    touched = shop.root / PLANTED[0].path
    touched.write_text(touched.read_text() + "\n# a change\n")
    shop.run("git", "add", "-A")
    refusal = shop.run("git", "commit", "-q", "-m", "Send receipts", expect=1)
    assert "detached-record" in refusal
    assert shop.run("git", "log", "--oneline").count("\n") == 1

    for planted in PLANTED:
        planted.mend(shop.root)
    assert shop.findings(expect=0) == set()
    shop.run("git", "add", "-A")
    shop.run("git", "commit", "-q", "-m", "Send receipts")
    assert shop.run("git", "log", "--oneline").count("\n") == 2

    recalled = json.loads(
        shop.run("hardwon", "recall", "object is detached in a background task", "--format", "json")
    )
    assert recalled["version"] == 1
    assert "background" in recalled["units"][0]["text"].lower()
    assert recalled["units"][0]["kind"] == "lesson"
    title = json.loads(shop.run("hardwon", "lessons", "list", "--format", "json"))["lessons"][0]["title"]
    assert title in (shop.root / "CLAUDE.md").read_text()


def test_uninstall_leaves_nothing_behind(shop: Terminal) -> None:
    (shop.root / "CLAUDE.md").write_text("# Ours\n\nKeep it short.")
    shop.run("git", "add", "-A")
    shop.run("git", "commit", "-q", "-m", "A guide")
    shop.run("hardwon", "init")
    assert shop.run("git", "status", "--porcelain") != ""
    shop.findings(expect=1)
    shop.run("hardwon", "uninstall")
    assert shop.run("git", "status", "--porcelain", "--ignored") == ""
