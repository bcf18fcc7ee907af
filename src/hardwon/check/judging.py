"""Runs the rules over the files whose last result no longer holds."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from hardwon.check.changes import Changes
from hardwon.check.entries import Dependency, Judged, Offered, Row
from hardwon.check.extraction import world_of
from hardwon.check.linking.project import Project
from hardwon.check.linking.words import Groups
from hardwon.check.manifest import Manifest
from hardwon.check.placing import place
from hardwon.check.rule import Rule
from hardwon.check.spreading import Crew

# Fewer files than this are judged faster than a process starts.
_WORTH_A_PROCESS = 40
# A file, and the slug of a rule.
Item = tuple[str, str]


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
        self._text_of = text_of
        works = {"offers": self._offers_of, "relays": self._relays_of, "rows": self._rows_of}
        self._crew: Crew[Item] = Crew(works, processes, self._weight, lambda item: item[0])

    def _weight(self, item: Item) -> int:
        return len(self._text_of(item[0]))

    def run(self) -> None:
        """Afterwards `judged` holds what is true now, for every file that any rule visits."""
        results = self._manifest.results
        old_names = {slug: set(names) for slug, names in results.names.items()}
        needing = {slug: self._needing(slug) for slug in self._rules}
        with self._crew:
            self._offer(needing)
            names = {
                slug: {n for by in results.offers.values() if slug in by for n in by[slug].names}
                for slug in self._rules
            }
            self._relay(names)
            results.names = {slug: tuple(sorted(found)) for slug, found in names.items()}
            self._judge(needing, old_names)

    def _needing(self, slug: str) -> list[str]:
        if self._rules[slug].world and not self._in_its_world(slug):
            return []
        return sorted(path for path, entry in self._manifest.files.items() if slug in entry.needs)

    def _in_its_world(self, slug: str) -> bool:
        world = world_of(slug)
        return any(world in entry.needs for entry in self._manifest.files.values())

    # Offers: what a file knows that matters in others

    def _offer(self, needing: Mapping[str, list[str]]) -> None:
        results = self._manifest.results
        stale: list[Item] = []
        for slug, paths in needing.items():
            if type(self._rules[slug]).offers is Rule.offers:
                continue
            for path in paths:
                offered = results.offers.get(path, {}).get(slug)
                if offered is None or self._changes.touch(offered.seen):
                    stale.append((path, slug))
        for path, slug, names, seen, trouble in self._run("offers", stale, None):
            results.offers.setdefault(path, {})[slug] = Offered(names, seen, trouble)
        visited = {slug: set(paths) for slug, paths in needing.items()}
        for path in list(results.offers):
            results.offers[path] = {
                key: offered
                for key, offered in results.offers[path].items()
                if " " in key or path in visited.get(key, ())
            }

    def _offers_of(self, share: Sequence[Item], _: Any) -> list[Any]:
        return [
            (path, slug, *self._names(path, slug, lambda rule, path=path: rule.offers(self._project, path)))  # type: ignore[misc]
            for path, slug in self._in_order(share)
        ]

    def _names(self, path: str, slug: str, work: Callable[[Rule], Iterable[str]]) -> tuple[Any, ...]:
        """The names that a rule finds in a file, what it looked at, and its trouble if it failed."""

        def names() -> tuple[tuple[str, ...], str]:
            try:
                return tuple(sorted(set(work(self._rules[slug])))), ""
            except Exception as error:  # noqa: BLE001  as for findings: one file must not hide all others
                return (), _trouble(slug, error)

        (found, trouble), seen = self._project.recorded(names)
        return found, tuple(seen | {("text", path)}), trouble

    # Relays: names by which files pass on what others offer

    def _relay(self, names: dict[str, set[str]]) -> None:
        """Adds to `names` what is relayed, round by round: each looks at the files that hold a new name."""
        fresh = {
            slug: set(names[slug])
            for slug, rule in self._rules.items()
            if type(rule).relays is not Rule.relays and names[slug]
        }
        kept = {key for key in self._manifest.results.hits if " " not in key}
        number = 0
        while fresh:
            number += 1
            keys = {slug: self._relay_key(slug, names[slug], new) for slug, new in fresh.items()}
            kept.update(keys.values())
            relayed = self._relay_once({slug: names[slug] for slug in fresh}, fresh, keys)
            fresh = {slug: new for slug, found in relayed.items() if (new := found - names[slug])}
            for slug, new in fresh.items():
                names[slug] |= new
            fresh = {slug: new for slug, new in fresh.items() if number < self._rules[slug].rounds}
        results = self._manifest.results
        results.hits = {key: at for key, at in results.hits.items() if key in kept}
        for path, by in results.offers.items():
            results.offers[path] = {k: offered for k, offered in by.items() if " " not in k or k in kept}

    @staticmethod
    def _relay_key(slug: str, names: set[str], fresh: set[str]) -> str:
        asked = f"{' '.join(sorted(names))}  {' '.join(sorted(fresh))}"
        return f"{slug} {blake2b(asked.encode(), digest_size=8).hexdigest()}"

    def _relay_once(
        self, names: Mapping[str, set[str]], fresh: Mapping[str, set[str]], keys: Mapping[str, str]
    ) -> dict[str, set[str]]:
        results = self._manifest.results
        stale: list[Item] = []
        hits = self._hits(
            {key: fresh[slug] for slug, key in keys.items()}, keys.values() - results.hits.keys()
        )
        for slug, key in keys.items():
            results.hits[key] = hits[key]
            for path in sorted(results.hits[key]):
                known = results.offers.get(path, {}).get(key)
                if known is None or self._changes.touch(known.seen):
                    stale.append((path, slug))
        more = {slug: tuple(sorted(found)) for slug, found in names.items()}
        for path, slug, relayed, seen, trouble in self._run("relays", stale, more):
            results.offers.setdefault(path, {})[keys[slug]] = Offered(relayed, seen, trouble)
        return {
            slug: {name for path in results.hits[key] for name in results.offers[path][key].names}
            for slug, key in keys.items()
        }

    def _relays_of(self, share: Sequence[Item], names: Mapping[str, tuple[str, ...]]) -> list[Any]:
        sets = {slug: frozenset(found) for slug, found in names.items()}
        results = []
        for path, slug in self._in_order(share):
            given = sets[slug]
            work = lambda rule, path=path, given=given: rule.relays(self._project, path, given)  # noqa: E731
            results.append((path, slug, *self._names(path, slug, work)))
        return results

    # Findings

    def _judge(self, needing: Mapping[str, list[str]], old_names: Mapping[str, set[str]]) -> None:
        results = self._manifest.results
        stale: list[Item] = []
        names = {slug: set(results.names[slug]) for slug in self._rules}
        turned_names = {slug: found ^ old_names.get(slug, set()) for slug, found in names.items()}
        anew = {slug for slug in self._rules if turned_names[slug] or slug not in results.hits}
        hits = self._hits(names, anew)
        renewed = self._containing(turned_names)
        for slug in self._rules:
            results.hits[slug] = hits[slug]
            visits = set(needing[slug]) | hits[slug]
            turned = _looks_at(turned_names[slug])
            for path in sorted(visits):
                judged = results.judged.get(path, {}).get(slug)
                if (
                    judged is None
                    or path in renewed[slug]
                    or not turned.isdisjoint(judged.seen)
                    or self._changes.touch(judged.seen)
                ):
                    stale.append((path, slug))
            for path in set(results.judged) - visits:
                results.judged[path].pop(slug, None)
        more = {slug: results.names[slug] for slug in {slug for _, slug in stale}}
        for path, rule, rows, seen, trouble in self._run("rows", stale, more):
            results.judged.setdefault(path, {})[rule] = Judged(rows, seen, trouble)

    def _rows_of(self, share: Sequence[Item], names: Mapping[str, tuple[str, ...]]) -> list[Any]:
        sets = {slug: frozenset(found) for slug, found in names.items()}
        results = []
        for path, slug in self._in_order(share):
            (rows, trouble), seen = self._project.recorded(
                lambda path=path, slug=slug: self._rows(path, slug, sets[slug])  # type: ignore[misc]
            )
            results.append((path, slug, rows, tuple(seen | {("text", path)}), trouble))
        return results

    def _rows(self, path: str, slug: str, names: frozenset[str]) -> tuple[tuple[Row, ...], str]:
        try:
            found = self._rules[slug].check(self._project, path, names)
            return tuple(place(self._project, slug, item) for item in found), ""
        except Exception as error:  # noqa: BLE001  one file that a rule cannot digest must not hide all others
            return (), _trouble(slug, error)

    def _in_order(self, share: Sequence[Item]) -> Iterator[Item]:
        """File by file, so that all rules find what was made of a file for one of them."""
        before = ""
        for path, slug in sorted(share):
            if path != before:
                self._project.move_on()
                before = path
            yield path, slug
        self._project.move_on()

    # Which files hold a name

    def _hits(self, asked: Mapping[str, set[str]], anew: Collection[str]) -> dict[str, frozenset[str]]:
        """The files that hold one of the names asked for, by key; of keys not `anew` only changed ones are
        read again.
        """
        whole = self._containing({key: asked[key] for key in asked if key in anew})
        rest = {key: names for key, names in asked.items() if key not in anew}
        changed = self._changes.changed & self._manifest.files.keys()
        part = self._containing(rest, changed)
        for key in rest:
            before = {path for path in self._manifest.results.hits[key] if path in self._manifest.files}
            part[key] |= before - changed
        return {key: frozenset(found) for key, found in (*whole.items(), *part.items())}

    def _containing(
        self, asked: Mapping[str, Iterable[str]], paths: Collection[str] | None = None
    ) -> dict[str, set[str]]:
        """The files, of `paths` where they are given, that hold one of the names, by key: in one pass."""
        words = {key: frozenset(name.partition(":")[0] for name in names) for key, names in asked.items()}
        kinds = sorted({held for held in words.values() if held}, key=sorted)
        found: dict[frozenset[str], set[str]] = {held: set() for held in words.values()}
        among = self._manifest.files if paths is None else paths
        if kinds and among:
            groups = Groups(kinds)
            for path in among:
                for place in groups.held_by(self._text_of(path)):
                    found[kinds[place]].add(path)
        return {key: set(found[held]) for key, held in words.items()}

    def _run(self, kind: str, stale: list[Item], more: Any) -> list[Any]:
        files = len({path for path, _ in stale})
        return self._crew.run(kind, stale, more, alone=files < _WORTH_A_PROCESS)


def _looks_at(names: Collection[str]) -> frozenset[Dependency]:
    """What a rule may have noted that it looked for, where these names came or went."""
    found: set[Dependency] = {("offered", "")} if names else set()
    for name in names:
        word, _, rest = name.partition(":")
        found.add(("offered", word))
        found.add(("offered", f":{rest.partition(':')[0]}"))
    return frozenset(found)


def _trouble(slug: str, error: Exception) -> str:
    line = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{line.filename.rpartition('/')[2]}:{line.lineno}"
    return f"`{slug}` failed here: {type(error).__name__} at {where}: {error}; please report it"
