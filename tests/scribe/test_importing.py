import json
import os
import shutil
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardwon.scribe import Interrupted, NothingKnown, NoTranscript, Progress, import_transcripts
from hardwon.store import NewEvent
from tests.scribe.transcripts import (
    OTHER,
    SESSION,
    Claude,
    Memory,
    StillClock,
    bring,
    make_places,
    notes,
    open_journal,
    said,
    take,
    take_bytes,
)


def _session() -> Claude:
    return (
        Claude()
        .user("Fix the build")
        .runs("make", "Exit code 2", error=True)
        .edits("/srv/shop/a.py")
        .says("Done.")
    )


def test_the_counts_are_those_of_the_files(tmp_path: Path) -> None:
    _session().write(tmp_path / "a" / "one.jsonl")
    Claude(OTHER, seed=2).user("hello").write(tmp_path / "b" / "two.jsonl")
    sink, imported = take(tmp_path)
    assert (imported.files, imported.sessions, imported.lines) == (2, 2, 7)
    assert imported.events == imported.new == len(sink.events) - len(sink.of("import.read"))
    assert (len(sink.of("session.tool")), len(sink.of("session.result"))) == (2, 2)
    assert sum(one.payload["error"] is True for one in sink.of("session.result")) == 1


def test_importing_again_adds_nothing(tmp_path: Path) -> None:
    path = _session().write(tmp_path / "one.jsonl")
    with open_journal(make_places(tmp_path / "repository")) as journal:
        first = bring(journal, path)
        before = journal.count()
        again = bring(journal, path)
        assert journal.count() == before
    assert (first.files, again.files, again.unchanged, again.events) == (1, 0, 1, 0)


def test_the_same_transcript_from_another_place_adds_nothing(tmp_path: Path) -> None:
    path = _session().add("progress").write(tmp_path / "one.jsonl")
    copy = tmp_path / "backup" / "copied.jsonl"
    copy.parent.mkdir()
    shutil.copy(path, copy)
    with open_journal(make_places(tmp_path / "repository")) as journal:
        bring(journal, path)
        before = journal.count()
        again = bring(journal, copy)
        assert (journal.count(), again.unchanged, again.lines) == (before, 1, 0)


def test_without_any_memory_of_earlier_imports_nothing_is_added_either(tmp_path: Path) -> None:
    path = _session().add("progress").write(tmp_path / "one.jsonl")
    sink = Memory()
    for _ in range(2):
        imported = import_transcripts([path], sink, known=NothingKnown(), clock=StillClock())
    assert (imported.new, imported.lines) == (0, 7)
    assert len(sink.of("import.read")) == 1


@pytest.mark.parametrize("moved", [False, True])
def test_what_has_grown_is_read_on(tmp_path: Path, moved: bool) -> None:
    transcript = _session().add("progress")
    path = transcript.write(tmp_path / "one.jsonl")
    with open_journal(make_places(tmp_path / "repository")) as journal:
        bring(journal, path)
        transcript.add("progress").user("And the tests?").says("Green.")
        path = transcript.write(tmp_path / ("two.jsonl" if moved else "one.jsonl"))
        again = bring(journal, path)
        turns = [event.payload["turn"] for event in journal.scan(kinds=["session.turn"])]
        progress = [event.payload["raw"] for event in journal.scan(kinds=["session.note"])]
    assert (again.files, again.lines, again.new) == (1, 3, 3)
    assert turns[-2:] == ["9", "10"]
    assert progress == [{"lines": 1}, {"lines": 2}]


def test_a_transcript_that_was_rewritten_is_read_again(tmp_path: Path) -> None:
    path = _session().write(tmp_path / "one.jsonl")
    with open_journal(make_places(tmp_path / "repository")) as journal:
        bring(journal, path)
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join([lines[0], lines[1].replace("make", "make all"), *lines[2:]]))
        again = bring(journal, path)
    assert (again.lines, again.new) == (6, 0)  # read, though the line's own id says that it is known


