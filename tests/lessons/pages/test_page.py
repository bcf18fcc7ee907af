"""A page becomes a lesson, or a list of what is wrong with it, each with its line."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardwon.lessons.pages.lesson import (
    BadLesson,
    BuiltInRule,
    CommandRule,
    Lesson,
    PatternRule,
    Problem,
    RuffRule,
    Triggers,
    describe_cost,
    read_cost,
)
from hardwon.lessons.pages.page import as_slug, read_page
from tests.lessons.samples import GOOD, page

RULES = ("detached-record", "unknown-job-method")


def problems(text: str | bytes, path: str = "x.md") -> tuple[Problem, ...]:
    with pytest.raises(BadLesson) as caught:
        read_page(text, path=path, known_rules=RULES)
    return caught.value.problems


def the_problem(text: str | bytes) -> tuple[int, str, str]:
    [problem] = problems(text)
    return problem.line, problem.what, problem.next_step


def test_a_page_is_read_into_all_its_parts() -> None:
    lesson = read_page(GOOD, path=".hardwon/lessons/load-records.md", known_rules=RULES)
    assert (lesson.slug, lesson.title, lesson.status) == (
        "load-records",
        "Load records inside the task",
        "adopted",
    )
    assert (lesson.kind, lesson.cost, lesson.enforce) == ("gotcha", 120, "deny")
    assert lesson.applies_to == ("app/**/*.py",)
    assert lesson.triggers == Triggers(("BackgroundTasks",), ("background job",))
    assert lesson.rule == BuiltInRule("detached-record")
    assert lesson.review == date(2027, 2, 20)
    assert lesson.evidence == ("commit:4be1", "session:abc#12")
    assert lesson.body.startswith("A record is detached")
    assert [(case.name, case.bad, case.line) for case in lesson.cases] == [
        ("endpoint", True, 15),
        ("line 18", False, 18),
    ]


def test_title_and_status_are_enough() -> None:
    lesson = read_page("---\ntitle: Short\nstatus: candidate\n---\n", path="short.md")
    assert (lesson.kind, lesson.cost, lesson.enforce, lesson.rule, lesson.body) == (
        "gotcha",
        0,
        "advise",
        None,
        "",
    )


@pytest.mark.parametrize(
    ("rule", "read"),
    [
        ("rule: detached-record", BuiltInRule("detached-record")),
        ("rule: {ruff: [ASYNC251, S]}", RuffRule(("ASYNC251", "S"))),
        ("rule: {pattern: 'print($A)'}", PatternRule("print($A)", "python")),
        ("rule: {pattern: {language: ts, rule: 'a($B)'}}", PatternRule("a($B)", "ts")),
        (
            "rule: {pattern: {language: python, rule: {pattern: a, inside: {kind: call}}}}",
            PatternRule({"pattern": "a", "inside": {"kind": "call"}}, "python"),
        ),
        (
            r"rule: {command: 'git push\b.*--force(?!-with-lease)'}",
            CommandRule(r"git push\b.*--force(?!-with-lease)"),
        ),
    ],
)
def test_a_rule_is_one_of_four_kinds(rule: str, read: object) -> None:
    assert read_page(page(rule=rule), path="x.md", known_rules=RULES).rule == read


@pytest.mark.parametrize(
    ("changed", "line", "what", "next_step"),
    [
        ({"enforce": "enforce: block"}, 9, "`enforce` is `block`", "write advise, warn or deny"),
        ({"status": "status: adoptd"}, 3, "`status` is `adoptd`", "write adopted (it can be"),
        ({"kind": "knd: gotcha"}, 4, "no key `knd` is known", "did you mean `kind`?"),
        (
            {"applies_to": "applies_to: ['a']"},
            6,
            "no key `applies_to` is known",
            "did you mean `applies-to`?",
        ),
        ({"kind": "wholly: different"}, 4, "no key `wholly` is known", "known are title, status"),
        ({"title": ""}, 1, "`title` is missing", "add a line `title:"),
        ({"status": ""}, 1, "`status` is missing", "add a line `status: candidate`"),
        ({"kind": "title: Again"}, 4, "`title` is there twice", "take one of the two out"),
        ({"title": "title: yes"}, 2, "`title` is read as true or false", 'write `title: "yes"`'),
        ({"title": "title: 12"}, 2, "`title` is read as a number", 'write `title: "12"`'),
        ({"title": "title:"}, 2, "`title` is empty", "write a value"),
        ({"title": 'title: "  "'}, 2, "`title` is empty", "write a value"),
        ({"title": "title: [a]"}, 2, "`title` is a list, not text", "a few words"),
        ({"title": 'title: "a\\nb"'}, 2, "`title` has more than one line", "write one line"),
        ({"cost": "cost: lots"}, 5, "`cost` is `lots`", "2h, 30m, 1h30m"),
        ({"cost": "cost: [2]"}, 5, "`cost` is a list", "2h, 30m"),
        ({"cost": "cost: -3"}, 5, "`cost` is `-3`", "2h"),
        ({"applies_to": "applies-to: app/*.py"}, 6, "`applies-to` is text, not a list", '["app/*.py"]'),
        ({"applies_to": "applies-to: ['app\\\\*.py']"}, 6, "matches no file", "write `/` between"),
        ({"applies_to": "applies-to: ['/home/me/a.py']"}, 6, "matches no file", "from the repository's top"),
        ({"applies_to": "applies-to: ['../a.py']"}, 6, "matches no file", "without `..`"),
        ({"applies_to": "applies-to: ['a[b.py']"}, 6, "matches no file", "close the bracket"),
        ({"applies_to": "applies-to: ['*.{ts,js}']"}, 6, "matches no file", "braces are not read"),
        ({"applies_to": "applies-to: ['!']"}, 6, "matches no file", "such as app/**/*.py"),
        ({"applies_to": "applies-to: ['#a']"}, 6, "matches no file", "such as app/**/*.py"),
        ({"triggers": "triggers: [a]"}, 7, "`triggers` is a list, not keys", "content: …"),
        ({"triggers": "triggers: {contnt: [a]}"}, 7, "`triggers` has no key `contnt`", "`content`"),
        (
            {"triggers": "triggers: {content: [a], content: [b]}"},
            7,
            "`triggers.content` is there twice",
            "take one",
        ),
        (
            {"triggers": "triggers: {content: a}"},
            7,
            "`triggers.content` is text, not a list",
            'content: ["a"]',
        ),
        (
            {"rule": "rule: detached-records"},
            8,
            "no built-in rule is called",
            "did you mean `detached-record`?",
        ),
        ({"rule": "rule: zzz"}, 8, "no built-in rule is called `zzz`", "`hardwon rules` lists"),
        ({"rule": "rule: {}"}, 8, "`rule` has 0 keys", "ruff, pattern, command"),
        ({"rule": "rule: {ruff: [A1], command: a}"}, 8, "`rule` has 2 keys", "ruff, pattern, command"),
        ({"rule": "rule: {ruff: [async]}"}, 8, "`async` is no code of ruff", "ASYNC251"),
        ({"rule": "rule: {ruff: []}"}, 8, "`rule.ruff` is an empty list", "ASYNC251"),
        ({"rule": "rule: {pattern: {rule: a}}"}, 8, "`rule.pattern.language` is missing", "language: python"),
        (
            {"rule": "rule: {pattern: {language: ts, rule: {}}}"},
            8,
            "`rule.pattern.rule` is empty",
            "ast-grep",
        ),
        ({"rule": "rule: {pattern: {language: ts, rule: {a: !!x b}}}"}, 8, "cannot be read", "plain YAML"),
        ({"rule": "rule: {command: '('}"}, 8, "no regular expression", "docs.python.org"),
        ({"rule": 'rule: {command: "\\bgit"}'}, 8, "a control character", "'single quotes'"),
        ({"rule": "rule: {command: 'a*'}"}, 8, "matches every command", "only the wrong ones"),
        ({"review": "review: 2027-02-30"}, 10, "a day that does not exist", "write one that does"),
        ({"review": "review: soon"}, 10, "`review` is `soon`", "a date such as 2027-02-20"),
        ({"review": "review: [1]"}, 10, "`review` is a list", "a date such as"),
        ({"evidence": "evidence: [1]"}, 11, "`evidence` is read as a number", 'write `evidence: "1"`'),
        ({"kind": "kind: !!python/object:os.system x"}, 4, "`kind` has a tag", "take the word"),
        ({"kind": "kind: !mine gotcha"}, 4, "`kind` has a tag", "take the word"),
    ],
)
def test_what_is_wrong_is_told_with_line_and_cure(
    changed: dict[str, str], line: int, what: str, next_step: str
) -> None:
    told_line, told, cure = the_problem(page(**changed))
    assert told_line == line
    assert what in told
    assert next_step in cure


@pytest.mark.parametrize(
    ("changed", "line", "next_step"),
    [
        ({"title": "title: Load: records"}, 2, "put the value in quotes"),
        ({"title": "title: *Load"}, 2, "it begins with `*`"),
        ({"title": "title Load records"}, 2, "write it as `key: value`"),
        ({"title": 'title: "Load records'}, 2, "close it on the same line"),
        ({"status": "\tstatus: adopted"}, 3, "indent with spaces"),
        ({"rule": 'rule: {command: "\\sgit"}'}, 8, "'single quotes'"),
        ({"title": "title: @you"}, 2, "it begins with `@`"),
        ({"title": "title: `code` first"}, 2, "it begins with a backtick"),
        ({"evidence": 'evidence: ["a", [&a "x", *a]]'}, 11, "write the value twice"),
        ({"evidence": 'evidence: ["a" "b"]'}, 11, "comma between"),
    ],
)
def test_broken_yaml_is_told_with_the_pages_line(changed: dict[str, str], line: int, next_step: str) -> None:
    told_line, _what, cure = the_problem(page(**changed))
    assert (told_line, next_step in cure) == (line, True), cure


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "does not begin with front matter"),
        ("# A title\n", 1, "does not begin with front matter"),
        ("---\ntitle: a\nstatus: adopted\n", 1, "the front matter is not closed"),
        ("---\n---\n", 1, "the front matter is empty"),
        ("---\n- a\n---\n", 2, "the front matter is no list of keys"),
        ("---\ntitle: a\nstatus: adopted\n---\ntext\n```python\nx = 1\n", 6, "the fence is not closed"),
        ("---\ntitle: a\x07\nstatus: adopted\n---\n", 2, "a control character"),
        ("---\n" + "a: " + "[" * 5000 + "\n---\n", 1, "nested too deeply"),
        ("---\ntitle: " + "a" * 70_000 + "\n---\n", 1, "longer than"),
        (b"---\ntitle: a\nstatus: caf\xe9\n---\n", 3, "byte 0xe9 is not UTF-8"),
    ],
)
def test_a_page_that_is_none_says_so(text: str | bytes, line: int, what: str) -> None:
    told_line, told, _cure = the_problem(text)
    assert (told_line, what in told) == (line, True), told


def test_all_problems_of_a_page_are_told_at_once_in_its_order() -> None:
    told = problems(page(kind="kind: gotha", cost="cost: x", enforce="enforce: no"))
    assert [problem.line for problem in told] == [4, 5, 9]
    assert (
        str(told[0])
        == "x.md:4: `kind` is `gotha` -> write gotcha (it can be decision, fix, gotcha, pattern or domain)"
    )


def test_the_error_itself_names_the_first_problem() -> None:
    with pytest.raises(BadLesson, match=r"x\.md:9: `enforce` is `block`"):
        read_page(page(enforce="enforce: block"), path="x.md")


def test_windows_line_ends_and_a_byte_order_mark_are_read_as_if_not_there() -> None:
    plain = read_page(GOOD, path="x.md")
    assert read_page(("\ufeff" + GOOD.replace("\n", "\r\n")).encode(), path="x.md") == plain


def test_a_name_that_is_no_slug_is_told_with_a_better_one() -> None:
    [problem] = problems(GOOD, path=".hardwon/lessons/My Lesson!.md")
    assert "rename the file to `my-lesson.md`" in problem.next_step


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        *[("2h", 120), ("30m", 30), ("1h30m", 90), ("90", 90), ("2 h", 120), ("1h 5m", 65), ("0", 0)],
        *[("", None), ("h", None), ("1.5h", None), ("2d", None), ("m5", None)],
    ],
)
def test_a_cost_is_hours_and_minutes(text: str, minutes: int | None) -> None:
    assert read_cost(text) == minutes


@given(st.integers(0, 9999))
def test_a_cost_is_read_back_as_it_was_written(minutes: int) -> None:
    assert read_cost(describe_cost(minutes)) == minutes


def test_a_slug_is_cut_at_a_word() -> None:
    assert as_slug("Müssen wir: always `use` it?") == "m-ssen-wir-always-use-it"
    assert as_slug("word " * 30) == "-".join(["word"] * 12)
    assert as_slug("x" * 80) == "x" * 60


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        (
            "Open no second connection inside a request because the database is locked",
            "open-no-second-connection-inside-a-request",
        ),
        (
            "Retry the upload twice at most and tell the caller about what of it failed",
            "retry-the-upload-twice-at-most-and-tell-the-caller",
        ),
        ("The " * 30, "-".join(["the"] * 1)),
    ],
)
def test_a_slug_ends_where_a_phrase_can(title: str, slug: str) -> None:
    assert as_slug(title) == slug
    assert len(slug) <= 60


def outcome(text: str) -> Lesson | BadLesson:
    try:
        return read_page(text, path="x.md", known_rules=RULES)
    except BadLesson as bad:
        return bad


@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda data: data.decode("latin-1")))
def test_any_text_is_a_lesson_or_a_bad_lesson(text: str) -> None:
    for whole in (text, f"---\n{text}\n---\n", page(kind=text)):
        read = outcome(whole)
        if isinstance(read, Lesson):
            assert read.title
            continue
        lines = whole.count("\n") + whole.count("\r") + 1
        assert read.problems
        assert all(1 <= problem.line <= lines for problem in read.problems)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_lesson_or_a_bad_lesson(data: bytes) -> None:
    with pytest.raises(BadLesson):
        read_page(b"---\ntitle: a\n" + data + b"\xff\n---\n", path="x.md")


def test_the_rules_known_are_the_ones_given() -> None:
    assert read_page(GOOD, path="x.md").rule == BuiltInRule("detached-record")
    with pytest.raises(BadLesson):
        read_page(GOOD, path="x.md", known_rules=())


def test_the_good_pages_of_the_tests_are_really_good() -> None:
    keys = ("kind", "cost", "applies_to", "triggers", "rule", "enforce", "review", "evidence")
    for left_out in itertools.combinations(keys, 2):
        assert (
            read_page(page(**dict.fromkeys(left_out, "")), path="x.md", known_rules=RULES).status == "adopted"
        )
