"""The packs that ship are true: their pages are read, their cases hold, their templates are code."""

import ast

import pytest

from hardwon.check import builtin_rules, check_texts
from hardwon.lessons import Fails, Lesson, pack, verify
from hardwon.lessons.packs.pack import NoSuchPack, pack_names
from hardwon.lessons.pages.lesson import BuiltInRule

PACKS = pack_names()
LESSONS = [lesson for name in PACKS for lesson in pack(name).lessons]


def test_the_starter_pack_is_there_with_the_costs_that_were_paid() -> None:
    assert {lesson.slug: lesson.cost for lesson in pack("async-jobs").lessons} == {
        "load-records-in-the-task": 120,
        "job-status-first": 60,
        "job-methods-that-exist": 30,
        "set-updated-at": 30,
        "query-stored-ids": 20,
        "log-background-work": 20,
    }


def test_a_lesson_of_the_starter_pack_is_held_as_hard_as_its_rule_is_sure() -> None:
    held = {lesson.slug: (lesson.rule, lesson.enforce) for lesson in pack("async-jobs").lessons}
    assert held == {
        "load-records-in-the-task": (BuiltInRule("detached-record"), "deny"),
        "job-status-first": (BuiltInRule("job-never-running"), "deny"),
        "job-methods-that-exist": (BuiltInRule("unknown-job-method"), "deny"),
        "set-updated-at": (BuiltInRule("stale-timestamp"), "warn"),
        "query-stored-ids": (BuiltInRule("constructed-id"), "advise"),
        "log-background-work": (None, "advise"),
    }


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_a_lesson_that_ships_is_adopted_short_and_has_sources_and_both_sides(lesson: Lesson) -> None:
    assert lesson.status == "adopted"
    assert lesson.evidence
    assert all(source.startswith("url:https://") for source in lesson.evidence)
    assert {case.bad for case in lesson.cases} == {True, False}
    prose = lesson.body.split("```")[0]
    assert 20 <= len(prose.split()) <= 120
    assert lesson.review is not None


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_every_case_of_a_pack_is_code(lesson: Lesson) -> None:
    texts = [(case.language, file.text) for case in lesson.cases for file in case.files]
    assert texts
    for language, text in texts:
        if language == "python":
            ast.parse(text)


@pytest.mark.parametrize(
    "lesson", [lesson for lesson in LESSONS if lesson.rule is not None], ids=lambda lesson: lesson.slug
)
def test_the_rule_of_a_lesson_that_ships_holds_on_its_cases(lesson: Lesson) -> None:
    if isinstance(lesson.rule, BuiltInRule):
        assert lesson.rule.slug in builtin_rules()
    assert [outcome for outcome in verify(lesson).outcomes if isinstance(outcome, Fails)] == []


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_no_rule_objects_to_the_good_side_of_a_lesson_that_ships(lesson: Lesson) -> None:
    good = [case.texts() for case in lesson.cases if not case.bad]
    assert [check_texts(texts).findings for texts in good] == [()] * len(good)


def test_templates_are_code_that_no_rule_objects_to() -> None:
    templates = pack("async-jobs").templates
    assert list(templates) == ["job.py.txt", "task.py.txt"]
    for name, text in templates.items():
        ast.parse(text)
        assert check_texts({f"app/{name.removesuffix('.txt')}": text}).findings == ()


def test_the_checklists_ask_the_same_before_and_after() -> None:
    content = pack("async-jobs")
    assert len(content.checklist) == len(content.questions) == 6
    assert all(question.endswith("?") for question in content.questions)


def test_pages_have_the_names_that_their_slugs_say() -> None:
    content = pack("async-jobs")
    assert [f"{lesson.slug}.md" for lesson in content.lessons] == list(content.pages)


def test_a_pack_that_does_not_ship_is_told_with_what_was_meant() -> None:
    with pytest.raises(NoSuchPack, match="did you mean async-jobs"):
        pack("async-job")
    with pytest.raises(NoSuchPack, match="there are async-jobs"):
        pack("zzz")
