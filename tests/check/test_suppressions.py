"""`# hardwon: ignore[rule]`: what it silences, and when it is reported itself."""

from pathlib import Path

import pytest

from hardwon.check import Report, check_project, check_texts
from hardwon.core import CheckSettings

MANAGER = """\
class JobManager:
    def get_job(self, job_id):
        return job_id

jobs = JobManager()
"""


def check(code: str) -> Report:
    return check_texts({"app.py": MANAGER + code})


def told(report: Report) -> list[tuple[str, int, str]]:
    return [(finding.rule, finding.line, finding.message) for finding in report.findings]


def test_a_comment_on_the_line_silences_the_rule_it_names() -> None:
    report = check("jobs.stop(1)  # hardwon: ignore[unknown-job-method] added by a plugin\n")
    assert (report.findings, report.suppressed) == ((), 1)


def test_several_rules_may_be_named() -> None:
    report = check("jobs.stop(1)  #hardwon:ignore[detached-record, unknown-job-method]\n")
    assert told(report) == [("unused-suppression", 6, "nothing here breaks `detached-record`")]
    assert report.suppressed == 1


def test_the_first_line_of_a_statement_speaks_for_all_of_it() -> None:
    report = check("print(  # hardwon: ignore[unknown-job-method]\n    jobs.stop(\n        1,\n    ),\n)\n")
    assert (report.findings, report.suppressed) == ((), 1)


def test_the_header_of_a_block_does_not_speak_for_the_block() -> None:
    report = check("if jobs:  # hardwon: ignore[unknown-job-method]\n    jobs.stop(1)\n")
    assert [finding.rule for finding in report.findings] == ["unused-suppression", "unknown-job-method"]


def test_a_comment_elsewhere_silences_nothing() -> None:
    report = check("# hardwon: ignore[unknown-job-method]\njobs.stop(1)\n")
    assert told(report)[0] == ("unused-suppression", 6, "nothing here breaks `unknown-job-method`")
    assert [finding.line for finding in report.findings] == [6, 7]


def test_text_in_a_string_is_no_comment() -> None:
    report = check('jobs.stop("# hardwon: ignore[unknown-job-method]")\n')
    assert [finding.rule for finding in report.findings] == ["unknown-job-method"]


def test_a_rule_that_does_not_exist_is_named_with_the_nearest() -> None:
    [finding, _] = check("jobs.stop(1)  # hardwon: ignore[unknown-job-methods]\n").findings[::-1]
    assert (finding.rule, finding.severity) == ("unused-suppression", "warning")
    assert finding.message == "there is no rule `unknown-job-methods`"
    assert finding.do == "did you mean `unknown-job-method`?"
    assert (
        finding.excerpt[finding.column - 1 : finding.end_column - 1]
        == "# hardwon: ignore[unknown-job-methods]"
    )


def test_a_comment_that_names_no_rule_is_reported() -> None:
    report = check("x = 1  # hardwon: ignore\n")
    assert told(report) == [("unused-suppression", 6, "this suppression names no rule")]


def test_only_rules_that_ran_can_have_useless_suppressions(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("x = 1  # hardwon: ignore[detached-record]\n")
    assert len(check_project(tmp_path, settings=CheckSettings()).findings) == 1
    for settings in (
        CheckSettings(ignore=("detached-record",)),
        CheckSettings(ignore=("unused-suppression",)),
        CheckSettings(select=("unknown-job-method",)),
        CheckSettings(per_path={"app.py": ("detached-record",)}),
        CheckSettings(per_path={"app.py": ("unused-suppression",)}),
    ):
        assert check_project(tmp_path, settings=settings).findings == ()


@pytest.mark.parametrize("moved", ["\n\n{}", "def f():\n    pass\n\n{}"])
def test_its_fingerprint_stays_when_lines_move(moved: str) -> None:
    code = "x = 1  # hardwon: ignore[detached-record]\n"
    [before] = check_texts({"a.py": code}).findings
    [after] = check_texts({"b.py": moved.format(code)}).findings
    assert before.fingerprint == after.fingerprint
