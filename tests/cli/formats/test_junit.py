"""`--format junit`: XML that a CI server reads."""

from dataclasses import replace
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from hardwon.cli.formats import rendered
from hardwon.cli.formats.run import Run
from tests.cli.formats.runs import ADVICE, EMPTY, ERROR, FULL, of


def read(run: Run) -> ElementTree.Element:
    return ElementTree.fromstring(rendered("junit", run))


def counts(element: ElementTree.Element) -> tuple[str | None, ...]:
    return tuple(element.get(name) for name in ("tests", "failures", "errors"))


def test_a_file_is_a_suite_and_a_finding_a_case() -> None:
    top = read(FULL)
    assert [(suite.get("name"), counts(suite)) for suite in top] == [
        ("app/orders: new, 100%/naïve.py", ("2", "2", "0")),
        ("z.py", ("1", "0", "0")),
        ("files that could not be checked in full", ("2", "0", "2")),
    ]
    assert (top.tag, counts(top), top.get("time")) == ("testsuites", ("5", "2", "2"), "1.500")


def test_a_failure_says_place_reason_way_out_and_lesson() -> None:
    case = read(FULL)[0][0]
    assert (case.get("file"), case.get("line")) == (ERROR.path, "5")
    [failure] = case
    assert (failure.tag, failure.get("type"), failure.get("message")) == ("failure", "error", ERROR.message)
    assert (failure.text or "").splitlines() == [
        "app/orders: new, 100%/naïve.py:5:17: error: `JobManager` has no method `update`.",
        "Do: write  jobs.set(status={0: 1}, now=table[0](1))",
        "Lesson: Ask the job manager for what it has (cost 2h), .hardwon/lessons/job-methods.md",
    ]


def test_advice_passes() -> None:
    [case] = read(of(ADVICE))[0]
    assert [child.tag for child in case] == ["system-out"]
    assert "look\nat this" in (case[0].text or "")


def test_trouble_with_a_file_is_an_error() -> None:
    broken, gone = read(FULL)[2]
    assert (broken[0].tag, broken[0].text, broken.get("line")) == ("error", "broken�.py:3: syntax error", "3")
    assert (gone[0].text, gone.get("line")) == ("gone.py: permission denied", None)


def test_an_empty_report_has_one_case_that_passes() -> None:
    [[case]] = read(EMPTY)
    assert (len(case), case.get("name")) == (0, "no findings in 0 files")


def test_a_case_keeps_its_name_when_its_line_moves_and_shares_it_with_no_other() -> None:
    def names(*lines: int) -> list[str | None]:
        run = of(*(replace(ERROR, line=line, end_line=line) for line in lines))
        return [case.get("name") for case in read(run).iter("testcase")]

    assert names(5, 9) == ["unknown-job-method in work", "unknown-job-method in work (2)"]
    assert names(50, 90) == names(5, 9)


@given(st.text(), st.text())
def test_no_text_breaks_the_document(message: str, path: str) -> None:
    [[case]] = read(of(replace(ERROR, message=message, path=path, lesson=None)))
    assert case[0].tag == "failure"


def test_what_xml_cannot_hold_is_replaced_and_the_rest_is_kept() -> None:
    [[case]] = read(of(replace(ERROR, message="a\x00b\x1b[1m\ufffe<&>\"'😀\udc80")))
    assert case[0].get("message") == "a�b�[1m�<&>\"'😀�"
