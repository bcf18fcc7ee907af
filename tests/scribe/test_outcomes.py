import pytest

from hardwon.scribe.outcomes import covers, is_check, parts, says_failed, symptom, verdict

PYTEST = """============================= test session starts ==============================
tests/test_a.py F                                                         [100%]
=================================== FAILURES ===================================
>       assert total == 3
E       assert 2 == 3
tests/test_a.py:7: AssertionError
=========================== short test summary info ============================
FAILED tests/test_a.py::test_total - assert 2 == 3
========================= 1 failed, 4 passed in 0.12s =========================
"""
TRACEBACK = """Traceback (most recent call last):
  File "a.py", line 1, in <module>
    import orjson
ModuleNotFoundError: No module named 'orjson'
"""


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (TRACEBACK, "ModuleNotFoundError: No module named 'orjson'"),
        (PYTEST, "assert 2 == 3"),
        ("Exit code 1\n[lint] $ ruff check\na.py:3:1: F401 unused\nFound 1 error.", "a.py:3:1: F401 unused"),
        ("warning: x\nfatal: not a git repository", "fatal: not a git repository"),
        ("\x1b[31merror\x1b[0m: boom", "error: boom"),
        ("<tool_use_error>File does not exist.</tool_use_error>", "File does not exist."),
        ("just words", "just words"),
        ("Exit code 1", ""),
        ("", ""),
    ],
)
def test_the_symptom_is_the_line_that_says_most(output: str, expected: str) -> None:
    assert symptom(output) == expected


@pytest.mark.parametrize(
    ("output", "line", "failed"),
    [
        (PYTEST, "1 failed, 4 passed in 0.12s", True),
        ("=== 5 passed in 1s ===", "5 passed in 1s", False),
        ("ok  \tshop/app\t0.2s", "ok shop/app 0.2s", False),
        ("--- FAIL: TestTotal (0.00s)\nok  \tshop/b\t0.1s", "ok shop/b 0.1s", True),
        ("test result: FAILED. 1 passed; 1 failed", "test result: FAILED. 1 passed; 1 failed", True),
        ("0 issues.", "0 issues.", False),
        ("Found 2 errors.", "Found 2 errors.", True),
        ("Success: no issues found in 3 source files", "Success: no issues found in 3 source files", False),
        ("nothing to say", "", False),
    ],
)
def test_a_check_is_judged_by_its_own_words(output: str, line: str, failed: bool) -> None:
    assert (verdict(output), says_failed(output)) == (line, failed)


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("cd app && uv run pytest -q 2>&1 | tail -5", ["pytest -q"]),
        ("ruff check . ; mypy src > out.txt", ["ruff check .", "mypy src"]),
        ("python3 -m pytest tests/a.py || echo no", ["pytest tests/a.py"]),
        (".venv/bin/python -m pytest", ["pytest"]),
        ("CI=1 timeout 60 npm test", ["npm test"]),
        ("grep 'a && b' x.py", ["grep 'a && b' x.py"]),
        ("make\nmake test", ["make", "make test"]),
        ("cd app", []),
    ],
)
def test_a_command_line_falls_into_what_compares_equal(command: str, found: list[str]) -> None:
    assert parts(command) == found


@pytest.mark.parametrize(
    "command",
    [
        "pytest",
        "go test ./...",
        "make test",
        "npm run lint",
        "mise run lint 2>&1",
        "cargo clippy",
        "a && tox -e py",
    ],
)
def test_checks_are_known(command: str) -> None:
    assert is_check(command)


@pytest.mark.parametrize(
    "command", ["ls tests", "git commit -m 'x'", "make deploy", "cat pytest-notes.md", ""]
)
def test_other_commands_are_none(command: str) -> None:
    assert not is_check(command)


@pytest.mark.parametrize(
    ("again", "before", "expected"),
    [
        ("pytest", "pytest tests/a.py", True),
        ("pytest -x tests/a.py", "pytest tests/a.py", True),
        ("pytest tests", "pytest tests/a.py::test_b", True),
        ("pytest tests/b.py", "pytest tests/a.py", False),
        ("pytest tests/a.py::test_one", "pytest tests/a.py", False),
        ("make test", "make lint", False),
        ("go test ./...", "go test ./orders", True),
        ("grep 'x", "grep 'x", True),
    ],
)
def test_a_later_run_covers_an_earlier_one_if_it_tries_at_least_as_much(
    again: str, before: str, expected: bool
) -> None:
    assert covers(again, before) is expected
