"""The index of units on disk: append-only, derived from the journal, written by the store's owner alone."""

import errno
import hashlib
import json
import math
import os
import re
import secrets
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import cast

import tantivy

from hardwon.core import HardwonError
from hardwon.lessons.recall.dates import spoken_dates
from hardwon.lessons.recall.facts import read_facts
from hardwon.lessons.recall.parts import Part, any_of, both, query_of, unscored
from hardwon.lessons.recall.units import KINDS, Entry
from hardwon.lessons.recall.words import (
    analyzer,
    line_analyzer,
    path_lines,
    read_words,
    searchable,
    well_formed,
)

VERSION = 5  # of what is indexed and how; another one on disk is thrown away and built anew
_HEAP = 64_000_000  # bytes the writer holds before it writes a segment
_SEQUENCE_BITS = 24
_BLOCK_BITS = 3  # eight neighbours are one block, so that a window around a unit is two of them at most
_MOST_TIED = 16  # times the limit: so many units of one score are looked through
_ORDINALS = {kind: ordinal for ordinal, kind in enumerate(KINDS)}
_SYSTEM_ERROR = re.compile(r"\(os error (\d+)\)|code: (?=(\d+))")
_DAMAGE = (ValueError, OSError, RuntimeError)  # what tantivy raises when its files are gone or broken


class IndexLost(HardwonError):
    """The index on disk is damaged or was taken away; it can be built anew from the journal."""


class IndexUnwritable(HardwonError):
    """There is no room for the index, or its folder may not be written to; what was there is still read."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A unit as the index hands it back; `time` is that of its event."""

    source: str
    kind: str
    text: str
    time: str


@dataclass(frozen=True, slots=True)
class _State:
    """What `state.json` says: which folder holds the index, of which journal, up to which offset.

    It is not `complete` from when it was begun until it held all of its journal once.
    """

    version: int
    epoch: str
    generation: str
    offset: int
    complete: bool


