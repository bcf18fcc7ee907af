"""What is different from the last run, to tell which of its results still hold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from hardwon.check.entries import Dependency, Entry, Index
from hardwon.check.linking.modules import Modules
from hardwon.check.syntax.facts import Facts
from hardwon.check.syntax.names import Names
from hardwon.check.syntax.trees import Node

# With more changed files than this, looking into each costs more than it saves.
_MOST_LOOKED_INTO = 100


class Changes:
    """The difference between two runs.

    `facts_of` gives the facts of a path and entry, None where they are not at hand any more; then the whole
    file counts as changed.
    """

    def __init__(
        self,
        before: Mapping[str, Entry],
        after: Mapping[str, Entry],
        modules: Modules,
        facts_of: Callable[[str, Entry], Facts | None],
        *,
        pins_changed: bool,
    ) -> None:
        self._pins_changed = pins_changed
        self._modules = modules
        self._same_paths = before.keys() == after.keys()
        self._facts_of = facts_of
        self._seen: set[Dependency] = set()
        self._whole: set[str] = set()
        self.changed = {
            path
            for path in before.keys() | after.keys()
            if path not in before or path not in after or before[path].content != after[path].content
        }
        for path in self.changed:
            self._compare(path, before.get(path), after.get(path))

    def _compare(self, path: str, old: Entry | None, new: Entry | None) -> None:
        self._seen.add(("text", path))
        if old is None or new is None or old.interface != new.interface:
            self._seen.add(("interface", path))
        was, now = (old.index if old else Index()), (new.index if new else Index())
        different = {
            "classes": set(was.classes) ^ set(now.classes),
            "backrefs": {item[0] for item in set(was.backrefs) ^ set(now.backrefs)},
            "jobs": set(was.jobs) ^ set(now.jobs),
            "managers": {""} if was.managers != now.managers else set(),
            "bases": {base for item in set(was.bases) ^ set(now.bases) for base in item[1]},
            "patches": {item[0] for item in set(was.patches) ^ set(now.patches)},
        }
        self._seen.update((kind, name) for kind, names in different.items() for name in names)
        before = self._facts_of(path, old) if old and len(self.changed) <= _MOST_LOOKED_INTO else None
        after = self._facts_of(path, new) if new and before else None
        if before is None or after is None:
            self._whole.add(path)
        else:
            self._look_into(path, before, after)

    def _look_into(self, path: str, before: Facts, after: Facts) -> None:
        """Notes the names whose meaning, and the functions and classes whose text, is different."""
        for name in before.marks.keys() | after.marks.keys():
            if before.marks.get(name) != after.marks.get(name):
                self._seen.add(("part", path, name))
        if before.digest == after.digest:
            return
        was, now = Names(before.interface), Names(after.interface)
        if _shape([star.node for star in was.stars]) != _shape([star.node for star in now.stars]):
            self._seen.add(("name", path, "*"))
        for name in was.by_name.keys() | now.by_name.keys():
            old, new = was.by_name.get(name, []), now.by_name.get(name, [])
            if _shape([(b.node, b.fallback) for b in old]) != _shape([(b.node, b.fallback) for b in new]):
                self._seen.add(("name", path, name))

    def touch(self, seen: Collection[Dependency]) -> bool:
        """Whether any of what was looked at is different now."""
        if not self._seen.isdisjoint(seen):
            return True
        if self._whole and any(what[1] in self._whole for what in seen if what[0] in ("name", "part")):
            return True
        if self._same_paths and not self._pins_changed:
            return False
        return any(self._looks_different(what) for what in seen if what[0] in ("pins", "module"))

    def _looks_different(self, what: Dependency) -> bool:
        if what[0] == "pins":
            return self._pins_changed
        _, directory, dotted, before = what
        level = len(dotted) - len(dotted.lstrip("."))
        importer = f"{directory}/x.py" if directory else "x.py"
        return (self._modules.find(importer, dotted[level:], level) or "") != before


def _shape(value: Any) -> Any:
    """A tree without the ids of its nodes, which shift when something is inserted before."""
    if isinstance(value, list):
        return [_shape(item) for item in value]
    if not isinstance(value, tuple):
        return value
    parts: Node = value
    if len(parts) > 1 and isinstance(parts[0], str) and type(parts[1]) is int:
        parts = (parts[0], *parts[2:])
    return tuple(_shape(item) for item in parts)
