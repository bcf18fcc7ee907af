"""The candidates of a journal, and what was decided about them: tables kept in step with its events."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
    sa.Column("found", sa.Integer, nullable=False),  # 1 where not only a person has said it
    sa.Column("because", sa.Text),
    sa.Column("into", sa.Text),
    sa.Column("cost", sa.Integer, nullable=False),  # minutes, 0 where nobody said
    sa.Column("files", sa.Text, nullable=False),
    sa.Index("candidate_state", "state", "score"),
)
DECISION = sa.Table(
    "lesson_decision",
    _METADATA,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("offset", sa.BigInteger, nullable=False),
    sa.Column("time", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("slug", sa.Text, nullable=False),
    sa.Column("candidate", sa.Text, nullable=False),
    sa.Column("into", sa.Text, nullable=False),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("undoes", sa.Text, nullable=False),
    sa.Column("standing", sa.Integer, nullable=False),  # 0 once it was undone
    sa.Index("lesson_decision_offset", "offset"),
    sa.Index("lesson_decision_candidate", "candidate"),
    sa.Index("lesson_decision_undoes", "undoes"),
)
# What a decision makes of its candidate; the others are about pages.
_STATES = {"lesson.adopted": "adopted", "lesson.rejected": "rejected", "lesson.merged": "merged"}
_MOST_MINUTES = 2**31  # what the column of costs holds
TOLD = "lesson.candidate"
UNDONE = "lesson.undone"
DECISION_KINDS = (*_STATES, "lesson.retired", "lesson.reviewed", UNDONE)


_KNOWN = sa.select(CANDIDATE).where(CANDIDATE.c.id == sa.bindparam("name"))
_ADD = sa.insert(CANDIDATE)
_ABOUT = (
    sa.select(DECISION)
    .where(DECISION.c.candidate == sa.bindparam("name"), DECISION.c.standing == 1, DECISION.c.kind != UNDONE)
    .order_by(DECISION.c.offset.desc())
)


class Candidates:
    """A `store.Projection`: `lesson.candidate` events fold into one row for each id, decisions into one each.

    `offset` and `time` are those of the first event. What was adopted, rejected or merged stays so when it
    is met again, unless that is undone; only its evidence grows. What only a person has said (`learn`) and
    has taken back is `withdrawn`.
    """

    name = "candidates"
    metadata = _METADATA

    def apply(self, connection: sa.Connection, events: "Sequence[Event]") -> None:
        for event in events:
            if event.kind == TOLD:
                _take_in(connection, event)
            elif event.kind in DECISION_KINDS:
                _decide(connection, event)

    def clear(self, connection: sa.Connection) -> None:
        connection.execute(sa.delete(CANDIDATE))
        connection.execute(sa.delete(DECISION))


@dataclass(frozen=True, slots=True)
class Decided:
    """A candidate with what became of it: `waiting`, `adopted`, `rejected`, `merged` or `withdrawn`.

    `slug` is the page it became, `into` the lesson or candidate it was merged into.
    """

    candidate: Candidate
    state: str
    slug: str
    because: str
    into: str

    @property
    def sentence(self) -> str:
        """What became of it, in words, after its name."""
        why = f": {self.because}" if self.because else ""
        end = {"adopted": f" as {self.slug}", "merged": f" into {self.into}"}.get(self.state, "")
        return "waits" if self.state == "waiting" else f"was {self.state}{end}{why}"


def list_candidates(reader: "JournalReader", *, all_states: bool = False) -> list[Candidate]:
    """The candidates that wait for a decision, best score first; with `all_states` the decided ones too.

    The evidence of those that were merged into one is among its own.
    """
    known = list_decided(reader)
    merged: dict[str, list[Candidate]] = {}
    for one in known:
        if one.state == "merged":
            merged.setdefault(one.into, []).append(one.candidate)
    return [_with_evidence(one.candidate, merged) for one in known if all_states or one.state == "waiting"]


def list_decided(reader: "JournalReader") -> list[Decided]:
    """All candidates, best score first, each with its own evidence alone and what became of it."""
    query = sa.select(CANDIDATE).order_by(CANDIDATE.c.score.desc(), CANDIDATE.c.offset, CANDIDATE.c.id)
    return [
        Decided(_candidate(row), row.state, row.slug or "", row.because or "", row.into or "")
        for row in reader.query(query)
    ]


def find_candidate(reader: "JournalReader", beginning: str) -> Candidate | None:
    """The waiting candidate whose id begins with `beginning` (at least its `c-`); None where none does.

    Raises `NoSuchLesson` where several do, or where the only one that does is decided.
    """
    if not beginning.startswith("c-"):
        return None
    found = [candidate for candidate in list_candidates(reader) if candidate.id.startswith(beginning)]
    if len(found) > 1:
        names = ", ".join(candidate.id for candidate in found[:5])
        raise NoSuchLesson(
            f"{len(found)} candidates begin with {beginning}", next_step=f"write one of {names}"
        )
    if found:
        return found[0]
    decided = [one for one in list_decided(reader) if one.candidate.id.startswith(beginning)]
    if len(decided) == 1:
        name = decided[0].candidate.id
        raise NoSuchLesson(
            f"{name} {decided[0].sentence}", next_step=f"`hardwon lessons undo {name}` lets it wait again"
        )
    return None


def _with_evidence(candidate: Candidate, merged: dict[str, list[Candidate]]) -> Candidate:
    evidence, seen, ahead = candidate.evidence, {candidate.id}, [candidate.id]
    while ahead:
        for other in merged.get(ahead.pop(), ()):
            if other.id not in seen:
                seen.add(other.id)
                ahead.append(other.id)
                evidence = add_evidence(evidence, other.evidence)
    return replace(candidate, evidence=evidence) if len(seen) > 1 else candidate


def _take_in(connection: sa.Connection, event: "Event") -> None:
    new = event.payload
    if not new.get("id") or not new.get("title"):
        return  # anybody may send an event; an odd one must not stop the journal
    name = str(new["id"])
    old = connection.execute(_KNOWN, {"name": name}).one_or_none()
    origin = str(new.get("from", ""))
    values: dict[str, Any] = {
        "title": str(new["title"]),
        "kind": str(new.get("kind", "gotcha")),
        "body": str(new.get("body", "")),
        "score": _score(new.get("score")),
        "reasons": json.dumps(_texts(new.get("reasons")), ensure_ascii=False),
        "origin": origin,
        "cost": _number(new.get("cost")) or (old.cost if old else 0),
        "files": json.dumps(
            _texts(new.get("files")) or (json.loads(old.files) if old else []), ensure_ascii=False
        ),
        "found": max(old.found if old else 0, int(origin != "person")),
    }
    before = json.loads(old.evidence) if old else []
    values["evidence"] = json.dumps(add_evidence(before, _texts(new.get("evidence"))), ensure_ascii=False)
    if old:
        connection.execute(sa.update(CANDIDATE).where(CANDIDATE.c.id == name).values(**values))
    else:
        first = {"id": name, "offset": event.offset, "time": event.time, "state": "waiting"}
        connection.execute(_ADD, {**first, **values})
    if origin == "person":
        _note(connection, event, candidate=name)
        _settle(connection, name)
    elif old is None or old.state == "withdrawn":
        _settle(connection, name, fresh=old is None)


def _number(given: object) -> int:
    return given if isinstance(given, int) and 0 <= given < _MOST_MINUTES else 0


def _score(given: object) -> float:
    return float(given) if isinstance(given, int | float) and 0 <= given <= 1 else 0.0


def _texts(given: object) -> list[str]:
    return [one for one in given if isinstance(one, str)] if isinstance(given, list) else []


def _decide(connection: sa.Connection, event: "Event") -> None:
    name, undoes = str(event.payload.get("id") or ""), ""
    if event.kind == UNDONE:
        undoes = str(event.payload.get("of") or "")
    _note(connection, event, candidate=name, undoes=undoes)
    if undoes:
        _stand(connection, undoes)
    elif name:
        _settle(connection, name)


def _note(connection: sa.Connection, event: "Event", *, candidate: str, undoes: str = "") -> None:
    words = {name: str(event.payload.get(name) or "") for name in ("slug", "into", "because")}
    connection.execute(
        sa.insert(DECISION).values(
            source=event.source,
            offset=event.offset,
            time=event.time,
            kind=event.kind,
            candidate=candidate,
            undoes=undoes,
            standing=1,
            **words,
        )
    )


def _stand(connection: sa.Connection, source: str) -> None:
    """Sees whether the decision `source` still stands: an undone undoing lets what it undid stand again."""
    while source:
        row = connection.execute(sa.select(DECISION).where(DECISION.c.source == source)).one_or_none()
        if row is None:
            return
        undoings = sa.select(sa.func.count()).where(DECISION.c.undoes == source, DECISION.c.standing == 1)
        standing = int(not connection.execute(undoings).scalar_one())
        connection.execute(sa.update(DECISION).where(DECISION.c.source == source).values(standing=standing))
        if row.kind != UNDONE and row.candidate:
            _settle(connection, row.candidate)
        source = row.undoes


def _settle(connection: sa.Connection, name: str, *, fresh: bool = False) -> None:
    """Writes the state that the last standing decision about the candidate gives it; a `fresh` one waits."""
    rows = connection.execute(_ABOUT, {"name": name}).all()
    last = next((row for row in rows if row.kind in _STATES), None)
    if fresh and last is None:
        return
    values: dict[str, Any] = {"state": "waiting", "slug": None, "because": None, "into": None}
    if last is not None:
        values = {
            "state": _STATES[last.kind],
            "slug": last.slug or None,
            "because": last.because or None,
            "into": last.into or None,
        }
    change = sa.update(CANDIDATE).where(CANDIDATE.c.id == name)
    connection.execute(change.values(**values))
    if last is None and not any(row.kind == TOLD for row in rows):
        connection.execute(change.where(CANDIDATE.c.found == 0).values(state="withdrawn"))


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
        cost=row.cost,
        files=tuple(json.loads(row.files)),
    )