def test_a_half_written_last_line_waits_for_the_next_time(tmp_path: Path) -> None:
    whole = _session().user("And now?")
    path = tmp_path / "one.jsonl"
    path.write_text(whole.text[:-20])
    with open_journal(make_places(tmp_path / "repository")) as journal:
        first = bring(journal, path)
        path.write_text(whole.text)
        second = bring(journal, path)
        turns = [event.payload["text"] for event in journal.scan(kinds=["session.turn"])]
    assert [(spot.line, spot.why) for spot in first.unfinished] == [
        (7, "half-written; left for the next time")
    ]
    assert (first.unreadable_lines, second.unfinished, second.lines, second.new) == (0, (), 1, 1)
    assert turns == ["Fix the build", "Done.", "And now?"]


def test_a_whole_last_line_needs_no_line_break(tmp_path: Path) -> None:
    _, imported = take_bytes(tmp_path, _session().text.rstrip("\n").encode())
    assert (imported.lines, imported.unfinished) == (6, ())


def test_broken_lines_in_the_middle_are_named_counted_and_kept_as_notes(tmp_path: Path) -> None:
    transcript = Claude().user("one").raw("{broken").raw("[1, 2]").raw('"text"').user("two")
    sink, imported = take(transcript.write(tmp_path / "x.jsonl"))
    assert [(Path(spot.path).name, spot.line) for spot in imported.unreadable] == [
        ("x.jsonl", 2),
        ("x.jsonl", 3),
        ("x.jsonl", 4),
    ]
    assert [spot.why for spot in imported.unreadable[1:]] == [
        "a JSON list, not an object",
        "a JSON str, not an object",
    ]
    assert imported.unreadable_lines == 3
    assert notes(sink) == ["unreadable"] * 3
    assert [text for _, text in said(sink)] == ["one", "two"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"\0" * 4096, "nothing but NUL bytes"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"a": ' * 100_000, "nested too deep"),
        (b'{"type": "user", "n": ' + b"9" * 5000 + b"}", "no JSON: Exceeds the limit"),
        (b"\xff\xfe\xfd", "no JSON: "),
    ],
)
def test_no_line_is_fatal(tmp_path: Path, line: bytes, reason: str) -> None:
    first, second = Claude().user("one").user("two").lines
    sink, imported = take_bytes(tmp_path, b"\n".join([first.encode(), line, second.encode(), b""]))
    assert [spot.why[: len(reason)] for spot in imported.unreadable] == [reason]
    assert [text for _, text in said(sink)] == ["one", "two"]
    assert json.dumps([dict(event.payload) for event in sink.events.values()])


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda data: b"\xef\xbb\xbf" + data, "Grüße"),
        (lambda data: data.replace(b"\n", b"\r\n"), "Grüße"),
        (lambda data: b"\n\n" + data + b"\n\n", "Grüße"),
        (lambda data: data.replace("ü".encode(), b"\xfc"), "Gr\ufffdße"),
        (lambda data: data.replace("ü".encode(), b"\\ud83d"), "Gr\ufffdße"),
        (lambda data: data.replace("ü".encode(), b"\\u0000"), "Gr\ufffdße"),
        (lambda data: data.replace("ü".encode(), b"\0"), "Gr\ufffdße"),
        (lambda data: data.replace("ü".encode(), b"\xed\xa0\x80"), "Gr\ufffd\ufffd\ufffdße"),
        (lambda data: data.replace("ü".encode(), b"\\ud83d\\ude00"), "Gr😀ße"),
        (lambda data: data.replace("ü".encode(), b"\t"), "Gr\tße"),
        (lambda data: b"\0\0" + data, "Grüße"),
    ],
)
def test_encodings_of_all_kinds_are_read(tmp_path: Path, change: object, text: str) -> None:
    record = {"type": "user", "sessionId": SESSION, "message": {"content": "Grüße"}}
    data = json.dumps(record, ensure_ascii=False).encode() + b"\n"
    sink, imported = take_bytes(tmp_path, change(data))  # type: ignore[operator]
    assert [spoken for _, spoken in said(sink)] == [text]
    assert imported.unreadable_lines == 0


