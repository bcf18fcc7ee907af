"""What a page says of its rule, as the analyzer takes it."""

import json

import pytest

from hardwon.check import UserCodes, UserPattern
from hardwon.lessons import BadLesson, user_rule
from hardwon.lessons.pages.page import read_page

_PAGE = "---\ntitle: Say what to do\nstatus: adopted\n{keys}\n---\nBody.\n"


def rule_of(keys: str) -> UserPattern | UserCodes | None:
    return user_rule(read_page(_PAGE.format(keys=keys).encode(), path=".hardwon/lessons/a-b.md"))


def pattern_of(keys: str) -> UserPattern:
    rule = rule_of(keys)
    assert isinstance(rule, UserPattern)
    return rule


def test_a_short_pattern_is_one_for_python_that_says_the_title() -> None:
    rule = pattern_of("rule: {pattern: 'f($A)'}\napplies-to: ['app/']")
    assert (rule.slug, rule.page, rule.language) == ("a-b", ".hardwon/lessons/a-b.md", "python")
    assert json.loads(rule.rule) == {"rule": {"pattern": "f($A)"}}
    assert (rule.message, rule.severity, rule.applies_to) == ("Say what to do", "advice", ("app/",))
    assert (rule.fix, rule.fix_is_safe) == (None, False)
    assert rule.do == "`hardwon lessons show a-b` says why, and what to do"


def test_a_whole_rule_comes_with_all_its_parts() -> None:
    rule = pattern_of(
        "rule:\n  pattern:\n    language: TS\n"
        "    rule: {pattern: f($A), inside: {kind: class_body, stopBy: end}}\n"
        "    constraints: {A: {regex: '^x'}}\n    utils: {u: {kind: number}}\n"
        "    transform: {B: {convert: {source: $A, toCase: upperCase}}}\n"
        "    fix: |\n      g($B)\n    fix-is-safe: true\n"
        "    message: not $A\n    note: call g\n    severity: error"
    )
    assert json.loads(rule.rule) == {
        "rule": {"pattern": "f($A)", "inside": {"kind": "class_body", "stopBy": "end"}},
        "constraints": {"A": {"regex": "^x"}},
        "utils": {"u": {"kind": "number"}},
        "transform": {"B": {"convert": {"source": "$A", "toCase": "upperCase"}}},
    }
    assert (rule.language, rule.severity) == ("typescript", "error")
    assert (rule.fix, rule.fix_is_safe, rule.message, rule.do) == ("g($B)\n", True, "not $A", "call g")


@pytest.mark.parametrize(
    ("enforce", "severity"), [("advise", "advice"), ("warn", "warning"), ("deny", "error")]
)
def test_enforce_is_the_severity(enforce: str, severity: str) -> None:
    for written in ("{pattern: f()}", "{ruff: [S101]}"):
        rule = rule_of(f"rule: {written}\nenforce: {enforce}")
        assert rule is not None
        assert rule.severity == severity


def test_codes_are_those_of_ruff() -> None:
    rule = rule_of("rule: {ruff: [S101, ASYNC]}\napplies-to: ['!tests/']")
    assert isinstance(rule, UserCodes)
    assert (rule.slug, rule.codes, rule.applies_to) == ("a-b", ("S101", "ASYNC"), ("!tests/",))


def test_other_rules_are_not_brought_along() -> None:
    assert rule_of("rule: detached-record") is None
    assert rule_of("rule: {command: 'rm -rf'}") is None
    assert rule_of("kind: fix") is None


WRONG = [
    ("language: pyhton, rule: a", "ast-grep knows no language `pyhton`", "did you mean `python`?"),
    ("language: go, rule: a, files: [a]", "has no key `files`", "`applies-to` says it"),
    ("language: go, rule: a, id: a", "has no key `id`", "the page's name is the rule's"),
    ("language: go, rule: a, fx: a", "has no key `fx`", "did you mean `fix`?"),
    ("language: go, rule: a, fix: {template: a}", "`rule.pattern.fix` is keys, not text", "the text to put"),
    ("language: go, rule: a, fix-is-safe: 1", "`rule.pattern.fix-is-safe` is a number", "true or false"),
    (
        "language: go, rule: a, severity: 'off'",
        "`rule.pattern.severity` is `off`",
        "error, warning, info or hint",
    ),
]


@pytest.mark.parametrize(("keys", "what", "cure"), WRONG)
def test_a_wrong_key_of_a_pattern_is_told_with_its_cure(keys: str, what: str, cure: str) -> None:
    with pytest.raises(BadLesson) as raised:
        rule_of(f"rule: {{pattern: {{{keys}}}}}")
    [problem] = raised.value.problems
    assert problem.line == 4
    assert what in problem.what
    assert cure in problem.next_step
