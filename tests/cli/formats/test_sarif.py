"""`--format sarif`: a log that code scanning takes, with all that a finding knows."""

import json
import os
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import jsonschema
import pytest

from hardwon.check import builtin_rules, explain
from hardwon.cli.formats import rendered
from hardwon.cli.formats.run import Run
from tests.cli.formats.runs import ADVICE, EMPTY, ERROR, FULL, LESSON, of

HERE = Path(__file__).parent
# Our own words: the standard's schema file is not ours to ship, and allows properties that we never write.
SCHEMA = jsonschema.Draft202012Validator(json.loads((HERE / "sarif.schema.json").read_text(encoding="utf-8")))


def log(run: Run) -> Any:
    return json.loads(rendered("sarif", run))


def only_run(run: Run) -> Any:
    [told] = log(run)["runs"]
    return told


@pytest.mark.parametrize("run", [FULL, EMPTY], ids=["full", "empty"])
def test_a_log_is_valid(run: Run) -> None:
    SCHEMA.validate(log(run))
    assert len(only_run(run)["results"]) == len(run.report.findings)


BREAKS: dict[str, Callable[[Any], object]] = {
    "a level of ours": lambda run: run["results"][2].update(level="advice"),
    "a line from zero": lambda run: _region(run).update(startLine=0),
    "a path as it is": lambda run: _place(run)["artifactLocation"].update(uri="app/a b.py"),
    "a path with a scheme": lambda run: _place(run)["artifactLocation"].update(uri="app:a.py"),
    "no message": lambda run: run["results"][0].pop("message"),
    "no driver": lambda run: run["tool"].pop("driver"),
    "a property nobody looked up": lambda run: run["results"][0].update(severity="error"),
}


def _place(run: Any) -> Any:
    return run["results"][0]["locations"][0]["physicalLocation"]


def _region(run: Any) -> Any:
    return _place(run)["region"]


@pytest.mark.parametrize("name", BREAKS)
def test_the_schema_refuses(name: str) -> None:
    document = log(FULL)
    BREAKS[name](document["runs"][0])
    assert not SCHEMA.is_valid(document)


def test_every_rule_is_told_from_its_own_file() -> None:
    told = {rule["id"]: rule for rule in only_run(EMPTY)["tool"]["driver"]["rules"]}
    assert list(told) == list(builtin_rules())
    assert {slug: rule["helpUri"] for slug, rule in told.items()} == {
        slug: rule.source for slug, rule in builtin_rules().items()
    }
    assert {slug: rule["help"]["markdown"] for slug, rule in told.items()} == {
        slug: explain(rule) for slug, rule in builtin_rules().items()
    }


def test_a_rule_that_a_lesson_brings_is_told_by_the_lesson() -> None:
    lesson = replace(LESSON, title="No bare sleeps", body="Wait for the event.")
    brought = replace(ADVICE, rule="no-bare-sleeps", lesson="job-methods")
    run = only_run(replace(of(brought), lessons={"job-methods": lesson}))
    told = run["tool"]["driver"]["rules"][run["results"][0]["ruleIndex"]]
    assert told["id"] == "no-bare-sleeps"
    assert told["shortDescription"] == {"text": "No bare sleeps"}
    assert told["help"]["markdown"] == "Wait for the event."


def test_a_result_names_its_rule_twice_alike_and_has_its_level() -> None:
    run = only_run(FULL)
    slugs = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [(slugs[result["ruleIndex"]], result["ruleId"], result["level"]) for result in run["results"]] == [
        ("unknown-job-method", "unknown-job-method", "error"),
        ("unused-suppression", "unused-suppression", "warning"),
        ("detached-record", "detached-record", "note"),
    ]


def test_a_place_is_a_relative_address_and_counts_characters_from_one() -> None:
    run = only_run(FULL)
    place = _place(run)
    assert unquote_to_bytes(place["artifactLocation"]["uri"]).decode() == ERROR.path
    assert place["region"] == {"startLine": 5, "startColumn": 17, "endLine": 5, "endColumn": 34}
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["originalUriBaseIds"] == {"SRCROOT": {"uri": "file:///src/shop/"}}


def test_a_result_says_the_way_out_and_the_lesson_with_its_cost() -> None:
    text = only_run(FULL)["results"][0]["message"]["text"]
    assert text.splitlines() == [
        "`JobManager` has no method `update`.",
        r"Do: write  jobs.set(status={0: 1}, now=table\[0\](1))",
        "Lesson: Ask the job manager for what it has (cost 2h), .hardwon/lessons/job-methods.md",
    ]


def test_what_looks_like_a_placeholder_is_none() -> None:
    [result] = only_run(of(replace(ADVICE, message='f"{0}" and {name}')))["results"]
    assert result["message"]["text"] == 'f"{{0}}" and {name}'


def test_a_fingerprint_follows_the_finding_from_run_to_run() -> None:
    results = only_run(FULL)["results"]
    assert results[0]["partialFingerprints"] == {"hardwon/v1": "0123456789abcdef0123"}
    assert "partialFingerprints" not in results[1]


def test_a_fix_replaces_what_its_edits_replace() -> None:
    first, second, _ = only_run(FULL)["results"]
    [fix] = first["fixes"]
    assert fix["properties"] == {"safe": False}
    [change] = fix["artifactChanges"]
    assert change["artifactLocation"] == first["locations"][0]["physicalLocation"]["artifactLocation"]
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 5, "startColumn": 5, "endLine": 5, "endColumn": 40},
            "insertedContent": {"text": "jobs.set(1)"},
        }
    ]
    assert "fixes" not in second


def test_trouble_with_a_file_is_a_notification_and_no_failure_of_the_run() -> None:
    [invocation] = only_run(FULL)["invocations"]
    assert invocation["executionSuccessful"] is True
    told = invocation["toolExecutionNotifications"]
    assert [one["message"]["text"] for one in told] == ["syntax error", "permission denied"]
    places = [one["locations"][0]["physicalLocation"] for one in told]
    assert unquote_to_bytes(places[0]["artifactLocation"]["uri"]) == os.fsencode("broken\udcff.py")
    assert [place.get("region") for place in places] == [{"startLine": 3}, None]


def test_the_home_of_the_tool_is_the_one_that_the_package_names() -> None:
    text = (HERE.parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    urls = tomllib.loads(text)["project"].get("urls", {})
    driver = only_run(EMPTY)["tool"]["driver"]
    assert driver.get("informationUri") == next(iter(urls.values()), None)
