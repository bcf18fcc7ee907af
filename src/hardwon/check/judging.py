"""Runs the rules over the files whose last result no longer holds."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from hardwon.check.changes import Changes
from hardwon.check.entries import Judged, Offered, Row
from hardwon.check.extraction import world_of
from hardwon.check.linking.project import Project
from hardwon.check.linking.words import any_word
from hardwon.check.manifest import Manifest
from hardwon.check.placing import place
from hardwon.check.rule import Rule
from hardwon.check.spreading import spread

# Fewer files than this are judged faster than a process starts.
_WORTH_A_PROCESS = 40


class Judge:
    """Brings a manifest's results up to date."""

    def __init__(
        self,
        project: Project,
        rules: Mapping[str, Rule],
        manifest: Manifest,
        changes: Changes,
        processes: int,
        text_of: Callable[[str], bytes],
    ) -> None:
        self._project = project
        self._rules = rules
        self._manifest = manifest
        self._changes = changes
        self._processes = processes
        self._text_of = text_of

    def run(self) -> None:
        """Afterwards `judged` holds what is true now, for every file that any rule visits."""
        manifest = self._manifest
        old_names = dict(manifest.names)
        self._offer()
        for slug in self._rules:
            names = {n for by in manifest.offers.values() if slug in by for n in by[slug].names}
            names |= self._relayed(slug, names)
            manifest.names[slug] = tuple(sorted(names))
            self._judge(slug, set(old_names.get(slug, ())))
        manifest.names = {slug: manifest.names[slug] for slug in self._rules}

    def _needing(self, slug: str) -> list[str]:
        if self._rules[slug].world and not self._in_its_world(slug):
            return []
        return sorted(path for path, entry in self._manifest.files.items() if slug in entry.needs)

    def _in_its_world(self, slug: str) -> bool:
        world = world_of(slug)
        return any(world in entry.needs for entry in self._manifest.files.values())

    def _offer(self) -> None:
        manifest = self._manifest
        stale: list[tuple[str, str]] = []
        for slug in self._rules:
            for path in self._needing(slug):
                offered = manifest.offers.get(path, {}).get(slug)
                if offered is None or self._changes.touch(offered.seen):
                    stale.append((path, slug))
        for path, slug, names, seen in self._spread(stale, self._offers_of):
            manifest.offers.setdefault(path, {})[slug] = Offered(names, frozenset(seen))
        needing = {slug: set(self._needing(slug)) for slug in self._rules}
        for path in list(manifest.offers):
            manifest.offers[path] = {
                slug: offered
                for slug, offered in manifest.offers[path].items()
                if " " in slug or path in needing.get(slug, ())
            }

    def _relayed(self, slug: str, names: set[str]) -> set[str]:
        """The names by which other files pass on what is offered; asked again when the offers change."""
        if type(self._rules[slug]).relays is Rule.relays:
            return set()
        asked = blake2b(" ".join(sorted(names)).encode(), digest_size=8).hexdigest()
        key = f"{slug} {asked}"
        manifest = self._manifest
        hits = self._hits(key, names, anew=key not in manifest.hits)
        manifest.hits = {other: at for other, at in manifest.hits.items() if not other.startswith(f"{slug} ")}
        manifest.hits[key] = frozenset(hits)
        stale = []
        for path in sorted(hits):
            known = manifest.offers.get(path, {}).get(key)
            if known is None or self._changes.touch(known.seen):
                stale.append((path, slug))

        def relays_of(share: Sequence[tuple[str, str]]) -> list[Any]:
            return [(path, *self._recorded_relays(slug, path, frozenset(names))) for path, _ in share]

        for path, relayed, seen in self._spread(stale, relays_of):
            manifest.offers.setdefault(path, {})[key] = Offered(relayed, frozenset(seen))
        return {name for path in hits for name in manifest.offers[path][key].names}

    def _recorded_relays(self, slug: str, path: str, names: frozenset[str]) -> tuple[Any, ...]:
        relayed, seen = self._project.recorded(
            lambda: tuple(sorted(set(self._rules[slug].relays(self._project, path, names))))
        )
        return relayed, tuple(seen | {("text", path)})

    def _offers_of(self, share: Sequence[tuple[str, str]]) -> list[Any]:
        results = []
        for path, slug in share:
            names, seen = self._project.recorded(
                lambda path=path, slug=slug: tuple(sorted(set(self._rules[slug].offers(self._project, path))))  # type: ignore[misc]
            )
            results.append((path, slug, names, tuple(seen | {("text", path)})))
        return results

    def _judge(self, slug: str, old_names: set[str]) -> None:
        manifest = self._manifest
        names = set(manifest.names[slug])
        hits = self._hits(slug, names, anew=names != old_names or slug not in manifest.hits)
        visits = sorted(set(self._needing(slug)) | hits)
        renewed = self._containing(names ^ old_names) if names != old_names else set()
        stale: list[tuple[str, str]] = []
        for path in visits:
            judged = manifest.judged.get(path, {}).get(slug)
            if judged is None or path in renewed or self._changes.touch(judged.seen):
                stale.append((path, slug))
        for path, rule, rows, seen, trouble in self._spread(stale, self._rows_of):
            manifest.judged.setdefault(path, {})[rule] = Judged(rows, frozenset(seen), trouble)
        gone = set(manifest.judged) - set(visits)
        for path in gone:
            manifest.judged[path].pop(slug, None)
        manifest.hits[slug] = frozenset(hits)

    def _rows_of(self, share: Sequence[tuple[str, str]]) -> list[Any]:
        results = []
        for path, slug in share:
            (rows, trouble), seen = self._project.recorded(
                lambda path=path, slug=slug: self._rows(path, slug)  # type: ignore[misc]
            )
            results.append((path, slug, rows, tuple(seen | {("text", path)}), trouble))
        return results

    def _rows(self, path: str, slug: str) -> tuple[tuple[Row, ...], str]:
        names = frozenset(self._manifest.names[slug])
        try:
            found = self._rules[slug].check(self._project, path, names)
            return tuple(place(self._project, slug, item) for item in found), ""
        except Exception as error:  # noqa: BLE001  one file that a rule cannot digest must not hide all others
            line = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{line.filename.rpartition('/')[2]}:{line.lineno}"
            return (), f"`{slug}` failed here: {type(error).__name__} at {where}: {error}; please report it"

    def _hits(self, key: str, names: set[str], *, anew: bool) -> set[str]:
        """The files that hold one of `names`; only changed ones are read again unless `anew`."""
        if anew:
            return self._containing(names)
        before = {path for path in self._manifest.hits[key] if path in self._manifest.files}
        changed = self._changes.changed & self._manifest.files.keys()
        return (before - changed) | self._containing(names, changed)

    def _containing(self, names: Iterable[str], paths: Collection[str] | None = None) -> set[str]:
        search = any_word(name.partition(":")[0] for name in names)
        if search is None:
            return set()
        among = self._manifest.files if paths is None else paths
        return {path for path in among if search.search(self._text_of(path))}

    def _spread(
        self, stale: list[tuple[str, str]], work: Callable[[Sequence[tuple[str, str]]], list[Any]]
    ) -> list[Any]:
        processes = self._processes if len(stale) >= _WORTH_A_PROCESS else 1
        return spread(stale, work, processes, lambda item: len(self._text_of(item[0])))
