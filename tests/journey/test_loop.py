"""The whole loop on an application that knows nothing of hardwon, with nothing pretended."""

import json
from pathlib import Path

import pytest

from tests.journey.shop import PLANTED, write_shop
from tests.journey.terminal import Terminal


def findings(shop: Terminal, expect: int) -> set[tuple[str, str, int]]:
    report = json.loads(
        shop.run("hardwon", "check", "--format", "json", expect=expect).split("\n}\n")[0] + "\n}"
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
    assert findings(shop, expect=1) == {(p.rule, p.path, p.line(shop.root)) for p in PLANTED}

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
    assert findings(shop, expect=0) == set()
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


def test_the_lessons_of_the_starter_pack_are_held_where_the_shop_breaks_them(shop: Terminal) -> None:
    shop.run("hardwon", "init")
    for planted in PLANTED:
        planted.mend(shop.root)
    assert findings(shop, expect=0) == set()
    for path, kept, broken in (
        ("app/tasks/basket.py", 'status="running", current_step="Starting"', 'status="pending"'),
        ("app/jobs.py", "            job.updated_at = datetime.now(timezone.utc)\n", ""),
        ("app/repositories/order.py", "get(Order, order_id)", 'get(Order, f"order-{order_id}")'),
    ):
        file = shop.root / path
        text = file.read_text()
        assert kept in text
        file.write_text(text.replace(kept, broken))
    assert {(rule, path) for rule, path, _ in findings(shop, expect=1)} == {
        ("job-never-running", "app/tasks/basket.py"),
        ("stale-timestamp", "app/jobs.py"),
        ("constructed-id", "app/repositories/order.py"),
    }


def test_uninstall_leaves_nothing_behind(shop: Terminal) -> None:
    (shop.root / "CLAUDE.md").write_text("# Ours\n\nKeep it short.")
    shop.run("git", "add", "-A")
    shop.run("git", "commit", "-q", "-m", "A guide")
    shop.run("hardwon", "init")
    assert shop.run("git", "status", "--porcelain") != ""
    findings(shop, expect=1)
    shop.run("hardwon", "uninstall")
    assert shop.run("git", "status", "--porcelain", "--ignored") == ""
