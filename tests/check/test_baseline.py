"""The baseline: what it accepts, what leaves it, and how two branches' copies become one."""

import json
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardwon.check import BadBaseline, Baseline, Finding, Report, builtin_rules, check_texts
from hardwon.check.baseline import Accepted
from hardwon.check.findings import FileError, Severity
from tests.check.projects import split

RULES = frozenset({"late", "early"})
MANAGER = "class JobManager:\n    def get_job(self, job_id): ...\n\njobs = JobManager()\n"
CALLS = """\
from manager import jobs


def start(job_id):
    jobs.stop(job_id)
    print(job_id)
    jobs.stop(job_id)


def finish(job_id):
    jobs.pause(job_id)
"""

# A busy machine is slow at making examples, too.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
prints = st.sampled_from(["aa", "bb", "cc", "dd"])
paths = st.sampled_from(["a.py", "b.py", "c.py", "ü/ö d.py"])
places = st.tuples(paths, st.sampled_from(sorted(RULES)), prints)


def finding(path: str, rule: str, fingerprint: str, line: int = 1, severity: Severity = "error") -> Finding:
    return Finding(rule, path, line, 1, line, 2, "m", severity, fingerprint=fingerprint)


def report(found: list[tuple[str, str, str]], looked_at: frozenset[str], **more: object) -> Report:
    findings = tuple(finding(*place, line=number) for number, place in enumerate(sorted(found), start=1))
    ran = dict.fromkeys(sorted(looked_at | {one.path for one in findings}), RULES)
    return Report(findings, len(ran), ran=ran, **more)  # type: ignore[arg-type]


def accept(*found: tuple[str, str, str]) -> Baseline:
    return Baseline(Counter(Accepted(*one) for one in found))


def places_of(findings: tuple[Finding, ...]) -> Counter[tuple[str, str, str]]:
    return Counter((one.path, one.rule, one.fingerprint) for one in findings)


@patient
@given(st.lists(places, max_size=12))
def test_what_is_written_is_read_again(found: list[tuple[str, str, str]]) -> None:
    text = accept(*found).text()
    assert Baseline.read(text.encode()) == accept(*found)
    assert json.loads(text)["version"] == 1
    lines = text.splitlines()[1:-1]
    assert all(line.endswith("},") for line in lines)
    assert lines == sorted(set(lines), key=lambda line: [*json.loads(line[:-1]).values()][:3])
    assert len(lines) == len(set(found))


@patient
@given(st.lists(places, max_size=12), st.lists(places, max_size=12))
def test_nothing_is_new_that_was_accepted_and_nothing_known_that_was_not(
    before: list[tuple[str, str, str]], now: list[tuple[str, str, str]]
) -> None:
    settled = accept(*before).settle(report(now, frozenset({"a.py"})), lambda path: False)
    by_print = Counter(one[1:] for one in before)
    today = Counter(one[1:] for one in now)
    assert Counter(one[1:] for one in places_of(settled.known).elements()) == by_print & today
    assert Counter(one[1:] for one in places_of(settled.new).elements()) == today - by_print
    assert sum(settled.gone.values()) == (by_print - today).total()
    # Its own file's findings first: only what is beyond those can be new there.
    assert places_of(settled.known) >= Counter(before) & Counter(now)
    shrunk = settled.baseline()
    assert shrunk.accepted == places_of(settled.known)
    again = settled.baseline(settled.new).settle(report(now, frozenset()), lambda path: False)
    assert (again.new, again.gone) == ((), {})


@patient
@given(st.lists(places, max_size=12), st.lists(places, max_size=6))
def test_what_was_not_looked_at_stays(
    before: list[tuple[str, str, str]], now: list[tuple[str, str, str]]
) -> None:
    seen = {place[0] for place in now} | {"a.py"}
    only = [place for place in now if place[1] == "late"]
    partial = Report(
        tuple(finding(*place) for place in only), len(seen), ran=dict.fromkeys(seen, frozenset({"late"}))
    )
    settled = accept(*before).settle(partial, lambda path: True)
    unseen = Counter(place for place in before if place[0] not in seen or place[1] != "late")
    kept = settled.baseline().accepted
    assert {place: count for place, count in kept.items() if place in unseen} == unseen
    assert not set(settled.gone) & set(unseen)


