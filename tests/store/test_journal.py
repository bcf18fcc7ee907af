import asyncio
import shutil
import threading
from collections.abc import Sequence
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from hardwon.core import find_places
from hardwon.store import BadEvent, Event, JournalReader, NewEvent, StoreClosed, StoreError
from tests.store.stores import Store, said


def test_offsets_begin_at_one_and_rise_by_one(store: Store) -> None:
    with store.open() as journal:
        assert journal.append([said(1), said(2)]).offsets == (1, 2)
        assert journal.append([said(3)]).offsets == (3,)
        assert journal.last_offset() == journal.count() == 3
    with store.open() as journal:
        assert journal.append([said(4)]).offsets == (4,)


def test_a_source_is_stored_once_and_answered_with_its_old_offset(store: Store) -> None:
    with store.open() as journal:
        first = journal.append([said(1, "one"), said(1, "again"), said(2)])
        second = journal.append([said(2, "again"), said(3), said(1)])
        assert (first.offsets, first.added) == ((1, 1, 2), 2)
        assert (second.offsets, second.added) == ((2, 3, 1), 1)
        assert [event.payload["text"] for event in journal.read()] == ["one", "well", "well"]


def test_what_is_read_is_what_was_appended(store: Store) -> None:
    payload = {"files": ["a", "ü"], "n": 1.5, "x": None}
    given = NewEvent("a:1", "git.commit", "2026-05-04T09:30:00.000Z", payload)
    with store.open() as journal:
        journal.append([given])
        [event] = store.reader().read()
    assert event == Event(1, given.source, given.kind, given.time, payload, None)


def test_reading_picks_by_offset_kind_and_session(store: Store) -> None:
    with store.open() as journal:
        journal.append([said(n, session=f"s{n % 2}", kind=f"k{n % 3}") for n in range(1, 13)])
        assert [event.offset for event in journal.read(10)] == [11, 12]
        assert [event.offset for event in journal.read(limit=2)] == [1, 2]
        assert [event.offset for event in journal.read(kinds=["k0", "k1"], session="s0")] == [4, 6, 10, 12]
        assert [event.offset for event in journal.scan(2, kinds=["k2"], batch=2)] == [5, 8, 11]


def test_many_threads_appending_at_once_lose_nothing_and_keep_their_order(store: Store) -> None:
    answers: dict[int, list[int]] = {}

    def work(thread: int) -> None:
        answers[thread] = [journal.append([said(thread * 100 + n)]).offsets[0] for n in range(25)]

    with store.open() as journal:
        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(offset for own in answers.values() for offset in own) == list(range(1, 201))
        assert all(own == sorted(own) for own in answers.values())


def test_queued_appends_share_a_transaction(store: Store) -> None:
    commits: list[int] = []
    release = threading.Event()

    def listen(events: Sequence[Event]) -> None:
        release.wait(30)
        commits.append(len(events))

    with store.open() as journal:
        journal.subscribe(listen)
        waiting = [journal.submit([said(number)]) for number in range(100)]
        release.set()
        assert [future.result().offsets[0] for future in waiting] == list(range(1, 101))
    assert sum(commits) == 100
    assert len(commits) <= 3


def test_coroutines_append_while_the_loop_goes_on(store: Store) -> None:
    async def all_at_once() -> tuple[list[int], int]:
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                ticks += 1
                await asyncio.sleep(0)

        ticking = asyncio.create_task(tick())
        answers = await asyncio.gather(*(journal.append_async([said(number)]) for number in range(200)))
        ticking.cancel()
        return [answer.offsets[0] for answer in answers], ticks

    with store.open() as journal:
        offsets, ticks = asyncio.run(all_at_once())
    assert offsets == list(range(1, 201))
    assert ticks > 1


