"""What has become of evidence: there, gone, renamed, moved, or out of sight."""

from pathlib import Path

import pytest

from hardwon.lessons import Ground
from hardwon.lessons.validity.evidence import Judged, Stale, Stands, Unseen, judge_evidence
from tests.lessons.validity.repository import Repository

_ORDERS = "LIMIT = 3\n\n\nclass Order:\n    def load(self) -> None:\n        self.lines = []\n"
_GUIDE = "# Guide\n\n## How to load *orders*\n\nText.\n"


@pytest.fixture
def shop(repository: Repository) -> Repository:
    repository.write(app__orders_py=_ORDERS, docs__guide_md=_GUIDE, app__box_rs="struct Box {}\n")
    repository.commit("First")
    return repository


def judge(evidence: str, repository: Repository) -> Judged:
    return judge_evidence(evidence, repository.ground())


@pytest.mark.parametrize(
    "evidence",
    [
        "file:app/orders.py",
        "file:app",
        "app/orders.py#Order.load",
        "app/orders.py#Order.lines",
        "file:app/orders.py#LIMIT",
        "app/orders.py:3",
        "file:app/orders.py#L2-4",
        "file:app/box.rs#Box",
        "guide:docs/guide.md#L3",
        "guide:docs/guide.md#how-to-load-orders",
        "guide:docs/guide.md#How to load orders",
        "url:https://docs.python.org/3/library/asyncio.html#asyncio.run",
        "https://example.org",
    ],
)
def test_what_is_there_stands(evidence: str, shop: Repository) -> None:
    assert judge(evidence, shop) == Stands(evidence)


@pytest.mark.parametrize(
    ("evidence", "what"),
    [
        ("file:app/gone.py", "app/gone.py is gone"),
        ("app/orders.py#Order.save", "`Order.save` is not in app/orders.py now"),
        ("file:app/box.rs#Crate", "`Crate` is not in app/box.rs now"),
        ("app/orders.py#L90", "app/orders.py has 6 lines now"),
        ("guide:docs/guide.md#how-to-save", "docs/guide.md has no section “how-to-save” now"),
        ("url:example.org", "no address: one begins with https:// and has no spaces"),
        ("commit:0123456789ab", "no branch has it"),
        ("commit:the big one", "names no commit: write its id, such as commit:4be1c2d"),
    ],
)
def test_what_is_gone_is_stale(evidence: str, what: str, shop: Repository) -> None:
    assert judge(evidence, shop) == Stale(evidence, what)


@pytest.mark.parametrize("evidence", ["somebody said so", "pack:jobs commit 4be1", "file:/etc/hosts", "x:y"])
def test_what_nobody_here_can_look_up_is_not_called_stale(evidence: str, shop: Repository) -> None:
    assert isinstance(judge(evidence, shop), Unseen)


def test_a_renamed_file_is_named_however_often_it_was_renamed(shop: Repository) -> None:
    shop.git("mv", "app/orders.py", "app/order_store.py")
    shop.commit("Rename")
    shop.git("mv", "app/order_store.py", "app/store.py")  # not committed yet
    found = judge("file:app/orders.py#Order.load", shop)
    assert found == Stale(
        "file:app/orders.py#Order.load", "app/orders.py was renamed", "file:app/store.py#Order.load"
    )
    shop.git("rm", "-qf", "app/store.py")
    assert judge("app/orders.py", shop) == Stale("app/orders.py", "app/orders.py is gone")


def test_a_symbol_that_moved_is_named_where_only_one_file_defines_it(shop: Repository) -> None:
    shop.put("app/orders.py", "from app.store import Order\n\nLIMIT = 3\n")
    shop.put("app/store.py", "class Order: ...\n\n\ndef only_here() -> None: ...\n")
    shop.commit("Move")
    assert judge("app/orders.py#Order", shop) == Stands("app/orders.py#Order")
    found = judge("app/orders.py#only_here", shop)
    assert found == Stale(
        "app/orders.py#only_here", "`only_here` is not in app/orders.py now", "app/store.py#only_here"
    )
    shop.put("app/more.py", "def only_here() -> None: ...\n")
    shop.commit("Twice")
    assert judge("app/orders.py#only_here", shop) == Stale(
        "app/orders.py#only_here", "`only_here` is not in app/orders.py now"
    )


def test_a_file_that_cannot_be_parsed_is_asked_for_the_word_alone(shop: Repository) -> None:
    shop.put("app/orders.py", "def load(:\n")
    assert judge("app/orders.py#load", shop) == Stands("app/orders.py#load")
    assert isinstance(judge("app/orders.py#save", shop), Stale)


def test_a_commit_that_was_rewritten_is_stale_and_the_new_one_is_named(shop: Repository) -> None:
    shop.put("app/a.py", "x = 1\n")
    old = shop.commit("Load orders once")
    assert judge(f"commit:{old[:9]}", shop) == Stands(f"commit:{old[:9]}")
    shop.git("commit", "-q", "--amend", "-m", "Load orders once", "--date", "2026-01-01T00:00:00")
    new = shop.git("rev-parse", "--short", "HEAD")
    assert judge(f"commit:{old}", shop) == Stale(f"commit:{old}", "no branch has it", f"commit:{new}")
    shop.git("branch", "kept", old)
    assert judge(f"commit:{old}", shop) == Stands(f"commit:{old}")


def test_a_shallow_clone_and_a_folder_without_git_call_no_commit_stale(
    shop: Repository, tmp_path: Path
) -> None:
    first = shop.git("rev-parse", "HEAD")
    shop.put("app/a.py", "x = 1\n")
    shop.commit("Second")
    shallow = tmp_path / "shallow"
    shop.git("clone", "-q", "--depth=1", f"file://{shop.root}", str(shallow))
    assert isinstance(judge_evidence(f"commit:{first}", Repository(shallow).ground()), Unseen)
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "a.py").write_text("x = 1\n")
    assert isinstance(judge_evidence("commit:4be1", Ground(plain, None)), Unseen)
    assert judge_evidence("file:a.py#x", Ground(plain, None)) == Stands("file:a.py#x")


def test_a_session_is_stale_only_where_the_journal_can_know(shop: Repository) -> None:
    known = {"here": True, "gone": False}
    ground = shop.ground(lambda name: known.get(name))
    assert judge_evidence("session:here#3", ground) == Stands("session:here#3")
    assert judge_evidence("session:gone#3", ground) == Stale("session:gone#3", "the journal has it no more")
    assert isinstance(judge_evidence("session:elsewhere#3", ground), Unseen)


@pytest.mark.parametrize("evidence", ["commit:", "#", "session:", "file:a\0b", "x" * 300, "session:#"])
def test_what_makes_no_sense_breaks_nothing(evidence: str, shop: Repository) -> None:
    assert isinstance(judge(evidence, shop), Unseen)


@pytest.mark.parametrize(
    "evidence", ["commit:--all", f"file:{'x' * 300}.py", "guide:#x", "file:a.py#" + "(" * 9]
)
def test_what_names_nothing_is_stale(evidence: str, shop: Repository) -> None:
    assert isinstance(judge(evidence, shop), Stale)
