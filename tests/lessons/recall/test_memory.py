"""Memory over a real journal and real pages: what is recalled, what never is, and after which mishaps."""

import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from hardwon.core import Places, SystemClock, find_places
from hardwon.lessons import AtHand, Memory, Shelf, open_current_memory, open_memory, read_queries
from hardwon.lessons.recall.packing import count_tokens
from hardwon.lessons.recall.queries import BadQuery, Query
from hardwon.scribe import Registry
from hardwon.store import Event, Journal, NewEvent, Owned, OwnerLock

_TIME = "2026-01-02T03:04:05.000Z"
_SAID = [
    ("user", "the nightly export hangs since friday"),
    ("assistant", "The worker blocks in acquire: a nested session is opened while the outer one is held."),
    ("user", "fix it"),
    ("assistant", "Done in exporter/run.py, the outer session is handed down now."),
]
_PAGE = """\
---
title: {title}
status: {status}
kind: gotcha
cost: 2h
applies-to: ["app/**/*.py"]
triggers: {{content: ["create_task"], prompt: ["background job"]}}
---
A record loaded in the session of a request is detached once the request ends.

```python bad case=one
tasks.add_task(send_receipt, order)
```
"""


@pytest.fixture
def places(tmp_path: Path) -> Places:
    (tmp_path / "repository").mkdir()
    return find_places(tmp_path / "repository", runtime=tmp_path)


def _turns(session: str, said: list[tuple[str, str]], first: int = 1) -> list[NewEvent]:
    return [
        NewEvent(
            f"turns:{session}:{turn}",
            "session.turn",
            _TIME,
            {"turn": str(turn), "speaker": speaker, "text": text, "line": turn, "from": "x"},
            session,
        )
        for turn, (speaker, text) in enumerate(said, first)
    ]


def _write(places: Places, slug: str, *, status: str = "adopted", title: str = "Load it in the task") -> None:
    places.lessons.mkdir(parents=True, exist_ok=True)
    (places.lessons / f"{slug}.md").write_text(_PAGE.format(status=status, title=title))


def _shelf(places: Places) -> Shelf:
    return Shelf(places.lessons, root=places.root)


@contextmanager
def _owner(places: Places) -> Iterator[Journal]:
    with OwnerLock.acquire(places), Journal.open(places, clock=SystemClock()) as journal:
        yield journal


def _say(places: Places, events: list[NewEvent]) -> None:
    with _owner(places) as journal:
        journal.append(events)


@contextmanager
def _memory(places: Places) -> Iterator[Memory]:
    with open_current_memory(
        places, lambda: _shelf(places), lambda: _owner(places), SystemClock(), (Owned,)
    ) as memory:
        yield memory


def _best(places: Places, words: str, k: int = 5) -> list[str]:
    with _memory(places) as memory:
        return [unit.source for unit in memory.best(words, k)]


def test_what_was_said_is_recalled_with_its_source(places: Places) -> None:
    _say(places, _turns("s1", _SAID))
    with _memory(places) as memory:
        packed = memory.recall("why does the export hang?", budget=300)
    assert packed.units[0].source == "s1#1"
    assert packed.units[0].text == "user: the nightly export hangs since friday"
    assert "s1#2" in [unit.source for unit in packed.units]
    assert packed.tokens <= 300


def test_an_adopted_lesson_is_recalled_without_its_cases(places: Places) -> None:
    _write(places, "detached")
    with _memory(places) as memory:
        [unit] = memory.recall("an order is detached in the task", budget=300).units
    assert (unit.source, unit.kind) == ("lesson:detached", "lesson")
    assert unit.text.startswith("Load it in the task\nA record loaded")
    assert "add_task" not in unit.text


def test_what_was_learnt_in_one_sentence_is_said_once(places: Places) -> None:
    title = "A record loaded in the session of a request is detached"
    _write(places, "detached", title=title)
    with _memory(places) as memory:
        [unit] = memory.recall("detached record", budget=300).units
    assert unit.text == f"{title} once the request ends."


@pytest.mark.parametrize("status", ["retired", "candidate"])
def test_only_adopted_lessons_are_recalled(places: Places, status: str) -> None:
    _write(places, "detached", status=status)
    assert _best(places, "detached record") == []


def test_a_retired_lesson_is_never_recalled_from_the_moment_its_page_says_so(places: Places) -> None:
    _write(places, "detached")
    with _memory(places) as memory:
        assert memory.best("detached record", 5)
        _write(places, "detached", status="retired")
        assert memory.best("detached record", 5) == ()
        _write(places, "detached", title="A new title about turtles")
        assert memory.best("turtles", 5)[0].text.startswith("A new title")
        shutil.rmtree(places.lessons)
        assert memory.best("turtles", 5) == ()


