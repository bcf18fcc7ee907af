"""Runs the rules that lessons bring along, over the files that changed since the last run."""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

from hardwon.check.entries import Brought, Ignore, Row
from hardwon.check.files import Inventory, Stamp, decode, read_bytes, selects
from hardwon.check.findings import FileError
from hardwon.check.ignores import Patterns
from hardwon.check.languages import find_language
from hardwon.check.manifest import TICK_NS, key_of, seal, unseal
from hardwon.check.registry import ENGINE_RULES, rule_slugs
from hardwon.check.users import (
    Linter,
    UserCodes,
    UserPattern,
    UserRule,
    covers,
    is_named,
    is_picked,
)

if TYPE_CHECKING:
    from hardwon.check.run import Run


@dataclass(slots=True)
class Known:
    """What one run leaves for the next.

    `keys` are those of the rules, `paths` the content of each file looked at with the places in `keys` of the
    rules about it; `rows` are by key and path. `others` are the stamps of files that are not Python, with
    their suppressions and what was wrong with reading them. `codes` are those that each named one stands for,
    `faults` say by key why a rule cannot be run.
    """

    keys: tuple[bytes, ...] = ()
    paths: dict[str, tuple[bytes, tuple[int, ...]]] = field(default_factory=dict)
    rows: dict[bytes, dict[str, tuple[Row, ...]]] = field(default_factory=dict)
    others: dict[str, Stamp | None] = field(default_factory=dict)
    ignores: dict[str, tuple[Ignore, ...]] = field(default_factory=dict)
    troubles: dict[str, str] = field(default_factory=dict)
    codes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    faults: dict[bytes, str] = field(default_factory=dict)
    translations: dict[str, tuple[str, bool]] = field(default_factory=dict)


