"""Whether something breaks a lesson, and what the agent is told then."""

from hardwon.check import Finding
from hardwon.integrations.hooks.gate import (
    Advised,
    Denied,
    breaches_of_command,
    breaches_of_findings,
    by_delegation,
    judge,
    newly_found,
)
from hardwon.lessons import CommandRule, Lesson
from hardwon.lessons.pages.lesson import Case, CaseFile, Enforce, RuleRef, Status


def lesson(
    slug: str,
    *,
    enforce: Enforce = "deny",
    cost: int = 60,
    rule: RuleRef | None = None,
    status: Status = "adopted",
    cases: tuple[Case, ...] = (),
) -> Lesson:
    return Lesson(
        slug=slug,
        title=f"Mind the {slug}",
        status=status,
        kind="gotcha",
        body=f"Because of {slug}.\n\nMore of it.",
        path=f".hardwon/lessons/{slug}.md",
        cost=cost,
        rule=rule,
        enforce=enforce,
        cases=cases,
    )


def finding(
    rule: str, fingerprint: str = "f", *, lesson: str | None = None, severity: str = "error"
) -> Finding:
    return Finding(
        rule, "app/jobs.py", 4, 1, 4, 9, f"{rule} is broken", severity,  # type: ignore[arg-type]
        do="do it so", fingerprint=fingerprint, lesson=lesson,
    )  # fmt: skip


FORCE = CommandRule(r"git push\b.*--force\b(?!-with-lease)")


def test_what_a_lesson_denies_is_denied_with_its_cost_its_way_out_and_its_page() -> None:
    verdict = judge(breaches_of_findings([finding("pool", lesson="pool")], [lesson("pool")]))
    assert isinstance(verdict, Denied)
    assert verdict.reason.splitlines() == [
        'hardwon: this would break "Mind the pool" (it cost 1h to learn).',
        "app/jobs.py:4  pool is broken",
        "  do: do it so",
        "why: Because of pool.",
        "page: .hardwon/lessons/pool.md",
    ]


def test_warnings_and_advice_let_the_tool_run() -> None:
    found = [finding("a", lesson="a"), finding("b", lesson="b", severity="advice")]
    verdict = judge(breaches_of_findings(found, [lesson("a", enforce="warn"), lesson("b", enforce="advise")]))
    assert isinstance(verdict, Advised)
    assert verdict.text.startswith('hardwon: mind "Mind the a"')
    assert 'mind "Mind the b"' in verdict.text


def test_a_rule_without_a_lesson_advises_and_its_advice_is_left_out() -> None:
    found = [finding("a"), finding("b", severity="advice")]
    verdict = judge(breaches_of_findings(found, [lesson("c")]))
    assert isinstance(verdict, Advised)
    assert verdict.text.splitlines()[0] == "hardwon: mind the rule a."
    assert "rule b" not in verdict.text


def test_where_its_rule_is_in_doubt_a_lesson_denies_nothing() -> None:
    found = [finding("a", lesson="a", severity="advice")]
    assert isinstance(judge(breaches_of_findings(found, [lesson("a")])), Advised)


def test_a_lesson_that_is_not_adopted_denies_nothing() -> None:
    found = [finding("a", lesson="a")]
    assert isinstance(judge(breaches_of_findings(found, [lesson("a", status="retired")])), Advised)
    assert breaches_of_command([lesson("f", rule=FORCE, status="candidate")], "git push --force") == ()


def test_a_denial_names_only_what_denies() -> None:
    found = [finding("a", lesson="a"), finding("b", lesson="b")]
    verdict = judge(breaches_of_findings(found, [lesson("a"), lesson("b", enforce="warn")]))
    assert isinstance(verdict, Denied)
    assert [one.lesson.slug for one in verdict.breaches if one.lesson] == ["a"]
    assert "Mind the b" not in verdict.reason


def test_many_findings_are_told_in_a_few_lines() -> None:
    lessons = [lesson(f"l{n}") for n in range(9)]
    found = [finding(f"l{n}", f"{n}-{m}", lesson=f"l{n}") for n in range(9) for m in range(9)]
    verdict = judge(breaches_of_findings(found, lessons))
    assert isinstance(verdict, Denied)
    assert len(verdict.reason.splitlines()) < 40
    assert verdict.reason.endswith("and 6 more -> hardwon check")


def test_a_command_is_denied_with_the_one_to_run_instead() -> None:
    good = Case("case", False, "sh", (CaseFile("x.sh", "# safe\n$ git push --force-with-lease\n", 3),), 2)
    [breach] = breaches_of_command([lesson("force", rule=FORCE, cases=(good,))], "git push --force")
    verdict = judge([breach])
    assert isinstance(verdict, Denied)
    assert "instead: git push --force-with-lease" in verdict.reason
    assert breaches_of_command([lesson("force", rule=FORCE)], 'git commit -m "no git push --force"') == ()


def test_what_was_there_before_is_not_new_wherever_it_moved() -> None:
    old, twin, new = finding("a", "1"), finding("a", "1"), finding("a", "2")
    assert newly_found([old], [old]) == ()
    assert newly_found([old], [old, twin]) == (twin,)
    assert newly_found([old], [new]) == (new,)


def test_who_orchestrates_is_told_whom_to_ask_and_subagents_go_on() -> None:
    gates = {"Edit|Write": "the coordinator for code", "Bash": "the runner"}
    assert by_delegation("Write", is_subagent=False, gates=gates) == "the coordinator for code"
    assert by_delegation("Write", is_subagent=True, gates=gates) == ""
    assert by_delegation("Read", is_subagent=False, gates=gates) == ""
    assert by_delegation("Bash", is_subagent=False, gates={}) == ""
