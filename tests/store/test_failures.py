import errno
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from hardwon.core import Places
from hardwon.store import (
    DiskFull,
    Journal,
    JournalReader,
    StoreBusy,
    StoreDamaged,
    StoreReadOnly,
    StoreUnreachable,
)
from hardwon.store.database import Sqlite
from hardwon.store.failures import explain
from hardwon.store.mark import Mark
from tests.store.stores import SetClock, Store, as_stranger, said

FULL = """
import resource, sys
from pathlib import Path
from hardwon.core import find_places
from hardwon.store import DiskFull, Journal, NewEvent, take_in_spool, spool_append

def room(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

def event(number):
    return NewEvent(f"n:{number}", "k", "t", {"text": "x" * 2000})

places = find_places(Path(sys.argv[1]), runtime=Path("."))
with Journal.open(places) as journal:
    journal.append([event(0)])
    room(600_000)
    kept, refused = 1, 0
    for number in range(1, 400):
        try:
            kept += journal.append([event(number)]).added
        except DiskFull as error:
            refused += 1
            sentence = str(error)
    print(sentence, file=sys.stderr)
    assert kept > 10 and refused > 50, (kept, refused)
    assert journal.count() == kept
    room(resource.RLIM_INFINITY)
    assert journal.append([event(number) for number in range(400)]).added == refused
    assert [event.payload["text"] for event in journal.scan()] == ["x" * 2000] * 400
with Journal.open(places) as journal:
    assert journal.last_offset() == journal.count() == 400
"""


def run_script(script: str, root: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", script, str(root)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_full_disk_is_named_and_the_journal_goes_on_once_there_is_room(places: Places) -> None:
    run = run_script(FULL, places.root)
    assert run.returncode == 0, run.stderr
    assert "no room left to write" in run.stderr
    assert "free some space" in run.stderr


def test_a_truly_full_file_system_is_named(tmp_path: Path) -> None:
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(tmp_path)]
    mount = subprocess.run(command, capture_output=True, check=False)
    if mount.returncode != 0:
        pytest.skip("needs the right to mount a file system of 1 MB")
    try:
        script = FULL.replace("room(600_000)", "pass").replace("room(resource.RLIM_INFINITY)", "sys.exit(0)")
        run = run_script(script, tmp_path)
        assert run.returncode == 0, run.stderr
        assert "no room left" in run.stderr
        with JournalReader.open(Store(_places(tmp_path), "").places) as reader:
            assert reader.count() > 10
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


def _places(root: Path) -> Places:
    return Places(root=root, git_dir=None, state=root / ".hardwon/state", runtime=root)


def test_a_directory_that_may_not_be_written_is_named(open_ground: Places) -> None:
    with as_stranger(), pytest.raises(StoreReadOnly, match="may not be written") as caught:
        Journal.open(open_ground)
    assert "write access" in caught.value.next_step


def test_a_database_that_may_not_be_written_is_named_and_can_be_read(open_ground: Places) -> None:
    store = Store(open_ground, "")
    with store.open() as journal:
        journal.append([said(1)])
        epoch = journal.epoch
    open_ground.state.chmod(0o755)
    for path in open_ground.state.iterdir():
        path.chmod(0o644)
    if os.geteuid() != 0:
        open_ground.state.chmod(0o555)
        open_ground.journal.chmod(0o444)
    with as_stranger():
        with pytest.raises(StoreReadOnly, match="may not be written"):
            store.open()
        with store.reader() as reader:
            assert (reader.epoch, reader.count()) == (epoch, 1)
    open_ground.state.chmod(0o755)


def test_a_file_that_is_no_database_is_named_and_left_alone(file_store: Store) -> None:
    path = file_store.places.journal
    path.parent.mkdir(parents=True)
    path.write_bytes(b"precious words " * 1000)
    with pytest.raises(StoreDamaged, match=r"journal\.db is damaged") as caught:
        file_store.open()
    assert "backup" in caught.value.next_step
    with pytest.raises(StoreDamaged):
        file_store.reader()
    assert path.read_bytes() == b"precious words " * 1000


