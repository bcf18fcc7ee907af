"""The rules that lessons bring along, in a repository: which files, which are run again, which are picked."""

import json
import os
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from hardwon.check import (
    Edit,
    Fix,
    LinterFailed,
    MemoryCache,
    Report,
    Reported,
    UnknownRule,
    UserCodes,
    UserPattern,
    check_project,
)
from hardwon.core import CheckSettings

PAGE = ".hardwon/lessons/x.md"
CODES = UserCodes("naps", PAGE, ("ASYNC",), "error")
PRINT = UserPattern("no-print", PAGE, "python", '{"rule": {"pattern": "print($A)"}}', "do not print")
LOG = UserPattern("no-log", PAGE, "typescript", '{"rule": {"pattern": "log($A)"}}', "do not log")


@dataclass
class Naps:
    """A linter that finds `nap` in a text, and remembers what it was asked."""

    root: Path
    of: bytes = b"1"
    fails: str = ""
    asked: list[list[str]] = field(default_factory=list)

    def version(self) -> bytes:
        return self.of

    def rules(self) -> dict[str, bool]:
        if self.fails:
            raise LinterFailed(self.fails, next_step="install it")
        return {"ASYNC1": True, "ASYNC2": True, "ASYNC9": False, "A1": True}

    def lint(
        self, codes: Collection[str], paths: Sequence[str], texts: Mapping[str, bytes]
    ) -> list[Reported]:
        self.asked.append([*paths, *texts])
        contents = {**{path: (self.root / path).read_bytes() for path in paths}, **texts}
        fix = Fix("wake up", (Edit(1, 1, 1, 4, "run"),), True)
        return [
            Reported(code, path, number, 1, number, 4, f"a nap in {path}", fix)
            for path, content in contents.items()
            for number, line in enumerate(content.splitlines(), start=1)
            if line.startswith(b"nap")
            for code in codes
            if code == "ASYNC1"
        ]


@dataclass
class Repository:
    root: Path
    linter: Naps
    cache: MemoryCache = field(default_factory=MemoryCache)

    def write(self, **files: str) -> None:
        for name, text in files.items():
            path = self.root / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            os.utime(path, (1_000_000, 1_000_000 + len(text)))

    def check(
        self,
        *users: UserPattern | UserCodes,
        settings: CheckSettings | None = None,
        paths: Sequence[str] = (),
        texts: Mapping[str, bytes] | None = None,
    ) -> Report:
        return check_project(
            self.root,
            paths,
            settings=settings or CheckSettings(),
            cache=self.cache,
            texts=texts,
            users=users,
            linter=self.linter,
        )


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path, Naps(tmp_path))


def told(report: Report) -> list[tuple[str, str, int]]:
    return [(finding.rule, finding.path, finding.line) for finding in report.findings]


def test_patterns_and_codes_are_found_beside_each_other(repository: Repository) -> None:
    repository.write(a_py="print(1)\nnap\n", b_ts="\nlog(1)\n")
    report = repository.check(PRINT, LOG, CODES)
    assert told(report) == [("no-print", "a.py", 1), ("ASYNC1", "a.py", 2), ("no-log", "b.ts", 2)]
    assert [finding.lesson for finding in report.findings] == ["no-print", "naps", "no-log"]
    assert [finding.severity for finding in report.findings] == ["warning", "error", "warning"]
    assert report.findings[1].do == "wake up"
    assert report.findings[1].fix == Fix("wake up", (Edit(1, 1, 1, 4, "run"),), True)
    assert report.files == 2


def test_what_did_not_change_is_not_asked_again(repository: Repository) -> None:
    repository.write(a_py="nap\n", b_py="print(1)\n", c_ts="log(1)\n")
    time.sleep(0.06)  # stamps are trusted when they are older than a tick of the clock
    first = repository.check(PRINT, LOG, CODES)
    held = dict(repository.cache.items)
    assert repository.check(PRINT, LOG, CODES).findings == first.findings
    assert repository.cache.items == held
    assert repository.linter.asked == [["a.py", "b.py"]]
    repository.write(b_py="nap  # longer\n", c_ts="\n\nlog(1)\n")
    report = repository.check(PRINT, LOG, CODES)
    assert told(report) == [("ASYNC1", "a.py", 1), ("ASYNC1", "b.py", 1), ("no-log", "c.ts", 3)]
    assert repository.linter.asked[1:] == [["b.py"]]


