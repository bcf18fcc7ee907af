import json
import os
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardwon.core import HardwonError, Places
from hardwon.scribe import Following, Readings, keepings
from hardwon.store import Journal, NewEvent, StoreError

from .transcripts import (
    SESSION,
    Claude,
    Desk,
    Memory,
    StillClock,
    bring,
    make_places,
    open_journal,
    said,
    take,
)


class Kept:
    """A repository, its agent's home and a follower over one sink."""

    def __init__(self, folder: Path, sink: object, known: object) -> None:
        self.places = make_places(folder / "repo")
        self.home = folder / "home"
        name = str(self.places.root).replace("/", "-").replace("_", "-").replace(".", "-")
        self.folder = self.home / ".claude/projects" / name
        self.file = self.folder / f"{SESSION}.jsonl"
        self.sink = sink
        self.clock = StillClock()
        self.following = Following(
            lambda: keepings(self.home, self.places),
            sink,
            known=known,
            clock=self.clock,  # type: ignore[arg-type]
        )

    def append(self, text: str | bytes, path: Path | None = None) -> float | None:
        file = path or self.file
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab") as stream:
            stream.write(text if isinstance(text, bytes) else text.encode())
        return self.following.take([file])


class NothingRead:
    def at(self, path: str) -> None:
        return None

    def like(self, head: str) -> tuple[()]:
        return ()


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path, Memory(), NothingRead())


def lines(count: int = 3) -> list[str]:
    chat = Claude()
    for number in range(count):
        chat.user(f"question {number}")
    return [f"{line}\n" for line in chat.lines]


def texts(kept: Kept) -> list[str]:
    assert isinstance(kept.sink, Memory)
    return [text for _, text in said(kept.sink)]


def test_what_is_appended_is_read_on_and_nothing_twice(kept: Kept) -> None:
    for number, line in enumerate(lines()):
        kept.append(line)
        assert texts(kept) == [f"question {one}" for one in range(number + 1)]
    assert isinstance(kept.sink, Memory)
    assert sum(kept.sink.batches) == len(kept.sink.events)


def test_half_a_line_waits_for_its_end(kept: Kept) -> None:
    first, second, _ = lines()
    kept.append(first[:40])
    assert texts(kept) == []
    kept.append(first[40:] + second[:-1])  # whole, but for its line break
    assert texts(kept) == ["question 0"]
    kept.append("\n")
    assert texts(kept) == ["question 0", "question 1"]


def test_a_letter_torn_in_the_middle_comes_out_whole(kept: Kept) -> None:
    data = Claude().user("größer als").text.encode()
    place = data.index("ß".encode()) + 1 if "ß".encode() in data else data.index(b"\\u00df") + 3
    kept.append(data[:place])
    kept.append(data[place:])
    assert texts(kept) == ["größer als"]


def test_lines_of_unknown_kinds_and_broken_ones_are_kept(kept: Kept) -> None:
    kept.append(lines(1)[0] + '{"type": "from-the-future", "sessionId": "x"}\n{broken\n\n')
    assert isinstance(kept.sink, Memory)
    assert [one.payload["type"] for one in kept.sink.of("session.note")] == ["from-the-future", "unreadable"]


@pytest.mark.parametrize("how", ["cut", "rewritten", "replaced"])
def test_a_file_that_was_cut_or_written_anew_is_noticed_and_read_from_its_start(kept: Kept, how: str) -> None:
    kept.append("".join(lines(2)))
    other = Claude(seed=2).user("another question").user("and more " * 500).text
    if how == "cut":
        os.truncate(kept.file, 0)
        other = Claude(seed=2).user("another question").text
    elif how == "rewritten":
        kept.file.write_text("")
    else:
        kept.file.rename(kept.file.with_suffix(".old"))
    kept.append(other)
    assert texts(kept)[:3] == ["question 0", "question 1", "another question"]
    assert isinstance(kept.sink, Memory)
    [noticed] = kept.sink.of("transcript.rewritten")
    assert noticed.payload["path"] == str(kept.file)


def test_a_subagents_file_in_a_folder_that_was_not_there_is_found(kept: Kept) -> None:
    assert list(kept.following.folders()) == [kept.places.root, kept.home.parent, kept.home.parent]
    kept.append(lines(1)[0])
    child = kept.folder / SESSION / "subagents/agent-a7.jsonl"
    kept.append(Claude(agentId="a7", isSidechain=True).user("look around").text, child)
    assert child.parent in list(kept.following.folders())
    assert isinstance(kept.sink, Memory)
    started = kept.sink.of("session.started")
    assert [one.payload.get("parent") for one in started] == [None, SESSION]