def test_a_deleted_file_leaves_the_baseline_only_when_its_rule_ran() -> None:
    settled = accept(("old.py", "late", "aa"), ("old.py", "other", "bb")).settle(
        report([], frozenset({"a.py"})),
        lambda path: False,
    )
    assert settled.gone == {("old.py", "late", "aa"): 1}
    assert settled.baseline() == accept(("old.py", "other", "bb"))


def test_a_copy_is_new_and_a_renamed_file_is_not() -> None:
    before = accept(("old.py", "late", "aa"))
    copied = report([("old.py", "late", "aa"), ("new.py", "late", "aa")], frozenset())
    settled = before.settle(copied, lambda path: True)
    assert [one.path for one in settled.new] == ["new.py"]
    renamed = report([("new.py", "late", "aa")], frozenset())
    settled = before.settle(renamed, lambda path: path != "old.py")
    assert (settled.new, settled.gone) == ((), {})
    assert settled.baseline() == accept(("new.py", "late", "aa"))


def test_only_a_finding_that_its_own_file_has_not_accepted_may_have_moved() -> None:
    before = accept(("old.py", "late", "aa"), ("new.py", "late", "bb"))
    assert before.is_unsure(report([("new.py", "late", "aa")], frozenset()))
    assert not before.is_unsure(report([("new.py", "late", "bb")], frozenset()))
    assert not before.is_unsure(report([("new.py", "late", "cc")], frozenset()))
    assert not before.is_unsure(report([("old.py", "late", "aa")], frozenset()))


def test_while_a_file_is_in_trouble_nothing_leaves() -> None:
    trouble = report([], frozenset({"a.py"}), errors=(FileError("b.py", "line 1: syntax error", 1),))
    settled = accept(("a.py", "late", "aa")).settle(trouble, lambda path: True)
    assert (settled.gone, settled.doubted) == ({}, 1)
    assert settled.baseline() == accept(("a.py", "late", "aa"))


def test_advice_is_never_accepted_and_never_hidden() -> None:
    advice = finding("a.py", "late", "aa", severity="advice")
    said = Report((advice,), 1, ran={"a.py": RULES})
    settled = Baseline().settle(said, lambda path: True)
    assert settled.new == (advice,)
    assert settled.baseline(settled.new) == Baseline()
    settled = accept(("a.py", "late", "aa")).settle(said, lambda path: True)
    assert (settled.new, settled.known, settled.gone) == ((advice,), (), {})


BROKEN = [
    (b"", ":1: is not valid JSON"),
    (b'{"version": 1, "findings": [\n{"path": "a.py",},\nnull]}\n', ":2: is not valid JSON"),
    (b'{"version": 1, "findings": [\n<<<<<<< HEAD\n', ":2: a merge left its marks"),
    (b'{"version": 1, "findings": [\n\xff\n', ":2: is not UTF-8"),
    (b'{"version": 2, "findings": []}', "was written by a later hardwon"),
    (b'{"findings": []}', "is no baseline"),
    (b"[]", "is no baseline"),
    (b'{"version": 1, "findings": {}}', "is no baseline"),
    (b'{"version": 1, "findings": [3]}', "finding 1 needs"),
    (b'{"version": 1, "findings": [null, {"path": "a.py", "rule": "late"}]}', "finding 2 needs"),
    (accept(("a", "b", "c"), ("a", "b", "c")).text().replace("2}", "0}").encode(), "finding 1 needs"),
    (accept(("a", "b", "c"), ("a", "b", "c")).text().replace("2}", "true}").encode(), "finding 1 needs"),
    (b"[" * 100_000, "is not valid JSON"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "what"), BROKEN)
