"""What a run leaves for the next: which files there were, what was found in each, and what that rested on."""

from __future__ import annotations

import marshal
import sys
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

from hardwon.check.cache import FactCache
from hardwon.check.entries import Entry, Judged, Offered, entry_from, flat

# Kernels tick in some milliseconds: a file written in the tick of its reading may change again and look the
# same.
TICK_NS = 50_000_000


@dataclass(slots=True)
class Manifest:
    """Everything known after a run. `offers` and `judged` are by path and rule."""

    files: dict[str, Entry] = field(default_factory=dict)
    pins: dict[str, bytes] = field(default_factory=dict)
    offers: dict[str, dict[str, Offered]] = field(default_factory=dict)
    judged: dict[str, dict[str, Judged]] = field(default_factory=dict)
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    hits: dict[str, frozenset[str]] = field(default_factory=dict)
    patterns: dict[str, tuple[str, bool]] = field(default_factory=dict)


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
    if raw is None:
        return Manifest()
    files, pins, offers, judged, names, hits, patterns = marshal.loads(raw)
    return Manifest(
        {path: entry_from(entry) for path, entry in files.items()},
        pins,
        {p: {r: Offered(o[0], frozenset(o[1]), o[2]) for r, o in by.items()} for p, by in offers.items()},
        {p: {r: Judged(j[0], frozenset(j[1]), j[2]) for r, j in by.items()} for p, by in judged.items()},
        names,
        {rule: frozenset(paths) for rule, paths in hits.items()},
        patterns,
    )


def save(cache: FactCache, key: bytes, manifest: Manifest, now_ns: int) -> None:
    """Keeps the manifest; the stamp of a file written just now is left out, so that it is read again."""
    files = {}
    for path, entry in manifest.files.items():
        made = flat(entry)
        if entry.stamp is not None and max(entry.stamp[1:3]) > now_ns - TICK_NS:
            made = (None, *made[1:])
        files[path] = made
    document = (
        files,
        manifest.pins,
        {path: {rule: flat(o) for rule, o in by.items()} for path, by in manifest.offers.items()},
        {path: {rule: flat(j) for rule, j in by.items()} for path, by in manifest.judged.items()},
        manifest.names,
        {rule: tuple(sorted(paths)) for rule, paths in manifest.hits.items()},
        manifest.patterns,
    )
    cache.put_many({key: seal(marshal.dumps(document))})
