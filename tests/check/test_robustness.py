"""Whatever the text, the analyzer neither crashes nor changes its mind over form."""

import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardwon.check import Finding, builtin_rules, check_project, check_texts
from hardwon.core import CheckSettings
from tests.check.projects import split

BREACHES = [split(breach.text) for rule in builtin_rules().values() for breach in rule.breaches]
STANDARD = Path(sysconfig.get_paths()["stdlib"])
WORDS = re.compile(r"\w+|\s+|[^\w\s]")


def failures(report_errors: object) -> list[str]:
    return [error.message for error in report_errors if "failed here" in error.message]  # type: ignore[attr-defined]


def check_all(texts: dict[str, bytes]) -> list[str]:
    readable = {path: raw.decode("utf-8", "replace") for path, raw in texts.items()}
    return failures(check_texts(readable).errors)


def test_a_sample_of_the_standard_library_is_digested() -> None:
    chosen = ["concurrent/futures", "asyncio", "multiprocessing", "email", "unittest", "sqlite3", "importlib"]
    files = [file for name in chosen for file in sorted((STANDARD / name).rglob("*.py"))]
    assert len(files) > 100
    assert check_all({str(file.relative_to(STANDARD)): file.read_bytes() for file in files}) == []


@pytest.mark.long
def test_all_of_the_standard_library_and_of_what_is_installed_is_digested() -> None:
    for root in (STANDARD, Path(sysconfig.get_paths()["purelib"])):
        report = check_project(root, settings=CheckSettings())
        assert report.files > 500
        assert failures(report.errors) == []


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, str]:
    """A breach with some of its tokens dropped, doubled, swapped or cut off."""
    files = dict(draw(st.sampled_from(BREACHES)))
    path = draw(st.sampled_from(sorted(files)))
    tokens = WORDS.findall(files[path])
    for _ in range(draw(st.integers(1, 8))):
        if not tokens:
            break
        place = draw(st.integers(0, len(tokens) - 1))
        match draw(st.integers(0, 4)):
            case 0:
                del tokens[place]
            case 1:
                tokens.insert(place, tokens[draw(st.integers(0, len(tokens) - 1))])
            case 2:
                other = draw(st.integers(0, len(tokens) - 1))
                tokens[place], tokens[other] = tokens[other], tokens[place]
            case 3:
                del tokens[place:]
            case _:
                tokens[place] = draw(
                    st.sampled_from(["(", ")", ":", "await", "*", "**", "yield", "lambda", "\0", "\t", "='"])
                )
    files[path] = "".join(tokens)
    return files


@settings(max_examples=150, deadline=None)
@given(files=mutated())
def test_mutated_python_never_fails(files: dict[str, str]) -> None:
    assert failures(check_texts(files).errors) == []


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(alphabet=st.sampled_from("abw():,.=\n\t '\"#@[]{}*+ifdefclassyieldä\r\f\\"), max_size=200)
)
def test_random_text_never_fails(text: str) -> None:
    assert failures(check_texts({"a.py": text, "b.py": f"from a import x\n{text}"}).errors) == []


@pytest.mark.long
@settings(max_examples=3000, deadline=None)
@given(files=mutated())
def test_thousands_of_mutated_files_never_fail(files: dict[str, str]) -> None:
    assert failures(check_texts(files).errors) == []


def test_findings_at_every_cut_of_a_file_never_fail() -> None:
    for files in BREACHES:
        text = files["app.py"]
        for end in range(0, len(text), 37):
            assert failures(check_texts({**files, "app.py": text[:end]}).errors) == []


LOCAL_NAMES = {
    "order": "bestellung",
    "session": "verbindung",
    "job_id": "kennung",
    "tasks": "danach",
    "rows": "zeilen",
}


def renamed(text: str) -> str:
    """The project with its local variables and parameters renamed, keyword arguments excepted."""
    for old, new in LOCAL_NAMES.items():
        text = re.sub(rf"(?<![\w.'\"/]){old}(?![\w'\"=}}/])", new, text)
    return text


@pytest.mark.parametrize("number", range(len(BREACHES)))
def test_findings_stay_when_locals_are_renamed(number: int) -> None:
    files = BREACHES[number]
    changed = {path: renamed(text) if path.endswith(".py") else text for path, text in files.items()}
    if "job_id, progress=None" in "".join(files.values()):
        changed = files | {"app.py": files["app.py"].replace("job_manager", "the_jobs")}
    before, after = check_texts(files), check_texts(changed)
    assert [(f.rule, f.path, f.line, f.severity) for f in before.findings] == [
        (f.rule, f.path, f.line, f.severity) for f in after.findings
    ]
    assert before.findings


def reformatted(text: str, *options: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--isolated", *options, "-"],
        input=text,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def identity(finding: Finding) -> tuple[str, str, str]:
    return (finding.rule, finding.scope, finding.fingerprint)


@pytest.mark.parametrize("width", ["40", "200"])
def test_findings_and_fingerprints_stay_when_the_file_is_reformatted(width: str) -> None:
    for files in BREACHES:
        changed = {
            path: reformatted(text, f"--config=line-length={width}", "--config=format.quote-style='single'")
            if path.endswith(".py")
            else text
            for path, text in files.items()
        }
        assert changed != files
        before, after = check_texts(files), check_texts(changed)
        assert [identity(f) for f in before.findings] == [identity(f) for f in after.findings]
        assert before.findings


def test_a_fingerprint_survives_moved_lines_and_renamed_files() -> None:
    files = BREACHES[0]
    [before] = check_texts(files).findings
    moved = {"web/handlers.py": "import os\n\n\n" + files["app.py"].replace("app = ", "\n\napp = "), **files}
    del moved["app.py"]
    [after] = check_texts(moved).findings
    assert after.path == "web/handlers.py"
    assert after.line != before.line
    assert after.fingerprint == before.fingerprint


def test_two_like_findings_in_one_function_have_two_fingerprints() -> None:
    text = "class JobManager:\n    def get_job(self): ...\n\njobs = JobManager()\n\ndef f():\n"
    report = check_texts({"a.py": text + "    jobs.stop(1)\n    jobs.stop(1)\n"})
    assert len({finding.fingerprint for finding in report.findings}) == 2
