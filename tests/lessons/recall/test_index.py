"""The index on disk: append-only, the same however it was written, built anew when lost."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardwon.lessons.recall.at_hand import AtHand
from hardwon.lessons.recall.index import IndexLost, IndexUnwritable, UnitIndex
from hardwon.lessons.recall.ranking import Ranked, Weights, rank, read_question
from hardwon.lessons.recall.units import Entry

_SAID = ["the pool is empty", "so who holds it", "the exporter, nested", "then pass the session down", "done"]


def _entries(count: int) -> list[tuple[int, Entry]]:
    entries = []
    for number in range(count):
        session, place = f"s{number // 5}", number % 5
        text = f"{_SAID[place]} {number // 5}"
        entries.append((number + 1, Entry(f"{session}#{place}", "turn", session, text, text)))
    return entries


def _open(folder: Path, entries: list[tuple[int, Entry]], step: int = 1000) -> UnitIndex:
    index = UnitIndex(folder)
    index.start_over("epoch")
    for begin in range(0, len(entries), step):
        index.add(entries[begin : begin + step])
        index.commit(entries[: begin + step][-1][0])
    return index


def _sources(found: list[Ranked]) -> list[str]:
    return [one.unit.source for one in found]


def _ask(index: UnitIndex, text: str, limit: int = 10, **weights: float) -> list[Ranked]:
    return rank(index, read_question(text), limit, Weights(**weights))


def test_what_was_committed_is_found_after_reopening(tmp_path: Path) -> None:
    _open(tmp_path, _entries(20)).close()
    index = UnitIndex(tmp_path)
    assert (index.count, index.offset, index.epoch) == (20, 20, "epoch")
    assert _sources(_ask(index, "exporters nesting"))[0].endswith("#2")


def test_an_answer_that_shares_no_word_is_found_by_its_question(tmp_path: Path) -> None:
    told = ["Where did you go on holiday?", "Tavira, with my cousin.", "Nice.", "Yes.", "Indeed."]
    entries = [(n, Entry(f"a#{n}", "turn", "a", text, text)) for n, text in enumerate(told, 1)]
    entries += [(n + 10, Entry(f"b#{n}", "turn", "b", f"other talk {n}", "other")) for n in range(30)]
    index = _open(tmp_path, entries)
    assert set(_sources(_ask(index, "the holiday"))[:2]) == {"a#1", "a#2"}


def test_what_the_person_asked_about_said_goes_first(tmp_path: Path) -> None:
    said = [("Tom", "I play the cello"), ("Ann", "Tom, I play the cello")] + [
        (name, f"so {n}") for n, name in enumerate(["Bo", "Cy", "Di", "Ed", "Flo", "Gus", "Hal", "Ida", "Jo"])
    ]
    entries = [
        (n, Entry(f"t{n}#1", "turn", f"t{n}", text, text, speaker))
        for n, (speaker, text) in enumerate(said, 1)
    ]
    index = _open(tmp_path, entries)
    assert _sources(_ask(index, "Which instrument does Tom play? cello"))[0] == "t1#1"
    assert _sources(_ask(index, "Which instrument does Ann play? cello"))[0] == "t2#1"


def _talk(session: str, said: list[tuple[str, str]], day: str = "2023-05-21") -> list[Entry]:
    return [
        Entry(f"{session}#{turn}", "turn", session, text, text, speaker, f"{day}T10:00:00Z")
        for turn, (speaker, text) in enumerate(said, 1)
    ]


def _filled(tmp_path: Path, *talks: list[Entry]) -> UnitIndex:
    others = _talk("other", [("Ann", f"this is a plain remark about subject {n}") for n in range(60)])
    return _open(tmp_path, list(enumerate([entry for talk in (*talks, others) for entry in talk], 1)))


def test_another_form_and_another_word_find_the_same(tmp_path: Path) -> None:
    talk = _talk("a", [("Bea", "I bought a kayak at the harbour"), ("Cy", "My gran taught me to bake rye")])
    index = _filled(tmp_path, talk)
    assert _sources(_ask(index, "What did Bea buy?"))[0] == "a#1"
    assert _sources(_ask(index, "Who was Cy's grandmother?"))[0] == "a#2"


def test_the_word_itself_counts_more_than_another_for_it(tmp_path: Path) -> None:
    talk = _talk("a", [("", "we saw a film on sunday there")])
    other = _talk("b", [("", "we saw a movie on sunday there")])
    index = _filled(tmp_path, talk, other)
    assert _sources(_ask(index, "which movie"))[:2] == ["b#1", "a#1"]
    assert _sources(_ask(index, "which film"))[:2] == ["a#1", "b#1"]


def test_the_other_persons_words_in_that_persons_presence_come_before_those_of_strangers(
    tmp_path: Path,
) -> None:
    near = _talk("a", [("Bea", "Hello, how are you today?"), ("Cy", "We painted the old barn red")])
    far = _talk("b", [("Dora", "Hello, how are you today?"), ("Eve", "We painted the old barn red")])
    index = _filled(tmp_path, far, near)
    best = _sources(_ask(index, "Who painted a barn with Bea?"))
    assert best.index("a#2") < best.index("b#2")


def test_when_is_answered_by_a_turn_that_tells_a_time(tmp_path: Path) -> None:
    plain = _talk("a", [("", "the roof was mended by two men from town")])
    timed = _talk("b", [("", "the roof was mended by two men last Tuesday")])
    index = _filled(tmp_path, plain, timed)
    assert _sources(_ask(index, "When was the roof mended?"))[0] == "b#1"


def test_what_only_asks_goes_behind_what_tells(tmp_path: Path) -> None:
    asking = _talk("a", [("", "has the roof been mended by the men from town?")])
    telling = _talk("b", [("", "yes, the roof has been mended by men from town.")])
    index = _filled(tmp_path, asking, telling)
    assert _sources(_ask(index, "the mended roof"))[0] == "b#1"


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What was mended in May 2023?", "b#1"),
        ("What was mended in March 2023?", "a#1"),
        ("What was mended on 20 May 2023?", "b#1"),
        ("What was mended in April 2023?", "c#1"),
    ],
)
def test_a_date_in_the_question_meets_the_day_it_was_said_and_days_spoken_of(
    tmp_path: Path, question: str, first: str
) -> None:
    index = _filled(
        tmp_path,
        _talk("a", [("", "the roof was mended by men from the town")], "2023-03-21"),
        _talk("b", [("", "the roof was mended yesterday by men from it")], "2023-05-21"),
        _talk("c", [("", "the roof was mended last month by men from it")], "2023-05-02"),
    )
    assert _sources(_ask(index, question))[0] == first


def test_a_window_that_spans_two_blocks_is_read_whole(tmp_path: Path) -> None:
    for shift in range(9):
        talk = [("", f"nothing to tell number {n}") for n in range(shift)]
        talk += [("", "Where was the xylophone kept?"), ("", "Hm."), ("", "In the shed.")]
        folder = tmp_path / str(shift)
        assert f"a#{shift + 3}" in _sources(_ask(_filled(folder, _talk("a", talk)), "xylophone"))[:4]


def test_a_unit_is_found_by_the_file_it_mentions(tmp_path: Path) -> None:
    text = "the fix is in the exporter"
    entries = [
        (1, Entry("a#1", "turn", "a", text, text, paths=("/home/x/repo/app/export.py",))),
        *_entries(9)[1:],
    ]
    index = _open(tmp_path, entries)
    assert _sources(rank(index, read_question("", AtHand(("app/export.py",))), 3))[0] == "a#1"


@pytest.mark.parametrize("step", [1, 7])
def test_the_same_question_has_the_same_answer_however_the_index_was_written(
    tmp_path: Path, step: int
) -> None:
    entries = _entries(60)
    at_once, by_steps = _open(tmp_path / "a", entries), _open(tmp_path / "b", entries, step)
    for question in ("nested exporter 3", "pool", "done 7", "session down who"):
        assert _ask(at_once, question, 60) == _ask(by_steps, question, 60)
        assert _ask(at_once, question, 60) == _ask(at_once, question, 60)


def test_thousands_that_tie_do_not_hide_each_other(tmp_path: Path) -> None:
    entries = [(n, Entry(f"s#{n}", "turn", f"t{n}", "equal", "equal")) for n in range(1, 400)]
    index = _open(tmp_path, entries)
    assert len(_ask(index, "equal", 5, hits=10)) == 5


def test_ties_go_by_source(tmp_path: Path) -> None:
    entries = [(n, Entry(f"{name}#1", "turn", name, "equal", "equal")) for n, name in enumerate("dbca", 1)]
    assert _sources(_ask(_open(tmp_path, entries), "equal")) == ["a#1", "b#1", "c#1", "d#1"]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_nothing_in_a_question_is_syntax(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        index = _open(Path(folder), _entries(5))
        plain = _sources(_ask(index, "exporter"))
        assert plain
        assert set(plain) <= set(_sources(_ask(index, f"exporter {text}", 100)))
        index.close()


@pytest.mark.parametrize(
    "question", ['"', "a AND", "text:pool", "NOT pool", "(pool", "pool^", "+pool -exporter"]
)
def test_signs_of_query_languages_are_only_signs(tmp_path: Path, question: str) -> None:
    index = _open(tmp_path, _entries(10))
    found = _sources(_ask(index, question))
    assert bool(found) == ("pool" in question)


def test_a_question_of_stop_words_finds_nothing(tmp_path: Path) -> None:
    assert _ask(_open(tmp_path, _entries(5)), "what did you do then?") == []


def test_a_question_as_long_as_a_log_is_answered(tmp_path: Path) -> None:
    index = _open(tmp_path, _entries(10))
    log = " ".join(f"w{number}" for number in range(3_000))
    assert _sources(_ask(index, f"exporter {log}"))


def test_a_thread_goes_on_where_it_ended_after_reopening(tmp_path: Path) -> None:
    entries = [(n, Entry(f"s#{n}", "turn", "s", f"word{n}", f"word{n}")) for n in range(1, 13)]
    for begin in range(0, 12, 3):
        index = UnitIndex(tmp_path)
        if not begin:
            index.start_over("epoch")
        index.add(entries[begin : begin + 3])
        index.commit(begin + 3)
        index.close()
    # A neighbour gains half of what it follows: the order of the thread is that of the entries.
    assert _sources(_ask(UnitIndex(tmp_path), "word6", 3)) == ["s#6", "s#7", "s#5"]


def test_an_empty_index_answers_with_nothing(tmp_path: Path) -> None:
    index = UnitIndex(tmp_path / "none")
    assert _ask(index, "pool") == []
    assert (index.count, index.offset, index.is_whole()) == (0, 0, False)
    assert not (tmp_path / "none").exists()


def test_a_commit_that_was_not_noted_is_noticed(tmp_path: Path) -> None:
    _open(tmp_path, _entries(20)).close()
    state = json.loads((tmp_path / "state.json").read_text())
    (tmp_path / "state.json").write_text(json.dumps({**state, "offset": 3}))
    assert UnitIndex(tmp_path).offset == 20


@pytest.mark.parametrize("change", [{"version": 0}, {"generation": "../x"}, {"offset": "many"}])
def test_a_state_of_another_version_is_none(tmp_path: Path, change: dict[str, object]) -> None:
    _open(tmp_path, _entries(5)).close()
    state = json.loads((tmp_path / "state.json").read_text())
    (tmp_path / "state.json").write_text(json.dumps({**state, **change}))
    assert not UnitIndex(tmp_path).is_whole()


@pytest.mark.parametrize("damage", ["cut", "emptied", "gone"])
def test_broken_files_read_as_empty_until_built_anew(tmp_path: Path, damage: str) -> None:
    _open(tmp_path, _entries(200)).close()
    for file in tmp_path.glob("units-*/*"):
        if damage == "gone":
            file.unlink()
        elif file.suffix in (".term", ".fast", ".idx"):
            file.write_bytes(b"" if damage == "emptied" else file.read_bytes()[: file.stat().st_size // 2])
    index = UnitIndex(tmp_path)
    assert (_ask(index, "exporter"), index.is_whole()) == ([], False)
    index.start_over("epoch")
    index.add(_entries(10))
    index.commit(10)
    assert _ask(index, "exporter")
    assert len(list(tmp_path.glob("units-*"))) == 1


def test_flipped_bytes_are_named_once_and_then_built_anew(tmp_path: Path) -> None:
    _open(tmp_path, _entries(500)).close()
    for file in tmp_path.glob("units-*/*.store"):
        content = file.read_bytes()
        file.write_bytes(bytes(byte ^ 0x55 for byte in content[:-200]) + content[-200:])
    index = UnitIndex(tmp_path)
    with pytest.raises(IndexLost, match="damaged -> ask again"):
        _ask(index, "exporter")
    assert not UnitIndex(tmp_path).is_whole()


def test_an_index_taken_away_while_it_is_written_is_lost_not_pretended(tmp_path: Path) -> None:
    index = _open(tmp_path, _entries(5))
    shutil.rmtree(tmp_path)

    def go_on() -> None:
        index.add(_entries(50)[5:])
        index.commit(50)

    with pytest.raises(IndexLost):
        go_on()
    assert not index.is_whole()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(IndexUnwritable, match="cannot be written"):
        UnitIndex(tmp_path / "file" / "index").start_over("epoch")


def test_a_reader_sees_what_the_owner_adds_after_refreshing(tmp_path: Path) -> None:
    owner = _open(tmp_path, _entries(5))
    reader = UnitIndex(tmp_path)
    owner.add(_entries(10)[5:])
    owner.commit(10)
    reader.refresh()
    assert reader.count == 10
    owner.start_over("another")
    reader.refresh()
    assert (reader.count, reader.epoch) == (0, "another")


_WRITER = """
import sys
from pathlib import Path
from hardwon.lessons.recall.index import UnitIndex
from hardwon.lessons.recall.units import Entry
index = UnitIndex(Path(sys.argv[1]))
if not index.is_whole():
    index.start_over("epoch")