class Outside:
    """The users' rules in one run: `users` that are wanted, and the linter that runs those it names."""

    def __init__(
        self, users: Sequence[UserRule], linter: Linter | None, run: Run, only: Sequence[str] = ()
    ) -> None:
        self._run = run
        self._only = only
        self._users = [user for user in users if self._may_be_wanted(user)]
        self._linter = linter
        version = b""
        if linter is not None and any(isinstance(user, UserCodes) for user in self._users):
            version = linter.version()
        self._keys = tuple(
            key_of(
                b"user",
                repr(user).encode("utf-8", "replace"),
                version if isinstance(user, UserCodes) else b"",
            )
            for user in self._users
        )
        self._python = any(_is_on_python(user) for user in self._users)
        self._endings = [
            find_language(user.language).endings
            if isinstance(user, UserPattern) and not _is_on_python(user)
            else ()
            for user in self._users
        ]
        self._known = Known()
        self._fresh: dict[str, bytes] = {}
        self._which: dict[str, tuple[int, ...]] = {}
        self._applying: list[Patterns | None] = []
        self._names: dict[tuple[int, ...], frozenset[str]] = {}
        self._failure = ""

    def _may_be_wanted(self, user: UserRule) -> bool:
        settings = self._run.settings
        if isinstance(user, UserPattern):
            return is_picked(user.slug, settings, self._only)
        wanted = self._only or settings.select
        return not wanted or any(
            covers((code,), name) or covers((name,), code) for code in user.codes for name in wanted
        )

    @property
    def endings(self) -> tuple[str, ...]:
        """The endings of the files to be found, besides Python's."""
        return tuple(sorted({ending for endings in self._endings for ending in endings}))

    # Taking in what changed

    def bring_up_to_date(self, inventory: Inventory, key: bytes, now_ns: int) -> None:
        """Runs the rules over what changed. `key` is where the cache keeps what is known between runs."""
        if not self._users:
            return
        cache = self._run.cache
        known = self._known = _load(unseal(cache.get_many([key]).get(key)))
        before = dict(known.paths) if known.keys == self._keys else {}
        self._which = {path: which for path, (_, which) in before.items()}
        stamps = dict(known.others)
        contents = self._contents(inventory)
        new = set(self._keys) - set(known.keys)
        stale: dict[int, list[str]] = {}
        for path, (content, which) in contents.items():
            was = known.paths.get(path)
            is_same = was is not None and was[0] == content
            for place in which:
                if not is_same or self._keys[place] in new:
                    stale.setdefault(place, []).append(path)
        is_changed = bool(stale or new) or contents != before or stamps != known.others
        known.paths, known.keys = contents, self._keys
        if is_changed:
            self._forget(contents, stale)
            self._judge(stale, [place for place, key in enumerate(self._keys) if key in new])
            if not self._run.overlay and not self._failure:
                cache.put_many({key: seal(_dump(known, now_ns))})

    def _contents(self, inventory: Inventory) -> dict[str, tuple[bytes, tuple[int, ...]]]:
        """The content of each file that may matter, and which rules are about it."""
        run, known = self._run, self._known
        found: dict[str, tuple[bytes, tuple[int, ...]]] = {}
        if self._python:
            for path, entry in run.manifest.files.items():
                found[path] = (entry.content, self._about(path, python=True))
        for path in known.others.keys() - inventory.others.keys():
            del known.others[path]
        for path, stamp in inventory.others.items():
            which = self._about(path, python=False)
            if not which:
                continue
            was = known.paths.get(path)
            if path in run.overlay or was is None or known.others.get(path) != stamp:
                found[path] = (self._read(path), which)
                known.others[path] = stamp
            else:
                found[path] = (was[0], which)
        return found

    def _about(self, path: str, *, python: bool) -> tuple[int, ...]:
        """The places of the rules that the file is for."""
        which = self._which.get(path)
        if which is None:
            if not self._applying:
                kept = self._known.translations
                self._applying = [Patterns(u.applies_to, kept) if u.applies_to else None for u in self._users]
            which = tuple(
                place
                for place, (endings, applies) in enumerate(zip(self._endings, self._applying, strict=True))
                if (python and not endings) or (not python and endings and path.endswith(endings))
                if applies is None or applies.covers(path)
            )
        return which

    def _read(self, path: str) -> bytes:
        raw = self._run.overlay.get(path)
        found = raw if raw is not None else read_bytes(self._run.root, path)
        text, trouble = decode(found) if isinstance(found, bytes) else (b"", found)
        self._fresh[path] = text
        self._known.troubles.pop(path, None)
        if trouble:
            self._known.troubles[path] = trouble
        self._known.ignores.pop(path, None)
        if b"hardwon:" in text:
            from hardwon.check.patterns import ignores_in

            ignores = ignores_in(text.decode("utf-8", "replace"), path)
            if ignores:
                self._known.ignores[path] = ignores
        return blake2b(text, digest_size=16).digest()

    def _forget(self, contents: Mapping[str, object], stale: Mapping[int, Sequence[str]]) -> None:
        """Drops what is known of rules and files that are gone, and of those to be looked at anew."""
        known = self._known
        known.rows = {
            key: {path: rows for path, rows in by.items() if path in contents}
            for key, by in known.rows.items()
            if key in self._keys
        }
        for place, paths in stale.items():
            by = known.rows.get(self._keys[place], {})
            for path in paths:
                by.pop(path, None)
        known.faults = {key: fault for key, fault in known.faults.items() if key in self._keys}
        known.ignores = {path: found for path, found in known.ignores.items() if path in contents}
        known.troubles = {path: found for path, found in known.troubles.items() if path in contents}

    # Judging

    def _judge(self, stale: dict[int, list[str]], new: Sequence[int]) -> None:
        # Here, not above: a run without changes needs none of it.
        from hardwon.check.matching import Matching

        builtin = {*rule_slugs(), *ENGINE_RULES}
        matching = Matching(self._run, self._users, self._linter, self._text)
        for place in new:
            user = self._users[place]
            if isinstance(user, UserPattern) and user.slug in builtin:
                fault = f"a built-in rule is called `{user.slug}`, too -> rename the page"
            else:
                fault = matching.fault(place)
            if fault:
                self._known.faults[self._keys[place]] = fault
        self._known.codes.update(matching.codes)
        self._failure = matching.failure
        sound = {
            place: paths for place, paths in stale.items() if self._keys[place] not in self._known.faults
        }
        for place, path, rows in matching.run(sound, self._known.codes):
            self._known.rows.setdefault(self._keys[place], {})[path] = rows
        self._failure = matching.failure

    def _text(self, path: str) -> bytes:
        if path not in self._known.others:
            return self._run.text(path)
        if path not in self._fresh:
            raw = read_bytes(self._run.root, path)
            self._fresh[path] = decode(raw)[0] if isinstance(raw, bytes) else b""
        return self._fresh[path]

    # What came of it

    def brought(self, wanted: Sequence[str]) -> Brought:
        """What was found, in the files that `wanted` names or holds."""
        if not self._users:
            return Brought()
        known = self._known
        others = tuple(path for path in known.others if selects(wanted, path))
        return Brought(
            tuple(row for by in known.rows.values() for rows in by.values() for row in rows),
            {path: self._ran(which) for path, (_, which) in known.paths.items() if which},
            others,
            {path: known.ignores[path] for path in others if path in known.ignores},
            tuple(self._all_names()),
            tuple(self._errors(wanted)),
        )

    def _ran(self, which: tuple[int, ...]) -> frozenset[str]:
        """The slugs and codes of the rules at the places `which`, of those that could be run."""
        ran = self._names.get(which)
        if ran is None:
            ran = self._names[which] = frozenset(
                name
                for place in which
                if not self._fault(place)
                for name in self._names_of(self._users[place])
                if is_picked(name, self._run.settings, self._only)
            )
        return ran

    def _all_names(self) -> Iterator[str]:
        for user in self._users:
            yield from self._names_of(user)
        if self._failure:  # and nobody knows which codes there are
            for entry in self._run.manifest.files.values():
                for ignore in entry.ignores:
                    yield from (rule for rule in ignore.rules if is_named(rule, self._users))

    def _names_of(self, user: UserRule) -> tuple[str, ...]:
        if isinstance(user, UserPattern):
            return (user.slug,)
        return tuple(name for code in user.codes for name in self._known.codes.get(code) or (code,))

    def _fault(self, place: int) -> str:
        fault = self._known.faults.get(self._keys[place], "")
        return fault or (self._failure if isinstance(self._users[place], UserCodes) else "")

    def _errors(self, wanted: Sequence[str]) -> Iterator[FileError]:
        """Files of `wanted` that could not be read, and the lessons whose rule could not be run."""
        for path, trouble in self._known.troubles.items():
            if selects(wanted, path):
                yield FileError(path, trouble)
        for place, user in enumerate(self._users):
            fault = self._fault(place)
            if fault:
                yield FileError(user.page, f"its rule cannot be run: {fault}")


def _is_on_python(user: UserRule) -> bool:
    return isinstance(user, UserCodes) or user.language == "python"


def _load(raw: bytes | None) -> Known:
    if raw is None:
        return Known()
    keys, paths, rows, others, ignores, *rest = marshal.loads(raw)
    found = {path: tuple(Ignore(*i) for i in by) for path, by in ignores.items()}
    return Known(keys, paths, rows, others, found, *rest)


def _dump(known: Known, now_ns: int) -> bytes:
    """The stamp of a file written just now is left out, so that it is read again."""
    others = {
        path: None if stamp is None or max(stamp[1:3]) > now_ns - TICK_NS else stamp
        for path, stamp in known.others.items()
    }
    ignores = {
        path: tuple((i.line, i.last, i.column, i.rules, i.text, i.comment) for i in found)
        for path, found in known.ignores.items()
    }
    return marshal.dumps(
        (
            known.keys, known.paths, known.rows, others, ignores, known.troubles, known.codes, known.faults,
            known.translations,
        )
    )  # fmt: skip
