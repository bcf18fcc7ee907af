"""What a power cut, a bad disk or a wrong clock does: named, or recovered; what was handed over stays."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardwon.core import new_id
from hardwon.store import StoreDamaged, spool_append, take_in_spool
from tests.store.stores import Store, WordCount, said

PAGE = 4096
KEPT = 120


@pytest.fixture
def words(file_store: Store) -> WordCount:
    """A journal of `KEPT` events with a projection, closed."""
    with file_store.open():
        pass
    key = "PRIMARY KEY (session, word)"
    file_store.execute(f"CREATE TABLE word (session TEXT, word TEXT, times INTEGER NOT NULL, {key})")
    words = WordCount()
    with file_store.open(words) as journal:
        for start in range(0, KEPT, 10):
            journal.append([said(n, f"word{n} " + "well" * 125) for n in range(start, start + 10)])
    return words


def pages(store: Store) -> Iterator[tuple[str, bytes]]:
    """The database with one of its pages harmed: the last, and others, each in three ways."""
    sound, chance = store.places.journal.read_bytes(), random.Random(5)
    last = len(sound) // PAGE - 1
    for page in [last, *chance.sample(range(last), 12)]:
        start = page * PAGE
        for harm, own in [
            ("zeros", bytes(PAGE)),
            ("noise", chance.randbytes(PAGE)),
            ("its text", sound[start : start + 3000] + chance.randbytes(PAGE - 3000)),
        ]:
            yield f"page {page} of {last}: {harm}", sound[:start] + own + sound[start + PAGE :]


def test_a_harmed_page_is_named_or_does_no_harm_and_a_backup_brings_all_back(
    file_store: Store, words: WordCount
) -> None:
    path, sound_ones, told = file_store.places.journal, 0, set[str]()
    sound = path.read_bytes()
    for number, (harm, content) in enumerate(pages(file_store)):
        _put(path, content)
        handed_over = said(1000 + number)
        spool_append(file_store.places, [handed_over])
        try:
            with file_store.open(words) as journal:
                assert [event.offset for event in journal.scan()] == list(range(1, KEPT + 1)), harm
                take_in_spool(file_store.places, journal)
            sound_ones += 1
        except StoreDamaged as error:
            told.add(error.what.partition(" (")[0])
            _put(path, sound)
            with file_store.open(words) as journal:
                take_in_spool(file_store.places, journal)
                assert [event.source for event in journal.scan(KEPT)] == [handed_over.source], harm
    assert sound_ones > 0
    assert told == {f"{path} is damaged"}


def test_a_torn_log_costs_the_end_alone_and_begins_a_new_epoch(file_store: Store, words: WordCount) -> None:
    """However much of the log a disk has lost that lied about its sync, what is left is whole."""
    state, copy, chance = file_store.places.state, file_store.places.root / "copy", random.Random(8)
    with file_store.open(words) as journal:
        epoch = journal.epoch
        for number in range(KEPT, KEPT + 30):
            journal.append([said(number, f"word{number} well")])
        shutil.copytree(state, copy)  # as a power cut would leave it
    lengths: list[int] = []
    for _ in range(25):
        shutil.rmtree(state)
        shutil.copytree(copy, state)
        (state / "journal.db-shm").unlink()
        log = state / "journal.db-wal"
        log.write_bytes(_torn(log.read_bytes(), chance))
        with file_store.open(words) as journal:
            sources = [event.source for event in journal.scan()]
            assert sources == [said(number).source for number in range(len(sources))]
            assert (journal.epoch == epoch) is (len(sources) == KEPT + 30)
            followed = words.rows(journal)
            journal.rebuild(words)
            assert words.rows(journal) == followed
            assert journal.append([said(number) for number in range(KEPT + 30)]).added == KEPT + 30 - len(
                sources
            )
        lengths.append(len(sources))
    assert min(lengths) >= KEPT
    assert len(set(lengths)) > 3


def test_half_a_transaction_at_the_end_of_the_log_costs_nothing(file_store: Store, words: WordCount) -> None:
    state, copy = file_store.places.state, file_store.places.root / "copy"
    with file_store.open(words) as journal:
        epoch = journal.epoch
        journal.append([said(number) for number in range(KEPT, KEPT + 30)])
        shutil.copytree(state, copy)
    shutil.rmtree(state)
    shutil.copytree(copy, state)
    with (state / "journal.db-wal").open("ab") as log:
        log.write(random.Random(1).randbytes(PAGE + 24 + 100))
    with file_store.open(words) as journal:
        assert journal.count() == journal.last_offset() == KEPT + 30
        assert journal.epoch == epoch


def test_a_clock_that_goes_backwards_loses_and_reorders_nothing(file_store: Store, words: WordCount) -> None:
    epochs, clock = set(), file_store.clock
    ids = [new_id(clock)]
    for number in range(KEPT, KEPT + 20):
        clock.forward(-3600 * 24 * 400)
        ids.append(new_id(clock))
        with file_store.open(words) as journal:
            if number % 2:
                spool_append(file_store.places, [said(number)])
                take_in_spool(file_store.places, journal)
            else:
                journal.append([said(number)])
            epochs.add(journal.epoch)
    assert len(set(ids)) == 21
    with file_store.open(words) as journal:
        assert [event.source for event in journal.scan()] == [
            said(number).source for number in range(KEPT + 20)
        ]
        assert epochs == {journal.epoch}
        followed = words.rows(journal)
        journal.rebuild(words)
        assert words.rows(journal) == followed


def _put(path: Path, content: bytes) -> None:
    """The database with `content`, and no log beside it."""
    path.write_bytes(content)
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)


def _torn(log: bytes, chance: random.Random) -> bytes:
    cut = chance.randrange(len(log) // 4, len(log) + 1)
    match chance.randrange(3):
        case 0:
            return log[:cut]
        case 1:
            return log[:cut] + bytes(len(log) - cut)
        case _:
            return log[:cut] + chance.randbytes(len(log) - cut)
