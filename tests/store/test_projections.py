import pytest

from hardwon.store import NewEvent
from tests.store.stores import Store, WordCount, said


@pytest.fixture(autouse=True)
def table(store: Store) -> None:
    """The projection's table, as its migration would have made it."""
    with store.open():
        pass
    key = "PRIMARY KEY (session, word)"
    store.execute(f"CREATE TABLE word (session TEXT, word TEXT, times INTEGER NOT NULL, {key})")


def test_a_projection_is_in_step_with_each_append(store: Store) -> None:
    words = WordCount()
    with store.open(words) as journal:
        journal.append([said(1, "a b a"), said(2, "b", session="s2")])
        assert words.rows(store.reader()) == [("s1", "a", 2), ("s1", "b", 1), ("s2", "b", 1)]
        journal.append([said(1, "a b a"), said(3, "c")])
        assert words.rows(journal) == [("s1", "a", 2), ("s1", "b", 1), ("s1", "c", 1), ("s2", "b", 1)]


def test_a_new_projection_is_replayed_when_the_journal_opens(store: Store) -> None:
    with store.open() as journal:
        journal.append([said(number, "a") for number in range(2500)])
    words = WordCount()
    with store.open(words) as journal:
        assert words.rows(journal) == [("s1", "a", 2500)]
    with store.open(words) as journal:
        assert words.rows(journal) == [("s1", "a", 2500)]


def test_a_projection_catches_up_with_what_another_owner_appended(store: Store) -> None:
    if not store.address:
        pytest.skip("a file has one owner")
    words = WordCount()
    with store.open(words) as ours, store.open() as theirs:
        ours.append([said(1, "a")])
        theirs.append([said(2, "a")])
        ours.append([said(3, "a")])
        assert words.rows(ours) == [("s1", "a", 3)]


def test_a_rebuild_gives_the_same_rows(store: Store) -> None:
    words = WordCount()
    with store.open(words) as journal:
        journal.append([said(number, "a b" if number % 3 else "c") for number in range(100)])
        before = words.rows(journal)
        journal.rebuild(words)
        assert words.rows(journal) == before
        journal.append([said(100, "a")])
        assert words.rows(journal)[0] == ("s1", "a", before[0][2] + 1)


def test_a_projection_that_was_damaged_is_mended_by_a_rebuild(store: Store) -> None:
    words = WordCount()
    with store.open(words) as journal:
        journal.append([said(1, "a")])
        store.execute("UPDATE word SET times = 7")
        journal.rebuild(words)
        assert words.rows(journal) == [("s1", "a", 1)]


def test_a_projection_with_a_defect_stays_behind_and_loses_nothing(store: Store) -> None:
    broken = WordCount(refuse="poison")
    with store.open(broken) as journal:
        journal.append([said(1, "a")])
        assert journal.append([said(2, "b poison")]).added == 1
        assert journal.append([said(3, "c")]).added == 1
        assert broken.rows(journal) == [("s1", "a", 1)]
        assert "cannot count poison" in str(journal.behind["words"])
        with pytest.raises(ValueError, match="cannot count poison"):
            journal.rebuild(broken)
        assert broken.rows(journal) == [("s1", "a", 1)]
    mended = WordCount()
    with store.open(mended) as journal:
        assert journal.behind == {}
        assert [row[1] for row in mended.rows(journal)] == ["a", "b", "c", "poison"]


def test_a_defect_at_opening_leaves_the_journal_open(store: Store) -> None:
    with store.open() as journal:
        journal.append([said(1, "poison")])
    with store.open(WordCount(refuse="poison")) as journal:
        assert set(journal.behind) == {"words"}
        assert journal.append([said(2)]).added == 1


def test_a_projection_sees_the_redacted_event(store: Store, secret: str) -> None:
    words = WordCount()
    with store.open(words) as journal:
        journal.append([NewEvent("x", "k", "t", {"text": f"use {secret}"}, "s1")])
        assert words.rows(journal) == [("s1", "[redacted:github-token]", 1), ("s1", "use", 1)]


def test_a_projection_gets_what_a_replay_would_read(store: Store) -> None:
    seen: list[object] = []

    class Watcher(WordCount):
        name = "watcher"

        def apply(self, connection: object, events: object) -> None:
            seen.extend(events)  # type: ignore[call-overload]

    with store.open(Watcher()) as journal:
        journal.append([NewEvent("x", "k", "t", {"pair": ("a", 1), "by": {1: "one"}})])
        assert seen == journal.read()


def test_a_text_that_no_table_holds_stops_no_projection(store: Store) -> None:
    words = WordCount()
    with store.open(words) as journal:
        journal.append([said(1, "caf\udce9 n\0l"), said(2, "fine")])
        expected = [("s1", "caf\ufffd", 1), ("s1", "fine", 1), ("s1", "n\ufffdl", 1)]
        assert sorted(words.rows(journal)) == sorted(expected)
        journal.rebuild(words)
        assert sorted(words.rows(journal)) == sorted(expected)


def test_a_projections_table_that_is_not_there_yet_reads_as_empty(store: Store) -> None:
    store.execute("DROP TABLE word")
    reader = store.reader()
    assert WordCount().rows(reader) == []
    reader.close()
