"""Which lessons contradict each other, and which only seem to."""

from pathlib import Path

import pytest

from hardwon.lessons import Lesson, Shelf, pack
from hardwon.lessons.packs.pack import pack_names
from hardwon.lessons.pages.lesson import Enforce, Status
from hardwon.lessons.pages.page import read_page
from hardwon.lessons.validity.contradictions import find_contradictions
from tests.lessons.validity.pairs import COMPATIBLE, CONTRADICTING

_OWN = Path(__file__).parents[3] / ".hardwon/lessons"


def lesson(slug: str, text: str, *, applies_to: tuple[str, ...] = (), status: Status = "adopted") -> Lesson:
    title, _, body = text.partition(" // ")
    return Lesson(slug, title, status, "gotcha", body, f"{slug}.md", applies_to=applies_to)


def page(slug: str, body: str, *, rule: str = "", enforce: Enforce = "deny") -> Lesson:
    text = f"---\ntitle: About {slug}\nstatus: adopted\nenforce: {enforce}\n{rule}\n---\n{body}"
    return read_page(text.replace("\n\n---", "\n---"), path=f"{slug}.md")


@pytest.mark.parametrize(("one", "other"), CONTRADICTING)
def test_what_cannot_both_be_followed_is_found(one: str, other: str) -> None:
    [found] = find_contradictions([lesson("a", one), lesson("b", other)])
    assert (found.one.slug, found.other.slug) == ("a", "b")
    assert len(find_contradictions([lesson("a", other), lesson("b", one)])) == 1


@pytest.mark.parametrize(("one", "other"), COMPATIBLE)
def test_what_can_both_be_followed_is_left_alone(one: str, other: str) -> None:
    assert find_contradictions([lesson("a", one), lesson("b", other)]) == ()


def test_all_compatible_lessons_on_one_shelf_contradict_only_where_they_do() -> None:
    texts = sorted({text for pair in COMPATIBLE for text in pair})
    found = find_contradictions([lesson(f"l{n}", text) for n, text in enumerate(texts)])
    assert [(one.one.title, one.other.title) for one in found] == []


def test_the_lessons_that_ship_and_our_own_do_not_contradict_each_other() -> None:
    lessons = [*Shelf(_OWN).adopted(), *(one for name in pack_names() for one in pack(name).lessons)]
    assert len(lessons) > 5
    assert find_contradictions(lessons) == ()


def test_lessons_for_other_files_or_not_adopted_contradict_nobody() -> None:
    always, never = CONTRADICTING[0]
    tests, app = ("tests/**/*.py",), ("app/**/*.py",)
    assert not find_contradictions(
        [lesson("a", always, applies_to=tests), lesson("b", never, applies_to=app)]
    )
    assert not find_contradictions([lesson("a", always), lesson("b", never, status="retired")])
    assert find_contradictions([lesson("a", always, applies_to=tests), lesson("b", never)])
    assert find_contradictions(
        [lesson("a", always, applies_to=("**/*.py",)), lesson("b", never, applies_to=app)]
    )


def test_a_case_that_is_bad_here_and_good_there_is_found_whatever_its_comments() -> None:
    one = page("a", "x\n```python bad\nrows = list(query)  # all of them\n```\n")
    other = page("b", "x\n```python good\nrows = list(query)\n```\n")
    near = page("c", "x\n```python good\nrows = list(queries)\n```\n")
    [found] = find_contradictions([one, other, near])
    assert (found.one.slug, found.other.slug) == ("a", "b")
    assert "bad case" in found.what


def test_a_file_that_both_sides_of_a_case_share_says_nothing() -> None:
    shared = "```python case=x file=m.py\na = 1\n```\n```python bad case=x file=n.py\nb = 2\n```\n"
    one = page("a", f"x\n{shared}")
    other = page("b", "x\n```python good\na = 1\n```\n")
    assert find_contradictions([one, other]) == ()


def test_a_command_that_one_stops_and_another_recommends_is_found() -> None:
    stop = page("a", "x\n```sh bad\ngit push -f\n```\n", rule="rule: {command: 'git push\\b.*(-f|--force)$'}")
    shown = page("b", "x\n```sh good\n$ git push --force\n```\n")
    told = page("c", "After a rebase all is different. Run `git push --force` then.\n")
    rule = "rule: {command: 'git pull --force'}"
    spared = page("e", "x\n```sh bad\ngit pull --force\n```\n```sh good\ngit push -f\n```\n", rule=rule)
    cured = page(
        "f", "x\n```sh bad case=p\ngit pull --force\n```\n```sh good case=p\ngit push -f\n```\n", rule=rule
    )
    forbidden = page("d", "Never run `git push --force`, but `git push --force-with-lease`.\n")
    found = find_contradictions([stop, shown, told, forbidden, spared, cured])
    assert [(one.one.slug, one.other.slug) for one in found] == [("a", "b"), ("a", "c"), ("a", "f")]
    assert found[0].what == "a denies `git push --force`, which b recommends"