def test_a_file_at_hand_brings_the_lessons_that_apply_to_it(places: Places) -> None:
    _write(places, "detached")
    with _memory(places) as memory:
        assert [u.source for u in memory.recall("", AtHand(("app/jobs.py",)), budget=300).units] == [
            "lesson:detached"
        ]
        assert memory.recall("", AtHand(("docs/index.md",)), budget=300).units == ()


def test_a_content_trigger_must_stand_in_the_file_where_there_is_one(places: Places) -> None:
    _write(places, "detached")
    (places.root / "app").mkdir()
    (places.root / "app/quiet.py").write_text("x = 1\n")
    (places.root / "app/busy.py").write_text("asyncio.create_task(work())\n")
    with _memory(places) as memory:
        assert memory.recall("", AtHand(("app/quiet.py",)), budget=300).units == ()
        assert len(memory.recall("", AtHand(("app/busy.py",)), budget=300).units) == 1


def test_a_prompt_trigger_brings_its_lesson_first(places: Places) -> None:
    _write(places, "other", title="Write the background of each job into its page")
    page = places.lessons / "other.md"
    page.write_text(page.read_text().replace('["background job"]', "[]"))
    _write(places, "detached")
    assert _best(places, "a Background Job loses its order")[0] == "lesson:detached"


def test_a_lesson_that_shares_a_word_goes_behind_a_turn_that_answers(places: Places) -> None:
    _write(places, "detached")
    _say(places, _turns("s1", _SAID))
    _say(places, _turns("s2", [("user", f"the request number {n} was fine") for n in range(40)]))
    best = _best(places, "why does the nightly export hang once a request ends?")
    assert best[0] in ("s1#1", "s1#2")
    assert "lesson:detached" in best
    assert _best(places, "a record loaded in the session of a request is detached")[0] == "lesson:detached"


def test_a_file_at_hand_brings_what_was_said_of_it(places: Places) -> None:
    _say(places, _turns("s1", _SAID))
    with _memory(places) as memory:
        packed = memory.recall("", AtHand(("exporter/run.py",)), budget=300)
    assert packed.units[0].source == "s1#4"


def test_a_traceback_brings_the_lessons_of_the_files_it_names(places: Places) -> None:
    _write(places, "detached")
    (places.root / "app").mkdir()
    (places.root / "app/jobs.py").write_text("asyncio.create_task(work())\n")
    trace = 'File "/home/ci/build/app/jobs.py", line 3, in work\nKeyError: 7'
    with _memory(places) as memory:
        assert [unit.source for unit in memory.recall(trace, budget=300).units] == ["lesson:detached"]


def test_a_symbol_and_a_failing_test_at_hand_bring_what_was_said_of_them(places: Places) -> None:
    said = [("user", "retryLater doubles the wait"), ("user", "lunch?"), ("user", "test_two_waits is flaky")]
    _say(places, _turns("s1", said))
    with _memory(places) as memory:
        by_symbol = memory.recall("", AtHand(symbols=("retry_later",)), budget=300)
        by_test = memory.recall("", AtHand(tests=("tests/a.py::test_two_waits",)), budget=300)
    assert by_symbol.units[0].source == "s1#1"
    assert by_test.units[0].source == "s1#3"


def test_a_document_is_recalled_beside_what_was_said(places: Places) -> None:
    (places.root / "docs").mkdir()
    (places.root / "docs/ops.md").write_text("# Ops\n\nThe gateway closes after 29 seconds.\n")
    _say(places, _turns("s1", _SAID))
    assert _best(places, "when does the gateway close")[0] == "doc:docs/ops.md#L1"


def test_what_is_added_later_is_recalled_and_answers_as_if_it_had_been_there(places: Places) -> None:
    for place in range(len(_SAID)):
        _say(places, _turns("s1", _SAID[place : place + 1], place + 1))
        assert _best(places, "nested")[:1] == (["s1#2"] if place else [])
    with _memory(places) as memory:
        by_steps = memory.best("who holds the session of the export", 10)
    shutil.rmtree(places.index)
    with _memory(places) as memory:
        assert memory.best("who holds the session of the export", 10) == by_steps


def test_an_index_deleted_while_it_is_used_is_built_anew(places: Places) -> None:
    with _owner(places) as journal, open_memory(places, lambda: _shelf(places)) as memory:
        journal.append(_turns("s1", _SAID))
        assert memory.catch_up(journal) == 4
        shutil.rmtree(places.index)
        journal.append(_turns("s2", _SAID))
        assert memory.catch_up(journal) == 8
        assert memory.catch_up(journal) == 0
        assert memory.is_current(journal.epoch, journal.last_offset())
        assert len(memory.best("nightly export", 20)) == 8


