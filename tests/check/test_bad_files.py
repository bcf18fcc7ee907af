"""Files that cannot be read, parsed or believed, among files in which every rule finds something."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from hardwon.check import MemoryCache, Report, builtin_rules, check_project
from hardwon.check.files import LARGEST
from hardwon.core import CheckSettings
from tests.check.projects import split

# One breach of each rule, each in a directory of its own.
GOOD = {
    f"{slug.replace('-', '_')}/{path}": text
    for slug, rule in builtin_rules().items()
    for path, text in split(rule.breaches[0].text).items()
}
# All of them in one text: whatever is wrong with a file, it holds what every rule looks for.
TEXT = "\n".join(text for path, text in sorted(GOOD.items()) if path.endswith(".py")).encode()

CONTENTS = {
    "null.py": (TEXT + b"\0", f"line {TEXT.count(bytes([10])) + 1}: holds a null byte; not analysed"),
    "wide.py": (TEXT.decode().encode("utf-16"), "is UTF-16, which Python does not read; save it as UTF-8"),
    "huge.py": (TEXT * (10_000_000 // len(TEXT)), f"larger than {LARGEST // 1_000_000} MB, not analysed"),
    "latin.py": (b"# caf\xe9\n" + TEXT, "line 1: not UTF-8; declare the encoding or save it as UTF-8"),
    "elvish.py": (b"# coding: elvish", "line 1: declares the encoding `elvish`, which Python does not know"),
    "broken.py": (b"def f(:\n    pass\n", "line 1: syntax error; analysed as far as it parses"),
    "cut.py": (TEXT + b"def f(\n", None),
    "deep.py": (TEXT + b"x = " + b"(" * 5000 + b")" * 5000 + b"\n", None),
    "open.py": (TEXT + b"x = " + b"([{" * 3000 + b"\n", None),
    "nested.py": (TEXT + b"".join(b" " * depth + b"if x:\n" for depth in range(300)), None),
    "binary.py": (bytes(range(1, 256)) * 40, "line 2: not UTF-8; declare the encoding or save it as UTF-8"),
}  # fmt: skip


def write(root: Path, files: dict[str, bytes]) -> None:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)


def check(root: Path, cache: MemoryCache | None = None) -> Report:
    return check_project(root, settings=CheckSettings(processes=1), cache=cache)


def found_in_good(report: Report) -> list[tuple[str, str, int]]:
    return [(f.rule, f.path, f.line) for f in report.findings if f.path in GOOD]


@pytest.fixture
def good(tmp_path: Path) -> Path:
    write(tmp_path, {path: text.encode() for path, text in GOOD.items()})
    return tmp_path


def test_each_bad_file_gets_its_line_and_hides_no_finding_of_any_rule(good: Path) -> None:
    before = check(good)
    assert {finding.rule for finding in before.findings} == set(builtin_rules())
    # Beside the others, not in their packages: what a bad file defines is nothing to them.
    write(good, {f"bad/{path}": content for path, (content, _) in CONTENTS.items()})
    cache = MemoryCache()
    after = check(good, cache)
    assert found_in_good(after) == found_in_good(before)
    errors = {error.path: error.message for error in after.errors}
    expected = {f"bad/{path}": message for path, (_, message) in CONTENTS.items() if message}
    assert {path: errors.get(path) for path in expected} == expected
    assert [message for message in errors.values() if "failed here" in message] == []
    again = check(good, cache)
    assert (again.findings, again.errors) == (after.findings, after.errors)


# What is made of the bytes of a text, and by how many lines that moves its findings.
FORMS: dict[str, tuple[Callable[[bytes], bytes], int]] = {
    "CRLF": (lambda raw: raw.replace(b"\n", b"\r\n"), 0),
    "CR": (lambda raw: raw.replace(b"\n", b"\r"), 0),
    "BOM": (lambda raw: b"\xef\xbb\xbf" + raw, 0),
    "latin-1": (lambda raw: b"# coding: latin-1, as in caf\xe9\n" + raw, 1),
    "tabs": (lambda raw: raw.replace(b"    ", b"\t"), 0),
    "form feeds": (lambda raw: raw.replace(b"\n\ndef ", b"\n\f\ndef "), 0),
}


@pytest.mark.parametrize("form", sorted(FORMS))
def test_every_rule_finds_the_same_in_any_form_of_text(good: Path, form: str) -> None:
    before = found_in_good(check(good))
    change, moved = FORMS[form]
    write(good, {path: change(text.encode()) for path, text in GOOD.items() if path.endswith(".py")})
    after = check(good)
    assert after.errors == ()
    assert found_in_good(after) == [(rule, path, line + moved) for rule, path, line in before]
    assert {rule for rule, _, _ in before} == set(builtin_rules())


def test_what_is_no_file_is_named_and_nobody_waits_for_it(good: Path) -> None:
    before = found_in_good(check(good))
    (good / "folder.py").mkdir()
    os.mkfifo(good / "pipe.py")
    (good / "zeros.py").symlink_to("/dev/zero")
    (good / "around").symlink_to(good, target_is_directory=True)
    (good / "self.py").symlink_to(good / "self.py")
    (good / "gone.py").symlink_to(good / "nowhere.py")
    after = check(good)
    assert found_in_good(after) == before
    said = {error.path: error.message for error in after.errors}
    assert said.keys() == {"pipe.py", "zeros.py", "self.py", "gone.py"}
    assert said["pipe.py"] == said["zeros.py"] == "cannot be read: it is no regular file"
    assert said["self.py"].startswith("cannot be read: ")
    assert said["gone.py"].startswith("cannot be read: ")


@pytest.mark.skipif(os.getuid() == 0, reason="root reads everything")
def test_what_may_not_be_read_is_named_and_hides_nothing_else(good: Path) -> None:
    before = found_in_good(check(good))
    write(good, {"secret.py": TEXT, "closed/inner.py": TEXT})
    (good / "secret.py").chmod(0)
    (good / "closed").chmod(0)
    after = check(good)
    (good / "closed").chmod(0o755)
    assert found_in_good(after) == before
    assert {error.path: error.message for error in after.errors} == {
        "secret.py": "cannot be read: Permission denied",
        "closed": "the directory cannot be read: Permission denied",
    }


def test_names_of_files_that_are_no_text_are_no_trouble(good: Path) -> None:
    before = found_in_good(check(good))
    for name in (b"caf\xe9.py", "ä ö.py".encode(), b"two\nlines.py", b"-q.py", b"'\".py"):
        Path(os.fsdecode(bytes(good) + b"/" + name)).write_bytes(b"import os\n")
    cache = MemoryCache()
    after = check(good, cache)
    assert after.files == len([path for path in GOOD if path.endswith(".py")]) + 5
    assert (found_in_good(after), after.errors) == (before, ())
    assert check(good, cache).findings == after.findings


def test_a_file_that_goes_bad_and_is_mended_leaves_no_trace(good: Path) -> None:
    cache = MemoryCache()
    before = check(good, cache)
    path = next(path for path in sorted(GOOD) if path.endswith("app.py"))
    for content, message in CONTENTS.values():
        write(good, {path: content})
        bad = check(good, cache)
        assert (bad.findings, bad.errors) == (check(good).findings, check(good).errors)
        assert message is None or message in {error.message for error in bad.errors}
    write(good, {path: GOOD[path].encode()})
    mended = check(good, cache)
    assert (mended.findings, mended.errors) == (before.findings, before.errors)
