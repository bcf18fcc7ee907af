"""A change of status touches its line and no other byte."""

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardwon.lessons.pages.lesson import BadLesson
from hardwon.lessons.pages.page import read_page
from hardwon.lessons.pages.revision import (
    add_evidence_to_page,
    change_review,
    change_status,
    write_whole,
)
from tests.lessons.samples import GOOD


def lines_changed(before: bytes, after: bytes) -> list[bytes]:
    old = before.splitlines(keepends=True)
    return [line for line in after.splitlines(keepends=True) if line not in old]


def test_a_status_is_changed_where_it_stands_and_its_comment_stays() -> None:
    after = change_status(GOOD.encode(), path="x.md", status="candidate")
    assert lines_changed(GOOD.encode(), after) == [
        b"status: candidate              # candidate | adopted | retired\n"
    ]
    assert len(after.splitlines()) == len(GOOD.splitlines())


def test_a_reason_is_written_below_the_status_and_taken_out_on_return() -> None:
    retired = change_status(GOOD.encode(), path="x.md", status="retired", because='it "no longer"\n holds')
    assert b'# candidate | adopted | retired\nbecause: "it \\"no longer\\" holds"\n' in retired
    assert read_page(retired, path="x.md").because == 'it "no longer" holds'
    assert change_status(retired, path="x.md", status="adopted") == GOOD.encode()


def test_a_second_reason_takes_the_place_of_the_first() -> None:
    once = change_status(GOOD.encode(), path="x.md", status="retired", because="one")
    twice = change_status(once, path="x.md", status="retired", because="two")
    assert twice == once.replace(b'"one"', b'"two"')


def test_line_ends_and_byte_order_mark_are_kept() -> None:
    data = ("\ufeff" + GOOD.replace("\n", "\r\n")).encode()
    after = change_status(data, path="x.md", status="retired", because="old")
    assert after.startswith(b"\xef\xbb\xbf---\r\n")
    assert lines_changed(data, after)[1] == b'because: "old"\r\n'
    assert after.count(b"\n") == after.count(b"\r\n") == data.count(b"\r\n") + 1


@pytest.mark.parametrize("status", ['"adopted"', "'adopted'", "adopted", "  adopted", ">-\n  adopted"])
def test_a_status_in_any_spelling_is_changed(status: str) -> None:
    text = f"---\ntitle: a\nstatus: {status}\nkind: fix\n---\nbody\n"
    assert read_page(text, path="x.md").status == "adopted"
    after = read_page(change_status(text.encode(), path="x.md", status="retired"), path="x.md")
    assert (after.status, after.kind, after.body) == ("retired", "fix", "body")


def test_a_page_without_reason_at_its_end_gets_one() -> None:
    after = change_status(
        b"---\ntitle: a\nstatus: adopted\n---\n", path="x.md", status="retired", because="b"
    )
    assert after == b'---\ntitle: a\nstatus: retired\nbecause: "b"\n---\n'


def test_a_review_date_is_changed_or_added_and_no_other_byte() -> None:
    for text in (GOOD.replace("\n", "\r\n"), GOOD):
        after = change_review(text.encode(), path="x.md", until=date(2027, 5, 22))
        assert after == text.replace("2027-02-20", "2027-05-22").encode()
    without = GOOD.replace("review: 2027-02-20\n", "").encode()
    after = change_review(without, path="x.md", until=date(2027, 5, 22))
    assert lines_changed(GOOD.encode(), after) == [b"review: 2027-05-22\n"]


def test_keys_in_braces_are_refused_with_what_to_write() -> None:
    with pytest.raises(BadLesson, match="written in braces"):
        change_status(b"---\n{title: a, status: adopted}\n---\n", path="x.md", status="retired")


def test_a_broken_page_is_not_changed() -> None:
    with pytest.raises(BadLesson):
        change_status(b"---\ntitle: a\nstatus: nope\n---\n", path="x.md", status="retired", because="b")


def test_writing_keeps_permissions_and_links_and_leaves_nothing_behind(tmp_path: Path) -> None:
    real, link = tmp_path / "real.md", tmp_path / "link.md"
    real.write_text(GOOD)
    real.chmod(0o640)
    link.symlink_to(real)
    write_whole(link, change_status(GOOD.encode(), path="x.md", status="retired", because="b"))
    assert link.is_symlink()
    assert read_page(real.read_bytes(), path="x.md").status == "retired"
    assert real.stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(tmp_path)) == ["link.md", "real.md"]


def test_a_new_file_is_written_with_its_folder(tmp_path: Path) -> None:
    write_whole(tmp_path / "a/b/c.md", b"x")
    assert (tmp_path / "a/b/c.md").read_bytes() == b"x"


@given(st.text(min_size=1, max_size=60))
def test_any_reason_is_read_back_on_one_line(because: str) -> None:
    after = change_status(GOOD.encode(), path="x.md", status="retired", because=because)
    words = "".join(c if c.isprintable() else " " for c in because).split()
    if words:
        assert read_page(after, path="x.md").because == " ".join(words)
        assert after.count(b"\n") == GOOD.count("\n") + 1


_FRONT = "---\r\ntitle: a\r\nstatus: adopted  # for now\r\n{evidence}cost: 2h\r\n---\r\nBody.\r\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('evidence: ["a", b]  # who\r\n', 'evidence: ["a", b, "commit:4"]  # who\r\n'),
        ("evidence: []\r\n", 'evidence: ["commit:4"]\r\n'),
        ("evidence: [a, ]\r\n", 'evidence: [a, "commit:4", ]\r\n'),
        ("evidence: [\r\n  a,\r\n  b\r\n]\r\n", 'evidence: [\r\n  a,\r\n  b, "commit:4"\r\n]\r\n'),
        (
            "evidence:\r\n  - a  # x\r\n  - b  # y\r\n",
            'evidence:\r\n  - a  # x\r\n  - b  # y\r\n  - "commit:4"\r\n',
        ),
        ("evidence:\r\n- a\r\n", 'evidence:\r\n- a\r\n- "commit:4"\r\n'),
    ],
)
def test_evidence_is_added_behind_its_own_and_nothing_else_is_touched(before: str, after: str) -> None:
    page, changed = (_FRONT.format(evidence=text).encode() for text in (before, after))
    told = add_evidence_to_page(page, path="x.md", evidence=["commit:4"])
    assert told == changed
    assert read_page(told, path="x.md").evidence[-1] == "commit:4"
    assert add_evidence_to_page(told, path="x.md", evidence=["commit:4"]) == told


def test_a_page_without_evidence_gains_one_line() -> None:
    told = add_evidence_to_page(
        _FRONT.format(evidence="").encode(), path="x.md", evidence=["commit:4", "a \n b"]
    )
    assert told == _FRONT.format(evidence='evidence: ["commit:4", "a b"]\r\n').encode()


@given(
    st.lists(st.text(min_size=1, max_size=20), max_size=4),
    st.lists(st.text(min_size=1, max_size=20), max_size=4),
)
def test_any_evidence_is_read_back_behind_the_old(old: list[str], new: list[str]) -> None:
    page = add_evidence_to_page(_FRONT.format(evidence="").encode(), path="x.md", evidence=tuple(old))
    known = read_page(page, path="x.md").evidence
    evidence = read_page(add_evidence_to_page(page, path="x.md", evidence=new), path="x.md").evidence
    assert evidence[: len(known)] == known
    wanted = {" ".join("".join(c if c.isprintable() else " " for c in text).split()) for text in [*old, *new]}
    assert set(evidence) == wanted - {""}
