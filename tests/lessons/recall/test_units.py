"""Which events can be recalled, and by which words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardwon.lessons.recall.units import Entry, read_entry
from hardwon.lessons.recall.words import mentioned_paths, path_names, read_words
from hardwon.store import Event

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def _event(kind: str, payload: dict[str, object], session: str | None = "s1") -> Event:
    return Event(7, "source", kind, "2026-01-02T03:04:05.000Z", payload, session)


def _entry(kind: str, payload: dict[str, object], session: str | None = "s1") -> Entry:
    entry = read_entry(_event(kind, payload, session))
    assert entry is not None
    return entry


def test_a_turn_is_one_unit_whose_source_names_session_and_turn() -> None:
    entry = _entry("session.turn", {"turn": "D1:3", "speaker": "Nadia", "text": "I adopted a dog"}, "c-1")
    assert (entry.source, entry.kind, entry.thread) == ("c-1#D1:3", "turn", "c-1")
    assert entry.shown == "Nadia: I adopted a dog"
    assert entry.speaker == "Nadia"


@pytest.mark.parametrize("private", [True, ["reviewer"], "odd"])
@pytest.mark.parametrize("kind", ["session.turn", "session.tool", "session.result"])
def test_what_a_session_keeps_to_itself_is_nothing_to_recall(kind: str, private: object) -> None:
    told: dict[str, object] = {"turn": "1", "call": "c", "speaker": "user", "text": "the salary list failed"}
    told |= {"tool": "Bash", "input": {"command": "make"}, "error": True}
    assert read_entry(_event(kind, told)) is not None
    assert read_entry(_event(kind, {**told, "private": private})) is None


def test_a_role_is_no_person() -> None:
    assert _entry("session.turn", {"turn": "1", "speaker": "user", "text": "hello"}).speaker == ""


def test_thinking_is_told_from_speaking() -> None:
    entry = _entry(
        "session.turn", {"turn": "1", "speaker": "assistant", "text": "perhaps the pool", "thinking": True}
    )
    assert (entry.kind, entry.shown) == ("thought", "assistant (thinking): perhaps the pool")


def test_a_command_is_found_with_what_it_was_for() -> None:
    entry = _entry(
        "session.tool",
        {"tool": "Bash", "line": 12, "input": {"command": "make lint", "description": "Run the linter"}},
    )
    assert (entry.source, entry.kind, entry.text) == ("s1#12", "command", "$ make lint\n# Run the linter")


def test_an_edit_is_found_by_its_path_and_reading_is_not_kept() -> None:
    entry = _entry("session.tool", {"tool": "Edit", "line": 3, "input": {"file_path": "/home/a/app/x.py"}})
    assert (entry.kind, entry.paths) == ("edit", ("/home/a/app/x.py",))
    assert (
        read_entry(_event("session.tool", {"tool": "Read", "line": 3, "input": {"file_path": "x"}})) is None
    )


def test_a_long_output_keeps_its_beginning_and_its_end() -> None:
    entry = _entry("session.result", {"line": 4, "text": f"begin {'x' * 10_000} end", "error": True})
    assert entry.kind == "error"
    assert entry.text.startswith("begin")
    assert entry.text.endswith("end")
    assert len(entry.text) < 2_100


def test_a_commit_is_found_by_subject_body_and_files() -> None:
    entry = _entry(
        "git.commit", {"sha": "4be1", "subject": "Mend it", "body": "Why", "files": ["a/b.py"]}, None
    )
    assert (entry.source, entry.kind, entry.text) == ("commit:4be1", "commit", "Mend it\nWhy")
    assert entry.paths == ("a/b.py",)


@given(
    st.sampled_from(["session.turn", "session.tool", "session.result", "git.commit", "session.note"]),
    st.dictionaries(
        st.sampled_from(
            ["turn", "speaker", "text", "thinking", "line", "input", "tool", "error", "files", "sha"]
        ),
        _JSON,
    ),
)
def test_no_payload_can_stop_the_reading(kind: str, payload: dict[str, object]) -> None:
    entry = read_entry(_event(kind, payload, None))
    assert entry is None or (entry.text.strip() and entry.source)


def test_the_ways_to_write_a_name_find_each_other() -> None:
    wanted = set(read_words("updateJobStatus"))
    for written in ("update_job_status", "update-job-status", "UpdateJobStatus", "jobs.update_job_status()"):
        assert wanted <= set(read_words(written)), written


def test_words_are_stems_without_stop_words_case_and_accents() -> None:
    assert read_words("What were the Cafés running?") == ["cafe", "run"]


def test_scripts_without_spaces_are_cut_into_characters_and_pairs() -> None:
    assert set(read_words("京都")) <= set(read_words("昨日は東京都に行った"))
    assert "に" in read_words("東京に")


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert all(word == word.lower() for word in read_words(text) if word.isascii())


def test_a_lone_surrogate_is_no_obstacle() -> None:
    assert read_words("broken \ud800 café") == read_words("broken ? café")


def test_a_path_is_called_by_its_last_parts() -> None:
    assert path_names("/home/a/App/orders/api.py")[:2] == ("api.py", "orders/api.py")
    assert path_names("app\\orders\\api.py") == ("api.py", "orders/api.py", "app/orders/api.py")
    assert path_names("./api.py") == ("api.py",)


def test_paths_are_read_out_of_sentences() -> None:
    said = "Done in `exporter/run.py`, not in ./tests/test_run.py (see README.md). It took 1.5 s."
    assert mentioned_paths(said) == ("exporter/run.py", "./tests/test_run.py", "README.md")
