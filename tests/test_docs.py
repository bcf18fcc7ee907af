"""What the documents say is what happens."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from hardwon.assembly.linters import Ruff
from hardwon.cli import COMMANDS, root
from hardwon.lessons import Holds, verify
from hardwon.lessons.pages.page import read_page

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_tour_of_the_readme_is_what_its_commands_print() -> None:
    run = subprocess.run(
        [sys.executable, ROOT / "scripts/tour.py", "--check"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_picture_is_what_its_script_draws(tmp_path: Path) -> None:
    drawn = subprocess.run(
        [sys.executable, "-c", "from scripts.picture import draw; print(draw(), end='')"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert (ROOT / "docs/loop.svg").read_text(encoding="utf-8") == drawn


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples_and_stands_in_the_readme_or_the_reference(name: str) -> None:
    shown = CliRunner().invoke(root, [name, "--help"])
    assert shown.exit_code == 0
    assert "Examples:" in shown.output
    assert f"\n## hardwon {name}\n" in (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")


def test_every_word_that_the_documents_call_a_command_is_one() -> None:
    called = {
        (page.name, word)
        for page in PAGES
        for word in re.findall(r"[`$] ?hardwon ([a-z]+)", page.read_text(encoding="utf-8"))
    }
    assert sorted(call for call in called if call[1] not in COMMANDS) == []


def _lessons_on(page: Path) -> list[str]:
    """The whole pages of lessons that a document shows."""
    text = page.read_text(encoding="utf-8")
    return re.findall(r"^````markdown\n(---\n.*?)^````$", text, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(
    "text", _lessons_on(ROOT / "docs/howto/write-a-rule.md"), ids=lambda text: text[11:30]
)
def test_a_rule_that_the_documents_show_does_what_they_say(text: str) -> None:
    lesson = read_page(text, path=".hardwon/lessons/shown.md")
    assert len(lesson.cases) == 2
    assert [type(outcome) for outcome in verify(lesson, Ruff(ROOT)).outcomes] == [Holds, Holds]