class UnitIndex:
    """Units in the order of the journal, found by word, by speaker and by path.

    Nothing is ever changed or deleted in it: so the statistics behind a score depend on what was added
    and not on how often the index was written, and a rebuilt index answers the same. A unit's key names
    its thread and its place there: key - 1 and key + 1 are its neighbours.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._state: _State | None = None
        self._index: tantivy.Index | None = None
        self._searcher: tantivy.Searcher | None = None
        self._writer: tantivy.IndexWriter | None = None
        self._next: dict[int, int] = {}
        self._generation = ""
        self.refresh()

    @property
    def epoch(self) -> str:
        """Of the journal that the index was made from; empty where there is none."""
        return self._state.epoch if self._state else ""

    @property
    def offset(self) -> int:
        """The last event of the journal that the index knows; 0 where there is none."""
        return self._state.offset if self._state else 0

    @property
    def is_complete(self) -> bool:
        """Whether it held all of its journal once; false where there is none."""
        return self._state is not None and self._state.complete

    @property
    def count(self) -> int:
        """How many units it holds."""
        return self._searcher.num_docs if self._searcher else 0

    def refresh(self) -> None:
        """Looks at what is on disk now; an index that is missing, broken or of another version is empty."""
        state = _read_state(self._folder)
        if state is None:
            self._forget()
            return
        try:
            with self.guarded():
                self._open(state)
        except IndexLost:
            pass  # read as empty, by everyone, until its owner has built it anew

    def start_over(self, epoch: str) -> None:
        """An empty index for the journal `epoch`; what was there is taken away. For the owner only.

        Raises `IndexUnwritable`.
        """
        self._forget()
        generation = f"units-{secrets.token_hex(4)}"
        try:
            (self._folder / generation).mkdir(parents=True)
            tantivy.Index(_schema(), path=str(self._folder / generation))
            _write_state(self._folder, _State(VERSION, epoch, generation, 0, False))
        except _DAMAGE as error:
            raise _unwritable(self._folder, error) from error
        for old in self._folder.glob("units-*"):
            if old.name != generation:
                shutil.rmtree(old, ignore_errors=True)
        self.refresh()

    def is_whole(self) -> bool:
        """Whether the files are still where the index was opened."""
        return self._state is not None and (self._folder / self._state.generation / "meta.json").exists()

    def add(self, entries: Iterable[tuple[int, Entry]]) -> None:
        """Takes in `entries` with their events' offsets, in order; found after `commit`. For the owner only.

        Raises `IndexLost`, `IndexUnwritable`.
        """
        with self.guarded():
            if self._writer is None:
                assert self._index is not None, "start_over comes first"
                # One thread: the units of a segment keep the journal's order.
                self._writer = self._index.writer(_HEAP, 1)
            for offset, entry in entries:
                self._writer.add_document(_document(self._place(entry.thread), offset, entry))

    def commit(self, offset: int, *, complete: bool = True) -> None:
        """Makes what was added durable and visible, up to `offset`; `complete` if no more is to come now.

        Raises as `add`.
        """
        with self.guarded():
            if self._writer is not None:
                self._writer.commit()
            assert self._state is not None
            if not self.is_whole():  # tantivy writes on into files that are gone
                raise FileNotFoundError(self._folder)
            _write_state(self._folder, replace(self._state, offset=offset, complete=complete))
        self.refresh()

    def close(self) -> None:
        """Waits for the merging of segments and lets go of the files."""
        self._close_writer()
        self._searcher = self._index = None

    def weight_of(self, word: str, field: str = "words") -> float:
        """How much a unit says by holding `word`: BM25's idf; 0 where no unit holds it."""
        if self._searcher is None:
            return 0.0
        holding = self.holding(word, field)
        return math.log(1 + (self.count - holding + 0.5) / (holding + 0.5)) if holding else 0.0

    def holding(self, word: str, field: str = "words") -> int:
        """How many units hold `word`."""
        return int(self._searcher.doc_freq(field, word)) if self._searcher else 0

    def search(self, parts: Sequence[Part], *, speaker: str = "", limit: int) -> list[tuple[int, float, int]]:
        """The key, score and facts of the `limit` best units that hold anything of `parts`, best first.

        `speaker` (a word) leaves only the units which that person said. Units that tie with the first one
        left out are left out too, so the answer does not depend on how the index was written; of thousands
        that tie the newest are taken.
        """
        if self._index is None or self._searcher is None or not parts:
            return []
        schema = self._index.schema
        query = any_of([query_of(schema, part) for part in parts])
        if speaker:
            query = both(query, unscored(schema, "speaker", [speaker]))
        return self._described(self._best(query, limit))

    def search_around(
        self, parts: Sequence[Part], keys: Collection[int], reach: tuple[int, int]
    ) -> list[list[tuple[int, float, int]]]:
        """The key, score and facts of all units near `keys` that hold anything of a part, part by part.

        `reach` says how many places before and after a key are near; some further ones may be found too.
        """
        if self._index is None or self._searcher is None or not keys:
            return [[] for _ in parts]
        before, after = reach
        blocks = {
            near >> _BLOCK_BITS for key in keys for near in (key - before, key, key + after) if near >= 0
        }
        schema = self._index.schema
        near = unscored(schema, "block", blocks)
        found = []
        for part in parts:
            query = both(query_of(schema, part), near)
            hits = self._searcher.search(query, len(blocks) << _BLOCK_BITS, count=False).hits
            found.append(self._described(hits))
        return found

    def facts_at(self, keys: Collection[int]) -> dict[int, int]:
        """The facts of those units among `keys` that exist."""
        addresses = self._addresses("key", keys)
        return dict(zip(self._values("key", addresses), self._values("facts", addresses), strict=True))

    def among(self, keys: Collection[int], field: str, word: str) -> set[int]:
        """Those of `keys` whose unit has `word` in `field`."""
        if self._index is None or self._searcher is None or not keys:
            return set()
        schema = self._index.schema
        query = both(unscored(schema, "key", keys), unscored(schema, field, [word]))
        hits = self._searcher.search(query, len(keys), count=False).hits
        return set(self._values("key", [address for _, address in hits]))

    def get(self, keys: Collection[int]) -> dict[int, Kept]:
        """The units at those of `keys` where there is one."""
        addresses = self._addresses("key", keys)
        found = self._values("key", addresses)
        return {key: self._read(address) for key, address in zip(found, addresses, strict=True)}

    def _described(self, hits: list[tuple[float, tantivy.DocAddress]]) -> list[tuple[int, float, int]]:
        addresses = [address for _, address in hits]
        scores = [score for score, _ in hits]
        keys, facts = self._values("key", addresses), self._values("facts", addresses)
        return list(zip(keys, scores, facts, strict=True))

    def _read(self, address: tantivy.DocAddress) -> Kept:
        assert self._searcher is not None
        source, kind, text, time = json.loads(self._searcher.doc(address).get_first("unit") or b"[]")
        return Kept(source, kind, text, time)

    def _addresses(self, field: str, values: Collection[int]) -> list[tantivy.DocAddress]:
        if self._index is None or self._searcher is None or not values:
            return []
        query = unscored(self._index.schema, field, values)
        return [address for _, address in self._searcher.search(query, len(values), count=False).hits]

    def _values(self, field: str, addresses: list[tantivy.DocAddress]) -> list[int]:
        if self._searcher is None:
            return []
        return cast(list[int], self._searcher.fast_field_values(field, addresses))  # every unit has each

    def _best(self, query: tantivy.Query, limit: int) -> list[tuple[float, tantivy.DocAddress]]:
        assert self._searcher is not None
        size = limit
        while True:
            hits = self._searcher.search(query, size + 1, count=False).hits
            if len(hits) <= size:
                return hits
            edge = hits[-1][0]
            above = [hit for hit in hits if hit[0] > edge]
            if len(above) >= limit // 4:
                return above
            if size >= _MOST_TIED * limit:
                newest = self._searcher.search(query, limit, count=False, order_by_field="offset").hits
                return above + [(edge, address) for _, address in newest]
            size *= 4

    def _open(self, state: _State) -> None:
        self._generation = state.generation
        if self._state is None or self._state.generation != state.generation or self._index is None:
            self._close_writer()
            self._next.clear()
            self._index = tantivy.Index.open(str(self._folder / state.generation))
            self._index.register_tokenizer("words", analyzer())
            self._index.register_tokenizer("lines", line_analyzer())
            self._index.config_reader("manual", 0)
        self._index.reload()
        self._searcher = self._index.searcher()
        # A process may have ended between tantivy's commit and ours: the units know better.
        offset = max(state.offset, self._last())
        self._state = replace(state, offset=offset)

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Turns what tantivy raises into `IndexLost` or `IndexUnwritable`.

        A lost index is no longer read by anybody; the next owner builds it anew.
        """
        try:
            yield
        except BaseException as error:
            # A flipped byte makes tantivy panic, and a panic is no Exception to Python.
            if not isinstance(error, _DAMAGE) and type(error).__module__ != "pyo3_runtime":
                raise
            # A full disk kills tantivy's thread, which says no more than that.
            if _is_refusal(error) or ("writer was killed" in str(error) and self.is_whole()):
                self._close_writer()
                self._next.clear()
                raise _unwritable(self._folder, error) from error
            self._discard()
            raise IndexLost(
                "the index of what was said is damaged", next_step="ask again: it is built anew"
            ) from error

    def _discard(self) -> None:
        """Takes the index for lost, here and, unless its owner has already begun another, on disk."""
        state = _read_state(self._folder)
        if state is not None and state.generation == self._generation:
            with suppress(OSError):
                (self._folder / "state.json").unlink()
        self._forget()

    def _last(self) -> int:
        """The greatest offset of any unit."""
        assert self._searcher is not None
        if not self._searcher.num_docs:
            return 0
        everything = tantivy.Query.all_query()
        return int(self._searcher.search(everything, 1, count=False, order_by_field="offset").hits[0][0])

    def _place(self, thread: str) -> int:
        """The next key of `thread`. Two threads of one hash would lie one after the other."""
        digest = hashlib.blake2b(well_formed(thread).encode(), digest_size=5).digest()
        first = int.from_bytes(digest, "big") << _SEQUENCE_BITS
        sequence = self._next.get(first)
        if sequence is None:
            sequence = self._length(first)
        self._next[first] = sequence + 1
        return first + sequence

    def _length(self, first: int) -> int:
        """How many units the thread that begins at key `first` has: they lie without gaps."""
        low, high = 0, 1
        while self._addresses("key", [first + high - 1]):
            low, high = high, high * 2
        while high - low > 1:
            middle = (low + high) // 2
            if self._addresses("key", [first + middle - 1]):
                low = middle
            else:
                high = middle
        return low

    def _close_writer(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            with suppress(*_DAMAGE):  # where the files are gone, so is what was to be merged
                writer.wait_merging_threads()

    def _forget(self) -> None:
        self._close_writer()
        self._next.clear()
        self._state = self._index = self._searcher = None


def _is_refusal(error: BaseException) -> bool:
    """Whether the system would not let us write: tantivy hands its error on as text."""
    code = _SYSTEM_ERROR.search(str(error))
    number = error.errno if isinstance(error, OSError) else int(code[1] or code[2]) if code else None
    return number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM)


def _unwritable(folder: Path, error: BaseException) -> IndexUnwritable:
    return IndexUnwritable(
        f"the index in {folder} cannot be written: {error}",
        next_step="make room or let it be written; nothing of the journal is lost",
    )


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key", indexed=True, fast=True)
    builder.add_unsigned_field("block", indexed=True)
    builder.add_unsigned_field("offset", fast=True)
    builder.add_unsigned_field("facts", fast=True)
    builder.add_text_field("words", tokenizer_name="words", index_option="freq")
    builder.add_text_field("speaker", tokenizer_name="words", index_option="basic")
    builder.add_text_field("paths", tokenizer_name="lines", index_option="basic")
    builder.add_text_field("dates", tokenizer_name="lines", index_option="basic")
    builder.add_bytes_field("unit", stored=True)
    return builder.build()


def _document(key: int, offset: int, entry: Entry) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned("key", key)
    document.add_unsigned("block", key >> _BLOCK_BITS)
    document.add_unsigned("offset", offset)
    facts = read_facts(_ORDINALS[entry.kind], entry.text, _name_words(entry.speaker))
    document.add_unsigned("facts", facts)
    document.add_text("words", searchable(entry.text))
    if entry.speaker:
        document.add_text("speaker", searchable(entry.speaker))
    if entry.paths:
        document.add_text("paths", path_lines(entry.paths))
    if entry.time:
        document.add_text("dates", "\n".join(spoken_dates(entry.text, _day(entry.time))))
    unit = json.dumps([entry.source, entry.kind, entry.shown, entry.time])
    document.add_bytes("unit", unit.encode())
    return document


@lru_cache(maxsize=1000)
def _day(time: str) -> date | None:
    try:
        return date.fromisoformat(time[:10])
    except ValueError:
        return None


@lru_cache(maxsize=1000)
def _name_words(speaker: str) -> tuple[str, ...]:
    return tuple(read_words(speaker)) if speaker else ()


def _read_state(folder: Path) -> _State | None:
    """None where there is no index, or none of this version."""
    try:
        read = json.loads((folder / "state.json").read_bytes())
        state = _State(
            read["version"],
            str(read["epoch"]),
            str(read["generation"]),
            int(read["offset"]),
            read["complete"] is True,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return state if state.version == VERSION and "/" not in state.generation else None


def _write_state(folder: Path, state: _State) -> None:
    partial = folder / f"state.json.{os.getpid()}"
    partial.write_text(json.dumps(asdict(state)))
    partial.replace(folder / "state.json")
