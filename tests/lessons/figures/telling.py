"""Events that move figures, at seconds after a start; and a journal that counts them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

import sqlalchemy as sa

from hardwon.core import iso
from hardwon.lessons.figures.counters import Counters
from hardwon.lessons.figures.tables import FIGURE, METADATA
from hardwon.store import JournalReader, NewEvent
from tests.store.stores import Store

BEGIN = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
TREE = "/srv/shop"
_NUMBERS = count()


def event(kind: str, at: float, session: str | None = None, **payload: object) -> NewEvent:
    time = iso(BEGIN + timedelta(seconds=at))
    return NewEvent(f"{kind}:{next(_NUMBERS)}", kind, time, payload, session)


def new(at: float, print_: str = "aa", *, path: str = "app/run.py", lesson: str = "load-inside") -> NewEvent:
    told = {"rule": "detached-record", "path": path, "line": 3, "fingerprint": print_, "tree": TREE}
    return event("finding.new", at, **told, lesson=lesson)


def fixed(at: float, print_: str = "aa", *, path: str = "app/run.py", how: str = "fixed") -> NewEvent:
    told = {"rule": "detached-record", "path": path, "line": 3, "fingerprint": print_, "tree": TREE}
    return event("finding.fixed", at, **told, lesson="load-inside", how=how)


def commit(at: float, *files: str) -> NewEvent:
    return event("git.commit", at, files=list(files), sha="4be1")


def shown(at: float, session: str = "s1") -> NewEvent:
    applies = {"load-inside": {"paths": ["app/**/*.py"], "words": ["create_task"]}}
    return event(
        "lesson.shown", at, session, slugs=["load-inside"], where="prompt", tree=TREE, applies=applies
    )


def edit(
    at: float, path: str = f"{TREE}/app/run.py", *, call: str = "c1", text: str = "create_task(x)"
) -> NewEvent:
    given = {"file_path": path, "old_string": "", "new_string": text}
    return event("session.tool", at, "s1", tool="Edit", call=call, input=given)


def figures(reader: JournalReader, slug: str = "load-inside") -> dict[str, int]:
    """What was counted of a lesson, without zeros."""
    row = FIGURE.c
    summed = sa.select(row.what, sa.func.sum(row.count)).where(row.slug == slug).group_by(row.what)
    return {found[0]: int(found[1]) for found in reader.query(summed) if found[1]}


def counted(store: Store, events: Sequence[NewEvent]) -> dict[str, int]:
    with store.open(Counters()) as journal:
        for one in events:
            journal.append([one])
        assert journal.behind == {}
        return figures(journal)


def all_rows(reader: JournalReader) -> dict[str, list[tuple[object, ...]]]:
    return {
        table.name: sorted(tuple(row) for row in reader.query(table.select()))
        for table in METADATA.sorted_tables
    }