def test_listeners_get_each_commit_in_order_after_it_is_there(store: Store) -> None:
    seen: list[int] = []
    there: list[bool] = []

    with store.open() as journal, store.reader() as reader:

        def listen(events: Sequence[Event]) -> None:
            seen.extend(event.offset for event in events)
            there.append(reader.last_offset() >= events[-1].offset)

        end = journal.subscribe(listen)
        for number in range(20):
            journal.submit([said(number), said(number)])
        journal.append([said(99)])
        journal.append([said(99)])
        end()
        journal.append([said(100)])
    assert seen == list(range(1, 22))
    assert there
    assert all(there)


def test_a_listener_that_fails_does_not_disturb_the_journal(store: Store) -> None:
    calls: list[int] = []

    def fail(events: Sequence[Event]) -> None:
        calls.append(len(events))
        raise RuntimeError("a listener's own fault")

    with store.open() as journal:
        journal.subscribe(fail)
        assert journal.append([said(1)]).added == 1
        assert journal.append([said(2)]).added == 1
    assert calls == [1]


def test_a_listener_may_submit_but_not_wait(store: Store) -> None:
    errors: list[StoreError] = []

    with store.open() as journal:

        def echo(events: Sequence[Event]) -> None:
            if events[0].kind == "echo":
                return
            journal.submit([said(1000 + events[0].offset, kind="echo")])
            try:
                journal.append([said(1)])
            except StoreError as error:
                errors.append(error)

        journal.subscribe(echo)
        journal.append([said(1)])
    assert [event.kind for event in store.reader().read()] == ["session.turn", "echo"]
    assert "submit" in errors[0].next_step


def test_an_event_that_is_no_json_is_refused_alone(store: Store) -> None:
    with store.open() as journal:
        good = journal.submit([said(1)])
        bad = journal.submit([said(2), NewEvent("x", "k", "t", {"text": object()})])
        nameless = journal.submit([NewEvent("", "k", "t", {})])
        later = journal.submit([said(3)])
        assert (good.result().added, later.result().added) == (1, 1)
        with pytest.raises(BadEvent, match="'x' is not JSON"):
            bad.result()
        with pytest.raises(BadEvent, match="no source"):
            nameless.result()
        assert [event.source for event in journal.read()] == ["test:1", "test:3"]


def test_texts_no_database_likes_are_kept(store: Store) -> None:
    odd = {"nul": "a\0b", "torn": "\ud83d", "deep": [{"\ud800": "\U0001f600"}], "not a number": float("inf")}
    with store.open() as journal:
        journal.append([NewEvent("o\0dd:\udcff", "k\0", "t", odd, "s\udcff")])
        journal.append([NewEvent("o\0dd:\udcff", "k\0", "t", odd, "s\udcff")])
        [event] = journal.read()
    assert event.payload == odd
    assert (event.source, event.session) == ("o\\x00dd:\\udcff", "s\\udcff")


def test_an_unforeseen_failure_reaches_everybody_who_waits(store: Store) -> None:
    with store.open() as journal:
        store.execute("ALTER TABLE event RENAME TO hidden")
        waiting = [journal.submit([said(number)]) for number in range(5)]
        assert all("event" in str(future.exception()) for future in waiting)
        store.execute("ALTER TABLE hidden RENAME TO event")
        assert journal.append([said(number) for number in range(5)]).added == 5


def test_a_closed_journal_has_written_what_was_queued_and_takes_no_more(store: Store) -> None:
    journal = store.open()
    waiting = [journal.submit([said(number)]) for number in range(50)]
    journal.close()
    journal.close()
    assert all(future.done() for future in waiting)
    assert store.reader().count() == 50
    with pytest.raises(StoreClosed, match="closed"):
        journal.append([said(99)])


def test_an_append_cancelled_while_it_waits_is_not_stored(store: Store) -> None:
    release = threading.Event()
    with store.open() as journal:
        end = journal.subscribe(lambda _: release.wait(30) and None)
        journal.submit([said(1)])
        second = journal.submit([said(2)])
        third = journal.submit([said(3)])
        cancelled = third.cancel()
        release.set()
        second.result()
        end()
    if cancelled:
        with pytest.raises(CancelledError):
            third.result()
    assert store.reader().count() == (2 if cancelled else 3)


