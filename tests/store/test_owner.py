import os
import signal
import subprocess
import sys

import pytest

from hardwon.core import Places
from hardwon.store import Owned, OwnerLock, StoreReadOnly
from tests.store.stores import SetClock, as_stranger

HOLD = """
import sys
from pathlib import Path
from hardwon.core import find_places
from hardwon.store import OwnerLock
with OwnerLock.acquire(find_places(Path(sys.argv[1]), runtime=Path(".")), role=sys.argv[2]):
    print("mine", flush=True)
    {then}
"""


def hold(places: Places, role: str, then: str = "sys.stdin.read()") -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD.format(then=then), str(places.root), role],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "mine\n"
    return process


def test_a_second_owner_is_told_who_the_first_is_and_what_to_do(places: Places) -> None:
    holder = hold(places, "daemon")
    with (
        pytest.raises(Owned, match=f"`daemon` \\(process {holder.pid}, since ") as caught,
        OwnerLock.acquire(places),
    ):
        pass
    assert "Ctrl-C" in caught.value.next_step
    assert caught.value.owner == OwnerLock.holder(places)
    holder.communicate("")
    assert OwnerLock.holder(places) is None
    with OwnerLock.acquire(places, role="import", clock=SetClock()) as owner:
        assert owner == OwnerLock.holder(places)
        assert (owner.pid, owner.since) == (os.getpid(), "2026-05-04T09:30:00.000Z")
        with pytest.raises(Owned, match="`import`") as caught, OwnerLock.acquire(places):
            pass
    assert "wait" in caught.value.next_step


def test_a_killed_owner_stops_nobody(places: Places) -> None:
    holder = hold(places, "daemon")
    holder.kill()
    holder.communicate()
    assert "daemon" in places.lock.read_text()
    assert OwnerLock.holder(places) is None
    with OwnerLock.acquire(places):
        pass


def test_a_child_that_outlives_its_owner_does_not_keep_the_lock(places: Places) -> None:
    # The child says so itself: by then it has let go of what it shared.
    then = "import os; os.fork() or print(os.getpid(), flush=True); sys.stdin.read()"
    holder = hold(places, "daemon", then)
    assert holder.stdout is not None
    child = int(holder.stdout.readline())
    holder.kill()
    holder.wait()
    try:
        with OwnerLock.acquire(places):
            pass
    finally:
        os.kill(child, signal.SIGKILL)
        holder.communicate()


def test_words_left_in_the_lock_file_are_not_believed(places: Places) -> None:
    places.lock.parent.mkdir(parents=True)
    places.lock.write_text('{"pid": 1, "role": "daemon", "since": "2020"}')
    assert OwnerLock.holder(places) is None
    with OwnerLock.acquire(places):
        places.lock.write_text("no json")
        assert OwnerLock.holder(places) is None
        with pytest.raises(Owned, match="another process"), OwnerLock.acquire(places):
            pass


def test_a_place_that_may_not_be_written_is_named(open_ground: Places) -> None:
    open_ground.root.chmod(0o555)
    with (
        as_stranger(),
        pytest.raises(StoreReadOnly, match="may not be written") as caught,
        OwnerLock.acquire(open_ground),
    ):
        pass
    assert "write access" in caught.value.next_step
