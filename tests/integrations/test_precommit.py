"""hardwon's entry in a pre-commit configuration: valid, in the file's shape, gone without a trace."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardwon.integrations.precommit import (
    HookAdded,
    HookRefused,
    HookThere,
    add_hook,
    foreign_hooks,
    runs_nothing_local,
    take_hook,
)

HOOK = {
    "id": "hardwon",
    "name": "hardwon",
    "entry": "hardwon check",
    "language": "system",
    "types": ["text"],
    "require_serial": True,
}
SYNC = {
    "id": "hardwon-sync",
    "name": "hardwon sync",
    "entry": "hardwon sync --exit-code",
    "language": "system",
    "files": r"^(\.hardwon|docs)/lessons/",
    "pass_filenames": False,
}
ENTRY = {"repo": "local", "hooks": [HOOK, SYNC]}

FLUSH = """\
# See https://pre-commit.com
repos:
-   repo: https://github.com/psf/black
    rev: 24.1.0
    hooks:
    -   id: black
        args: [--fast]  # quick
    -   id: other
        # args: later
-   repo: local
    hooks:
    -   id: mine
        name: mine
        entry: |
            echo one

            echo two
        language: system

ci:
    autofix: false
"""
INDENTED = """\
default_stages: [pre-commit]
repos:
  - repo: https://github.com/astral-sh/ruff-pre-commit
    rev: &rev v0.5.0

    hooks:
      - id: ruff
      - id: ruff-format
  # - repo: another