def test_a_very_long_line_is_read_and_its_text_keeps_head_and_tail(tmp_path: Path) -> None:
    text = "head" + "x" * 3_000_000 + "tail"
    [turn] = take(Claude().user(text).write(tmp_path / "one.jsonl"))[0].of("session.turn")
    kept = str(turn.payload["text"])
    assert len(kept) < 70_000
    assert kept.startswith("headxxx")
    assert kept.endswith("xxxtail")
    assert "2,934,472 of 3,000,008 characters left out" in kept


def test_a_line_beyond_all_measure_is_named_and_the_next_is_read(tmp_path: Path) -> None:
    first, last = Claude().user("one").user("two").lines
    path = tmp_path / "one.jsonl"
    with path.open("wb") as out:
        out.write(first.encode() + b'\n{"a": "')
        out.seek(66 << 20, os.SEEK_CUR)  # a sparse file: NUL bytes that take no room
        out.write(b'"}\n' + last.encode() + b"\n")
    sink, imported = take(path)
    assert [(spot.line, spot.why) for spot in imported.unreadable] == [
        (2, "the line has 66 MB, at most 64 are read")
    ]
    assert [text for _, text in said(sink)] == ["one", "two"]


def test_the_content_decides_about_the_format_not_the_name(tmp_path: Path) -> None:
    turn = {"session": "s", "turn": "1", "speaker": "Ada", "text": "hello"}
    path = tmp_path / "claude-session.txt"
    path.write_text(json.dumps(turn) + "\n")
    sink, imported = take(path)
    assert (imported.files, said(sink)) == (1, [("Ada", "hello")])


def test_a_claim_that_the_content_contradicts_is_refused(tmp_path: Path) -> None:
    _, imported = take(_session().write(tmp_path / "one.jsonl"), claimed="turns")
    assert [problem.why for problem in imported.problems] == ["holds claude-code, not turns"]
    assert (imported.files, imported.events) == (0, 0)


def test_a_claim_decides_where_the_content_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "odd.jsonl"
    path.write_text('{"type": "brand-new", "note": 1}\n')
    assert take(path)[1].problems[0].why.startswith("no transcript that hardwon knows (aider, claude-code,")
    sink, imported = take(path, claimed="claude-code")
    assert (imported.problems, notes(sink)) == ((), ["brand-new"])


def test_a_directory_gives_what_it_holds_and_passes_over_the_rest(tmp_path: Path) -> None:
    _session().write(tmp_path / "deep" / "er" / "one.jsonl")
    _session().write(tmp_path / "node_modules" / "two.jsonl")
    (tmp_path / "notes.jsonl").write_text('{"no": "transcript"}\n')
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "empty.jsonl").touch()
    (tmp_path / "loop").symlink_to(tmp_path)
    _, imported = take(tmp_path)
    assert (imported.files, imported.problems) == (1, ())


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = _session().write(tmp_path / "one.jsonl")
    assert take(path, tmp_path, path)[1].files == 1


def test_what_cannot_be_taken_is_named_and_the_rest_is_taken(tmp_path: Path) -> None:
    wide = tmp_path / "wide.jsonl"
    wide.write_text(_session().text, encoding="utf-16")
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    _, imported = take(wide, pipe, _session().write(tmp_path / "one.jsonl"))
    assert [problem.why for problem in imported.problems] == [
        "is UTF-16; save it as UTF-8",
        "neither a file nor a directory",
    ]
    assert imported.files == 1


def test_a_path_or_format_that_is_not_there_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    path = _session().write(tmp_path / "one.jsonl")
    with pytest.raises(NoTranscript, match=r"missing\.jsonl does not exist"):
        take(path, tmp_path / "missing.jsonl")
    with pytest.raises(NoTranscript, match="no format `cursor` -> it is one of auto, aider, claude"):
        take(path, claimed="cursor")


def test_progress_ends_where_all_bytes_are_read(tmp_path: Path) -> None:
    paths = [_session().write(tmp_path / f"{name}.jsonl") for name in "ab"]
    seen: list[Progress] = []
    import_transcripts(paths, Memory(), known=NothingKnown(), clock=StillClock(), progress=seen.append)
    assert [now.files for now in seen] == [0, 1, 2]
    assert seen[-1].bytes == seen[-1].of_bytes == sum(path.stat().st_size for path in paths)


