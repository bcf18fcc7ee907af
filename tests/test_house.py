"""The house checks itself: floors, contracts of the rooms, sizes, where the environment is read."""

import ast
import doctest
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hardwon.check import check_project
from hardwon.core import CheckSettings

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src/hardwon"
ROOMS = ("store", "scribe", "check", "lessons", "integrations", "daemon", "server")
FILES = sorted(SOURCE.rglob("*.py"))
SECTIONS = ["Ask it for", "It promises", "It leaves to others", "Example"]


def _sections(readme: str) -> dict[str, str]:
    parts = re.split(r"^## (.+)$", readme, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_imports_go_down_and_through_front_doors_only() -> None:
    run = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(r"Contracts: [1-9]\d* kept, 0 broken", run.stdout), run.stdout


@pytest.mark.parametrize("room", ROOMS)
def test_a_rooms_readme_names_what_it_offers_and_the_tests_that_hold_its_promises(room: str) -> None:
    text = (SOURCE / room / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    sections = _sections(text)
    assert list(sections) == SECTIONS
    named = re.findall(r"^- (`\w+`(?:, `\w+`)*)", sections["Ask it for"], flags=re.MULTILINE)
    offered = set(re.findall(r"\w+", " ".join(named)))
    assert offered == set(importlib.import_module(f"hardwon.{room}").__all__)
    promises = re.findall(r"^- (.+(?:\n  .+)*)", sections["It promises"], flags=re.MULTILINE)
    assert promises
    for promise in promises:
        held = re.search(r"`(tests/[\w/]+\.py)::(\w+)`\S*$", promise.strip())
        assert held, f"no test named at the end of: {promise}"
        body = (ROOT / held[1]).read_text(encoding="utf-8")
        assert re.search(rf"def {held[2]}\(|^class {held[2]}\b|^{held[2]} = ", body, re.MULTILINE), promise


@pytest.mark.parametrize("room", ROOMS)
def test_a_rooms_example_runs(room: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    example = _sections((SOURCE / room / "README.md").read_text(encoding="utf-8"))["Example"]
    [block] = re.findall(r"```python\n(.*?)```", example, flags=re.DOTALL)
    test = doctest.DocTestParser().get_doctest(block, {}, room, str(SOURCE / room / "README.md"), 0)
    assert test.examples
    said: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=said.append)
    assert result.failed == 0, "".join(said)


@pytest.mark.parametrize("room", ROOMS)
def test_a_face_is_a_list(room: str) -> None:
    lines = (SOURCE / room / "__init__.py").read_text(encoding="utf-8").splitlines()
    # What a type checker alone reads repeats the names that a lazy face has in its table.
    code = [line for line in lines if line.strip() and not re.match(r"    from [\w.]+ import \w+", line)]
    assert len(code) <= 50, "a face is a sentence, imports and __all__"


def test_files_and_functions_stay_small() -> None:
    too_long = []
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        if len(text.splitlines()) > 500:
            too_long.append(f"{path.relative_to(ROOT)}: {len(text.splitlines())} lines")
        for node in ast.walk(ast.parse(text)):
            limit = {ast.FunctionDef: 60, ast.AsyncFunctionDef: 60, ast.ClassDef: 300}.get(type(node))
            if limit is None or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            length = (node.end_lineno or 0) - node.lineno + 1
            if length > limit and "long because" not in (ast.get_docstring(node) or "").lower():
                too_long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {length} lines")
    assert too_long == []


def test_our_own_code_keeps_the_rules_and_stops_none_of_them() -> None:
    report = check_project(ROOT, settings=CheckSettings(exclude=("tests/check/corpus/",)))
    assert report.errors == ()
    assert [one for one in report.findings if one.severity != "advice"] == []


def test_files_are_nouns() -> None:
    drawers = {"utils", "util", "helpers", "common", "base", "manager", "core", "misc", "tools"}
    assert [str(path) for path in FILES if path.stem in drawers] == []


def test_one_file_reads_the_environment() -> None:
    words = {"environ", "environb", "getenv", "expanduser"}
    readers = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in FILES
        if path != SOURCE / "assembly/configuration.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in words
    ]
    assert readers == []


def test_the_generated_pages_are_current() -> None:
    run = subprocess.run(
        [sys.executable, ROOT / "scripts/docs.py", "--check"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
