"""The state of the work in one answer: parts fetched at once, each on its own, kept while they hold."""

import json
import threading
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hardwon.core import HardwonError, Places
from hardwon.daemon.pulse import Beat

Value = Mapping[str, Any]
"""What a part says, as JSON has it."""


class PartFailed(HardwonError):
    """A part of the context cannot be told; the others can."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about the worktree of `places`; `beat` is its pulse, None where nobody feels it."""

    places: Places
    beat: Beat | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """Where a part comes from.

    `fetch` gets the values of the parts named in `needs`, without those that failed. It runs in a thread of
    its own and is left behind `timeout` seconds after the question. `key` is what its answer depends on: it
    is asked before `fetch`, must not wait for anything, and differs once the answer may; None where that
    cannot be known. `prepare` runs before both where nothing is kept, in the thread of `fetch`.
    """

    name: str
    fetch: Callable[[Asked, Mapping[str, Value]], Value]
    key: Callable[[Asked], Hashable | None] = lambda _: None
    prepare: Callable[[Asked], None] = lambda _: None
    timeout: float = 3.0
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A part and what it says; `seconds` from the question to the answer."""

    value: Value
    seconds: float
    is_kept: bool = False

    def document(self) -> dict[str, object]:
        """The part as JSON; its `state` is `fresh` or `cached`."""
        state = "cached" if self.is_kept else "fresh"
        return {"state": state, "seconds": round(self.seconds, 4), "value": self.value, "error": None}


@dataclass(frozen=True, slots=True)
class Untold:
    """A part that failed, or was `late`: no answer came in time."""

    error: HardwonError
    seconds: float
    late: bool = False

    def document(self) -> dict[str, object]:
        """The part as JSON; its `state` is `failed` or `timeout`."""
        error = {"what": self.error.what, "next_step": self.error.next_step}
        state = "timeout" if self.late else "failed"
        return {"state": state, "seconds": round(self.seconds, 4), "value": None, "error": error}


Part = Told | Untold


@dataclass(slots=True)
class _Kept:
    key: Hashable
    value: Value


@dataclass(slots=True, eq=False)
class _Errand:
    """One provider at work on one question."""

    provider: Provider
    begun: float
    part: Part | None = None
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def deadline(self) -> float:
        return self.begun + self.provider.timeout

    def wait(self) -> Part:
        """The part, at the deadline at the latest."""
        self.done.wait(max(0.0, self.deadline - time.monotonic()))
        if self.part is not None:
            return self.part
        return _late(self.provider, time.monotonic() - self.begun, f"{self.provider.timeout:g} s")


class Gatherer:
    """Fetches the parts of `providers` at once, and keeps each as long as its key stays. Safe in threads.

    A part whose last fetch is overdue and still at work is not begun again: one that hangs holds one thread.
    """

    def __init__(self, providers: Sequence[Provider]) -> None:
        self._providers = tuple(providers)
        self._kept: dict[tuple[str, str], _Kept] = {}
        self._at_work: dict[tuple[str, str], _Errand] = {}

    def gather(self, asked: Asked, *, one_by_one: bool = False) -> dict[str, Part]:
        """All parts in the order of the providers; after the longest of their timeouts at the latest.

        `one_by_one` waits for each before the next is begun: what the gathering is measured against.
        """
        errands: dict[str, _Errand] = {}
        for provider in self._providers:
            errands[provider.name] = self._begin(provider, asked, errands)
            if one_by_one:
                errands[provider.name].wait()
        return {name: errand.wait() for name, errand in errands.items()}

    def close(self, patience: float = 5.0) -> None:
        """Waits for what is still at work, at most `patience` seconds; what hangs is left behind."""
        deadline = time.monotonic() + patience
        for errand in list(self._at_work.values()):
            errand.done.wait(max(0.0, deadline - time.monotonic()))

    def _begin(self, provider: Provider, asked: Asked, errands: Mapping[str, _Errand]) -> _Errand:
        place = (provider.name, str(asked.places.root))
        errand = _Errand(provider, time.monotonic())
        before = self._at_work.get(place)
        if before is not None and not before.done.is_set() and time.monotonic() > before.deadline:
            busy = time.monotonic() - before.begun
            errand.part = _late(provider, 0.0, f"{busy:.0f} s, and is still at work")
            errand.done.set()
            return errand
        if (part := self._hold(errand, place, asked)) is not None:
            errand.part = part  # without a thread: nine of them cost more than what they would do
            errand.done.set()
            return errand
        self._at_work[place] = errand
        needed = {name: errands[name] for name in provider.needs if name in errands}
        # Not an executor: at the end of the process that would wait for what hangs.
        threading.Thread(
            target=self._run,
            args=(errand, place, asked, needed),
            name=f"context {provider.name}",
            daemon=True,
        ).start()
        return errand

    def _hold(self, errand: _Errand, place: tuple[str, str], asked: Asked) -> Part | None:
        """The part as it is kept, where it still holds."""
        kept = self._kept.get(place)
        if kept is None:
            return None
        try:
            key = errand.provider.key(asked)
        except Exception:  # noqa: BLE001  it is asked again in the part's own thread, and fails there
            return None
        if key is None or key != kept.key:
            return None
        return Told(kept.value, time.monotonic() - errand.begun, is_kept=True)

    def _run(
        self, errand: _Errand, place: tuple[str, str], asked: Asked, needed: Mapping[str, _Errand]
    ) -> None:
        provider = errand.provider
        try:
            provider.prepare(asked)
            key = provider.key(asked)
            parts = {name: one.wait() for name, one in needed.items()}
            values = {name: part.value for name, part in parts.items() if isinstance(part, Told)}
            value = _sound(provider, provider.fetch(asked, values))
            # What needed parts could not say is missing in this one, too: not to be kept.
            if key is not None and len(values) == len(provider.needs):
                self._kept[place] = _Kept(key, value)
            errand.part = Told(value, time.monotonic() - errand.begun)
        except HardwonError as error:
            errand.part = Untold(error, time.monotonic() - errand.begun)
        except BaseException as error:  # noqa: BLE001  whatever a provider does, the other parts are told
            what = f"{provider.name}: {type(error).__name__}: {error}"
            next_step = "run `hardwon doctor`; if it finds nothing, report this"
            errand.part = Untold(PartFailed(what, next_step=next_step), time.monotonic() - errand.begun)
        finally:
            errand.done.set()


def _late(provider: Provider, seconds: float, how_long: str) -> Untold:
    error = PartFailed(
        f"{provider.name}: no answer within {how_long}", next_step="ask again: it may be ready then"
    )
    return Untold(error, seconds, late=True)


def _sound(provider: Provider, value: object) -> Value:
    """`value`, if it can be shown. Raises `PartFailed`."""
    try:
        if isinstance(value, Mapping) and json.loads(json.dumps(value, allow_nan=False)) == value:
            return value
    except (TypeError, ValueError, RecursionError):
        pass
    raise PartFailed(
        f"{provider.name}: the answer is no JSON object but {type(value).__name__}",
        next_step="report this",
    )
