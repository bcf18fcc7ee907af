"""Where the answers come from: `hardwon.Lookup`, and as much of it as is asked here."""

import threading
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast
from weakref import WeakValueDictionary

from hardwon.core import HardwonError
from hardwon.lessons import Unit


class DspyMissing(HardwonError):
    """DSPy is not installed."""


class Watching(Protocol):
    """Sees changes, from the moment it was made on."""

    def wait(self, is_over: Callable[[], bool]) -> bool: ...


class Source(Protocol):
    """A repository that is asked; each call waits for its answer, and any thread may call."""

    def units(
        self, words: str, *, files: Sequence[str] = (), k: int | None = None, budget: int | None = None
    ) -> tuple[Unit, ...]: ...

    def state(self, *, patience: float) -> Mapping[str, Any]: ...

    def watch(self) -> Watching: ...


# Optimizers copy programs by the dozen, and run them in threads: all of them ask one that has read its pages.
_OPENED: WeakValueDictionary[str, Source] = WeakValueDictionary()
_OPENING = threading.Lock()


def open_source(repo: str | Path) -> Source:
    """The repository at `repo`, asked by DSPy; looked at when the first question comes, shared by all."""
    place = str(Path(repo).absolute())
    with _OPENING:
        source = _OPENED.get(place)
        if source is None:
            # By the house's own door, as any program: what joins the floors stands above this one.
            source = _OPENED[place] = cast(Source, import_module("hardwon").Lookup(place, by="dspy"))
    return source


def missing() -> DspyMissing:
    """What to raise where `import dspy` fails."""
    return DspyMissing("DSPy is not installed", next_step='pip install "hardwon[dspy]"')
