"""Fixes: which bytes they change, which of them are made together, and which are not kept."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardwon.check import Edit, Finding, Fix, Mended, Report, check_project, check_texts, mend
from hardwon.check.fixing import rewrite
from hardwon.core import CheckSettings

JOBS = """\
class JobManager:
    def update_job_progress(self, job_id, progress=None, status=None):
        print(job_id, progress, status)


job_manager = JobManager()
"""
APP = """\
from jobs import job_manager


def work(job_id):
    job_manager.update_job_status(job_id, "läuft")
    job_manager.update_job_status(job_id, "done")
"""
FIXED = APP.replace("update_job_status(job_id, ", "update_job_progress(job_id, status=")
HALF = APP.replace('update_job_status(job_id, "done")', 'update_job_progress(job_id, status="done")')
RULE = "unknown-job-method"


def fix(*edits: Edit, safe: bool = True) -> Fix:
    return Fix("mend it", edits, safe)


def word(line: int, column: int, end_column: int, text: str) -> Edit:
    return Edit(line, column, line, end_column, text)


# Bytes

# A busy machine is slow at making examples, too.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
letters = st.text(st.sampled_from("ab ü\t#\f="), max_size=12)
encodings = st.sampled_from(["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-8 "])


@patient
@given(
    st.lists(letters, max_size=4),
    letters,
    letters,
    st.lists(letters, max_size=4),
    st.lists(letters, min_size=1, max_size=3),
    st.sampled_from(["\n", "\r\n", "\r"]),
    encodings,
)
def test_only_the_bytes_of_the_edit_change(
    before: list[str], head: str, tail: str, after: list[str], new: list[str], end: str, encoding: str
) -> None:
    declared = [] if encoding == "utf-8-sig" else [f"# coding: {encoding.strip()}"]
    above = "".join(line + end for line in [*declared, *before])
    below = "".join(end + line for line in after)
    codec = encoding.strip()
    raw = f"{above}{head}OLD{tail}{below}".encode(codec)
    number = len(declared) + len(before) + 1
    edit = word(number, len(head) + 1, len(head) + 4, "\n".join(new))
    expected_end = end if above or below else "\n"
    expected = f"{above}{head}{expected_end.join(new)}{tail}{below}".encode(codec)
    assert rewrite(raw, [fix(edit)]) == expected


@patient
@given(st.lists(st.sampled_from(["ab", "ü", "\r\n", "\n", " "]), max_size=20))
def test_no_edit_is_no_change(parts: list[str]) -> None:
    raw = "".join(parts).encode()
    assert rewrite(raw, []) == raw


def test_several_edits_are_one_unit_and_a_shared_one_is_made_once() -> None:
    raw = b"import a\r\n\r\nx(1)\r\ny(2)\r\n"
    shared = Edit(2, 1, 2, 1, "import b\n")
    first, second = fix(word(3, 1, 2, "b.x"), shared), fix(shared, word(4, 1, 2, "b.y"))
    assert rewrite(raw, [first, second]) == b"import a\r\nimport b\r\n\r\nb.x(1)\r\nb.y(2)\r\n"


def test_an_edit_may_take_lines_away_and_stand_at_the_very_end() -> None:
    assert rewrite(b"a\nb\nc", [fix(Edit(1, 1, 2, 1, ""))]) == b"b\nc"
    assert rewrite(b"a\r\nb", [fix(Edit(2, 2, 2, 2, "\nc"))]) == b"a\r\nb\r\nc"
    assert rewrite(b"a\n", [fix(Edit(2, 1, 2, 1, "c\n"))]) == b"a\nc\n"


REFUSED = {
    "no such line": (b"a\n", word(9, 1, 2, "x")),
    "no such column": (b"a\nbbbb\n", word(1, 2, 4, "x")),
    "line 0": (b"a\n", word(0, 1, 2, "x")),
    "end before start": (b"abc\n", word(1, 3, 2, "x")),
    "no letter for it": ("# coding: latin-1\nä\n".encode("latin-1"), word(2, 1, 2, "\N{RIGHTWARDS ARROW}")),
    "not what it declares": (b"# coding: ascii\n\xe4\n", word(2, 1, 2, "x")),
    "no encoding": (b"# coding: nonsense\na\n", word(2, 1, 2, "x")),
    "not UTF-8": (b"\xff\na\n", word(2, 1, 2, "x")),
    "more than one spelling": (b"# coding: utf-7\n+AGE-\n", word(2, 1, 2, "x")),
    "null byte": (b"a\0\nb\n", word(2, 1, 2, "x")),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_written_back_is_refused(name: str) -> None:
    raw, edit = REFUSED[name]
    assert rewrite(raw, [fix(edit)]) is None


def test_overlapping_edits_are_refused() -> None:
    assert rewrite(b"abcdef\n", [fix(word(1, 1, 4, "x")), fix(word(1, 3, 5, "y"))]) is None


# Findings


def mended(files: dict[str, bytes], *, unsafe: bool = False, more: Mapping[str, Fix] | None = None) -> Mended:
    """What mending makes of the findings in `files`, with the fixes of `more` for those on `path:line`."""

    def check(texts: Mapping[str, bytes]) -> Report:
        current = {path: raw.decode("utf-8-sig") for path, raw in {**files, **texts}.items()}
        return check_texts(current, rules=[RULE])

    before = check({})
    findings = [
        replace(finding, fix=(more or {}).get(f"{finding.path}:{finding.line}", finding.fix))
        for finding in before.findings
    ]
    return mend(findings, before, unsafe=unsafe, read=files.get, check=check)


def shop(app: str = APP, **more: str) -> dict[str, bytes]:
    return {path: text.encode() for path, text in {"jobs.py": JOBS, "app.py": app, **more}.items()}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_all_fixes_of_a_file_are_made_at_once(end: str, mark: bytes) -> None:
    files = shop() | {"app.py": mark + APP.replace("\n", end).encode()}
    came_to = mended(files)
    assert came_to.texts == {"app.py": mark + FIXED.replace("\n", end).encode()}
    assert [finding.line for finding in came_to.findings] == [5, 6]
    assert came_to.waiting == 0


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_call_on_several_lines_keeps_its_lines_comments_and_brackets(end: str) -> None:
    several = """\
