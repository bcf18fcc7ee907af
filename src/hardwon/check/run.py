"""One run over one project: takes in what changed, judges what that touches, and reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from hardwon.check import manifest as memory
from hardwon.check.cache import FactCache
from hardwon.check.files import Inventory, Stamp, decode, ignored_rules, read_bytes, selects
from hardwon.check.findings import FileError, Report
from hardwon.check.manifest import Manifest, key_of
from hardwon.check.registry import ENGINE_RULES, builtin_rules, rule_slugs, rules_named
from hardwon.check.restoring import findings_from
from hardwon.check.suppressions import apply_suppressions
from hardwon.check.users import without
from hardwon.core import CheckSettings

if TYPE_CHECKING:
    from hardwon.check.changes import Changes
    from hardwon.check.entries import Brought, Entry
    from hardwon.check.syntax.facts import Facts

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Run:
    """A run. `overlay` stands in for the disk; `manifest` is the last run's, and this one's afterwards.

    One that is `alone` shares its cache with no other, so that only the rules it runs need be loaded.
    """

    root: Path
    settings: CheckSettings
    rules: tuple[str, ...]
    cache: FactCache
    manifest: Manifest
    overlay: Mapping[str, bytes]
    alone: bool = False
    is_changed: bool = False
    parsed: int = 0
    _errors: dict[str, str] = field(default_factory=dict)
    _texts: dict[str, bytes] = field(default_factory=dict)
    _blobs: dict[str, bytes] = field(default_factory=dict)
    _facts: dict[str, Facts] = field(default_factory=dict)

    def bring_up_to_date(self, inventory: Inventory, progress: Progress) -> None:
        """Takes in what changed, and judges what that touches; without changes it costs next to nothing."""
        self._errors = dict(inventory.errors)
        old = self.manifest.files
        changed = [
            path
            for path, stamp in inventory.sources.items()
            if path in self.overlay or path not in old or old[path].stamp != stamp
        ]
        pins = {path: self._pin(path, stamp) for path, stamp in sorted(inventory.pins.items())}
        if changed or pins != self.manifest.pins or old.keys() != inventory.sources.keys():
            self.is_changed = True
            self._take_in(changed, inventory, pins, progress)

    def _pin(self, path: str, stamp: Stamp) -> bytes:
        content = self.overlay.get(path)
        return blake2b(content, digest_size=12).digest() if content is not None else repr(stamp).encode()

    def _take_in(
        self, changed: list[str], inventory: Inventory, pins: dict[str, bytes], progress: Progress
    ) -> None:
        # Here, not above: a run without changes needs neither the parser nor the rules' machinery.
        from hardwon.check.changes import Changes
        from hardwon.check.extraction import Source, take_in
        from hardwon.check.linking.modules import Modules

        sources = [
            Source(path, None if path in self.overlay else inventory.sources[path], self.overlay.get(path))
            for path in sorted(changed)
        ]
        done = 0

        def tell(more: int) -> None:
            nonlocal done
            done = min(done + more, len(sources))
            progress(done, len(sources))

        rules = rules_named(self.rules) if self.alone else builtin_rules()
        taken = take_in(self.root, sources, rules, self.cache, self.settings.processes, tell)
        self.parsed = taken.parsed
        self._texts.update(taken.texts)
        self._blobs.update(taken.blobs)
        old = self.manifest.files
        files = {path: old[path] for path in inventory.sources if path in old}
        files.update(taken.entries)
        self.manifest.files = dict(sorted(files.items()))
        pins_changed = pins != self.manifest.pins
        changes = Changes(old, files, Modules(files), self._facts_of, pins_changed=pins_changed)
        self.manifest.pins = pins
        results = self.manifest.results
        results.offers = {path: by for path, by in results.offers.items() if path in files}
        results.judged = {path: by for path, by in results.judged.items() if path in files}
        self._judge(changes)

    def _judge(self, changes: Changes) -> None:
        from hardwon.check.judging import Judge
        from hardwon.check.linking.pins import Pins
        from hardwon.check.linking.project import Project
        from hardwon.check.spreading import how_many
        from hardwon.check.syntax.facts import pack

        grown: set[str] = set()
        index = {path: entry.index for path, entry in self.manifest.files.items()}
        pins = Pins({path: self._pin_text(path) for path in self.manifest.pins})
        project = Project(index, self, pins, self.settings, changed=grown.add)
        processes = how_many(self.settings.processes)
        picked = dict(rules_named(self.rules))
        Judge(project, picked, self.manifest, changes, processes, self.text).run()
        # Bodies that were converted on demand need not be converted again in the next run.
        kept = [path for path in sorted(grown) if self.cache.may_keep(self.text(path))]
        self.cache.put_many({self._key(path): memory.seal(pack(self._facts[path])) for path in kept})

    def _pin_text(self, path: str) -> str:
        raw = self.overlay.get(path) or read_bytes(self.root, path)
        return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""

    def _key(self, path: str) -> bytes:
        return key_of(b"facts", self.manifest.files[path].content)

    # What the project asks for

    def text(self, path: str) -> bytes:
        """The text of a file, in UTF-8."""
        text = self._texts.get(path)
        if text is None:
            raw = read_bytes(self.root, path)
            text = self._texts[path] = decode(raw)[0] if isinstance(raw, bytes) else b""
        return text

    def facts(self, path: str) -> Facts:
        """The facts of a file: just made, from the cache, or made anew where the cache forgot them."""
        from hardwon.check.syntax.facts import Syntax, unpack

        facts = self._facts.get(path)
        if facts is None:
            blob = self._blobs.get(path)
            if blob is None:
                key = self._key(path)
                blob = memory.unseal(self.cache.get_many([key]).get(key))
            if blob is not None:
                facts = unpack(blob)
            else:
                facts = Syntax(self.text(path)).facts(self.manifest.files[path].needs, lambda part: False)
            self._facts[path] = facts
        return facts

    def _facts_of(self, path: str, entry: Entry) -> Facts | None:
        """The facts of a file as they are or were; None where the cache does not have them."""
        from hardwon.check.syntax.facts import unpack

        known = self.manifest.files.get(path)
        if known is not None and known.content == entry.content:
            return self.facts(path)
        key = key_of(b"facts", entry.content)
        blob = memory.unseal(self.cache.get_many([key]).get(key))
        return unpack(blob) if blob is not None else None

    # The report

    def report(self, wanted: Sequence[str], brought: Brought) -> Report:
        """What was found in the files that `wanted` names or holds, by the lessons' own rules, too."""
        files = self.manifest.files
        looked_at = [path for path in files if selects(wanted, path)]
        rows = [row for slug, row in self.manifest.rows() if slug in self.rules]
        rows.extend(brought.rows)
        ran = self._rules_by_path(looked_at, brought)
        findings = [f for f in findings_from(rows) if f.rule in ran.get(f.path, ())]
        ignores = {path: files[path].ignores for path in looked_at if files[path].ignores}
        ignores.update(brought.ignores)
        known = (*rule_slugs(), *ENGINE_RULES, *brought.names)
        kept, suppressed = apply_suppressions(findings, ignores, ran, known)
        errors = (*self._file_errors(wanted), *brought.errors)
        return Report(tuple(kept), len(ran), errors, suppressed, self.parsed, ran=ran)

    def _rules_by_path(self, paths: Sequence[str], brought: Brought) -> dict[str, frozenset[str]]:
        ran = frozenset(self.rules)
        patterns = ignored_rules(self.settings.per_path, self.manifest.patterns)
        by_path = dict.fromkeys(paths, ran)
        by_path.update(dict.fromkeys(brought.others, ran.intersection(ENGINE_RULES)))
        joined: dict[tuple[frozenset[str], frozenset[str]], frozenset[str]] = {}
        for path in by_path.keys() & brought.ran.keys():
            parts = by_path[path], brought.ran[path]
            if parts not in joined:
                joined[parts] = parts[0] | parts[1]
            by_path[path] = joined[parts]
        for path in by_path if patterns else ():
            for pattern, left_out in patterns:
                if pattern.covers(path):
                    by_path[path] = without(by_path[path], left_out)
        return by_path

    def _file_errors(self, wanted: Sequence[str]) -> tuple[FileError, ...]:
        found = dict(self._errors)
        found.update((path, entry.trouble) for path, entry in self.manifest.files.items() if entry.trouble)
        for path, trouble in self.manifest.troubles():
            found[path] = "; ".join(filter(None, [found.get(path, ""), trouble]))
        return tuple(
            _file_error(path, message) for path, message in sorted(found.items()) if selects(wanted, path)
        )


def _file_error(path: str, message: str) -> FileError:
    head, _, rest = message.partition(": ")
    line = int(head[5:]) if rest and head.startswith("line ") and head[5:].isdigit() else 0
    return FileError(path, message, line)
