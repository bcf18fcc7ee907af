"""A change to a page can be taken back, byte for byte, unless somebody has changed the page since."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardwon.lessons.pages.change import PageChanged, compare_pages, read_change, take_back
from hardwon.store import redact

_PAGES = st.one_of(st.none(), st.text(st.characters(codec="utf-8"), max_size=60).map(str.encode))


@given(before=_PAGES, after=_PAGES)
def test_any_change_is_taken_back_to_the_same_bytes_and_that_too(
    before: bytes | None, after: bytes | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("page") / "x.md"
    if after is not None:
        file.write_bytes(after)
    change = read_change(json.loads(json.dumps(compare_pages("x.md", before, after).document())))
    assert change is not None
    back = take_back(file, change)
    assert (file.read_bytes() if file.exists() else None) == before
    take_back(file, back)
    assert (file.read_bytes() if file.exists() else None) == after


def test_a_page_that_somebody_has_changed_since_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "x.md"
    change = compare_pages("lessons/x.md", b"one\n", b"two\n")
    file.write_bytes(b"two and more\n")
    with pytest.raises(PageChanged, match=r"lessons/x\.md has been changed since"):
        take_back(file, change)
    assert file.read_bytes() == b"two and more\n"
    file.unlink()
    with pytest.raises(PageChanged, match=r"is gone.*git checkout -- lessons/x\.md"):
        take_back(file, change)


def test_what_the_journal_has_not_kept_is_not_made_up(tmp_path: Path) -> None:
    secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    file = tmp_path / "x.md"
    file.write_bytes(b"two\n")
    document = compare_pages("x.md", f"use {secret}\n".encode(), b"two\n").document()
    change = read_change({**document, "was": redact(str(document["was"])).text})
    assert change is not None
    with pytest.raises(PageChanged, match="secrets are not kept"):
        take_back(file, change)
    assert file.read_bytes() == b"two\n"


@pytest.mark.parametrize("document", [None, [], {}, {"path": 1}, {"path": "x", "before": "", "after": ""}])
def test_what_is_no_change_is_none(document: object) -> None:
    assert read_change(document) is None