from jobs import job_manager


def work(job_id):
    job_manager.update_job_status(
        job_id,  # whose
        ("running"),
    )
    (
        job_manager  # the only one
        .update_job_status(
            job_id,
            status="done"
        )
    )
    job_manager.update_job_status(job_id,"done",progress = 3)
"""
    files = shop() | {"app.py": several.replace("\n", end).encode()}
    expected = (
        several.replace("update_job_status", "update_job_progress")
        .replace('("running")', 'status=("running")')
        .replace(',"done"', ',status="done"')
    )
    assert mended(files).texts == {"app.py": expected.replace("\n", end).encode()}


def test_what_to_write_stands_on_one_line_even_for_a_call_on_several() -> None:
    app = APP.replace('job_id, "done"', 'job_id,\n        "done",\n    ')
    report = check_texts({"jobs.py": JOBS, "app.py": app})
    assert [finding.do for finding in report.findings] == [
        f'write  job_manager.update_job_progress(job_id, status="{status}")' for status in ("läuft", "done")
    ]


def test_a_fix_that_leaves_the_finding_is_not_kept_and_the_others_are() -> None:
    useless = fix(word(5, 5, 5, " "), word(5, 6, 6, ""))
    noted = fix(Edit(5, 51, 5, 51, "  # noted"))
    for wrong in (useless, noted):
        came_to = mended(shop(), more={"app.py:5": wrong})
        assert [finding.line for finding in came_to.findings] == [6]
        assert came_to.texts == {"app.py": HALF.encode()}


@pytest.mark.parametrize("text", ["job_manager.update(", "return = 3", "  pass", 'b"ü"'])
def test_a_fix_that_breaks_the_file_is_not_kept(text: str) -> None:
    came_to = mended(shop(), more={"app.py:5": fix(Edit(5, 5, 5, 51, text))})
    assert [finding.line for finding in came_to.findings] == [6]
    assert b"\xc3\xa4uft" in came_to.texts["app.py"]


BREAKS = {
    "web/a.ts": ("log(1)\nlog(2)\n", "report(1"),
    "web/b.ts": ("log(1)\nlog(2)\n", "if (a) {"),
    "web/b.tsx": ("log(1)\nlog(2)\n", "<p>{log(2)</p>"),
    "deploy/c.yaml": ("a: 1\nb: 2\n", "{image: [broken"),
    "deploy/d.json": ("[1,\n2]\n", "1,,"),
    "deploy/e.sh": ("echo 1\necho 2\n", "if true; then"),
}


@pytest.mark.parametrize("path", BREAKS)
def test_a_fix_that_breaks_a_file_in_another_language_is_not_kept(path: str) -> None:
    text, broken = BREAKS[path]
    first, second = (
        Finding("own", path, line, 1, line, 2, "m", fix=fix(Edit(line, 1, line, len(row) + 1, new)))
        for line, row, new in zip((1, 2), text.splitlines(), (broken, text.splitlines()[1]), strict=True)
    )
    before = Report((first, second), 1)

    def kept(raw: str) -> Mended:
        return mend(
            before.findings,
            before,
            unsafe=False,
            read=lambda path: raw.encode(),
            check=lambda texts: Report((), 1),
        )

    assert kept(text).findings == (second,)
    # What a parser does not understand anyway is no reason against a fix that leaves it as it is.
    odd = f"{text}\n)]}}'\n"
    assert kept(odd).findings == (second,)


COMMENTED = {
    "app.py": ("f(\n    a,  # which\n)\n", Edit(1, 1, 3, 2, "g(a)"), True),
    "moved.py": ("f(\n    a,  # which\n)\n", Edit(1, 1, 3, 2, "g(a)  # which"), False),
    "string.py": ("f(\n    '# no comment',\n)\n", Edit(1, 1, 3, 2, "g()"), False),
    "alone.py": ("f(a)  # which\ng()\n", Edit(1, 5, 1, 14, ""), False),
    "line.py": ("f(a)\n    # which\ng()\n", Edit(2, 1, 3, 1, ""), False),
    "beside.py": ("f(a)  # which\n", Edit(1, 1, 1, 5, "g(a)"), False),
    "app.ts": ("f(\n  a, // which\n);\n", Edit(1, 1, 3, 2, "g(a)"), True),
    "beside.ts": ("f(a); // which\n", Edit(1, 1, 1, 5, "g(a)"), False),
}


@pytest.mark.parametrize("path", COMMENTED)
def test_a_fix_that_loses_a_comment_waits_for_being_asked_for(path: str) -> None:
    text, edit, is_lost = COMMENTED[path]
    finding = Finding("own", path, edit.line, 1, edit.line, 2, "m", fix=fix(edit))

    def kept(*, unsafe: bool) -> tuple[Finding, ...]:
        before = Report((finding,), 1)
        nothing = Report((), 1)
        return mend(
            [finding], before, unsafe=unsafe, read=lambda path: text.encode(), check=lambda texts: nothing
        ).findings

    assert kept(unsafe=False) == (() if is_lost else (finding,))
    assert kept(unsafe=True) == (finding,)


def test_a_fix_that_brings_another_finding_is_not_kept() -> None:
    swap = fix(Edit(5, 5, 5, 51, "job_manager.update_job_progress(job_manager.now(), job_manager.then())"))
    assert [finding.line for finding in mended(shop(), more={"app.py:5": swap}).findings] == [6]


def test_one_bad_fix_among_many_files_costs_only_itself() -> None:
    files = shop(**{f"app{number}.py": APP for number in range(20)})
    came_to = mended(files, more={"app7.py:6": fix(Edit(6, 5, 6, 5, "("))})
    assert len(came_to.findings) == 41
    assert {path for path, new in came_to.texts.items() if new == FIXED.encode()} == files.keys() - {
        "jobs.py",
        "app7.py",
    }


def test_of_overlapping_fixes_the_first_is_made_and_the_other_waits() -> None:
    whole = fix(Edit(5, 1, 6, 50, "    print(job_id)"))
    came_to = mended(shop(), more={"app.py:5": whole})
    assert came_to.waiting == 1
    assert came_to.texts["app.py"].endswith(b"    print(job_id)\n")


def test_unsafe_fixes_wait_for_being_asked_for() -> None:
    unsafe = {"app.py:5": replace(fix(Edit(5, 5, 5, 51, "print(job_id)")), safe=False)}
    assert [finding.line for finding in mended(shop(), more=unsafe).findings] == [6]
    assert [finding.line for finding in mended(shop(), more=unsafe, unsafe=True).findings] == [5, 6]


def test_files_in_trouble_and_without_fixes_are_left_alone() -> None:
    assert mended(shop(APP + "def f(:\n")).texts == {}
    assert mended(shop("x = 1\n")).texts == {}
    gone = mend(check_texts(_texts(shop())).findings, check_texts(_texts(shop())), unsafe=True,
                read=lambda path: None, check=lambda texts: Report((), 0))  # fmt: skip
    assert (gone.texts, gone.findings) == ({}, ())


def _texts(files: dict[str, bytes]) -> dict[str, str]:
    return {path: raw.decode() for path, raw in files.items()}


def test_a_file_in_another_encoding_is_mended_in_it(tmp_path: Path) -> None:
    raw = ("# coding: latin-1\n" + APP).encode("latin-1")
    (tmp_path / "app.py").write_bytes(raw)
    (tmp_path / "jobs.py").write_text(JOBS)

    def check(texts: Mapping[str, bytes]) -> Report:
        return check_project(tmp_path, settings=CheckSettings(), texts=texts)

    before = check({})
    came_to = mend(before.findings, before, unsafe=False, read={"app.py": raw}.get, check=check)
    assert came_to.texts == {"app.py": ("# coding: latin-1\n" + FIXED).encode("latin-1")}


def test_findings_without_a_place_for_their_fix_are_left() -> None:
    lost = Finding(RULE, "app.py", 1, 1, 1, 2, "m", fix=fix(word(99, 1, 2, "x")))
    report = Report((lost,), 1)
    came_to = mend([lost], report, unsafe=True, read=lambda path: b"x\n", check=lambda texts: Report((), 1))
    assert (came_to.texts, came_to.findings) == ({}, ())
