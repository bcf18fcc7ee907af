"""SARIF 2.1.0 (OASIS), as code scanning and editors read it; numbers in comments are its sections."""

import json
import os
import re
from collections.abc import Sequence
from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from hardwon import __version__
from hardwon.cli.formats.run import Run

if TYPE_CHECKING:
    from hardwon.check import FileError, Finding, Fix, Rule
    from hardwon.lessons import Lesson

_LEVELS = {"error": "error", "warning": "warning", "advice": "note"}
_ROOT = "SRCROOT"
# What a reader could take for a placeholder (3.11.5) or for a link (3.11.6).
_PLACEHOLDER = re.compile(r"\{(\d+)\}")
_LINK = re.compile(r"\[([^\[\]]*)\](?=\()")


def render(run: Run) -> str:
    """One log with one run: all rules, every finding of any severity, trouble with files as notifications."""
    from hardwon.check import builtin_rules

    rules = dict(builtin_rules())
    slugs = list(dict.fromkeys([*rules, *(finding.rule for finding in run.report.findings)]))
    named = {finding.rule: run.lessons.get(finding.lesson or "") for finding in run.report.findings}
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "hardwon",
                        "version": __version__,
                        "semanticVersion": __version__,
                        **_home(),
                        "rules": [_rule(slug, rules.get(slug), named.get(slug)) for slug in slugs],
                    }
                },
                "invocations": [
                    {
                        # Findings are no failure of the run (3.20.14).
                        "executionSuccessful": True,
                        "toolExecutionNotifications": [_notification(error) for error in run.report.errors],
                    }
                ],
                "originalUriBaseIds": {_ROOT: {"uri": f"{Path(run.root).as_uri().rstrip('/')}/"}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, run, slugs) for finding in run.report.findings],
            }
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _home() -> dict[str, str]:
    """Where the installed package says that it lives; nothing where it says nothing."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        urls = metadata("hardwon").get_all("Project-URL") or []
    except PackageNotFoundError:
        return {}
    return {"informationUri": urls[0].rpartition(", ")[2]} if urls else {}


def _rule(slug: str, rule: "Rule | None", lesson: "Lesson | None") -> dict[str, object]:
    from hardwon.check import ENGINE_RULES, explain, severity_of

    if rule is None:  # the engine's own, or what a lesson of this repository brings
        told = {"text": lesson.title if lesson else ENGINE_RULES.get(slug, slug)}
        shown = {"text": lesson.body, "markdown": lesson.body} if lesson and lesson.body else told
        return {"id": slug, "shortDescription": told, "fullDescription": told, "help": shown}

    page = explain(rule)
    return {
        "id": slug,
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": cleandoc(rule.__doc__ or "").split("\n\n")[0].replace("\n", " ")},
        "helpUri": rule.source,
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": _LEVELS[severity_of(rule)]},
    }


def _result(finding: "Finding", run: Run, slugs: Sequence[str]) -> dict[str, object]:
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
    }
    result: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": slugs.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": _literal(run.words(finding))},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(finding.path), "region": region}}],
    }
    if finding.fingerprint:
        result["partialFingerprints"] = {"hardwon/v1": finding.fingerprint}
    if finding.fix is not None:
        result["fixes"] = [_fix(finding.path, finding.fix)]
    if finding.lesson is not None:
        result["properties"] = {"lesson": finding.lesson}
    return result


def _fix(path: str, fix: "Fix") -> dict[str, object]:
    replacements = [
        {
            "deletedRegion": {
                "startLine": edit.line,
                "startColumn": edit.column,
                "endLine": edit.end_line,
                "endColumn": edit.end_column,
            },
            "insertedContent": {"text": edit.text},
        }
        for edit in fix.edits
    ]
    return {
        "description": {"text": _literal(fix.description)},
        "artifactChanges": [{"artifactLocation": _artifact(path), "replacements": replacements}],
        "properties": {"safe": fix.safe},
    }


def _notification(error: "FileError") -> dict[str, object]:
    where: dict[str, object] = {"artifactLocation": _artifact(error.path)}
    if error.line:
        where["region"] = {"startLine": error.line}
    return {
        "level": "warning",
        "message": {"text": _literal(error.message)},
        "locations": [{"physicalLocation": where}],
    }


def _artifact(path: str) -> dict[str, str]:
    # Bytes, because a file's name may be no UTF-8; a colon in the first part would read as a scheme.
    return {"uri": quote(os.fsencode(path)), "uriBaseId": _ROOT}


def _literal(text: str) -> str:
    r"""`text` with `{0}` as `{{0}}` and `[a](b)` as `\[a\](b)`.

    Other braces and brackets stay: readers disagree on whether doubled braces are to be undone.
    """
    return _LINK.sub(r"\\[\1\\]", _PLACEHOLDER.sub(r"{{\1}}", text))