def test_a_new_lesson_is_run_alone_and_one_that_went_is_forgotten(repository: Repository) -> None:
    repository.write(a_py="nap\nprint(1)\n")
    assert told(repository.check(CODES)) == [("ASYNC1", "a.py", 1)]
    assert told(repository.check(CODES, PRINT)) == [("ASYNC1", "a.py", 1), ("no-print", "a.py", 2)]
    assert told(repository.check(PRINT)) == [("no-print", "a.py", 2)]
    assert len(repository.linter.asked) == 1
    other = replace(PRINT, rule='{"rule": {"pattern": "nap"}}')
    assert told(repository.check(other)) == [("no-print", "a.py", 1)]


def test_another_version_of_the_linter_is_asked_anew(repository: Repository) -> None:
    repository.write(a_py="nap\n")
    repository.check(CODES)
    repository.linter.of = b"2"
    repository.check(CODES)
    assert repository.linter.asked == [["a.py"], ["a.py"]]


def test_a_file_that_went_takes_its_findings_along(repository: Repository) -> None:
    repository.write(a_py="nap\n", b_ts="log(1)\n", c_ts="log(1)\n")
    assert len(repository.check(CODES, LOG).findings) == 3
    (repository.root / "a.py").unlink()
    (repository.root / "b.ts").unlink()
    assert told(repository.check(CODES, LOG)) == [("no-log", "c.ts", 1)]


def test_applies_to_says_which_files(repository: Repository) -> None:
    repository.write(app__a_py="nap\n", app__b_ts="log(1)\n", lib__a_py="nap\n", lib__b_ts="log(1)\n")
    here = ("app/**", "!app/b.ts")
    report = repository.check(replace(CODES, applies_to=here), replace(LOG, applies_to=here))
    assert told(report) == [("ASYNC1", "app/a.py", 1)]
    assert repository.linter.asked == [["app/a.py"]]


def test_of_two_lessons_that_name_a_code_the_sterner_speaks(repository: Repository) -> None:
    repository.write(a_py="nap\n", lib__a_py="nap\n")
    stern = UserCodes("stern", PAGE, ("ASYNC1",), "error", ("lib/",))
    mild = UserCodes("mild", PAGE, ("ASYNC1",), "advice")
    report = repository.check(mild, stern)
    assert [(f.path, f.lesson, f.severity) for f in report.findings] == [
        ("a.py", "mild", "advice"),
        ("lib/a.py", "stern", "error"),
    ]
    assert len(repository.linter.asked) == 1


def test_what_git_or_the_settings_leave_out_is_left_out_in_any_language(repository: Repository) -> None:
    repository.write(a_ts="log(1)\n", build__b_ts="log(1)\n", old__c_ts="log(1)\n")
    (repository.root / ".gitignore").write_text("build/\n")
    settings = CheckSettings(exclude=("old/",))
    assert told(repository.check(LOG, settings=settings)) == [("no-log", "a.ts", 1)]
    named = repository.check(LOG, settings=settings, paths=["build/b.ts"])
    assert told(named) == [("no-log", "build/b.ts", 1)]
    assert named.files == 1


@pytest.mark.parametrize(
    ("settings", "rules"),
    [
        (CheckSettings(select=("no-log",)), ["no-log"]),
        (CheckSettings(select=("ASYNC1",)), ["ASYNC1"]),
        (CheckSettings(select=("ASYNC",)), ["ASYNC1"]),
        (CheckSettings(select=("ASYNC2", "no-log")), ["no-log"]),
        (CheckSettings(select=("detached-record",)), []),
        (CheckSettings(ignore=("no-log", "ASYNC1")), []),
        (CheckSettings(ignore=("ASYNC",)), ["no-log"]),
        (CheckSettings(per_path={"*.ts": ("no-log",)}), ["ASYNC1"]),
        (CheckSettings(per_path={"*.py": ("ASYNC",)}), ["no-log"]),
    ],
    ids=repr,
)
def test_settings_pick_the_lessons_rules_by_slug_and_code(
    repository: Repository, settings: CheckSettings, rules: list[str]
) -> None:
    repository.write(a_py="nap\n", b_ts="log(1)\n")
    assert [finding.rule for finding in repository.check(CODES, LOG, settings=settings).findings] == rules


@pytest.mark.parametrize("name", ["no-lgo", "ASYNX1", "A1", "ASYN"])
def test_a_name_that_no_lesson_has_is_refused(repository: Repository, name: str) -> None:
    with pytest.raises(UnknownRule, match=f"no rule `{name}`"):
        repository.check(CODES, LOG, settings=CheckSettings(select=(name,)))