def test_a_broken_baseline_says_what_where_and_the_next_step(raw: bytes, what: str) -> None:
    with pytest.raises(BadBaseline) as caught:
        Baseline.read(raw)
    assert what in caught.value.what
    assert caught.value.what.startswith(".hardwon/baseline.json")
    assert caught.value.next_step


@patient
@given(st.binary(max_size=200))
def test_no_bytes_make_reading_fail_otherwise(raw: bytes) -> None:
    with suppress(BadBaseline):
        read = Baseline.read(raw)
        assert Baseline.read(read.text().encode()) == read


def test_a_byte_order_mark_another_order_and_doubled_lines_are_read() -> None:
    one, two = accept(("b.py", "late", "aa")), accept(("a.py", "late", "aa"))
    lines = [*one.text().splitlines()[1:-1], *two.text().splitlines()[1:-1], *one.text().splitlines()[1:-1]]
    text = "\n".join(['{"version": 1, "findings": [', *lines, "null]}"])
    assert Baseline.read(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()) == accept(
        ("b.py", "late", "aa"), ("a.py", "late", "aa")
    )


def test_a_name_that_is_no_utf_8_comes_back() -> None:
    one = accept(("caf\udce9.py", "late", "aa"))
    assert Baseline.read(one.text().encode()) == one


# With real findings


def found(files: dict[str, str]) -> Report:
    return check_texts({"manager.py": MANAGER, **files}, rules=["unknown-job-method"])


def settled_after(before: dict[str, str], after: dict[str, str]) -> tuple[int, int, int]:
    """How many findings are new, known and gone in `after` where `before` was accepted."""
    nothing = Baseline().settle(found(before), lambda path: True)
    accepted = nothing.baseline(nothing.new)
    assert accepted.size() == len(found(before).findings) == 3
    settled = accepted.settle(found(after), after.__contains__)
    return len(settled.new), len(settled.known), sum(settled.gone.values())


