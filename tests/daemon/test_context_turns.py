"""Many questions at once: each is answered by a gathering that began after it, and few are made."""

import asyncio
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hardwon.core import Places, find_places
from hardwon.daemon import Asked, Gatherer, Provider, Turns


class Counted:
    """A provider that says how often it was asked before; it waits for `gate`."""

    def __init__(self) -> None:
        self.begun = 0
        self.gate = threading.Event()
        self.has_begun = threading.Event()

    def fetch(self, _: Asked, __: Mapping[str, Any]) -> Any:
        self.begun += 1
        number = self.begun
        self.has_begun.set()
        self.gate.wait(20)
        return {"number": number}


def places_of(root: Path) -> Places:
    return find_places(root, runtime=root)


def test_a_hundred_who_ask_during_a_gathering_share_the_next(tmp_path: Path) -> None:
    counted = Counted()

    async def run() -> list[Any]:
        turns = Turns(Gatherer([Provider("a", counted.fetch, timeout=20)]), {})
        first = asyncio.create_task(turns.ask(places_of(tmp_path)))
        assert await asyncio.to_thread(counted.has_begun.wait, 20)
        others = [asyncio.create_task(turns.ask(places_of(tmp_path))) for _ in range(100)]
        await asyncio.sleep(0)
        others[0].cancel()
        counted.gate.set()
        return [await first, *await asyncio.gather(*others[1:])]

    numbers = [parts["a"].document()["value"]["number"] for parts in asyncio.run(run())]

    assert numbers == [1, *[2] * 99]
    assert counted.begun == 2


def test_worktrees_do_not_wait_for_each_other(tmp_path: Path) -> None:
    roots = [tmp_path / "one", tmp_path / "two"]
    for root in roots:
        root.mkdir()
    together = threading.Barrier(2)

    def meets(_: Asked, __: Mapping[str, Any]) -> Any:
        together.wait(10)
        return {}

    async def run() -> list[Any]:
        turns = Turns(Gatherer([Provider("a", meets, timeout=15)]), {})
        return await asyncio.gather(*(turns.ask(places_of(root)) for root in roots))

    assert [parts["a"].document()["state"] for parts in asyncio.run(run())] == ["fresh", "fresh"]
