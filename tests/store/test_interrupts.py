"""Ctrl-C at any moment: the journal goes on, and ends."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from pathlib import Path
from sqlalchemy import MetaData
from hardwon.core import find_places
from hardwon.store import Journal
from tests.store.pressing import pressed
from tests.store.stores import said

class Follower:
    name, metadata = "follower", MetaData()

    def apply(self, connection, events): ...
    def clear(self, connection): ...

places = find_places(Path(sys.argv[1]), runtime=Path("."))
follower = Follower()
acts = {
    "append": lambda journal, step: journal.append([said(step)]),
    "rebuild": lambda journal, step: journal.rebuild(follower),
    "read": lambda journal, step: journal.last_offset(),
    "close": lambda journal, step: journal.close(),
}
act = acts[sys.argv[2]]
journal = Journal.open(places, projections=[follower])
step = 1
while pressed(step, lambda: act(journal, step)):
    if act is acts["close"]:
        journal.close()
        journal = Journal.open(places, projections=[follower])
    journal.append([said(step)])
    step += 1
journal.close()
with Journal.open(places) as journal:
    assert {event.source for event in journal.scan()} >= {f"test:{n}" for n in range(1, step)}
print(step)
"""


@pytest.mark.parametrize("act", ["append", "rebuild", "read", "close"])
def test_ctrl_c_at_any_step_leaves_no_lock_behind(act: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, str(tmp_path), act]
    # Where a lock is left behind, it waits for ever.
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) > 20