def reformatted(text: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--isolated", "--config=line-length=20", "-"],
        input=text,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


FIRST = "    jobs.stop(job_id)\n    print(job_id)\n"
SECOND = "    print(job_id)\n    jobs.stop(job_id)\n"
HEAD, START, FINISH = CALLS.rstrip().split("\n\n\n")
STAYS = {
    "nothing": (CALLS, (0, 3, 0)),
    "lines before": ("import os\n\n\nHOME = os.sep\n" + CALLS, (0, 3, 0)),
    "functions swapped": (f"{HEAD}\n\n\n{FINISH}\n\n\n{START}\n", (0, 3, 0)),
    "reformatted": (reformatted(CALLS), (0, 3, 0)),
    "the first of two like ones mended": (CALLS.replace(FIRST, "    print(job_id)\n"), (0, 2, 1)),
    "the second of two like ones mended": (CALLS.replace(SECOND, ""), (0, 2, 1)),
    "a third like one": (CALLS.replace(FIRST, FIRST * 2), (1, 3, 0)),
    "another method": (CALLS.replace("jobs.pause(", "jobs.hold("), (1, 2, 1)),
    "all mended": (MANAGER, (0, 0, 3)),
}  # fmt: skip


@pytest.mark.parametrize("name", STAYS)
def test_what_was_accepted_stays_accepted(name: str) -> None:
    after, expected = STAYS[name]
    assert settled_after({"app.py": CALLS}, {"app.py": after}) == expected
    assert settled_after({"app.py": CALLS}, {"web/renamed.py": after}) == expected


def test_a_function_that_moves_to_another_file_takes_its_acceptance_along() -> None:
    after = {"app.py": f"{HEAD}\n\n\n{START}\n", "other.py": f"{HEAD}\n\n\n{FINISH}\n"}
    assert settled_after({"app.py": CALLS}, after) == (0, 3, 0)


def test_like_files_need_an_acceptance_each() -> None:
    assert settled_after({"app.py": CALLS}, {"app.py": CALLS, "copy.py": CALLS}) == (3, 3, 0)


# Through git


def git(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", "-c", "user.name=Test", "-c", "user.email=test@example.com", "-C", str(root), *words],
        capture_output=True,
        text=True,
        check=False,
    )


def merged(root: Path, base: Baseline | None, ours: Baseline, theirs: Baseline) -> tuple[int, bytes]:
    """What `git merge` exits with and leaves where two branches changed the same baseline."""
    file = root / "baseline.json"

    def commit(baseline: Baseline | None) -> None:
        (root / "other").write_text(repr(baseline))
        if baseline is not None:
            file.write_text(baseline.text(), encoding="utf-8")
        git(root, "add", "-A")
        assert git(root, "commit", "-qm", "x").returncode == 0

    git(root, "init", "-qb", "main")
    commit(base)
    git(root, "checkout", "-qb", "theirs")
    commit(theirs)
    git(root, "checkout", "-q", "main")
    (root / "own").write_text("")
    commit(ours)
    git(root, "checkout", "-q", "theirs", "--", "other")
    git(root, "commit", "-qm", "the same other")
    return git(root, "merge", "-q", "theirs").returncode, file.read_bytes()


MANY = [(f"app/{name}.py", "late", f"{number:02}") for name in "abcdefgh" for number in range(3)]


def without(*names: str, more: tuple[tuple[str, str, str], ...] = ()) -> Baseline:
    return accept(*(one for one in MANY if one[0][4] not in names), *more)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (without("a"), without("c")),
        (without("a", "b"), without("h")),
        (without(more=(("app/a.py", "late", "99"),)), without(more=(("app/c.py", "late", "99"),))),
        (without("b"), without(more=(("app/z.py", "late", "99"),))),
        (without("h"), without(more=(("app/a.py", "late", "99"),))),
        (without("a", more=(("app/d.py", "late", "99"),)), without("a", more=(("app/d.py", "late", "99"),))),
    ],
)
def test_git_merges_what_two_branches_mended_and_accepted(
    tmp_path: Path, ours: Baseline, theirs: Baseline
) -> None:
    code, raw = merged(tmp_path, without(), ours, theirs)
    assert code == 0, raw.decode()
    base, mine, other = (Counter(one.accepted) for one in (without(), ours, theirs))
    added = (mine - base) | (other - base)
    assert Counter(Baseline.read(raw).accepted) == (base & mine & other) + added


@pytest.mark.parametrize("base", [None, without()])
def test_where_lines_meet_a_union_merge_gives_a_baseline_that_only_has_to_shrink(
    tmp_path: Path, base: Baseline | None
) -> None:
    (tmp_path / ".gitattributes").write_text("baseline.json merge=union\n")
    ours = without("d", more=(("app/i.py", "late", "99"),))
    theirs = without("e", more=(("app/j.py", "late", "99"),))
    code, raw = merged(tmp_path, base, ours, theirs)
    assert code == 0, raw.decode()
    assert set(Baseline.read(raw).accepted) >= set(ours.accepted) & set(theirs.accepted) | {
        ("app/i.py", "late", "99"),
        ("app/j.py", "late", "99"),
    }


def test_where_lines_meet_git_leaves_marks_and_they_are_named(tmp_path: Path) -> None:
    more = ("app/z.py", "late", "99"), ("app/z.py", "late", "98")
    code, raw = merged(tmp_path, without(), without(more=more[:1]), without(more=more[1:]))
    assert code == 1
    with pytest.raises(BadBaseline, match="a merge left its marks"):
        Baseline.read(raw)


def test_the_breaches_of_the_rules_are_accepted_whole() -> None:
    total = 0
    for rule in builtin_rules().values():
        for breach in rule.breaches:
            said = check_texts(split(breach.text), rules=[rule.slug])
            first = Baseline().settle(said, lambda path: True)
            second = first.baseline(first.new).settle(said, lambda path: True)
            assert [one.severity for one in second.new] == ["advice"] * len(second.new)
            total += len(second.known)
    assert total > 0