def test_other_repositories_sessions_are_not_read(kept: Kept, tmp_path: Path) -> None:
    kept.append(lines(1)[0], kept.home / ".claude/projects/-srv-elsewhere/x.jsonl")
    rollout = {"timestamp": "2026-03-01T10:00:00Z", "type": "session_meta"}
    elsewhere = rollout | {"payload": {"id": "c1", "cwd": "/srv/elsewhere"}}
    ours = rollout | {"payload": {"id": "c2", "cwd": str(kept.places.root)}}
    day = kept.home / ".codex/sessions/2026/03/01"
    kept.append(json.dumps(elsewhere) + "\n", day / "rollout-1.jsonl")
    kept.append(json.dumps(ours) + "\n", day / "rollout-2.jsonl")
    assert isinstance(kept.sink, Memory)
    assert [one.session for one in kept.sink.of("session.started")] == ["c2"]


def test_an_aider_history_gives_its_last_passage_once_it_is_quiet(kept: Kept) -> None:
    history = kept.places.root / ".aider.chat.history.md"
    text = "\n# aider chat started at 2026-03-01 10:00:00\n\n#### make it faster  \n\nI would cache it.\n"
    due = kept.append(text, history)
    assert texts(kept) == ["make it faster"]
    assert due is not None
    kept.clock.moment = kept.clock.moment.replace(minute=30)
    assert kept.following.take([]) is None
    kept.append("\n#### thanks  \n\nYou are welcome.\n", history)
    kept.clock.moment = kept.clock.moment.replace(minute=45)
    kept.following.take([])
    assert texts(kept) == ["make it faster", "I would cache it.", "thanks", "You are welcome."]


def test_a_passage_that_is_long_in_coming_is_told_once_and_whole(kept: Kept) -> None:
    history = kept.places.root / ".aider.chat.history.md"
    kept.append("\n# aider chat started at 2026-03-01 10:00:00\n\n#### go on  \n\n", history)
    for number in range(90):
        kept.clock.moment += timedelta(seconds=5 if number == 40 else 1)
        kept.following.take([])
        kept.append(f"line {number}\n", history)
    kept.clock.moment += timedelta(seconds=25)
    kept.following.take([])
    assert texts(kept) == ["go on", "\n".join(f"line {number}" for number in range(90))]


def test_more_than_one_turn_takes_comes_in_the_next(kept: Kept) -> None:
    chat = Claude()
    for number in range(6):
        chat.user(f"{number} " + "word " * 200_000)
    assert kept.append(chat.text) == 0.0
    while kept.following.take([]) == 0.0:
        pass
    assert [text[:1] for text in texts(kept)] == list("012345")


class Refusing:
    def __init__(self, journal: Journal) -> None:
        self.full = True
        self._desk = Desk(journal)

    def append(self, events: "list[NewEvent]") -> int | None:
        if self.full:
            raise StoreError("no room", next_step="make some")
        return self._desk.append(events)


def told(journal: Journal) -> list[object]:
    return [event.payload["text"] for event in journal.scan(kinds=("session.turn",))]


def test_what_could_not_be_stored_is_read_again(tmp_path: Path) -> None:
    with open_journal(make_places(tmp_path / "repo")) as journal:
        sink = Refusing(journal)
        kept = Kept(tmp_path, sink, Readings(journal))
        with pytest.raises(HardwonError, match="no room"):
            kept.append(lines(1)[0])
        sink.full = False
        kept.following.take([])
        assert told(journal) == ["question 0"]


def test_following_and_importing_know_of_each_other(tmp_path: Path) -> None:
    places: Places = make_places(tmp_path / "repo")
    with open_journal(places) as journal:
        kept = Kept(tmp_path, Desk(journal), Readings(journal))
        kept.append(lines(1)[0])
        kept.following.close()
        assert bring(journal, kept.file).unchanged == 1
        with kept.file.open("a") as stream:
            stream.write(lines(2)[1])
        assert bring(journal, kept.file).new == 1
        again = Kept(tmp_path, Desk(journal), Readings(journal))
        before = journal.count()
        assert again.following.scan() is None
        again.append(lines(3)[2])
        assert told(journal) == ["question 0", "question 1", "question 2"]
        assert journal.count() == before + 1


WHOLE = (
    Claude(agentId="a7", isSidechain=True).user("größer 🎉").runs("make", "ok").text
    + '{"type": "progress", "sessionId": "x"}\n{broken\n\n\r\n[]\n'
    + Claude(seed=2).user("more").edits("a.py").raw('{"type": "new-kind", "sessionId": "y"}').text
).encode()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, len(WHOLE) - 1), max_size=12))
def test_however_it_comes_a_transcript_gives_what_an_import_gives(cuts: list[int]) -> None:
    with TemporaryDirectory() as folder:
        kept = Kept(Path(folder), Memory(), NothingRead())
        places = [0, *sorted(set(cuts)), len(WHOLE)]
        for start, end in pairwise(places):
            kept.append(WHOLE[start:end])
        kept.following.close()
        assert isinstance(kept.sink, Memory)
        followed = set(kept.sink.events)
        imported, _ = take(kept.file)
        own = {source for source, event in imported.events.items() if event.kind != "import.read"}
        assert {source for source in followed if not source.startswith("import.read")} == own
