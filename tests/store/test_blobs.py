import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from hardwon.store import BlobCache
from tests.store.redaction.kinds import planted
from tests.store.stores import as_stranger

WORKER = """
import os, sys
from pathlib import Path
from hardwon.store import BlobCache
from tests.store.redaction.kinds import planted
cache = BlobCache(Path(sys.argv[1]))
for n in range(60):
    key = os.urandom(8)
    cache.put_many({key: key * 3, b"shared": b"same"})
    assert cache.get_many([key, b"shared"]) == {key: key * 3, b"shared": b"same"}
cache.close()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state/cache.db"


def test_what_was_put_is_got_in_another_process_run(path: Path) -> None:
    cache = BlobCache(path)
    items = {bytes([n % 256, n // 256]): bytes(n % 50) for n in range(1200)}
    assert cache.get_many(list(items)) == {}
    cache.put_many(items)
    cache.put_many({b"\0\0": b"newer"})
    cache.put_many({})
    cache.close()
    again = BlobCache(path)
    assert again.get_many([*items, b"absent"]) == items | {b"\0\0": b"newer"}
    assert again.get_many([]) == {}
    again.close()


@pytest.mark.parametrize("where", ["start", "middle", "all", "text"])
def test_a_damaged_file_is_made_anew(path: Path, where: str) -> None:
    cache = BlobCache(path)
    cache.put_many({os.urandom(16): os.urandom(500) for _ in range(300)})
    cache.close()
    content = bytearray(path.read_bytes())
    if where == "start":
        content[:200] = os.urandom(200)
    elif where == "middle":
        content[4096 : len(content) - 4096] = os.urandom(len(content) - 8192)
    else:
        content[:] = os.urandom(len(content)) if where == "all" else b"not a database"
    path.write_bytes(content)
    cache = BlobCache(path)
    keys = [os.urandom(16) for _ in range(50)]
    cache.get_many(keys)
    cache.put_many(dict.fromkeys(keys, b"value"))
    cache.put_many(dict.fromkeys(keys, b"value"))
    assert cache.get_many(keys) == dict.fromkeys(keys, b"value")
    cache.close()


def test_a_file_deleted_while_open_costs_nothing_but_its_content(path: Path) -> None:
    cache = BlobCache(path)
    cache.put_many({b"a": b"1"})
    for file in path.parent.iterdir():
        file.unlink()
    cache.put_many({b"b": b"2"})
    cache.close()
    cache = BlobCache(path)
    cache.put_many({b"c": b"3"})
    assert cache.get_many([b"c"]) == {b"c": b"3"}
    cache.close()


def test_a_database_of_another_shape_is_made_anew(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE blob (name TEXT, used INTEGER)")
    other.close()
    cache = BlobCache(path)
    cache.put_many({b"a": b"1"})
    assert cache.get_many([b"a"]) == {b"a": b"1"}
    cache.close()


def test_a_locked_file_is_read_and_not_waited_for_long(path: Path) -> None:
    cache = BlobCache(path)
    cache.put_many({b"a": b"1"})
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert cache.get_many([b"a"]) == {b"a": b"1"}
    cache.put_many({b"b": b"2"})
    other.execute("ROLLBACK")
    other.close()
    cache.put_many({b"c": b"3"})
    assert cache.get_many([b"a", b"b", b"c"]) == {b"a": b"1", b"c": b"3"}
    cache.close()


def test_a_place_that_may_not_be_written_has_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    cache = BlobCache(blocked / "cache.db")
    cache.put_many({b"a": b"1"})
    assert cache.get_many([b"a"]) == {}
    cache.close()


def test_a_read_only_file_has_nothing_and_breaks_nothing(path: Path) -> None:
    cache = BlobCache(path)
    cache.put_many({b"a": b"1"})
    cache.close()
    with as_stranger():
        cache = BlobCache(path)
        cache.put_many({b"b": b"2"})
        assert b"b" not in cache.get_many([b"a", b"b"])
        cache.close()


def test_it_stays_within_its_bound_and_drops_what_was_used_least_lately(path: Path) -> None:
    cache = BlobCache(path, max_bytes=1_000_000)
    for n in range(40):
        cache.put_many({b"k%d" % (n * 10 + i): os.urandom(5_000) for i in range(10)})
        cache.get_many([b"k0", b"k1"])
    cache.close()
    assert path.stat().st_size <= 1_300_000
    cache = BlobCache(path)
    there = cache.get_many([b"k%d" % n for n in range(400)])
    assert {b"k0", b"k1", b"k399"} <= set(there)
    assert b"k5" not in there
    assert len(there) > 100
    cache.close()


def test_what_was_read_last_time_counts_as_used(path: Path) -> None:
    cache = BlobCache(path)
    for n in range(100):
        cache.put_many({b"k%d" % n: os.urandom(10_000)})
    cache.close()
    cache = BlobCache(path)
    cache.get_many([b"k3"])
    cache.close()
    cache = BlobCache(path, max_bytes=500_000)
    cache.put_many({b"new": b"1"})
    assert set(cache.get_many([b"k2", b"k3", b"k4", b"new"])) == {b"k3", b"new"}
    cache.close()


def test_many_processes_use_one_file_at_once(path: Path) -> None:
    workers = [subprocess.Popen([sys.executable, "-c", WORKER, str(path)]) for _ in range(4)]
    assert [worker.wait() for worker in workers] == [0] * 4


def test_many_threads_use_one_cache_at_once(path: Path) -> None:
    cache = BlobCache(path)
    wrong: list[object] = []

    def work(number: int) -> None:
        for n in range(30):
            key = b"%d-%d" % (number, n)
            cache.put_many({key: key})
            if cache.get_many([key]) != {key: key}:
                wrong.append(key)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cache.close()
    assert wrong == []


def test_a_forked_child_uses_a_connection_of_its_own(path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from hardwon.store import BlobCache\n"
        "cache = BlobCache(Path(sys.argv[1])); cache.put_many({b'a': b'1'})\n"
        "if os.fork() == 0:\n"
        "    cache.put_many({b'b': b'2'}); os._exit(0 if len(cache.get_many([b'a', b'b'])) == 2 else 1)\n"
        "status = os.wait()[1]; cache.put_many({b'c': b'3'})\n"
        "print(status, len(cache.get_many([b'a', b'b', b'c']))); cache.close()"
    )
    run = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert run.stdout == "0 3\n"


def test_nothing_made_from_a_text_with_a_secret_is_kept(tmp_path: Path) -> None:
    cache = BlobCache(tmp_path / "cache.db")
    secret = planted("postgres", 1)
    assert not cache.may_keep(f"URL = {secret.text!r}\n".encode())
    assert cache.may_keep(b'URL = os.environ["DATABASE_URL"]  # ask anna.berg@shop.example.org\n')
