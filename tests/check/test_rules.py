"""Every rule proves itself on the examples in its own file."""

from pathlib import Path

import pytest

import hardwon.check
from hardwon.check import Rule, builtin_rules, check_texts, explain, severity_of
from hardwon.check.fixing import rewrite
from tests.check.projects import marked, places, split

RULES = list(builtin_rules().values())
BREACHES = [(rule, number) for rule in RULES for number in range(len(rule.breaches))]
QUIET = [(rule, number) for rule in RULES for number in range(len(rule.quiet))]


def name_of(value: object) -> str:
    return value.slug if isinstance(value, Rule) else str(value)


@pytest.mark.parametrize(("rule", "number"), BREACHES, ids=name_of)
def test_a_breach_is_found_at_its_marked_lines_and_its_cure_is_silent(rule: Rule, number: int) -> None:
    breach = rule.breaches[number]
    files = split(breach.text)
    assert marked(files)
    report = check_texts(files, rules=[rule.slug])
    assert report.errors == ()
    assert places(report) == marked(files)
    cured = check_texts(split(breach.cured), rules=[rule.slug])
    assert (cured.findings, cured.errors) == ((), ())


@pytest.mark.parametrize(("rule", "number"), QUIET, ids=name_of)
def test_a_near_miss_stays_silent(rule: Rule, number: int) -> None:
    report = check_texts(split(rule.quiet[number]), rules=[rule.slug])
    assert (report.findings, report.errors) == ((), ())


def test_a_rule_is_one_file_with_its_slug_as_name() -> None:
    folder = Path(hardwon.check.__file__).parent / "rules"
    files = {file.stem for file in folder.glob("*.py")} - {"__init__"}
    assert files == {slug.replace("-", "_") for slug in builtin_rules()}
    assert [rule.slug for rule in RULES] == sorted(builtin_rules())


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_a_rule_explains_itself(rule: Rule) -> None:
    page = explain(rule)
    assert rule.title in page
    assert rule.source.startswith("https://")
    assert rule.breaches[0].text.strip().splitlines()[0] in page
    assert len(rule.quiet) >= 2


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_an_applied_fix_takes_the_finding_away(rule: Rule) -> None:
    fixed = 0
    for breach in rule.breaches:
        files = split(breach.text)
        before = check_texts(files, rules=[rule.slug]).findings
        for finding in before:
            if finding.fix is None:
                continue
            fixed_file = rewrite(files[finding.path].encode(), [finding.fix])
            assert fixed_file is not None
            after = check_texts({**files, finding.path: fixed_file.decode()}, rules=[rule.slug])
            assert len(after.findings) < len(before)
            assert after.errors == ()
            fixed += 1
    assert fixed > 0 or rule.slug != "unknown-job-method"


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_the_severity_of_a_rule_is_the_gravest_of_its_breaches(rule: Rule) -> None:
    gravest_first = ("error", "warning", "advice")
    marks = {severity for breach in rule.breaches for _, _, severity in marked(split(breach.text))}
    assert severity_of(rule) == min(marks, key=gravest_first.index)