exclude: ^vendor/
"""
MIXED = "repos:\n  -  repo: local\n     hooks:\n     - {id: a, name: a, entry: 'true', language: system}\n"


def added(data: bytes | None) -> bytes:
    outcome = add_hook(data)
    assert isinstance(outcome, HookAdded), outcome
    return outcome.data


@pytest.mark.parametrize("text", [FLUSH, INDENTED, MIXED])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("last", ["", "strip", "more"])
def test_the_entry_joins_the_others_and_leaves_no_trace(text: str, ends: str, bom: str, last: str) -> None:
    text = {"": text, "strip": text.rstrip("\n"), "more": text + "\n\n"}[last]
    data = (bom + text.replace("\n", ends)).encode()
    after = added(data)
    old, new = yaml.safe_load(data), yaml.safe_load(after)
    assert new["repos"] == [*old["repos"], ENTRY]
    assert {**new, "repos": 0} == {**old, "repos": 0}
    assert add_hook(after) == HookThere()
    assert take_hook(after) == data


def test_the_entry_is_written_as_the_others_are() -> None:
    assert (
        b"\n        language: system\n# hardwon:begin\n-   repo: local\n    hooks:\n    -   id: hardwon\n"
        b"        name: hardwon\n"
    ) in added(FLUSH.encode())
    assert (
        b"      - id: ruff-format\n  # hardwon:begin\n  - repo: local\n    hooks:\n      - id: hardwon\n"
        b"        name: hardwon\n"
    ) in added(INDENTED.encode())


def test_a_comment_of_the_last_entry_stays_with_it() -> None:
    data = b"repos:\n- repo: local\n  hooks:\n  - id: a\n    # - id: b\n# the end\n"
    assert b"    # - id: b\n# hardwon:begin\n" in added(data)
    assert added(data).endswith(b"# hardwon:end\n# the end\n")


OLD_TYPES = b"types_or: [python, pyi]"


@pytest.mark.parametrize("text", [FLUSH, INDENTED, MIXED])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_an_entry_of_an_earlier_version_is_renewed_and_keeps_what_a_person_changed(
    text: str, ends: str
) -> None:
    data = text.replace("\n", ends).encode()
    new = added(data).replace(b"entry: hardwon check", b"entry: uv run hardwon check")
    old = new.replace(b"types: [text]", OLD_TYPES)
    assert old != new
    assert added(old) == new
    assert take_hook(old) == take_hook(new) == data


@pytest.mark.parametrize("text", [FLUSH, INDENTED, MIXED])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("further", ["", "-   repo: meta\n    hooks:\n    -   id: identity\n"])
def test_an_entry_of_an_earlier_version_gets_the_hook_that_keeps_guides_current(
    text: str, ends: str, further: str
) -> None:
    data = text.replace("\n", ends).encode()
    new = added(data)
    if text == FLUSH:
        new = new.replace(b"# hardwon:end", (further.replace("\n", ends) + "# hardwon:end").encode())
    begin, end = new.index(b"id: hardwon-sync"), new.index(b"pass_filenames: false")
    old = new[: new.rindex(b"\n", 0, begin) + 1] + new[new.index(b"\n", end) + 1 :]
    assert old.count(b"hardwon-sync") == 0
    assert added(old) == new


def test_a_first_hook_that_a_person_rewrote_is_left_alone() -> None:
    data = added(None)
    rewritten = data[: data.index(b"      - id")] + b"      - {id: hardwon, name: h, entry: hardwon check}\n"
    assert add_hook(rewritten + b"  # hardwon:end\n") == HookThere()


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        (b"types: [text]", b"types_or: [python]"),
        (b"types: [text]", OLD_TYPES + b"\n        types: [file]"),
        (b"types: [text]", b"types: [file]\n        " + OLD_TYPES),
        (b"types: [text]", OLD_TYPES + b"\n        stages: [manual]\n        types: [file]"),
        (b"# hardwon:end", b"    - id: b\n        " + OLD_TYPES + b"\n  # hardwon:end"),
    ],
)
def test_types_that_a_person_chose_are_left(written: bytes, instead: bytes) -> None:
    data = added(None).replace(written, instead)
    assert instead in data
    assert add_hook(data) == HookThere()


@pytest.mark.parametrize(
    "data",
    [
        None,
        b"",
        b"# nothing yet",
        b"\r\n",
        b"fail_fast: true\n",
        b"minimum_pre_commit_version: 3.0.0",
    ],
)
def test_a_file_without_entries_gets_its_first(data: bytes | None) -> None:
    after = added(data)
    assert yaml.safe_load(after)["repos"] == [ENTRY]
    assert take_hook(after) == data


def test_entries_that_a_person_added_to_the_file_made_by_init_stay_valid() -> None:
    extended = (
        added(None)
        + b"  - repo: https://github.com/psf/black\n    rev: 24.1.0\n    hooks:\n      - id: black\n"
    )
    rest = take_hook(extended)
    assert rest is not None
    assert [repo["repo"] for repo in yaml.safe_load(rest)["repos"]] == ["https://github.com/psf/black"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"repos: [{repo: local, hooks: []}]\n", "cannot be extended safely"),
        (b"repos: []\n", "cannot be extended safely"),
        (b"{repos: [], fail_fast: true}\n", "cannot be extended safely"),
        (b"- a\n- b\n", "cannot be extended safely"),
        (b"just words\n", "cannot be extended safely"),
        (b"repos:\n-\n  repo: local\n  hooks: []\n", "cannot be extended safely"),
        (b"repos:\n  - repo: local\n--- \nrepos: []\n", "not valid YAML"),
        (b"repos:\n  - repo: 'local\n", "not valid YAML"),
        (b"a: &a [*b]\n", "not valid YAML"),
        (b"[" * 3000, "not valid YAML"),
    ],
)
def test_what_cannot_be_extended_safely_is_left_with_a_reason(data: bytes, why: str) -> None:
    outcome = add_hook(data)
    assert isinstance(outcome, HookRefused)
    assert why in outcome.why


def test_an_entry_that_a_person_wrote_is_enough() -> None:
    data = b"repos:\n- repo: https://example.com/hardwon\n  rev: v1\n  hooks:\n  - id: hardwon\n"
    assert add_hook(data) == HookThere()
    assert take_hook(data) == data
    assert foreign_hooks(data) == ()


def test_tags_and_aliases_that_nobody_knows_do_no_harm() -> None:
    bomb = "".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]\n" for n in range(1, 12))
    data = f"x0: &x0 !unknown v\n{bomb}repos:\n- repo: local\n  hooks: &h\n  - id: a\n".encode()
    assert take_hook(added(data)) == data


def test_a_persons_hook_between_the_markers_is_seen() -> None:
    data = added(None).replace(
        b"  # hardwon:end", b"      - id: my-own.hook\n        name: x\n  # hardwon:end"
    )
    assert foreign_hooks(data) == ("my-own.hook",)
    assert foreign_hooks(added(None)) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False),
        ("ci:\n  skip: [hardwon, mypy]\n", False),
        ("ci:\n  skip: [hardwon]\nrepos:\n- repo: local\n  hooks: [{id: hardwon-sync}]\n", True),
        ("ci:\n  skip: [hardwon, hardwon-sync]\nrepos:\n- hooks: [{id: hardwon-sync}]\n", False),
        ("ci:\n  skip: [mypy]\n", True),
        ("ci:\n  autofix_prs: false\n", True),
        ("ci: [", False),
    ],
)
def test_a_service_that_runs_no_local_hook_is_noticed(text: str, expected: bool) -> None:
    assert runs_nothing_local(text.encode()) is expected


LINES = st.lists(
    st.sampled_from(
        ["repos:", "- repo: local", "  - repo: local", "  hooks:", "    hooks:", "  - id: a", "      - id: b",
         "# c", "    # d", "", "  rev: |", "    text", "x: 1", "ci:", "  skip: [a]", "...", "  name: >+"]
    ),
    max_size=8,
)  # fmt: skip


FILES = st.one_of(LINES, LINES.map(lambda lines: ["repos:", "- repo: local", *lines]))


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=400)
@given(
    FILES,
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_any_file_is_extended_rightly_or_left(lines: list[str], ends: str, ended: bool) -> None:
    data = (ends.join(lines) + (ends if ended else "")).encode()
    outcome = add_hook(data)
    if isinstance(outcome, HookAdded):
        old, new = yaml.safe_load(data) or {}, yaml.safe_load(outcome.data)
        assert new == {**old, "repos": [*(old.get("repos") or []), ENTRY]}
        assert take_hook(outcome.data) == data


@pytest.mark.parametrize("data", [None, FLUSH.encode(), INDENTED.encode(), MIXED.encode()])
def test_pre_commit_itself_accepts_the_file(data: bytes | None, tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_bytes(added(data))
    run = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-config", str(config)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
