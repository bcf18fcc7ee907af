"""What a repository has written down is recalled, as it is now, without secrets, section by section."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardwon.lessons.recall.ranking import rank, read_question
from hardwon.lessons.recall.writings import Writings, find_writings, read_writing

_GUIDE = """\
# Running it

Start the broker first.

## Timeouts

The gateway closes after 29 seconds. Longer exports go through the queue.

| queue | seconds |
|---|---|
| exports | 900 |

<!-- hardwon:begin -->
What stands in lessons is not said twice.
<!-- hardwon:end -->
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "repo"
    _write(root, "docs/guide.md", _GUIDE)
    _write(root, "README.md", "# Shop\n\nSells lamps.\n")
    return root


def _write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _ask(writings: Writings, words: str) -> list[tuple[str, str]]:
    return [(one.unit.source, one.unit.text) for one in rank(writings.index, read_question(words), 5)]


def test_a_section_is_found_with_its_headings_and_its_line(root: Path, tmp_path: Path) -> None:
    writings = Writings(tmp_path / "index")
    writings.take_in(root)
    (source, text), *_ = _ask(writings, "when does the gateway close")
    assert source == "doc:docs/guide.md#L5"
    assert text.startswith("Running it > Timeouts\nThe gateway closes after 29 seconds.")
    assert "| exports | 900 |" in text
    assert _ask(writings, "said twice") == []


def test_what_was_edited_removed_or_added_is_as_it_is_now(root: Path, tmp_path: Path) -> None:
    writings = Writings(tmp_path / "index")
    writings.take_in(root)
    _write(root, "docs/guide.md", _GUIDE.replace("29 seconds", "sixty turtles"))
    writings.take_in(root)
    assert _ask(writings, "turtles")
    (root / "docs/guide.md").unlink()
    _write(root, "backend/docs/adr/0001.md", "# Queue\n\nWe chose rabbits.\n")
    writings.take_in(root)
    assert _ask(writings, "turtles") == []
    assert [source for source, _ in _ask(writings, "rabbits")] == ["doc:backend/docs/adr/0001.md#L1"]


def test_what_did_not_change_is_not_read_again(root: Path, tmp_path: Path) -> None:
    writings = Writings(tmp_path / "index")
    writings.take_in(root)
    before = sorted((tmp_path / "index").glob("units-*"))
    writings.take_in(root)
    assert sorted((tmp_path / "index").glob("units-*")) == before


def test_an_index_that_was_not_filled_is_made_again(root: Path, tmp_path: Path) -> None:
    writings = Writings(tmp_path / "index")
    writings.take_in(root)
    epoch = writings.index.epoch
    writings.index.start_over(epoch)  # as a process leaves it that ends here
    writings.take_in(root)
    assert _ask(writings, "gateway")


def test_secrets_of_a_document_are_not_indexed(root: Path, tmp_path: Path) -> None:
    token = "ghp_" + "a1B2c3D4e5" * 4
    _write(root, "docs/ops.md", f"# Ops\n\nUse the token {token[:40]} for the mirror.\n")
    writings = Writings(tmp_path / "index")
    writings.take_in(root)
    [(_, text)] = _ask(writings, "token of the mirror")
    assert token[:40] not in text


def test_a_debt_item_is_one_unit_by_its_id(root: Path) -> None:
    _write(
        root,
        ".hardwon/debt/D-12.md",
        "---\ntitle: 'Hold it shortly'\npriority: P1\n---\nThe exporter holds the lock.\n",
    )
    [unit] = read_writing(root, ".hardwon/debt/D-12.md")
    assert (unit.source, unit.kind) == ("debt:D-12", "debt")
    assert unit.shown == "Hold it shortly\nThe exporter holds the lock."
    assert [page.path for page in find_writings(root)] == [
        ".hardwon/debt/D-12.md", "README.md", "docs/guide.md"
    ]  # fmt: skip


def test_what_is_no_document_is_left(root: Path) -> None:
    _write(root, "LICENSE.md", "as is\n")
    _write(root, "node_modules/x/docs/a.md", "not ours\n")
    _write(root, ".hardwon/lessons/a.md", "a lesson\n")
    (root / "docs/link.md").symlink_to(root / "README.md")
    (root / "docs/data.txt").write_bytes(b"\0\1\2")
    _write(root, "docs/huge.md", "x " * 300_000)
    assert [page.path for page in find_writings(root) if list(read_writing(root, page.path))] == [
        "README.md", "docs/guide.md"
    ]  # fmt: skip


def test_restructured_text_has_headings_too(root: Path) -> None:
    _write(root, "docs/a.rst", "Pools\n=====\n\nEight at most.\n\nWhy\n---\n\nThe broker says so.\n")
    units = list(read_writing(root, "docs/a.rst"))
    assert [unit.shown for unit in units] == ["Pools\nEight at most.", "Pools > Why\nThe broker says so."]
    assert [unit.source for unit in units] == ["doc:docs/a.rst#L1", "doc:docs/a.rst#L6"]


@given(text=st.text(alphabet="# \n-|`abc=~<!>*\t1.", max_size=400))
def test_any_document_is_read_and_no_unit_is_too_long(
    text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("repo")
    _write(root, "README.md", text)
    assert all(unit.shown and len(unit.shown) <= 1200 for unit in read_writing(root, "README.md"))