class _Told:
    """A journal of `count` turns; `meanwhile` happens once, while it is read."""

    epoch = "told"

    def __init__(self, count: int, meanwhile: Callable[[], None] = lambda: None) -> None:
        self._count = count
        self._meanwhile = meanwhile

    def last_offset(self) -> int:
        return self._count

    def scan(self, after: int = 0, *, kinds: Sequence[str] = ()) -> Iterator[Event]:
        for offset in range(after + 1, self._count + 1):
            if offset == self._count:
                self._meanwhile()
                self._meanwhile = lambda: None
            payload = {"turn": str(offset), "speaker": "user", "text": f"number {offset}"}
            yield Event(offset, f"e{offset}", "session.turn", _TIME, payload, f"s{offset // 50}")


def test_an_index_deleted_while_it_is_written_is_built_anew(places: Places) -> None:
    with open_memory(places, lambda: _shelf(places)) as memory:
        memory.catch_up(_Told(30))
        assert memory.catch_up(_Told(60, lambda: shutil.rmtree(places.index))) == 60
        assert memory.best("60", 1)[0].source == "s1#60"


def test_while_another_process_makes_the_index_anew_its_end_is_waited_for(places: Places) -> None:
    _say(places, _turns("s1", _SAID))
    whole = _best(places, "why does the nightly export hang?")

    @contextmanager
    def owned() -> Iterator[Journal]:
        raise Owned("pid 1 owns it", next_step="wait", owner=None)
        yield

    def finish() -> None:
        time.sleep(0.3)
        with _owner(places) as journal:
            other.catch_up(journal)

    with open_memory(places, lambda: _shelf(places)) as other:
        other._index.start_over(other._index.epoch)  # as far as the other process is
        finishing = threading.Thread(target=finish)
        finishing.start()
        with open_current_memory(
            places, lambda: _shelf(places), owned, SystemClock(), (Owned,), patience=10
        ) as memory:
            assert [unit.source for unit in memory.best("why does the nightly export hang?", 5)] == whole
        finishing.join()


def test_a_long_journal_is_taken_in_by_parts(places: Places) -> None:
    told: list[tuple[int, int]] = []
    with open_memory(places, lambda: _shelf(places)) as memory:
        assert memory.catch_up(_Told(20_010), lambda reached, last: told.append((reached, last))) == 20_010
        assert told == [(0, 20_010), (20_000, 20_010), (20_010, 20_010)]
        assert memory.best("19999", 1)[0].source == "s399#19999"


def test_an_index_of_another_journal_is_thrown_away(places: Places) -> None:
    _say(places, _turns("secret", [("user", "the export of yesterday")]))
    assert _best(places, "export") == ["secret#1"]
    for file in places.state.iterdir():
        if file != places.index:
            file.unlink() if file.is_file() else shutil.rmtree(file)
    _say(places, _turns("s1", _SAID))
    assert all(source.startswith("s1#") for source in _best(places, "export"))


def test_who_does_not_own_the_store_recalls_what_is_there(places: Places) -> None:
    _say(places, _turns("s1", _SAID))
    assert _best(places, "export")
    with OwnerLock.acquire(places):

        @contextmanager
        def owned() -> Iterator[Journal]:
            raise Owned("pid 1 owns it", next_step="wait", owner=None)
            yield

        with open_current_memory(places, lambda: _shelf(places), owned, SystemClock(), (Owned,)) as memory:
            assert "s1#1" in [unit.source for unit in memory.best("export", 2)]


def test_an_index_that_cannot_be_written_leaves_the_lessons(places: Places) -> None:
    _write(places, "detached")
    _say(places, _turns("s1", _SAID))
    places.index.write_text("in the way")
    assert _best(places, "detached record") == ["lesson:detached"]


def test_the_n_best_are_whole_and_may_say_the_same(places: Places) -> None:
    long = " ".join(["the export hangs"] * 500)
    _say(places, _turns("s1", [("user", long), ("user", long)]))
    with _memory(places) as memory:
        units = memory.best("export", 5)
        assert [count_tokens(unit.text) > 1500 for unit in units] == [True, True]
        assert len(memory.recall("export", budget=800).units) == 1


def test_progress_ends_at_the_last_event(places: Places) -> None:
    told: list[tuple[int, int]] = []
    with _owner(places) as journal, open_memory(places, lambda: _shelf(places)) as memory:
        journal.append(_turns("s1", _SAID))
        memory.catch_up(journal, lambda reached, last: told.append((reached, last)))
        assert told[-1] == (journal.last_offset(), journal.last_offset())
        assert (memory.count, memory.offset) == (4, journal.last_offset())