def test_a_comment_silences_a_code(repository: Repository) -> None:
    repository.write(
        a_py="nap  # hardwon: ignore[ASYNC1] short\nx = 1  # hardwon: ignore[ASYNC2]\n"
        "nap  # hardwon: ignore[A1]\n"
    )
    report = repository.check(CODES)
    assert report.suppressed == 1
    assert [(f.rule, f.line, f.message) for f in report.findings] == [
        ("unused-suppression", 2, "nothing here breaks `ASYNC2`"),
        ("ASYNC1", 3, "a nap in a.py"),
        ("unused-suppression", 3, "there is no rule `A1`"),
    ]


def test_a_code_that_the_linter_does_not_know_is_an_error_of_its_page(repository: Repository) -> None:
    repository.write(a_py="nap\n")
    report = repository.check(CODES, UserCodes("y", "y.md", ("ASYNC1", "ASYNC7")))
    assert told(report) == [("ASYNC1", "a.py", 1)]
    [error] = report.errors
    assert (error.path, "ruff has no rule `ASYNC7`" in error.message) == ("y.md", True)


def test_a_family_leaves_out_what_has_to_be_named(repository: Repository) -> None:
    repository.write(a_py="nap\n")
    ran = repository.check(CODES).ran["a.py"]
    assert {"ASYNC1", "ASYNC2"} <= ran
    assert "ASYNC9" not in ran
    assert "A1" not in ran
    assert "ASYNC9" in repository.check(UserCodes("y", "y.md", ("ASYNC9",))).ran["a.py"]


def test_a_linter_that_fails_is_told_and_tried_again(repository: Repository) -> None:
    repository.write(a_py="nap\nprint(1)  # hardwon: ignore[ASYNC1]\n")
    repository.linter.fails = "it is not there"
    report = repository.check(CODES, PRINT)
    assert told(report) == [("no-print", "a.py", 2)]
    [error] = report.errors
    assert error.message == "its rule cannot be run: it is not there -> install it"
    assert "ASYNC1" not in report.ran["a.py"]
    repository.linter.fails = ""
    assert "ASYNC1" in [finding.rule for finding in repository.check(CODES, PRINT).findings]


def test_a_text_that_is_not_on_the_disk_is_checked_and_not_remembered(repository: Repository) -> None:
    repository.write(a_py="x = 1\n", b_ts="x\n")
    repository.check(CODES, LOG)
    texts = {"a.py": b"nap\n", "b.ts": b"log(1)\n", "new.ts": b"log(2)\n"}
    report = repository.check(CODES, LOG, texts=texts, paths=list(texts))
    assert report.errors == ()
    assert told(report) == [("ASYNC1", "a.py", 1), ("no-log", "b.ts", 1), ("no-log", "new.ts", 1)]
    assert told(repository.check(CODES, LOG)) == []


def test_a_file_that_cannot_be_read_is_named_if_a_rule_is_about_it(repository: Repository) -> None:
    repository.write(a_ts="log(1)\n", b_ts="log(1)\n", c_go="x")
    (repository.root / "b.ts").write_bytes(b"log(1)\0\n")
    (repository.root / "c.go").write_bytes(b"\0")
    report = repository.check(LOG)
    assert told(report) == [("no-log", "a.ts", 1)]
    assert [error.path for error in report.errors] == ["b.ts"]
    assert [error.path for error in repository.check(LOG).errors] == ["b.ts"]


def test_many_files_are_searched_in_several_processes_with_the_same_result(repository: Repository) -> None:
    for number in range(12):
        text = "log(1)\n" + f"let x{number} = [{'1, ' * 50_000}]\n"
        (repository.root / f"f{number}.ts").write_text(text)
    one = repository.check(LOG, settings=CheckSettings(processes=1))
    repository.cache = MemoryCache()
    two = repository.check(LOG, settings=CheckSettings(processes=2))
    assert len(one.findings) == 12
    assert one.findings == two.findings


def test_a_damaged_cache_costs_time_alone(repository: Repository) -> None:
    repository.write(a_py="nap\n", b_ts="log(1)\n")
    first = repository.check(CODES, LOG).findings
    repository.cache.items = {key: value[:-1] + b"x" for key, value in repository.cache.items.items()}
    assert repository.check(CODES, LOG).findings == first


def test_a_rule_is_the_json_that_its_key_is_made_of(repository: Repository) -> None:
    repository.write(a_ts="log(1)\n")
    tree = json.dumps({"rule": {"any": [{"pattern": "log($A)"}, {"pattern": "warn($A)"}]}})
    assert len(repository.check(replace(LOG, rule=tree)).findings) == 1
