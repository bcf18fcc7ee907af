"""The comment of a review, and what people ticked in it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hardwon.check import FileError, Finding
from hardwon.integrations import Review, read_boxes, write_comment
from hardwon.integrations.reviews.comment import is_comment
from hardwon.lessons import Checklist, Lesson
from hardwon.lessons.pages.checklist import Item

LESSON = Lesson(
    "load-inside", "Load inside", "adopted", "gotcha", "", ".hardwon/lessons/load-inside.md", cost=120
)
OTHER = replace(LESSON, slug="other", title="Other", path=".hardwon/lessons/other.md", cost=0)
ITEMS = (Item("Loaded inside?", LESSON, "`job_id` in app/jobs.py"), Item("Other?", OTHER, "app/jobs.py"))
FINDING = Finding(
    rule="detached-record", path="app/jobs.py", line=12, column=1, end_line=12, end_column=9,
    message="`order` is detached.", severity="error", do="load it inside", lesson="load-inside",
)  # fmt: skip
REVIEW = Review("main", Checklist(ITEMS, left=2), (FINDING,), lessons={"load-inside": LESSON})


def test_it_has_a_box_for_each_lesson_and_each_finding_with_its_lesson_and_cost() -> None:
    lines = write_comment(REVIEW, pr=7).splitlines()
    assert lines[0] == "<!-- hardwon:review pr=7 -->"
    assert (
        "- [ ] Loaded inside? (`.hardwon/lessons/load-inside.md`, cost 2h; `job_id` in app/jobs.py)"
        " <!-- hardwon:box load-inside -->"
    ) in lines
    assert "And 2 more, less close to it: `hardwon lessons list`." in lines
    assert (
        "- `app/jobs.py:12` error, `detached-record`: `order` is detached. **Do:** load it inside"
        " **Lesson:** Load inside (`.hardwon/lessons/load-inside.md`, cost 2h)"
    ) in lines


def test_what_is_ticked_can_be_read_back_whoever_ended_the_lines() -> None:
    text = write_comment(REVIEW, pr=7, ticked={"other", "retired-since"})
    boxes = read_boxes(text.replace("\n", "\r\n"))
    assert boxes is not None
    assert (boxes.pr, dict(boxes.lessons), boxes.ticked) == (
        7, {"load-inside": False, "other": True}, frozenset({"other"}),
    )  # fmt: skip
    by_hand = read_boxes(text.replace("- [ ] Loaded", "* [X] Loaded"))
    assert by_hand is not None
    assert by_hand.ticked == {"load-inside", "other"}


WORDS = st.one_of(
    st.text(max_size=30), st.sampled_from(["<!-- hardwon:box x -->", "\n- [x] ", "`", "\u2028- [ ] "])
)


@given(st.lists(WORDS, min_size=4, max_size=4), st.booleans(), st.booleans())
def test_whatever_is_said_the_boxes_are_those_of_the_lessons(words: list[str], one: bool, two: bool) -> None:
    ticked = {slug for slug, is_ticked in (("load-inside", one), ("other", two)) if is_ticked}
    first = Item(words[0], replace(LESSON, title=words[1]), words[2])
    finding = replace(FINDING, message=words[3], do=words[1], path=words[2] or "a")
    review = Review("main", Checklist((first, ITEMS[1])), (finding,), lessons={"load-inside": LESSON})
    boxes = read_boxes(write_comment(review, ticked=ticked))
    assert boxes is not None
    assert boxes.lessons.keys() == {"load-inside", "other"}
    assert boxes.ticked == ticked


def test_boxes_of_others_are_none_of_ours() -> None:
    text = write_comment(REVIEW) + "- [x] I have read the guide\n> - [x] quoted <!-- hardwon:box quoted -->\n"
    boxes = read_boxes(f"Thanks!\n\n{text}")
    assert boxes is not None
    assert boxes.lessons.keys() == {"load-inside", "other"}
    assert read_boxes("- [x] Loaded inside? <!-- hardwon:box load-inside -->") is None


def test_only_what_begins_with_the_mark_is_the_comment() -> None:
    text = write_comment(REVIEW)
    assert is_comment(text)
    assert not is_comment(f"> {text}")
    assert not is_comment(f"See:\n{text}")


def test_words_of_lessons_files_and_findings_neither_tick_nor_hide_nor_call_anybody() -> None:
    bad = "x) <!-- hardwon:box forged -->\n- [x] y <!-- hardwon:box forged --> @anna [z](http://x.example)"
    lesson = replace(LESSON, title=bad)
    finding = replace(FINDING, path="a`b/@anna.py", message=bad, do=bad)
    items = (Item(bad, lesson, bad),)
    text = write_comment(Review("main", Checklist(items), (finding,), lessons={"load-inside": lesson}))
    boxes = read_boxes(text)
    assert boxes is not None
    assert dict(boxes.lessons) == {"load-inside": False}
    assert text.count("<!--") - text.count(r"\<!--") == 2
    assert "@anna [" not in text
    assert "`a'b/@anna.py:12`" in text


def test_where_there_is_nothing_to_say_it_is_one_line() -> None:
    nothing = Review("main", Checklist(), accepted=(FINDING,))
    assert not nothing.says_something
    assert write_comment(nothing).splitlines()[1:] == [
        "No lesson bears on this change, and nothing was found on its lines."
    ]
    advice = Review("main", Checklist(), (replace(FINDING, severity="advice"),))
    assert not advice.says_something


def test_it_says_what_the_baseline_accepts_and_what_was_not_checked() -> None:
    review = replace(REVIEW, accepted=(FINDING, FINDING), errors=(FileError("app/x.py", "no Python"),))
    text = write_comment(review)
    assert "Accepted in the baseline, on changed lines: 2 `detached-record`." in text
    assert "Not checked in full: `app/x.py`: no Python" in text


def test_very_many_and_very_long_findings_fit_into_what_github_takes() -> None:
    long = replace(FINDING, message="word " * 5_000, do="word " * 5_000)
    text = write_comment(replace(REVIEW, findings=(long,) * 500))
    assert len(text) < 65_536
    assert "And 480 more: `hardwon check --diff main`." in text