def test_an_absent_journal_reads_as_empty_until_there_is_one(store: Store) -> None:
    reader = store.reader()
    assert (reader.epoch, reader.read(), reader.last_offset(), reader.count()) == ("", [], 0, 0)
    with store.open() as journal:
        journal.append([said(1)])
        assert (reader.epoch, reader.count()) == (journal.epoch, 1)
    reader.close()


def test_the_epoch_stays_with_its_store(store: Store) -> None:
    with store.open() as journal:
        epoch = journal.epoch
    with store.open() as journal:
        assert journal.epoch == epoch != ""


def test_a_restored_older_copy_gets_a_new_epoch(file_store: Store, tmp_path: Path) -> None:
    with file_store.open() as journal:
        epoch = journal.epoch
        journal.append([said(1)])
    shutil.copy(file_store.places.journal, tmp_path / "backup.db")
    with file_store.open() as journal:
        journal.append([said(2)])
        assert journal.epoch == epoch
    shutil.copy(tmp_path / "backup.db", file_store.places.journal)
    with file_store.open() as journal:
        assert journal.epoch != epoch
        assert journal.append([said(3)]).offsets == (2,)
        epoch = journal.epoch
    with file_store.open() as journal:
        assert journal.epoch == epoch


def test_history_cut_in_the_database_gets_a_new_epoch(store: Store) -> None:
    with store.open() as journal:
        epoch = journal.epoch
        journal.append([said(1), said(2)])
    store.execute('DELETE FROM event WHERE "offset" = 2')
    store.execute("UPDATE meta SET value = '1' WHERE name = 'last'")
    with store.open() as journal:
        assert journal.epoch != epoch


def test_the_offset_of_a_deleted_event_is_not_given_out_again(store: Store) -> None:
    with store.open() as journal:
        journal.append([said(1), said(2)])
    store.execute("DELETE FROM event")
    with store.open() as journal:
        assert journal.append([said(3)]).offsets == (3,)


def test_several_owners_of_one_server_take_turns(store: Store, tmp_path: Path) -> None:
    if not store.address:
        pytest.skip("a file has one owner")
    with store.open() as one, store.open() as two:
        futures = [(one if number % 2 else two).submit([said(number)]) for number in range(100)]
        offsets = sorted(future.result().offsets[0] for future in futures)
    assert offsets == list(range(1, 101))


def test_no_secret_reaches_the_disk(store: Store, secret: str) -> None:
    leak = f"export API_TOKEN={secret}"
    payload = {"text": leak, "deep": [{"password": secret}]}
    with store.open() as journal:
        journal.append([NewEvent(f"s:{secret}", "k", "t", payload, leak)])
        [event] = journal.read()
        files = [path.read_bytes() for path in store.places.state.rglob("*") if path.is_file()]
    assert "[redacted:github-token]" in event.payload["text"]
    assert secret not in repr(event)
    assert files
    assert not any(secret.encode() in content for content in files)


def test_sources_that_differ_in_a_secret_only_stay_different(store: Store) -> None:
    sources = [f"mail:{name}@acme-corp.io" for name in ("anna", "berta")]
    with store.open() as journal:
        assert journal.append([NewEvent(source, "k", "t", {}) for source in sources]).added == 2
        assert journal.append([NewEvent(source, "k", "t", {}) for source in sources]).added == 0
        assert not any("anna" in event.source or "berta" in event.source for event in journal.read())


@pytest.mark.parametrize("name", ["a b", "50%", "what?", "#1", "ü%20", "a&b=c;d", "x?mode=memory"])
def test_a_repository_may_have_any_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    store = Store(find_places(tmp_path / name, runtime=tmp_path), "")
    with store.open() as journal:
        journal.append([said(1)])
        assert store.reader().count() == 1
    assert store.places.journal.is_file()


def test_readers_in_many_threads_share_one_reader(store: Store) -> None:
    counts: list[int] = []
    with store.open() as journal:
        journal.append([said(number) for number in range(50)])
        reader: JournalReader = store.reader()
        threads = [threading.Thread(target=lambda: counts.append(len(reader.read()))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        reader.close()
    assert counts == [50] * 8
