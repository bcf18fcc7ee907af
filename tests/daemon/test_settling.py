"""When touched paths have settled; time is told, nothing waits."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from hardwon.daemon.changes import MANY, Touch
from hardwon.daemon.settling import Settler, is_temporary


def due(settler: Settler, now: float) -> list[str]:
    return [dirty.path for dirty in settler.due(now)]


def test_a_written_file_is_due_within_milliseconds() -> None:
    settler = Settler()
    settler.touch(Touch("a"), 10.0)
    assert due(settler, 10.001) == []
    assert settler.next_due() == 10.005
    assert due(settler, 10.005) == ["a"]
    assert settler.next_due() is None


def test_a_file_that_is_gone_gets_time_to_come_back() -> None:
    settler = Settler()
    settler.touch(Touch("a", gone=True), 10.0)
    assert due(settler, 10.03) == []
    settler.touch(Touch("a"), 10.03)
    assert due(settler, 10.04) == ["a"]


def test_a_file_with_a_temporary_name_is_waited_for() -> None:
    settler = Settler()
    settler.touch(Touch("a.py.tmp"), 10.0)
    assert due(settler, 10.4) == []
    assert due(settler, 10.6) == ["a.py.tmp"]


def test_a_file_written_all_the_time_is_told_ever_more_rarely() -> None:
    settler = Settler()
    told = []
    for tick in range(6000):  # a minute, written to every 10 ms
        now = 10.0 + tick / 100
        settler.touch(Touch("a.log"), now)
        if due(settler, now):
            told.append(now)
    assert 25 <= len(told) <= 45
    assert max(after - before for before, after in itertools.pairwise(told)) <= 2.1


def test_a_file_written_again_later_is_told_at_once_again() -> None:
    settler = Settler()
    for now in (10.0, 20.0, 30.0):
        settler.touch(Touch("a"), now)
        assert due(settler, now + 0.006) == ["a"]


def test_a_burst_comes_together_once_it_is_quiet() -> None:
    settler = Settler()
    for number in range(1000):
        settler.touch(Touch(f"f{number}"), 10.0 + number / 2000)
    assert due(settler, 10.51) == []
    assert len(due(settler, 10.7)) == 1000
    settler.touch(Touch("alone"), 11.0)
    assert due(settler, 11.006) == ["alone"]


def test_a_burst_that_does_not_end_is_told_every_two_seconds() -> None:
    settler = Settler()
    batches = []
    for number in range(10_000):  # ten seconds of a build
        now = 10.0 + number / 1000
        settler.touch(Touch(f"f{number}"), now)
        batches.append(len(settler.due(now)))
    told = [count for count in batches if count]
    assert len([count for count in told if count > 1000]) == 4
    assert len(told) < 120


def test_moved_files_come_before_the_places_they_left() -> None:
    settler = Settler()
    settler.touch(Touch("old", gone=True), 10.0)
    settler.touch(Touch("new", origin="old"), 10.0)
    assert due(settler, 10.1) == ["new", "old"]


def test_temporary_names_are_known() -> None:
    assert all(map(is_temporary, ["a/.x.py.swp", "x~", "d/4913", "x.tmp", "x.json.tmp.123", ".#x", "#x#"]))
    assert not any(map(is_temporary, ["a/x.py", "tmp/x", "x.tmpl", "4913.py", ".env"]))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c.tmp", "d/e", "f"]),
            st.booleans(),
            st.floats(min_value=0, max_value=3),
        ),
        max_size=40,
    )
)
def test_every_touched_path_is_handed_out_and_none_twice_for_one_touch(
    touches: list[tuple[str, bool, float]],
) -> None:
    settler = Settler()
    now, handed = 100.0, []
    for path, gone, pause in touches:
        settler.touch(Touch(path, gone=gone), now)
        now += pause
        handed += due(settler, now)
    while (then := settler.next_due()) is not None:
        now = max(now, then)
        handed += due(settler, now)
    touched = [path for path, _, _ in touches]
    assert set(handed) == set(touched)
    assert all(handed.count(path) <= touched.count(path) for path in handed)
    assert len(settler) == 0


def test_what_one_loop_can_bring_never_exceeds_many_without_being_a_burst() -> None:
    settler = Settler()
    for number in range(MANY + 1):
        settler.touch(Touch(f"f{number}"), 10.0)
    assert due(settler, 10.006) == []
    assert len(due(settler, 10.2)) == MANY + 1


def test_a_burst_lasts_as_long_as_git_is_busy_and_a_moment_longer() -> None:
    busy = True
    settler = Settler(lambda: busy)
    for number in range(2 * MANY):
        settler.touch(Touch(f"{number}"), 10.0)
    now = 10.0
    while now < 15.0:
        assert due(settler, now) == []
        when = settler.next_due()
        assert when is not None
        assert when > now
        now = when
    busy = False
    assert due(settler, now) == []  # what git writes last of all says why
    when = settler.next_due()
    assert when is not None
    assert len(due(settler, when)) == 2 * MANY


def test_a_lock_that_git_has_left_behind_holds_a_burst_for_seconds_not_for_ever() -> None:
    settler = Settler(lambda: True)
    for number in range(2 * MANY):
        settler.touch(Touch(f"{number}"), 10.0)
    assert due(settler, 29.0) == []
    assert due(settler, 31.0) == []
    assert len(due(settler, 31.2)) == 2 * MANY


def test_a_build_in_waves_is_told_in_a_few_batches() -> None:
    settler = Settler()
    batches = []
    for step in range(2000):  # fifty files each 150 ms, for ten seconds
        now = 10.0 + step / 200
        if step % 30 == 0:
            for number in range(50):
                settler.touch(Touch(f"{step}/{number}"), now)
        ready = settler.due(now)
        if ready:
            batches.append(len(ready))
    assert sum(batches) >= 2500
    assert len([size for size in batches if size <= MANY]) <= 3


def test_a_file_saved_soon_after_a_burst_is_told_at_once() -> None:
    settler = Settler()
    for number in range(2 * MANY):
        settler.touch(Touch(f"{number}"), 10.0)
    assert len(due(settler, 10.2)) == 2 * MANY
    settler.touch(Touch("saved"), 10.4)
    assert due(settler, 10.41) == ["saved"]
