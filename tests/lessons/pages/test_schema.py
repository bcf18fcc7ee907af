"""The schema for editors and the reader of pages say the same."""

from datetime import date
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hardwon.lessons import BadLesson, front_matter_schema, pack
from hardwon.lessons.packs.pack import pack_names
from hardwon.lessons.pages.frontmatter import KEYS
from hardwon.lessons.pages.lesson import ENFORCEMENTS, KINDS, STATUSES
from hardwon.lessons.pages.page import read_page, split_page
from tests.lessons.samples import GOOD, page

SCHEMA = front_matter_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def passes(text: str) -> bool:
    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        if isinstance(value, list):
            return [plain(item) for item in value]
        return value.isoformat() if isinstance(value, date) else value

    return bool(VALIDATOR.is_valid(plain(yaml.safe_load(split_page(text)[0]))))


def reads(text: str) -> bool:
    try:
        read_page(text, path="x.md")
    except BadLesson:
        return False
    return True


def test_the_schema_is_one_and_has_the_readers_words() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert list(SCHEMA["properties"]) == list(KEYS)
    assert SCHEMA["properties"]["status"]["enum"] == list(STATUSES)
    assert SCHEMA["properties"]["kind"]["enum"] == list(KINDS)
    assert SCHEMA["properties"]["enforce"]["enum"] == list(ENFORCEMENTS)
    assert all("description" in entry for entry in SCHEMA["properties"].values())


def test_every_page_that_ships_passes() -> None:
    pages = [text for name in pack_names() for text in pack(name).pages.values()]
    assert pages
    assert [text for text in pages if not passes(text)] == []


SAME = [
    {},
    {"title": ""},
    {"title": "title: yes"},
    {"title": 'title: " "'},
    {"title": 'title: "a\\nb"'},
    {"title": "title: [a]"},
    {"status": "status: adoptd"},
    {"status": ""},
    {"kind": "kind: pattern"},
    {"kind": "kind: Pattern"},
    {"kind": "knd: pattern"},
    {"cost": "cost: 90"},
    {"cost": "cost: 1h30m"},
    {"cost": "cost: 2 h"},
    {"cost": "cost: h"},
    {"cost": "cost: -1"},
    {"cost": "cost: 1.5"},
    {"cost": "cost: [1]"},
    {"applies_to": "applies-to: a"},
    {"applies_to": "applies-to: ['']"},
    {"triggers": "triggers: {}"},
    {"triggers": "triggers: {prompt: [a]}"},
    {"triggers": "triggers: {prompts: [a]}"},
    {"triggers": "triggers: [a]"},
    {"rule": "rule: {ruff: [ASYNC251]}"},
    {"rule": "rule: {ruff: ASYNC251}"},
    {"rule": "rule: {ruff: []}"},
    {"rule": "rule: {ruff: [x]}"},
    {"rule": "rule: {pattern: a}"},
    {"rule": "rule: {pattern: {language: ts, rule: a}}"},
    {"rule": "rule: {pattern: {language: ts, rule: {kind: a}}}"},
    {"rule": "rule: {pattern: {language: ts, rule: {}}}"},
    {"rule": "rule: {pattern: {language: ts}}"},
    {"rule": "rule: {pattern: {language: ts, rule: a, message: b, note: c, severity: hint}}"},
    {"rule": "rule: {pattern: {language: ts, rule: a, fix: '', fix-is-safe: true}}"},
    {"rule": "rule: {pattern: {language: ts, rule: a, fix: ' '}}"},
    {"rule": "rule: {pattern: {language: ts, rule: a, fix: [b]}}"},
    {"rule": "rule: {pattern: {language: ts, rule: a, fix-is-safe: 'yes'}}"},
    {"rule": "rule: {pattern: {language: ts, rule: a, severity: fatal}}"},
    {"rule": "rule: {pattern: {language: ts, rule: a, message: ''}}"},
    {"rule": "rule: {pattern: {language: ts, rule: a, utils: {b: {kind: c}}, constraints: {A: {regex: d}}}}"},
    {"rule": "rule: {pattern: {language: ts, rule: a, transform: {B: {convert: {source: $A}}}}}"},
    {"rule": "rule: {pattern: {language: ts, rule: a, utils: {}}}"},
    {"rule": "rule: {pattern: {language: ts, rule: a, constraints: x}}"},
    {"rule": "rule: {pattern: {language: ts, rule: a, files: ['*.ts']}}"},
    {"rule": "rule: {command: 'a.c'}"},
    {"rule": "rule: {command: '('}"},
    {"rule": "rule: {command: a, ruff: [A1]}"},
    {"rule": "rule: {}"},
    {"rule": "rule: Detached"},
    {"enforce": "enforce: block"},
    {"review": "review: '2027-02-20'"},
    {"review": "review: 2027-2-20"},
    {"review": "review: '2027-02-30'"},
    {"review": "review: soon"},
    {"evidence": "evidence: [1]"},
    {"evidence": "evidence: a"},
    {"because": "because: it was wrong"},
    {"because": "because: ''"},
]


@pytest.mark.parametrize("changed", SAME, ids=lambda changed: str(*changed.values()) or "as it is")
def test_the_schema_accepts_what_the_reader_accepts(changed: dict[str, str]) -> None:
    text = page(**changed)
    assert passes(text) == reads(text)


VALUES = st.sampled_from(
    [
        "adopted",
        "fix",
        "2h",
        "0",
        "deny",
        "a-rule",
        "'a b'",
        "[a, b]",
        "[1]",
        "{content: [a]}",
        "{command: a}",
        "2027-01-02",
    ]
)


@given(st.dictionaries(st.sampled_from(KEYS), VALUES))
def test_whatever_the_reader_accepts_passes(keys: dict[str, str]) -> None:
    text = "---\n" + "".join(f"{key}: {value}\n" for key, value in keys.items()) + "---\n"
    if keys and reads(text):
        assert passes(text)


def test_the_good_page_passes_and_is_read() -> None:
    assert passes(GOOD)
    assert reads(GOOD)
