import fcntl
import logging
import os
import subprocess
import sys
import threading
import time

import pytest

from hardwon.core import Places
from hardwon.store import BadEvent, NewEvent, StoreReadOnly, spool_append, take_in_spool
from tests.store.stores import Store, as_stranger, said

WRITER = """
import sys
from pathlib import Path
from hardwon.core import find_places
from hardwon.store import NewEvent, spool_append
places = find_places(Path(sys.argv[1]), runtime=Path("."))
for number in range(int(sys.argv[3])):
    spool_append(places, [NewEvent(f"{sys.argv[2]}:{number}", "k", "t", {"n": number})])
"""


def waiting(places: Places) -> list[str]:
    return (
        sorted(path.name for path in places.spool.iterdir() if path.is_file())
        if places.spool.exists()
        else []
    )


def test_the_next_owner_takes_in_what_was_spooled(store: Store) -> None:
    spool_append(store.places, [said(1, "a"), said(2, "b")])
    spool_append(store.places, [said(2, "again"), said(3, "c", session=None)])
    with store.open() as journal:
        assert take_in_spool(store.places, journal) == 3
        assert [event.payload["text"] for event in journal.read()] == ["a", "b", "c"]
        assert [event.session for event in journal.read()] == ["s1", "s1", None]
        assert take_in_spool(store.places, journal) == 0
    assert waiting(store.places) == []


def test_nothing_spooled_is_nothing_taken_in(file_store: Store) -> None:
    spool_append(file_store.places, [])
    assert not file_store.places.spool.exists()
    with file_store.open() as journal:
        assert take_in_spool(file_store.places, journal) == 0


def test_what_was_taken_in_before_a_kill_is_not_taken_in_twice(file_store: Store) -> None:
    spool_append(file_store.places, [said(1), said(2)])
    [path] = file_store.places.spool.glob("*.jsonl")
    content = path.read_bytes()
    with file_store.open() as journal:
        take_in_spool(file_store.places, journal)
        path.write_bytes(content)  # as if killed after the commit, before the deletion
        assert take_in_spool(file_store.places, journal) == 0
        assert journal.count() == 2
    assert waiting(file_store.places) == []


def test_the_spool_and_the_journal_know_an_event_by_the_same_source(file_store: Store, secret: str) -> None:
    event = NewEvent(f"a:{secret}", "k", "t", {"text": secret}, f"s:{secret}")
    spool_append(file_store.places, [event])
    with file_store.open() as journal:
        journal.append([event])
        assert take_in_spool(file_store.places, journal) == 0


def test_no_secret_reaches_the_spool(places: Places, secret: str) -> None:
    spool_append(places, [NewEvent(f"a:{secret}", "k", "t", {"deep": [{"text": secret}]}, secret)])
    [path] = places.spool.glob("*.jsonl")
    assert secret not in path.read_text()
    assert path.stat().st_mode & 0o077 == 0


