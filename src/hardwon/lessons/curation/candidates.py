"""The candidates of a journal: a table kept in step with its events."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from hardwon.lessons.extraction.candidate import Candidate, add_evidence
from hardwon.lessons.pages.lesson import NoSuchLesson

if TYPE_CHECKING:
    from hardwon.store import Event, JournalReader

_METADATA = sa.MetaData()
CANDIDATE = sa.Table(
    "candidate",
    _METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("offset", sa.BigInteger, nullable=False),
    sa.Column("time", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("evidence", sa.Text, nullable=False),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("reasons", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("slug", sa.Text),
    sa.Index("candidate_state", "state", "score"),
)
_DECISIONS = {"lesson.adopted": "adopted", "lesson.rejected": "rejected"}


class Candidates:
    """A `store.Projection`: `lesson.candidate` events fold into one row for each id.

    `offset` and `time` are those of the first event. What was adopted or rejected stays so when it is
    met again; only its evidence grows.
    """

    name = "candidates"
    metadata = _METADATA

    def apply(self, connection: sa.Connection, events: "Sequence[Event]") -> None:
        for event in events:
            if event.kind == "lesson.candidate":
                _take_in(connection, event)
            elif event.kind in _DECISIONS and event.payload.get("id"):
                connection.execute(
                    sa.update(CANDIDATE)
                    .where(CANDIDATE.c.id == str(event.payload["id"]))
                    .values(state=_DECISIONS[event.kind], slug=event.payload.get("slug"))
                )

    def clear(self, connection: sa.Connection) -> None:
        connection.execute(sa.delete(CANDIDATE))


def list_candidates(reader: "JournalReader", *, all_states: bool = False) -> list[Candidate]:
    """The candidates that wait for a decision, best score first; with `all_states` the decided ones too."""
    query = sa.select(CANDIDATE).order_by(CANDIDATE.c.score.desc(), CANDIDATE.c.offset, CANDIDATE.c.id)
    if not all_states:
        query = query.where(CANDIDATE.c.state == "waiting")
    return [_candidate(row) for row in reader.query(query)]


def find_candidate(reader: "JournalReader", beginning: str) -> Candidate | None:
    """The waiting candidate whose id begins with `beginning` (at least its `c-`); None where none does.

    Raises `NoSuchLesson` where several do.
    """
    if not beginning.startswith("c-"):
        return None
    found = [candidate for candidate in list_candidates(reader) if candidate.id.startswith(beginning)]
    if len(found) > 1:
        names = ", ".join(candidate.id for candidate in found[:5])
        raise NoSuchLesson(
            f"{len(found)} candidates begin with {beginning}", next_step=f"write one of {names}"
        )
    return found[0] if found else None


def _take_in(connection: sa.Connection, event: "Event") -> None:
    new = event.payload
    if not new.get("id") or not new.get("title"):
        return  # anybody may send an event; one that says nothing must not stop the journal
    old = connection.execute(sa.select(CANDIDATE).where(CANDIDATE.c.id == str(new["id"]))).one_or_none()
    values: dict[str, Any] = {
        "title": str(new["title"]),
        "kind": str(new.get("kind", "gotcha")),
        "body": str(new.get("body", "")),
        "score": float(new.get("score") or 0),
        "reasons": json.dumps(new.get("reasons", []), ensure_ascii=False),
        "origin": str(new.get("from", "")),
    }
    before = json.loads(old.evidence) if old else []
    values["evidence"] = json.dumps(add_evidence(before, new.get("evidence", [])), ensure_ascii=False)
    if old:
        connection.execute(sa.update(CANDIDATE).where(CANDIDATE.c.id == old.id).values(**values))
        return
    first = {"id": str(new["id"]), "offset": event.offset, "time": event.time, "state": "waiting"}
    connection.execute(sa.insert(CANDIDATE).values(**first, **values))


def _candidate(row: sa.Row[Any]) -> Candidate:
    return Candidate(
        id=row.id,
        title=row.title,
        kind=row.kind,
        body=row.body,
        evidence=tuple(json.loads(row.evidence)),
        score=row.score,
        reasons=tuple(json.loads(row.reasons)),
        origin=row.origin,
    )
