"""Colour is for terminals whose users want it."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest


def on_a_terminal(*words: str, **environment: str) -> bytes:
    """What the command writes to a terminal, by both of its outputs."""
    ours, theirs = pty.openpty()
    plain = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    process = subprocess.Popen(
        [sys.executable, "-m", "hardwon", *words],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env={**plain, "TERM": "xterm-256color", **environment},
    )
    os.close(theirs)
    told = b""
    try:
        while piece := os.read(ours, 65536):
            told += piece
    except OSError:  # Linux says so that the other end is closed
        pass
    finally:
        os.close(ours)
        process.wait()
    return told


COMMANDS = [["rules"], ["rules", "explain", "no-such-rule"]]


@pytest.mark.parametrize("words", COMMANDS)
def test_a_terminal_is_given_colour(words: list[str]) -> None:
    assert b"\x1b[" in on_a_terminal(*words)


@pytest.mark.parametrize("words", COMMANDS)
@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=["NO_COLOR", "dumb"])
def test_a_user_who_wants_none_gets_none(words: list[str], environment: dict[str, str]) -> None:
    told = on_a_terminal(*words, **environment)
    assert b"rule" in told
    assert b"\x1b" not in told


def test_an_empty_no_color_is_none() -> None:
    assert b"\x1b[" in on_a_terminal("rules", NO_COLOR="")


def test_a_dumb_terminal_is_told_nothing_that_would_have_to_be_taken_back(tmp_path: Path) -> None:
    for name, expected in (("xterm", True), ("dumb", False)):
        (tmp_path / f"{name}.py").write_text("import os\n")
        told = on_a_terminal("check", "--repo", str(tmp_path), TERM=name)
        assert b"no findings" in told
        assert (b"checking" in told) is expected
