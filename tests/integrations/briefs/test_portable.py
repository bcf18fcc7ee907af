"""Paths in texts, kept without and read with their worktree."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hardwon.integrations.briefs.portable import HERE, Tree, absolute, portable

_ROOT, _INNER = Path("/w/shop"), Path("/w/shop/.trees/retry")
_TREE = Tree(_ROOT, (_INNER, Path("/w/shop-2")))
_PIECES = st.sampled_from(
    (
        "/w/shop",
        "/w/shop/",
        "/w/shop/a.py",
        "/w/shop-2/a.py",
        "/w/shopping",
        "x/w/shop",
        "see ",
        " ",
        "(",
        ".",
    )
)


def test_the_innermost_worktree_counts_and_names_that_only_begin_alike_stay() -> None:
    text = "/w/shop/.trees/retry/a.py, /w/shop/b.py, /w/shop-2, /w/shopping/c.py, src/w/shop/d.py"
    kept = f"{HERE}/a.py, {HERE}/b.py, {HERE}, /w/shopping/c.py, src/w/shop/d.py"
    assert portable(text, _TREE) == kept


@given(st.lists(_PIECES).map("".join))
def test_what_was_kept_reads_as_it_was_written(text: str) -> None:
    assert absolute(portable(text, Tree(_ROOT)), _ROOT) == text


@given(st.lists(_PIECES).map("".join))
def test_keeping_again_changes_nothing(text: str) -> None:
    kept = portable(text, _TREE)
    assert portable(kept, _TREE) == kept
