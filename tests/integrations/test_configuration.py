"""`[tool.hardwon]` comes into a TOML file, keeps it valid, and goes again."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardwon.core import read_settings
from hardwon.integrations.configuration import (
    OWN_FILE,
    PYPROJECT,
    TableAdded,
    TableKept,
    TableRefused,
    TableTaken,
    TableThere,
    add_table,
    take_table,
)

STATEMENTS = st.lists(
    st.sampled_from(
        ["a = 1", "[project]", 'name = "x"', "[[tool.x.y]]", "z = [", "  1,", "]", "# note", "", "[tool]",
         "tool = {x = 1}", "tool.ruff.line = 3", '"""', "s = '''", "'''", "[tool.hardwon]",
         "[tool.hardwon.check]", "[[tool]]", "n = nan", "[tool.ruff]", "line-length = 100"]
    ),
    max_size=10,
)  # fmt: skip


def added(data: bytes | None, path: str = PYPROJECT) -> bytes:
    outcome = add_table(data, path=path)
    assert isinstance(outcome, TableAdded), outcome
    return outcome.data


@given(STATEMENTS, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_any_toml_stays_valid_and_comes_back(lines: list[str], ends: str, ended: bool) -> None:
    data = (ends.join(lines) + (ends if ended else "")).encode()
    outcome = add_table(data, path=PYPROJECT)
    try:
        before = tomllib.loads(data.decode())
    except tomllib.TOMLDecodeError:
        assert outcome == TableRefused("pyproject.toml is not valid TOML")
        return
    if isinstance(outcome, TableAdded):
        after = tomllib.loads(outcome.data.decode())
        assert after["tool"].pop("hardwon") == {}
        assert repr({"tool": {}, **after}) in (repr({"tool": {}, **before}), repr(after))
        assert {key: repr(value) for key, value in after.items() if value} == {
            key: repr(value) for key, value in before.items() if value
        }
        assert take_table(outcome.data, path=PYPROJECT) == TableTaken(data)
        assert add_table(outcome.data, path=PYPROJECT) == TableThere()
    elif isinstance(outcome, TableThere):
        assert "hardwon" in before["tool"]
    else:
        assert not isinstance(before.get("tool", {}), dict) or "tool" in before


def test_an_own_file_is_made_and_goes() -> None:
    made = added(None, OWN_FILE)
    assert tomllib.loads(made.decode()) == {"tool": {"hardwon": {}}}
    assert take_table(made, path=OWN_FILE) == TableTaken(None)


def test_the_settings_that_the_comments_propose_are_settings() -> None:
    text = added(None).decode()
    proposed = [line.removeprefix("# ") for line in text.splitlines() if " = " in line]
    assert len(proposed) == 2
    table = tomllib.loads("\n".join(proposed))
    assert read_settings(table, source="test").check.exclude == ("migrations/",)


@pytest.mark.parametrize("where", ["inside", "below"])
def test_settings_of_a_person_keep_the_table_and_their_meaning(where: str) -> None:
    data = b'[project]\nname = "x"\n'
    written = added(data)
    if where == "inside":
        written = written.replace(b"[tool.hardwon]\n", b"[tool.hardwon]\nport = 8000\n")
    else:
        written += b"port = 8000\n"
    kept = take_table(written, path=PYPROJECT)
    assert isinstance(kept, TableKept)
    assert kept.settings == ("port",)
    assert b"hardwon:" not in kept.data
    assert tomllib.loads(kept.data.decode()) == {
        "project": {"name": "x"},
        "tool": {"hardwon": {"port": 8000}},
    }


def test_everything_takes_the_settings_between_the_markers_too() -> None:
    data = b"a = 1\n"
    written = added(data).replace(b"[tool.hardwon]\n", b"[tool.hardwon]\nport = 8000\n")
    assert take_table(written, path=PYPROJECT, everything=True) == TableTaken(data)


def test_tables_that_a_person_added_behind_stay() -> None:
    data = b"a = 1\n"
    written = added(data) + b"\n[tool.ruff]\nline-length = 99\n"
    assert take_table(written, path=PYPROJECT) == TableTaken(data + b"\n[tool.ruff]\nline-length = 99\n")


def test_a_file_without_our_table_is_left() -> None:
    assert take_table(b"[tool.hardwon]\nport = 1\n", path=PYPROJECT) == TableTaken(
        b"[tool.hardwon]\nport = 1\n"
    )
