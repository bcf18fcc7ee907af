"""`--format github`: commands that the runner of GitHub Actions turns into annotations."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hardwon.cli.formats import rendered
from hardwon.cli.formats.run import Run
from tests.cli.formats.runs import ADVICE, EMPTY, ERROR, FULL, of

Command = tuple[str, dict[str, str], str]


def read(line: str) -> Command:
    """A line as the runner reads it: first the command and its properties, then what was escaped."""
    match = re.fullmatch(r"::(\w+) (.*?)::(.*)", line)
    assert match
    properties = dict(part.split("=", 1) for part in match[2].split(","))
    plain = {
        key: _unescape(value.replace("%3A", ":").replace("%2C", ",")) for key, value in properties.items()
    }
    return match[1], plain, _unescape(match[3])


def _unescape(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def told(run: Run) -> tuple[list[Command], str]:
    *lines, last = rendered("github", run).decode().removesuffix("\n").split("\n")
    return [read(line) for line in lines], last


def test_a_finding_is_an_annotation_at_its_place() -> None:
    commands, _ = told(FULL)
    assert commands[0] == (
        "error",
        {
            "file": "app/orders: new, 100%/naïve.py",
            "line": "5",
            "col": "17",
            "endLine": "5",
            "endColumn": "34",
            "title": "hardwon: unknown-job-method",
        },
        "`JobManager` has no method `update`.\n"
        "Do: write  jobs.set(status={0: 1}, now=table[0](1))\n"
        "Lesson: Ask the job manager for what it has (cost 2h), .hardwon/lessons/job-methods.md",
    )


def test_a_finding_over_several_lines_has_no_columns() -> None:
    commands, _ = told(FULL)
    assert {key: value for key, value in commands[1][1].items() if key not in ("file", "title")} == {
        "line": "9",
        "endLine": "11",
    }


def test_advice_is_a_notice_and_trouble_with_a_file_a_warning() -> None:
    commands, _ = told(FULL)
    assert [name for name, _, _ in commands] == ["error", "warning", "notice", "warning", "warning"]
    assert commands[2][2] == "look\nat this"
    assert commands[4][1] == {"file": "gone.py", "title": "hardwon: not checked in full"}


def test_the_last_line_is_the_sum() -> None:
    assert told(FULL)[1] == "hardwon: 1 error, 1 warning, 1 advice in 211 files"
    assert told(EMPTY) == ([], "hardwon: no findings in 0 files")
    accepting = replace(EMPTY, report=replace(EMPTY.report, accepted=(ERROR, ADVICE)))
    assert told(accepting) == ([], "hardwon: no findings in 0 files, 2 accepted in the baseline")


@given(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.sampled_from(["%0A", "%250A", "::error::", "a,b=c:d"]),
)
def test_no_text_breaks_out_of_its_command(text: str, more: str) -> None:
    hostile = text + more
    commands, _ = told(of(replace(ERROR, message=hostile, do="", lesson=None), replace(ADVICE, path=hostile)))
    assert len(commands) == 2
    assert commands[0][2] == hostile
    assert commands[1][1]["file"] == hostile
