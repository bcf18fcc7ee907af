"""Changes as events of the journal."""

import itertools
import os

from hypothesis import given
from hypothesis import strategies as st

from hardwon.daemon.changes import MANY, Change, change_events


def events(changes: list[Change]) -> list[tuple[str, str, dict[str, object]]]:
    numbers = itertools.count()
    made = change_events(changes, source=lambda: f"s{next(numbers)}", time="2026-11-21T09:30:00.000Z")
    return [(event.source, event.kind, dict(event.payload)) for event in made]


def test_each_change_is_an_event_with_a_source_of_its_own() -> None:
    changes = [Change("a.py", "created"), Change("b.py", "moved", origin="c.py")]
    assert events(changes) == [
        ("s0", "file.changed", {"path": "a.py", "change": "created"}),
        ("s1", "file.changed", {"path": "b.py", "change": "moved", "from": "c.py"}),
    ]


def test_very_many_changes_are_one_event_with_their_count_and_a_sample() -> None:
    changes = [Change(f"f{number:04}", "created") for number in range(MANY)] + [Change("z", "deleted")]
    [(_, kind, payload)] = events(changes)
    assert kind == "files.changed"
    assert payload["count"] == MANY + 1
    assert payload["created"] == MANY
    assert payload["deleted"] == 1
    assert payload["sample"] == [f"f{number:04}" for number in range(20)]


@given(st.binary(min_size=1, max_size=30).filter(lambda name: b"\0" not in name))
def test_every_name_a_file_may_have_can_be_encoded(name: bytes) -> None:
    [(_, _, payload)] = events([Change(os.fsdecode(name), "created")])
    assert isinstance(payload["path"], str)
    payload["path"].encode()