@pytest.mark.parametrize("harm", ["cut", "garbled"])
def test_damaged_pages_are_named_when_they_are_met(file_store: Store, harm: str) -> None:
    with file_store.open() as journal:
        journal.append([said(number, "x" * 3000) for number in range(400)])
    path = file_store.places.journal
    content = bytearray(path.read_bytes())
    if harm == "cut":
        del content[len(content) // 2 :]
    else:
        for page in range(8192, len(content), 8192):
            content[page : page + 100] = os.urandom(100)
    path.write_bytes(content)
    with pytest.raises(StoreDamaged, match=r"journal\.db is damaged"):
        _use(file_store)


def _use(store: Store) -> None:
    with store.open() as journal:
        list(journal.scan())
        journal.append([said(number) for number in range(1000, 1400)])


def test_reading_goes_on_before_the_damage(file_store: Store) -> None:
    with file_store.open() as journal:
        journal.append([said(number, "x" * 3000) for number in range(400)])
    path = file_store.places.journal
    content = bytearray(path.read_bytes())
    content[-200 * 4096 :] = os.urandom(200 * 4096)
    path.write_bytes(content)
    with file_store.reader() as reader:
        assert [event.offset for event in reader.read(limit=10)] == list(range(1, 11))


def test_a_file_locked_by_another_program_is_named(places: Places, tmp_path: Path) -> None:
    impatient = Sqlite(places.journal, busy_seconds=0.1)
    with Journal(impatient, Mark(tmp_path / "mark"), SetClock(), ()) as journal:
        other = sqlite3.connect(places.journal, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="held by another program"):
            journal.append([said(1)])
        other.execute("ROLLBACK")
        other.close()
        assert journal.append([said(1)]).added == 1


@pytest.mark.parametrize("address", ["mysql://x/y", "not an address", "sqlite:///x"])
def test_an_address_that_is_none_of_ours_is_refused(places: Places, address: str) -> None:
    with pytest.raises(StoreUnreachable, match=r"\[tool.hardwon\]") as caught:
        Journal.open(places, database=address)
    assert "postgresql://" in caught.value.next_step


def test_a_server_that_is_not_there_is_named_without_its_password(places: Places, secret: str) -> None:
    address = f"postgresql://anna:{secret}@127.0.0.1:1/shop"
    with pytest.raises(StoreUnreachable, match=r"anna:\*\*\*@127\.0\.0\.1:1/shop") as caught:
        Journal.open(places, database=address)
    assert secret not in str(caught.value)
    assert "see that it runs" in caught.value.next_step


def test_a_server_that_restarts_is_found_again(store: Store) -> None:
    if not store.address:
        pytest.skip("a file does not restart")
    with store.open() as journal, psycopg.connect(store.address, autocommit=True) as other:
        journal.append([said(1)])
        other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        assert journal.append([said(2)]).added == 1
        assert journal.count() == 2


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError(errno.ENOSPC, "full"), DiskFull),
        (OSError(errno.EROFS, "read-only"), StoreReadOnly),
        (psycopg.errors.DiskFull("full"), DiskFull),
        (psycopg.errors.ReadOnlySqlTransaction("read-only"), StoreReadOnly),
        (psycopg.errors.DataCorrupted("page"), StoreDamaged),
        (psycopg.errors.TooManyConnections("many"), StoreBusy),
        (psycopg.OperationalError("gone"), StoreUnreachable),
    ],
)
def test_each_kind_of_failure_has_its_sentence(error: Exception, kind: type[Exception]) -> None:
    explained = explain(error, "there")
    assert type(explained) is kind
    assert "there" in explained.what
    assert explained.next_step


@pytest.mark.parametrize(
    "error", [OSError(errno.EINTR, "x"), ValueError("x"), psycopg.errors.UndefinedTable("x")]
)
def test_an_unknown_failure_is_not_dressed_up(error: Exception) -> None:
    assert explain(error, "there") is None