while True:
    after = index.offset
    index.add((n, Entry(f"s#{n}", "turn", "s", f"word{n}", "x")) for n in range(after + 1, after + 51))
    index.commit(after + 50)
    print(after + 50, flush=True)
"""


def test_a_writer_that_is_killed_leaves_whole_batches_each_unit_once(tmp_path: Path) -> None:
    for _ in range(3):
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        said = [int(writer.stdout.readline()) for _ in range(4)]
        writer.kill()
        said += [int(line) for line in writer.stdout.read().splitlines()]
        writer.wait()
        writer.stdout.close()
        index = UnitIndex(tmp_path)
        assert index.offset >= said[-1]
        assert index.count == index.offset
        assert index.offset % 50 == 0
        index.close()


_CRAMPED = """
import resource, signal, sys
from pathlib import Path
from hardwon.lessons.recall.index import IndexUnwritable, UnitIndex
from hardwon.lessons.recall.units import Entry
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
index = UnitIndex(Path(sys.argv[1]))
def go_on():
    after = index.offset
    index.add(
        (n, Entry(f"s#{n}", "turn", "s", f"word{n} " * 9, f"{n * 7919} " * 99)) for n in range(after+1, 3000)
    )
    index.commit(2999)
try:
    go_on()
    print("written")
except IndexUnwritable as refused:
    print(refused.next_step, index.count)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
go_on()
print(index.count)
"""


def test_a_full_disk_leaves_what_was_there_and_writing_goes_on_when_there_is_room(tmp_path: Path) -> None:
    _open(tmp_path, _entries(20)).close()
    run = subprocess.run(
        [sys.executable, "-c", _CRAMPED, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines() == [
        "make room or let it be written; nothing of the journal is lost 20",
        "2999",
    ]
