# ruff: noqa: E501 -- what somebody says is one line
"""Comments that an agent writes to say why something has to be so."""

from hardwon.lessons.extraction.remarks import remarks


def _told(new: str, old: str = "") -> list[str]:
    return [said.sentence for said in remarks(new, old)]


def test_a_marked_comment_with_its_reason_is_kept() -> None:
    new = "# NOTE: no retry here, because the bank's API is not idempotent.\npost(payload)"
    assert _told(new) == ["no retry here, because the bank's API is not idempotent."]


def test_lines_that_go_on_are_one_comment() -> None:
    new = "// HACK: the driver drops the last row,\n// so that a spare one is added here.\nrows.push(0)"
    assert _told(new) == ["the driver drops the last row, so that a spare one is added here."]


def test_a_comment_that_was_there_before_is_not_new() -> None:
    line = "# NOTE: no retry here, because the bank's API is not idempotent."
    assert _told(line, old=line) == []


def test_comments_that_only_tell_the_step_are_not_kept() -> None:
    assert (
        _told(
            "# TODO: add tests for the other cases\n# Loop over all the rows and add them up\nx = 1  # noqa: E501"
        )
        == []
    )


def test_a_new_file_is_not_read_for_its_comments() -> None:
    assert _told("# NOTE: this is slow because of the lock in here\nx = 1\n" * 300) == []
