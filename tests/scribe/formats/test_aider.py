from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from hardwon.core import find_places
from hardwon.scribe.places import kept_transcripts
from tests.scribe.transcripts import Memory, said, take, take_bytes

HISTORY = """
# aider chat started at 2026-03-01 10:00:00

> /usr/bin/aider app/orders.py··
> Aider v0.80.0··

#### make the total a decimal··
#### and round it··

I will change `total`.

```python
> not a quote
#### not the user
```

> Applied edit to app/orders.py··
> Commit 4be1f00 fix: round totals··

#### /test pytest··
> ===== test session starts =====
collected 3 items

3 passed··

# aider chat started at 2026-03-02 11:30:00

#### again··
""".replace("··", "  ")  # aider ends its lines with a Markdown line break


def _take(folder: Path, text: str = HISTORY) -> Memory:
    return take_bytes(folder, text.encode(), name=".aider.chat.history.md")[0]


def test_each_heading_begins_a_session_that_bears_its_time(tmp_path: Path) -> None:
    started = _take(tmp_path).of("session.started")
    assert [event.session for event in started] == ["aider-2026-03-01T10:00:00", "aider-2026-03-02T11:30:00"]
    assert [event.payload["agent"] for event in started] == ["aider", "aider"]
    assert started[0].time < started[1].time


def test_user_model_and_aider_are_told_apart(tmp_path: Path) -> None:
    turns = said(_take(tmp_path))
    assert [who for who, _ in turns] == ["aider", "user", "assistant", "aider", "user", "aider", "user"]
    assert turns[1][1] == "make the total a decimal\nand round it"
    assert turns[5][1] == "===== test session starts =====\ncollected 3 items\n\n3 passed"


def test_markdown_of_the_model_is_the_models(tmp_path: Path) -> None:
    assert "> not a quote\n#### not the user" in said(_take(tmp_path))[2][1]


def test_edits_and_commits_are_calls_that_went_well(tmp_path: Path) -> None:
    sink = _take(tmp_path)
    assert [(tool.payload["tool"], tool.payload["input"]) for tool in sink.of("session.tool")] == [
        ("edit", {"file_path": "app/orders.py"}),
        ("commit", {"sha": "4be1f00", "message": "fix: round totals"}),
    ]
    calls = [tool.payload["call"] for tool in sink.of("session.tool")]
    assert [(done.payload["call"], done.payload["error"]) for done in sink.of("session.result")] == [
        (call, False) for call in calls
    ]


def test_a_turn_points_at_its_first_line(tmp_path: Path) -> None:
    lines = HISTORY.split("\n")
    for turn in _take(tmp_path).of("session.turn"):
        line = turn.payload["line"]
        assert isinstance(line, int)
        assert str(turn.payload["text"]).split("\n")[0] in lines[line - 1]


def test_two_prompts_in_a_row_are_two_turns(tmp_path: Path) -> None:
    text = "# aider chat started at 2026-03-01 10:00:00\n\n#### /add a.py  \n\n#### go  \n"
    assert said(_take(tmp_path, text)) == [("user", "/add a.py"), ("user", "go")]


def test_a_history_without_line_breaks_is_read_by_its_marks(tmp_path: Path) -> None:
    heading = "# aider chat started at 2026-03-01 10:00:00\n\n"
    text = f"{heading}#### go\n\nDone:\n```\n#### code\n> code\n```\n\n> Applied edit to a.py\n"
    turns = said(_take(tmp_path, text))
    assert [who for who, _ in turns] == ["user", "assistant", "aider"]
    assert turns[1][1] == "Done:\n```\n#### code\n> code\n```"


def test_what_stands_before_the_first_heading_is_a_session_too(tmp_path: Path) -> None:
    text = "#### earlier  \n\n# aider chat started at 2026-03-01 10:00:00\n#### later  \n"
    sink = _take(tmp_path, text)
    first, second = sink.of("session.turn")
    assert str(first.session).startswith("aider-")
    assert first.session != second.session


def test_a_bare_heading_is_no_session(tmp_path: Path) -> None:
    heading = "# aider chat started at 2026-03-01 10:00:00\n\n"
    sink = _take(tmp_path, heading + heading.replace("10:", "11:"))
    assert {event.kind for event in sink.events.values()} == {"import.read"}


def test_a_markdown_page_without_headings_of_aider_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "GUIDE.md").write_text("# Guide\n\n> be kind\n")
    _, imported = take(tmp_path)
    assert (imported.files, imported.problems) == (0, ())


def test_the_history_of_each_worktree_is_found(tmp_path: Path) -> None:
    (tmp_path / ".aider.chat.history.md").write_text(HISTORY)
    places = find_places(tmp_path, runtime=tmp_path)
    assert list(kept_transcripts(tmp_path / "home", places)) == [tmp_path / ".aider.chat.history.md"]


_HEADING = "# aider chat started at 2026-03-05 09:00:00"
_lines = st.lists(
    st.sampled_from(
        [
            "#### a  ",
            "#### b",
            "> c  ",
            "> d",
            "e",
            "",
            "```",
            "  ",
            "# aider chat started at 2026-03-05 09:00:00",
        ]
    )
    | st.text(alphabet=st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]), max_size=12),
    max_size=30,
)


@settings(deadline=None, max_examples=100)
@given(lines=_lines)
def test_every_word_that_is_no_mark_ends_up_in_some_turn(tmp_path_factory: object, lines: list[str]) -> None:
    folder = tmp_path_factory.mktemp("any")  # type: ignore[attr-defined]
    text = "# aider chat started at 2026-03-01 10:00:00\n" + "\n".join(lines) + "\n"
    whole = "\n".join(text for _, text in said(_take(folder, text)))
    for word in ("a", "b", "c", "d", "e"):
        marked = [line for line in lines if line.strip("#> ") == word]
        assert whole.count(word) >= len(marked)
