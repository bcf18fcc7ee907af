"""Many questions at once: lines of JSON, each with an id of the asker's own."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hardwon.core import HardwonError

_WANTED = 'write lines of {"query": ID, "text": "WORDS"}'


class BadQuery(HardwonError):
    """A line of a batch that is no question."""


@dataclass(frozen=True, slots=True)
class Query:
    """One question; `id` (text, number or null) comes back with its answer."""

    id: str | int | float | None
    text: str


def read_queries(lines: Iterable[bytes], *, source: str) -> Iterator[Query]:
    """The questions in `lines` of UTF-8, in order; empty lines are passed over.

    `source` names the file in errors. Raises `BadQuery` at the first line that is no question.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{source}:{number}"
        try:
            read = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        except UnicodeDecodeError:
            raise BadQuery(f"{where}: not UTF-8", next_step=_WANTED) from None
        except (ValueError, RecursionError):
            raise BadQuery(f"{where}: not JSON: {_shown(line)}", next_step=_WANTED) from None
        if not isinstance(read, dict):
            raise BadQuery(f"{where}: not an object: {_shown(line)}", next_step=_WANTED)
        for key in ("query", "text"):
            if key not in read:
                raise BadQuery(f"{where}: has no `{key}`", next_step=_WANTED)
        if not isinstance(read["text"], str):
            raise BadQuery(f"{where}: `text` is not text: {_shown(line)}", next_step=_WANTED)
        if isinstance(read["query"], list | dict):
            raise BadQuery(f"{where}: `query` is neither text nor number", next_step=_WANTED)
        yield Query(read["query"], read["text"])


def _shown(line: bytes) -> str:
    text = line.decode("utf-8", "replace").strip()
    return text if len(text) <= 60 else f"{text[:59]}…"
