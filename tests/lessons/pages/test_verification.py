"""A lesson's rule is tried on the lesson's own cases."""

from hardwon.check import builtin_rules
from hardwon.lessons import Fails, Holds, Unverified, Verified, verify
from hardwon.lessons.pages.commands import command_breaches
from hardwon.lessons.pages.lesson import CommandRule
from hardwon.lessons.pages.page import read_page
from hardwon.lessons.pages.verification import Fired

_HEAD = "---\ntitle: t\nstatus: adopted\nrule: {rule}\n---\n"
_FORCE = r"{command: 'git push\b.*--force(?!-with-lease)'}"
_SLUG = "unknown-job-method"


def verified(rule: str, body: str) -> Verified:
    return verify(
        read_page(_HEAD.replace("{rule}", rule) + body, path="x.md", known_rules=tuple(builtin_rules()))
    )


def test_a_command_rule_fires_in_bad_commands_and_not_in_good_ones() -> None:
    result = verified(
        _FORCE,
        "```sh bad\n# by hand\n$ git push \\\n    --force origin main\n```\n"
        "```sh good\ngit push --force-with-lease\n```\n",
    )
    bad, good = result.outcomes
    assert isinstance(bad, Holds)
    assert isinstance(good, Holds)
    assert [(fired.line, fired.message) for fired in bad.fired] == [(8, "git push --force origin main")]
    assert good.fired == ()


def test_a_bad_command_that_is_not_found_fails_and_so_does_a_good_one_that_is() -> None:
    result = verified(_FORCE, "```sh bad\ngit push\n```\n```sh good\ngit push --force\n```\n")
    first, second = result.failures
    assert "finds nothing in it" in first.what
    assert "fires at line 10: git push --force" in second.what
    assert second.fired[0].line == 10


def test_a_command_rule_wants_shell_blocks() -> None:
    [failure] = verified(_FORCE, "```python bad\ngit push --force\n```\n").failures
    assert failure.what == "the case is python, the rule is on commands"


def test_a_rule_without_a_bad_case_fails_and_is_told_what_to_add() -> None:
    [failure] = verified(_FORCE, "```sh good\ngit push\n```\n").failures
    assert (failure.case, failure.next_step) == (None, "add a block that begins ```sh bad")
    [failure] = verified(_SLUG, "").failures
    assert "```python bad case=NAME" in failure.next_step


def test_a_lesson_without_a_rule_has_no_outcome() -> None:
    lesson = read_page("---\ntitle: t\nstatus: adopted\n---\n```python bad\nx\n```\n", path="x.md")
    assert verify(lesson) == Verified(lesson, ())


def test_a_rule_that_cannot_be_run_here_is_neither_held_nor_failed() -> None:
    result = verified("{ruff: [ASYNC251]}", "```python bad\nprint(1)\n```\n")
    [unknown] = result.unverified
    assert isinstance(unknown, Unverified)
    assert unknown.what == "nothing here runs ruff"
    assert result.failures == ()


def test_a_pattern_is_run_on_each_case_in_its_language() -> None:
    rule = "{pattern: {language: ts, rule: 'log($A)', message: 'log of $A'}}"
    result = verified(rule, "```ts bad\nlog(1)\n```\n```ts good\nlog()\n```\n```tsx good\nlog(1)\n```\n")
    assert [type(outcome) for outcome in result.outcomes] == [Holds, Holds, Holds]
    bad = result.outcomes[0]
    assert isinstance(bad, Holds)
    assert bad.fired == (Fired("example.ts", 7, "log of 1"),)


def test_a_pattern_that_ast_grep_rejects_fails_with_its_reason() -> None:
    [failure] = verified("{pattern: {language: go, rule: {kind: nope}}}", "```go bad\nx\n```\n").failures
    assert failure.what == "its rule cannot be run: ast-grep says Kind `nope` is invalid."
    assert failure.next_step == "correct the pattern"


def test_a_case_whose_files_the_lesson_is_not_about_fails_and_says_so() -> None:
    rule = "{pattern: 'f()'}\napplies-to: ['app/']"
    [failure] = verified(rule, "```python bad file=lib/a.py\nf()\n```\n").failures
    assert failure.next_step == "name a file that `applies-to` covers, or correct it"
    assert verified(rule, "```python bad file=app/a.py\nf()\n```\n").failures == ()


def test_a_block_without_a_file_stands_for_any_that_the_lesson_is_about() -> None:
    rule = "{pattern: 'f()'}\napplies-to: ['app/']"
    assert verified(rule, "```python bad\nf()\n```\n").failures == ()


_MANAGER = """\
```python case=a file=app/jobs.py
class JobManager:
    def update_job_progress(self, job_id: str, *, status: str) -> None:
        self.last = (job_id, status)


job_manager = JobManager()
```
"""
_CALL = """\
```python {side} case=a file=app/work.py
from app.jobs import job_manager


def work(job_id: str) -> None:
    job_manager.{method}(job_id, status="running")
```
"""


def test_a_built_in_rule_is_run_on_each_case_as_a_project() -> None:
    body = _MANAGER + _CALL.format(side="bad", method="update_job_status")
    body += _CALL.format(side="good", method="update_job_progress")
    result = verified(_SLUG, body)
    assert [type(outcome) for outcome in result.outcomes] == [Holds, Holds]
    bad = result.outcomes[0]
    assert isinstance(bad, Holds)
    assert [(fired.path, fired.line) for fired in bad.fired] == [("app/work.py", 19)]


def test_a_page_that_drifted_from_its_rule_fails() -> None:
    body = _MANAGER + _CALL.format(side="bad", method="update_job_progress")
    [failure] = verified(_SLUG, body).failures
    assert failure.what == f"`{_SLUG}` finds nothing in it"


def test_code_that_cannot_be_parsed_fails_with_the_pages_line() -> None:
    [failure] = verified(_SLUG, "```python bad\nx = 1\ndef (:\n```\n").failures
    assert isinstance(failure, Fails)
    assert failure.next_step == "write code that can be parsed"
    assert failure.what.startswith("line 8: example.py")


def test_a_command_is_searched_line_by_line() -> None:
    rule = CommandRule("^rm -rf /$")
    assert command_breaches(rule, "cd /\nrm -rf /")
    assert not command_breaches(rule, "echo rm -rf /")
