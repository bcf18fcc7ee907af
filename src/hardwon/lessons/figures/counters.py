"""The projection that counts what lessons came to."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from hardwon.core import parse_iso
from hardwon.lessons.figures import breaches, showings
from hardwon.lessons.figures.tables import METADATA
from hardwon.lessons.figures.tally import Tally

if TYPE_CHECKING:
    from hardwon.store import Event

_OWN = ("lesson.recalled", "lesson.shown", "lesson.judged", "lesson.adopted")
_KINDS = frozenset((*_OWN, *breaches.KINDS, *showings.KINDS))


class Counters:
    """A `store.Projection`: how often each lesson was recalled, shown, followed, breached, prevented, judged.

    What each word means is told in docs/why/figures.md. It rests on events alone, in their order; that
    something turns out to be no breach (it flickered, git brought it) is counted back.
    """

    name = "figures"
    metadata = METADATA

    def apply(self, connection: sa.Connection, events: "Sequence[Event]") -> None:
        telling = [event for event in events if event.kind in _KINDS and _is_dated(event)]
        if not telling:
            return
        tally = Tally(connection)
        broken = breaches.Breaches(connection, tally)
        shown = showings.Showings(connection, tally, broken, telling)
        for event in telling:
            tally.offset = event.offset
            if event.kind in _OWN:
                _count(tally, event)
            if event.kind in breaches.KINDS:
                broken.take(event)
            if event.kind in showings.KINDS:
                shown.take(event)
        broken.write()
        shown.write()
        tally.write()

    def clear(self, connection: sa.Connection) -> None:
        for table in METADATA.sorted_tables:
            connection.execute(sa.delete(table))


def _is_dated(event: "Event") -> bool:
    """Anybody may send an event; one whose time is none must not stop the journal."""
    try:
        parse_iso(event.time)
    except ValueError:
        return False
    return True


def _count(tally: Tally, event: "Event") -> None:
    payload = event.payload
    slug = payload.get("slug")
    if event.kind == "lesson.judged" and isinstance(slug, str):
        if payload.get("verdict") in ("helpful", "harmful"):
            tally.add(slug, str(payload["verdict"]), event.time)
    elif event.kind == "lesson.adopted" and isinstance(slug, str):
        tally.add(slug, "adopted", event.time)
    elif event.kind in ("lesson.recalled", "lesson.shown"):
        slugs, words = payload.get("slugs"), payload.get("words")
        for one in slugs if isinstance(slugs, list) else ():
            tally.add(str(one), event.kind.removeprefix("lesson."), event.time)
        for one, count in words.items() if isinstance(words, dict) else ():
            if isinstance(count, int):
                tally.add(str(one), "words", event.time, by=count)
