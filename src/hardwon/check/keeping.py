"""What a process that checks one project again and again holds in memory from run to run."""

from __future__ import annotations

from dataclasses import replace

from hardwon.check.manifest import TICK_NS, Manifest


class Kept:
    """The manifest of the last run, which `check_project` then need not read again. For one thread."""

    def __init__(self) -> None:
        self._key = b""
        self._manifest: Manifest | None = None

    def paths(self) -> list[str]:
        """The files that the last run looked at, with those that say which versions it runs on."""
        manifest = self._manifest
        return [] if manifest is None else [*manifest.files, *manifest.pins]

    def take(self, key: bytes) -> Manifest | None:
        """The manifest kept under `key`. Given away: a run that fails midway leaves nothing behind."""
        manifest, self._manifest = self._manifest, None
        return manifest if key == self._key else None

    def put(self, key: bytes, manifest: Manifest, now_ns: int) -> None:
        """Keeps what a run that began at `now_ns` knows; a file just written will be read again."""
        fresh = {
            path: replace(entry, stamp=None)
            for path, entry in manifest.files.items()
            if entry.stamp is not None and max(entry.stamp[1:3]) > now_ns - TICK_NS
        }
        manifest.files.update(fresh)
        self._key, self._manifest = key, manifest