def test_a_half_written_line_is_set_aside_and_the_rest_taken_in(
    file_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    spool_append(file_store.places, [said(1), said(2)])
    [path] = file_store.places.spool.glob("*.jsonl")
    whole = path.read_bytes()
    # As a killed writer leaves it: without its name, the last line torn.
    path.with_suffix(".part").write_bytes(whole + whole[: len(whole) // 3])
    path.unlink()
    with caplog.at_level(logging.WARNING), file_store.open() as journal:
        assert take_in_spool(file_store.places, journal) == 2
    [kept] = (file_store.places.spool / "broken").iterdir()
    assert kept.read_text().startswith("Line 3 of ")
    assert whole[: len(whole) // 3].decode() in kept.read_text()
    assert "line 3 is no event" in caplog.text
    assert waiting(file_store.places) == []


@pytest.mark.parametrize(
    "line", ["[1]", "{}", "\x00\xff", '{"source": 1}', '{"source":"","kind":"k"}', "null"]
)
def test_a_line_that_is_no_event_is_never_fatal(file_store: Store, line: str) -> None:
    spool_append(file_store.places, [said(1)])
    [path] = file_store.places.spool.glob("*.jsonl")
    path.write_bytes(line.encode() + b"\n" + path.read_bytes())
    with file_store.open() as journal:
        assert take_in_spool(file_store.places, journal) == 1
    assert len(list((file_store.places.spool / "broken").iterdir())) == 1


def test_a_writer_that_is_still_writing_is_left_alone(file_store: Store) -> None:
    spool = file_store.places.spool
    spool.mkdir(parents=True)
    part, empty, old = (spool / f"{name}.part" for name in ("1-locked", "2-fresh", "3-old"))
    empty.touch()
    old.touch()
    os.utime(old, (time.time() - 7200,) * 2)
    with part.open("wb") as writing, file_store.open() as journal:
        fcntl.flock(writing, fcntl.LOCK_EX)
        writing.write(b'{"source": "a", "ki')
        writing.flush()
        assert take_in_spool(file_store.places, journal) == 0
        assert waiting(file_store.places) == ["1-locked.part", "2-fresh.part"]


def test_many_processes_spool_at_once_while_an_owner_takes_in(file_store: Store) -> None:
    root = str(file_store.places.root)
    with file_store.open() as journal:
        writers = [
            subprocess.Popen([sys.executable, "-c", WRITER, root, f"w{number}", "40"]) for number in range(4)
        ]
        taken = 0
        while any(writer.poll() is None for writer in writers):
            taken += take_in_spool(file_store.places, journal)
        taken += take_in_spool(file_store.places, journal)
        assert [writer.returncode for writer in writers] == [0] * 4
        assert taken == journal.count() == 160
        assert len({event.source for event in journal.read()}) == 160


def test_threads_of_one_process_may_spool_at_once(file_store: Store) -> None:
    threads = [threading.Thread(target=spool_append, args=(file_store.places, [said(n)])) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with file_store.open() as journal:
        assert take_in_spool(file_store.places, journal) == 20


def test_thousands_of_files_are_taken_in_in_the_order_they_were_written(file_store: Store) -> None:
    spool_append(file_store.places, [said(0)])
    [path] = file_store.places.spool.glob("*.jsonl")
    line = path.read_text()
    for number in range(1, 3001):
        later = f"{int(path.name[:20]) + number:020d}-1-x.jsonl"
        (path.parent / later).write_text(line.replace("test:0", f"test:{number}"))
    with file_store.open() as journal:
        assert take_in_spool(file_store.places, journal) == 3001
        assert [event.source for event in journal.scan()] == [f"test:{number}" for number in range(3001)]
    assert waiting(file_store.places) == []


def test_what_cannot_be_taken_in_stays_in_the_spool(file_store: Store) -> None:
    spool_append(file_store.places, [said(1)])
    with file_store.open() as journal:
        file_store.execute("ALTER TABLE event RENAME TO hidden")
        with pytest.raises(Exception, match="no such table"):
            take_in_spool(file_store.places, journal)
        assert len(waiting(file_store.places)) == 1
        file_store.execute("ALTER TABLE hidden RENAME TO event")
        assert take_in_spool(file_store.places, journal) == 1


def test_an_event_that_is_no_json_is_refused_before_anything_is_written(places: Places) -> None:
    with pytest.raises(BadEvent, match="not JSON"):
        spool_append(places, [said(1), NewEvent("x", "k", "t", {"x": {1, 2}})])
    assert waiting(places) == []


def test_a_spool_that_may_not_be_written_is_named(open_ground: Places) -> None:
    open_ground.root.chmod(0o555)
    with as_stranger(), pytest.raises(StoreReadOnly, match="spool may not be written"):
        spool_append(open_ground, [said(1)])


def test_a_full_disk_leaves_nothing_half_written(places: Places) -> None:
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "import hardwon.store as store\n"
        "try:\n    exec(sys.stdin.read())\n"
        "except store.DiskFull as error: print(error)"
    )
    run = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}", str(places.root), "w", "1"],
        input=WRITER.replace('"n": number', '"text": "long" * 100'),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "no room left" in run.stdout
    assert waiting(places) == []


def test_a_spool_that_may_not_be_emptied_is_named_and_its_events_are_safe(
    open_ground: Places, file_store: Store
) -> None:
    file_store.open().close()  # what it imports late may not be readable to a stranger
    store = Store(open_ground, "")
    spool_append(open_ground, [said(1)])
    open_ground.state.chmod(0o777)
    open_ground.spool.chmod(0o555)
    for path in open_ground.spool.iterdir():
        path.chmod(0o444)
    with as_stranger(), store.open() as journal:
        with pytest.raises(StoreReadOnly, match="spool may not be written"):
            take_in_spool(open_ground, journal)
        assert journal.count() == 1
    open_ground.spool.chmod(0o755)
    with store.open() as journal:
        assert take_in_spool(open_ground, journal) == 0
    assert waiting(open_ground) == []


def test_what_only_looks_like_a_file_of_the_spool_keeps_nothing_from_coming_in(file_store: Store) -> None:
    spool_append(file_store.places, [said(1)])
    (file_store.places.spool / "00.jsonl").mkdir()
    os.mkfifo(file_store.places.spool / "01.jsonl")
    (file_store.places.spool / "02.jsonl").symlink_to("/dev/zero")
    with file_store.open() as journal:
        assert take_in_spool(file_store.places, journal) == 1
    assert sorted(os.listdir(file_store.places.spool)) == ["00.jsonl", "01.jsonl", "02.jsonl"]