def test_questions_are_read_line_by_line() -> None:
    lines = [b'\xef\xbb\xbf{"query": "q1", "text": "a b"}\n', b"\n", b'{"query": 2, "text": "", "more": 1}']
    assert list(read_queries(lines, source="q.jsonl")) == [Query("q1", "a b"), Query(2, "")]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b"why", "not JSON: why"),
        (b"[1]", "not an object"),
        (b'{"text": "a"}', "has no `query`"),
        (b'{"query": 1}', "has no `text`"),
        (b'{"query": 1, "text": 2}', "`text` is not text"),
        (b'{"query": [1], "text": "a"}', "`query` is neither text nor number"),
        (b'{"query": 1, "text": "\xff"}', "not UTF-8"),
        (b'{"query": 1, "text": "' + b"x" * 100, "…"),
    ],
)
def test_a_line_that_is_no_question_is_named_with_what_is_expected(line: bytes, what: str) -> None:
    good = json.dumps({"query": 1, "text": "a"}).encode()
    with pytest.raises(BadQuery) as error:
        list(read_queries([good, line], source="q.jsonl"))
    assert str(error.value).startswith("q.jsonl:2: ")
    assert what in str(error.value)
    assert '{"query": ID, "text": "WORDS"}' in error.value.next_step


def _work(session: str, agent: str = "claude-code") -> list[NewEvent]:
    """A session in which the tests fail, a file is edited, and the tests pass."""
    told: list[tuple[str, dict[str, object]]] = [
        ("session.started", {"agent": agent, "from": "x"}),
        ("session.turn", {"turn": "2", "speaker": "user", "text": "the tests are red", "line": 2}),
        ("session.tool", {"call": "a", "tool": "Bash", "input": {"command": "pytest tests"}, "line": 3}),
        (
            "session.result",
            {"call": "a", "error": True, "text": "Exit code 1\nE  KeyError: 'turtle'\n1 failed", "line": 4},
        ),
        ("session.turn", {"turn": "5", "speaker": "assistant", "text": "A default is missing.", "line": 5}),
        (
            "session.tool",
            {
                "call": "b",
                "tool": "Edit",
                "input": {"file_path": "app/zoo.py", "old_string": "1", "new_string": "2"},
                "line": 6,
            },
        ),
        ("session.result", {"call": "b", "error": False, "text": "edited", "line": 7}),
        ("session.tool", {"call": "c", "tool": "Bash", "input": {"command": "pytest tests"}, "line": 8}),
        ("session.result", {"call": "c", "error": False, "text": "9 passed", "line": 9}),
    ]
    return [
        NewEvent(f"{session}:{number}", kind, _TIME, payload, session)
        for number, (kind, payload) in enumerate(told)
    ]


@contextmanager
def _registering(places: Places) -> Iterator[Journal]:
    with (
        OwnerLock.acquire(places),
        Journal.open(places, clock=SystemClock(), projections=(Registry(),)) as journal,
    ):
        yield journal


def _worklog_lines(places: Places, words: str) -> list[str]:
    with open_current_memory(
        places, lambda: _shelf(places), lambda: _registering(places), SystemClock(), (Owned,)
    ) as memory:
        return [unit.text for unit in memory.best(words, 50) if unit.kind == "worklog"]


def test_what_a_session_fixed_is_recalled_from_its_worklog(places: Places) -> None:
    with _registering(places) as journal:
        journal.append(_work("s1"))
    [line] = _worklog_lines(places, "turtle")
    assert line.startswith("fixed: ")
    assert "app/zoo.py" in line


def test_a_worklog_that_went_on_replaces_its_lines(places: Places) -> None:
    with _registering(places) as journal:
        journal.append([event for event in _work("s1") if event.payload.get("call") not in ("b", "c")])
    assert [line.split(":")[0] for line in _worklog_lines(places, "turtle pytest")] != ["fixed"]
    with _registering(places) as journal:
        journal.append(_work("s1"))
    assert [line.split(":")[0] for line in _worklog_lines(places, "turtle pytest")] == ["fixed"]


@pytest.mark.parametrize("lost", ["worklogs", "worklogs/state.json", "worklogs/digests.json"])
def test_worklog_lines_that_are_lost_come_back(places: Places, lost: str) -> None:
    with _registering(places) as journal:
        journal.append(_work("s1"))
    before = _worklog_lines(places, "turtle")
    path = places.index / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert _worklog_lines(places, "turtle") == before != []


def test_a_conversation_among_people_has_no_worklog(places: Places) -> None:
    with _registering(places) as journal:
        journal.append(_work("s1", agent="turns"))
    assert _worklog_lines(places, "turtle") == []
