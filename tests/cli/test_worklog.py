"""`hardwon worklog` as a person reads it: no wider than the page, each line with its evidence."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hardwon.cli.root import run
from tests.scribe.transcripts import OTHER, SESSION, Claude

Shown = Callable[..., str]
"""Prints the worklog of a transcript."""


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shown:
    monkeypatch.chdir(tmp_path)

    def show(transcript: Claude, *arguments: str) -> str:
        path = transcript.write(tmp_path / "one.jsonl")
        assert run(["import", str(path)]) == 0
        capsys.readouterr()
        assert run(["worklog", *arguments]) == 0
        return capsys.readouterr().out

    return show


def test_it_tells_what_was_asked_done_fixed_and_left_open(shown: Shown) -> None:
    transcript = (
        Claude()
        .user("the lint fails, fix it")
        .runs("make lint 2>&1", "a.py:3: unused import\n1 error", error=True)
    )
    transcript.says("The import is left over. Let me delete it:").edits("/srv/shop/a.py")
    transcript.runs("make lint 2>&1 | tail -3", "0 errors")
    transcript.runs("git commit -am 'Tidy'", "[main 1a2b3c4] Tidy the imports\n 1 file changed")
    transcript.says("The import is gone.\n\nShall I push?")
    assert shown(transcript).splitlines() == [
        "the lint fails, fix it",
        f"claude-code {SESSION[:8]} on main, 1 Mar 10:01, 1 min, 1 turn, 4 tool calls, 1 error",
        "",
        "asked    the lint fails, fix it  #1",
        "said     The import is gone.  #11",
        "files    a.py  #5",
        "checks   ok: make lint (after 1 failure): 0 errors  #7",
        "commits  Tidy the imports  #9 commit:1a2b3c4",
        "fixed    a.py:3: unused import",
        "           cause: The import is left over.",
        "           change: a.py  #3 #4 #5",
        "open     asked, and not answered: Shall I push?  #11",
        f"-> hardwon worklog {SESSION[:8]} --format markdown",
    ]


def test_no_line_is_wider_than_the_page_and_evidence_stays_whole(shown: Shown) -> None:
    transcript = Claude().user("please " + "widen the table " * 12 + "`and` stop")
    transcript.edits("/srv/shop/" + "/".join(["a-long-directory"] * 8) + ".py").runs(
        "./run " + "x" * 300, "ok"
    )
    rows = shown(transcript.says("It is as wide as it may be, and " * 8)).splitlines()
    assert max(map(len, rows)) <= 100
    assert "`" not in "".join(rows[4:])
    assert [row for row in rows if row.endswith(" #1")]


def test_a_section_that_is_too_long_says_how_much_there_is_more(shown: Shown) -> None:
    transcript = Claude()
    for number in range(40):
        transcript.user(f"do part {number}").runs(f"./run {number}", "ok")
    out = shown(transcript)
    assert "… 28 more" in out
    document = json.loads(shown(transcript, "--format", "json"))
    assert (len(document["asked"]), document["left_out"]) == (30, {"asked": 10})


def test_what_people_type_for_their_program_is_no_wish(shown: Shown) -> None:
    transcript = Claude(OTHER)
    for typed in ("/clear", "/add a.py", "/ex", "/tok", "! ls", "https://example.org/page"):
        transcript.user(typed)
    out = shown(transcript.user("/review 12").user("/ask why is it slow?").user("hi").user("hi"))
    asked = [line for line in out.splitlines() if "#" in line and "open" not in line]
    assert asked == [
        "asked  /review 12  #7",
        "       /ask why is it slow?  #8",
        "       hi  #9 #10",
    ]


def test_a_conversation_is_cited_by_its_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [
        {"session": "talk-1", "turn": "D1:1", "speaker": "Ada", "text": "How do we queue the mails?"},
        {
            "session": "talk-1",
            "turn": "D1:2",
            "speaker": "Ben",
            "text": "We went with Redis because order matters.",
        },
    ]
    Path("talk.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in lines))
    assert run(["import", "talk.jsonl"]) == 0
    capsys.readouterr()
    assert run(["worklog", "talk-1", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["decided"] == [
        {"text": "We went with Redis because order matters.", "evidence": ["session:talk-1#D1:2"]}
    ]
    assert document["asked"][0]["evidence"] == ["session:talk-1#D1:1"]
