"""Gathering: every part for itself, whatever providers do; kept as long as what it depends on stays."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardwon.core import HardwonError, find_places
from hardwon.daemon import Asked, Gatherer, Provider
from hardwon.daemon.context import PartFailed, Told, Untold

_NAMES = ("a", "b", "c", "d", "e")


def asked() -> Asked:
    return Asked(find_places(Path("/"), runtime=Path("/nowhere")))


def says(value: object) -> Callable[..., Any]:
    return lambda *_: value


def fails(_: Asked, __: Mapping[str, Any]) -> Any:
    raise PartFailed("no such thing", next_step="make one")


def breaks(_: Asked, __: Mapping[str, Any]) -> Any:
    raise ZeroDivisionError("by nothing")


def leaves(_: Asked, __: Mapping[str, Any]) -> Any:
    raise SystemExit(3)


_FAULTS: dict[str, Callable[..., Any]] = {
    "fails": fails, "breaks": breaks, "leaves": leaves, "none": says(None), "text": says("x"),
    "set": says({"x": {1}}), "nan": says({"x": float("nan")}), "numbers": says({1: 2}),
    "tuple": says({"x": (1,)}),
}  # fmt: skip


@given(faults=st.lists(st.sampled_from([None, *_FAULTS]), min_size=5, max_size=5))
@settings(max_examples=60, deadline=None)
def test_whichever_providers_fail_the_rest_is_there_in_the_same_order(faults: list[str | None]) -> None:
    providers = [
        Provider(name, _FAULTS[fault] if fault else says({"name": name}))
        for name, fault in zip(_NAMES, faults, strict=True)
    ]

    parts = Gatherer(providers).gather(asked())

    assert list(parts) == list(_NAMES)
    sound = {name for name, fault in zip(_NAMES, faults, strict=True) if fault is None}
    assert {name for name, part in parts.items() if isinstance(part, Told)} == sound
    assert {name: parts[name].document()["value"] for name in sound} == {
        name: {"name": name} for name in sound
    }
    documents = [parts[name].document() for name in _NAMES if name not in sound]
    assert [(one["state"], one["value"]) for one in documents] == [("failed", None)] * (5 - len(sound))
    assert all(one["error"]["what"] and one["error"]["next_step"] for one in documents)  # type: ignore[index]


def test_a_command_that_hangs_is_named_in_its_time_and_holds_nobody_up() -> None:
    running: list[subprocess.Popen[bytes]] = []

    def hangs(_: Asked, __: Mapping[str, Any]) -> Any:
        running.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]))
        return {"code": running[0].wait()}

    gatherer = Gatherer([Provider("a", hangs, timeout=0.1), Provider("b", says({"x": 1}))])
    parts = gatherer.gather(asked())
    for process in running:
        process.kill()
    gatherer.close()

    assert parts["b"].document()["value"] == {"x": 1}
    late = parts["a"]
    assert isinstance(late, Untold)
    assert late.document()["state"] == "timeout"
    assert late.error.what == "a: no answer within 0.1 s"


def test_one_that_still_hangs_is_not_begun_again_and_says_so() -> None:
    begun: list[float] = []
    gate = threading.Event()

    def waits(_: Asked, __: Mapping[str, Any]) -> Any:
        begun.append(time.monotonic())
        gate.wait(20)
        return {"x": len(begun)}

    gatherer = Gatherer([Provider("a", waits, timeout=0.05)])
    first, second = gatherer.gather(asked())["a"], gatherer.gather(asked())["a"]
    gate.set()
    gatherer.close()
    third = gatherer.gather(asked())["a"]

    assert isinstance(first, Untold)
    assert isinstance(second, Untold)
    assert "is still at work" in second.error.what
    assert len(begun) == 2
    assert third.document()["value"] == {"x": 2}


def test_a_late_answer_is_kept_for_the_next_question() -> None:
    gate = threading.Event()

    def waits(_: Asked, __: Mapping[str, Any]) -> Any:
        gate.wait(20)
        return {"x": 1}

    gatherer = Gatherer([Provider("a", waits, says("key"), timeout=0.05)])
    assert gatherer.gather(asked())["a"].document()["state"] == "timeout"
    gate.set()
    gatherer.close()

    assert gatherer.gather(asked())["a"].document()["state"] == "cached"


def test_an_answer_is_kept_while_its_key_stays_and_only_for_its_worktree(tmp_path: Path) -> None:
    keys = {"now": 1}
    fetched: list[Path] = []

    def fetch(one: Asked, _: Mapping[str, Any]) -> Any:
        fetched.append(one.places.root)
        return {"count": len(fetched)}

    gatherer = Gatherer([Provider("a", fetch, lambda _: keys["now"])])
    there = Asked(find_places(tmp_path, runtime=tmp_path))

    def state(question: Asked) -> tuple[object, object]:
        document = gatherer.gather(question)["a"].document()
        return document["state"], document["value"]

    assert state(asked()) == ("fresh", {"count": 1})
    assert state(asked()) == ("cached", {"count": 1})
    assert state(there) == ("fresh", {"count": 2})
    keys["now"] = 2
    assert state(asked()) == ("fresh", {"count": 3})


def test_without_a_key_nothing_is_kept() -> None:
    gatherer = Gatherer([Provider("a", says({"x": 1}))])
    assert [gatherer.gather(asked())["a"].document()["state"] for _ in range(2)] == ["fresh", "fresh"]


def test_what_changes_while_it_is_fetched_is_fetched_again() -> None:
    keys = [1]

    def fetch(_: Asked, __: Mapping[str, Any]) -> Any:
        keys[0] += 1 if keys[0] == 1 else 0
        return {"x": keys[0]}

    gatherer = Gatherer([Provider("a", fetch, lambda _: keys[0])])
    states = [gatherer.gather(asked())["a"].document()["state"] for _ in range(3)]
    assert states == ["fresh", "fresh", "cached"]


def test_a_key_that_cannot_be_told_fails_its_part_alone() -> None:
    def key(_: Asked) -> Any:
        raise OSError("gone")

    parts = Gatherer([Provider("a", says({}), key), Provider("b", says({}))]).gather(asked())
    assert [part.document()["state"] for part in parts.values()] == ["failed", "fresh"]


@pytest.mark.parametrize("fault", [fails, breaks])
def test_a_part_gets_what_it_needs_and_goes_without_where_that_failed(fault: Callable[..., Any]) -> None:
    def fetch(_: Asked, values: Mapping[str, Any]) -> Any:
        return dict(values)

    gatherer = Gatherer(
        [
            Provider("good", says({"x": 1})),
            Provider("bad", fault),
            Provider("needy", fetch, says("key"), needs=("good", "bad")),
        ]
    )
    first = gatherer.gather(asked())["needy"].document()
    gatherer.close()

    assert first["value"] == {"good": {"x": 1}}
    assert gatherer.gather(asked())["needy"].document()["state"] == "fresh", (
        "what it went without may be there"
    )
    gatherer.close()


def test_an_error_of_a_provider_is_told_with_its_next_step() -> None:
    document = Gatherer([Provider("a", fails), Provider("b", breaks)]).gather(asked())
    assert document["a"].document()["error"] == {"what": "no such thing", "next_step": "make one"}
    part = document["b"]
    assert isinstance(part, Untold)
    assert isinstance(part.error, HardwonError)
    assert part.error.what == "b: ZeroDivisionError: by nothing"


def test_parts_are_fetched_at_once_and_one_by_one_where_asked() -> None:
    together = threading.Barrier(3)

    def meets(_: Asked, __: Mapping[str, Any]) -> Any:
        together.wait(0.5)
        return {}

    gatherer = Gatherer([Provider(name, meets) for name in "abc"])
    at_once = gatherer.gather(asked())
    together.reset()
    one_by_one = gatherer.gather(asked(), one_by_one=True)

    assert [part.document()["state"] for part in at_once.values()] == ["fresh"] * 3
    assert [part.document()["state"] for part in one_by_one.values()] == ["failed"] * 3
