"""The analyzer against labelled projects; see corpus/README.md for how they are marked."""

import ast
import re
from pathlib import Path

import pytest

from hardwon.check import check_texts

CORPUS = Path(__file__).parent / "corpus"
RULES = sorted(folder for folder in CORPUS.iterdir() if folder.is_dir() and not folder.name.startswith("_"))
PROJECTS = [
    project
    for rule in RULES
    for project in sorted(rule.iterdir())
    if project.is_dir() and project.name[0] != "_"
]
MARK = re.compile(r"# here(?:: (?P<severity>warning|advice))?\s*$")

Place = tuple[str, int, str]


def name_of(path: Path) -> str:
    return path.relative_to(CORPUS).as_posix()


def read_project(project: Path) -> dict[str, str]:
    return {
        path.relative_to(project).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(project.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def marked(files: dict[str, str]) -> set[Place]:
    return {
        (path, number, match["severity"] or "error")
        for path, text in files.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if (match := MARK.search(line))
    }


@pytest.mark.parametrize("project", PROJECTS, ids=name_of)
def test_a_project_gets_its_marked_findings_and_no_others(project: Path) -> None:
    rule = project.parent.name
    files = read_project(project)
    report = check_texts(files, rules=(rule,))
    assert report.errors == ()
    assert {finding.rule for finding in report.findings} <= {rule}
    found = {(finding.path, finding.line, str(finding.severity)) for finding in report.findings}
    assert found == marked(files)


@pytest.mark.parametrize("project", PROJECTS, ids=name_of)
def test_only_a_breach_is_marked(project: Path) -> None:
    kind = project.name.partition("_")[0]
    assert kind in ("breach", "quiet")
    assert bool(marked(read_project(project))) == (kind == "breach")


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_every_rule_has_six_breaches_and_six_near_misses(rule: Path) -> None:
    kinds = [project.name.partition("_")[0] for project in rule.iterdir() if project.is_dir()]
    assert kinds.count("breach") >= 6
    assert kinds.count("quiet") >= 6


@pytest.mark.parametrize("project", PROJECTS, ids=name_of)
def test_the_python_of_a_project_parses(project: Path) -> None:
    sources = {path: text for path, text in read_project(project).items() if path.endswith(".py")}
    assert sources
    for path, text in sources.items():
        ast.parse(text, filename=path, feature_version=(3, 11))
