"""Reads and parses the files that are new, in as many processes as pay."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

from msgspec import Struct

from hardwon.check.cache import FactCache
from hardwon.check.entries import Entry
from hardwon.check.files import Stamp, decode, read_bytes
from hardwon.check.manifest import key_of, seal, unseal
from hardwon.check.rule import Rule
from hardwon.check.spreading import how_many, spread
from hardwon.check.syntax.facts import Syntax, pack, unpack

# Less text than this parses faster than a process starts.
_WORTH_A_PROCESS = 1_500_000


class Source(Struct, frozen=True):
    """A file to take in: its stamp, and its content where it does not come from the disk."""

    path: str
    stamp: Stamp | None
    content: bytes | None = None


def world_of(slug: str) -> str:
    """What an entry's `needs` call the literals that the project must hold for the rule to make sense."""
    return f"{slug} world"


class Literals:
    """Finds which rules a text may matter to, in one pass over it."""

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        import re2  # the compiled search: Python's own takes ten times as long over a repository

        self._owners: list[list[str]] = []
        by_need: dict[bytes, list[str]] = {}
        for slug, rule in rules.items():
            for need in rule.needs:
                by_need.setdefault(need, []).append(slug)
            for word in rule.world:
                by_need.setdefault(word, []).append(world_of(slug))
        self._set = re2.Set.SearchSet()
        for need, slugs in by_need.items():
            self._set.Add(re2.escape(need.decode()))
            self._owners.append(slugs)
        if by_need:
            self._set.Compile()

    def rules_for(self, text: bytes) -> tuple[str, ...]:
        """The slugs of the rules of which `text` holds a literal, sorted."""
        if not self._owners:
            return ()
        return tuple(sorted({slug for place in self._set.Match(text) or () for slug in self._owners[place]}))


class Taken(Struct, frozen=True):
    """What was taken in: entries by path, facts and texts by path, and how many were parsed anew."""

    entries: dict[str, Entry]
    blobs: dict[str, bytes]
    texts: dict[str, bytes]
    parsed: int


def take_in(
    root: Path,
    sources: Sequence[Source],
    rules: Mapping[str, Rule],
    cache: FactCache,
    processes: int,
    progress: Callable[[int], None],
) -> Taken:
    """Reads `sources`, and parses those whose text the cache does not know."""
    texts: dict[str, bytes] = {}
    contents: dict[str, bytes] = {}
    troubles: dict[str, str] = {}
    for source in sources:
        raw = source.content if source.content is not None else read_bytes(root, source.path)
        text, trouble = decode(raw) if isinstance(raw, bytes) else (b"", raw)
        texts[source.path], troubles[source.path] = text, trouble
        contents[source.path] = blake2b(text, digest_size=16).digest()
    keys = {path: key_of(b"facts", content) for path, content in contents.items()}
    held = cache.get_many(list(dict.fromkeys(keys.values())))
    blobs = {path: blob for path, key in keys.items() if (blob := unseal(held.get(key))) is not None}
    missing = [source.path for source in sources if source.path not in blobs]
    progress(len(blobs))
    made = _extract(missing, texts, rules, processes, progress)
    blobs.update(made)
    cache.put_many({keys[path]: seal(blob) for path, blob in made.items() if cache.may_keep(texts[path])})
    entries = {s.path: _entry(s, contents[s.path], troubles[s.path], blobs[s.path]) for s in sources}
    return Taken(entries, blobs, texts, len(made))


def _extract(
    paths: Sequence[str],
    texts: Mapping[str, bytes],
    rules: Mapping[str, Rule],
    processes: int,
    progress: Callable[[int], None],
) -> dict[str, bytes]:
    literals = Literals(rules)
    size = sum(len(texts[path]) for path in paths)
    wanted = how_many(processes) if size > _WORTH_A_PROCESS or processes > 1 else 1

    def extract(share: Sequence[str]) -> list[Any]:
        results = []
        for path in share:
            text = texts[path]
            needs = literals.rules_for(text)
            wants = [rules[slug].wants for slug in needs if slug in rules]
            facts = Syntax(text).facts(needs, lambda part, wants=wants: any(want(part) for want in wants))  # type: ignore[misc]
            results.append((path, pack(facts)))
            progress(wanted)
        return results

    return dict(spread(paths, extract, wanted, lambda path: len(texts[path])))


def _entry(source: Source, content: bytes, trouble: str, blob: bytes) -> Entry:
    head = unpack(blob, whole=False)
    if not trouble and head.error_line:
        trouble = f"line {head.error_line}: syntax error; analysed as far as it parses"
    return Entry(source.stamp, content, head.digest, head.needs, head.index, head.ignores, trouble)