class _Stopping(Memory):
    """A sink during whose `stop`-th batch somebody presses Ctrl-C."""

    def __init__(self, stop: int) -> None:
        super().__init__()
        self._stop = stop

    def append(self, events: Sequence[NewEvent]) -> int | None:
        self._stop -= 1
        if self._stop == 0:
            raise KeyboardInterrupt
        return super().append(events)


@settings(deadline=None, max_examples=12)
@given(stop=st.integers(1, 5))
def test_an_interrupted_import_goes_on_where_it_stopped(
    tmp_path_factory: pytest.TempPathFactory, stop: int
) -> None:
    folder = tmp_path_factory.mktemp("stop")
    for number in range(3):
        long = Claude(f"{number}{SESSION[1:]}", seed=number)
        for turn in range(900):
            long.user(f"prompt {turn}")
        long.write(folder / f"{number}.jsonl")
    sink = _Stopping(stop)
    with pytest.raises(Interrupted) as stopped:
        import_transcripts([folder], sink, known=NothingKnown(), clock=StillClock())
    assert stopped.value.imported.new == sum(one.kind != "import.read" for one in sink.events.values())
    import_transcripts([folder], sink, known=NothingKnown(), clock=StillClock())
    whole, _ = take(folder)
    assert sink.events.keys() == whole.events.keys()


class _Pressing(Memory):
    """A sink that has just stored its first batch when somebody presses Ctrl-C."""

    def append(self, events: Sequence[NewEvent]) -> int | None:
        new = super().append(events)
        if len(self.batches) == 1:
            signal.raise_signal(signal.SIGINT)
        return new


def test_ctrl_c_waits_until_a_batch_is_handed_on_and_counted(tmp_path: Path) -> None:
    long = Claude()
    for turn in range(3000):
        long.user(f"prompt {turn}")
    sink = _Pressing()
    with pytest.raises(Interrupted) as stopped:
        import_transcripts(
            [long.write(tmp_path / "one.jsonl")], sink, known=NothingKnown(), clock=StillClock()
        )
    assert stopped.value.imported.events == stopped.value.imported.new == len(sink.events) == 1000
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_during_the_last_batch_says_what_came_in(tmp_path: Path) -> None:
    path, sink = _session().write(tmp_path / "one.jsonl"), _Pressing()
    with pytest.raises(Interrupted) as stopped:
        import_transcripts([path], sink, known=NothingKnown(), clock=StillClock())
    whole, imported = take(path)
    assert stopped.value.imported == imported
    assert sink.events.keys() == whole.events.keys()


def test_memory_holds_a_batch_not_a_file(tmp_path: Path) -> None:
    long = Claude()
    for turn in range(3000):
        long.user(f"prompt {turn} " + "x" * 3000)
    sink, imported = take(long.write(tmp_path / "one.jsonl"))
    assert imported.new == 3001
    assert max(sink.batches) <= 1001
    assert len(sink.batches) >= 4


def test_a_sink_that_cannot_count_leaves_the_number_of_new_events_open(tmp_path: Path) -> None:
    class Spool(Memory):
        def append(self, events: Sequence[NewEvent]) -> int | None:
            super().append(events)
            return None

    path = _session().write(tmp_path / "one.jsonl")
    imported = import_transcripts([path], Spool(), known=NothingKnown(), clock=StillClock())
    assert (imported.new, imported.events) == (None, 7)


def test_secrets_do_not_reach_the_journal(tmp_path: Path) -> None:
    secret = "ghp_" + "a1B2" * 9
    path = Claude().user(f"use {secret}").runs(f"curl -H 'x: {secret}'", secret).write(tmp_path / "one.jsonl")
    places = make_places(tmp_path / "repository")
    with open_journal(places) as journal:
        bring(journal, path)
        assert journal.count() > 3
    for file in places.state.rglob("*"):
        assert not file.is_file() or secret.encode() not in file.read_bytes()


def test_a_file_without_any_line_of_the_claimed_format_is_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "db.py"
    path.write_text("import os\n\nprint(os.getcwd())\n")
    sink, imported = take(path, claimed="turns")
    assert [spot.why for spot in imported.problems] == ["holds no line of turns"]
    assert list(sink.events) == []
