"""What a run leaves for the next: which files there were, what was found in each, and what that rested on."""

from __future__ import annotations

import marshal
import sys
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hardwon.check.cache import FactCache
from hardwon.check.entries import Entry, Judged, Offered, Row, entry_from, flat

# Kernels tick in some milliseconds: a file written in the tick of its reading may change again and look the
# same.
TICK_NS = 50_000_000


@dataclass(slots=True)
class Results:
    """What rules made of files: `offers` and `judged` by path and rule, `names` and `hits` by rule."""

    offers: dict[str, dict[str, Offered]] = field(default_factory=dict)
    judged: dict[str, dict[str, Judged]] = field(default_factory=dict)
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    hits: dict[str, frozenset[str]] = field(default_factory=dict)

    def rows(self) -> list[tuple[str, Row]]:
        """What was found, each with its rule."""
        judged = [(slug, found) for by in self.judged.values() for slug, found in by.items()]
        return [(slug, row) for slug, found in judged for row in found.rows]

    def troubles(self) -> list[tuple[str, str]]:
        """The files in which a rule failed, each with a sentence."""
        asked = [(path, offered.trouble) for path, by in self.offers.items() for offered in by.values()]
        asked += [(path, judged.trouble) for path, by in self.judged.items() for judged in by.values()]
        return [(path, trouble) for path, trouble in asked if trouble]


class Manifest:
    """Everything known after a run. Where nothing changed, only what a report needs of it is unpacked."""

    def __init__(self) -> None:
        self.files: dict[str, Entry] = {}
        self.pins: dict[str, bytes] = {}
        self.patterns: dict[str, tuple[str, bool]] = {}
        self._rows: list[tuple[str, Row]] = []
        self._troubles: list[tuple[str, str]] = []
        self._packed = b""
        self._results: Results | None = None

    @property
    def results(self) -> Results:
        """What the rules made of the files, to be read and changed."""
        if self._results is None:
            self._results = _results_from(marshal.loads(self._packed)) if self._packed else Results()
        return self._results

    def rows(self) -> list[tuple[str, Row]]:
        """`Results.rows`."""
        return self._rows if self._results is None else self._results.rows()

    def troubles(self) -> list[tuple[str, str]]:
        """`Results.troubles`."""
        return self._troubles if self._results is None else self._results.troubles()

    def packed(self, files: dict[str, tuple[Any, ...]]) -> bytes:
        """Bytes for the cache, with `files` for its own; `unpacked` reads them."""
        results = marshal.dumps(_flat_results(self.results)) if self._results is not None else self._packed
        rows, troubles = self.rows(), self.troubles()
        document: Any = (files, self.pins, self.patterns, rows, troubles, results)
        return marshal.dumps(document)

    @classmethod
    def unpacked(cls, raw: bytes) -> Manifest:
        """The manifest that `packed` wrote."""
        made = cls()
        files, made.pins, made.patterns, made._rows, made._troubles, made._packed = marshal.loads(raw)
        made.files = {path: entry_from(entry) for path, entry in files.items()}
        return made


def _results_from(flattened: tuple[Any, ...]) -> Results:
    offers, judged, names, hits = flattened
    return Results(
        {path: {rule: Offered(*o) for rule, o in by.items()} for path, by in offers.items()},
        {path: {rule: Judged(*j) for rule, j in by.items()} for path, by in judged.items()},
        names,
        {rule: frozenset(paths) for rule, paths in hits.items()},
    )


def _flat_results(results: Results) -> tuple[Any, ...]:
    return (
        {path: {rule: tuple(o) for rule, o in by.items()} for path, by in results.offers.items()},
        {path: {rule: tuple(j) for rule, j in by.items()} for path, by in results.judged.items()},
        results.names,
        {rule: tuple(sorted(paths)) for rule, paths in results.hits.items()},
    )


@cache
def identity() -> bytes:
    """Changes whenever this package, its parser or Python does: other facts are not understood."""
    digest = blake2b(sys.version.encode(), digest_size=12)
    files = sorted(Path(__file__).parent.glob("**/*.py"))
    for name in ("tree_sitter", "tree_sitter_python"):
        spec = find_spec(name)
        if spec is not None and spec.origin:
            files.append(Path(spec.origin))
    for file in files:
        status = file.stat()
        digest.update(f"{file.name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.digest()


def key_of(kind: bytes, *parts: bytes) -> bytes:
    """The cache key of something that this version of the analyzer made."""
    digest = blake2b(digest_size=16, key=identity())
    for part in (kind, *parts):
        digest.update(len(part).to_bytes(4, "big") + part)
    return digest.digest()


def seal(raw: bytes) -> bytes:
    """`raw` with a checksum: what a cache gives back may be damaged, and unmarshalling damage is not safe."""
    return blake2b(raw, digest_size=8).digest() + raw


def unseal(sealed: bytes | None) -> bytes | None:
    """What was sealed; None if it was damaged."""
    if sealed is None or blake2b(sealed[8:], digest_size=8).digest() != sealed[:8]:
        return None
    return sealed[8:]


def load(cache: FactCache, key: bytes) -> Manifest:
    """The last run's manifest; an empty one where there is none that can be read."""
    raw = unseal(cache.get_many([key]).get(key))
    return Manifest() if raw is None else Manifest.unpacked(raw)


def save(cache: FactCache, key: bytes, manifest: Manifest, now_ns: int) -> None:
    """Keeps the manifest; the stamp of a file written just now is left out, so that it is read again."""
    files = {}
    for path, entry in manifest.files.items():
        made = flat(entry)
        if entry.stamp is not None and max(entry.stamp[1:3]) > now_ns - TICK_NS:
            made = (None, *made[1:])
        files[path] = made
    if cache.may_keep("\n".join(files).encode("utf-8", "surrogatepass")):
        cache.put_many({key: seal(manifest.packed(files))})
