"""Whether sessions did as the lessons say that they were shown."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from hardwon.lessons.figures.breaches import Breaches
from hardwon.lessons.figures.tables import SHOWING
from hardwon.lessons.figures.tally import Tally, write_rows
from hardwon.scribe import understand

if TYPE_CHECKING:
    import pathspec

    from hardwon.store import Event

_CHUNK = 400  # parameters of one IN list; SQLite once allowed 999
_LOOKS = ("check.ran", "file.changed")
KINDS = ("lesson.recalled", "lesson.shown", "session.tool", "session.result", "session.ended", *_LOOKS)

Row = dict[str, Any]
_Key = tuple[str, str]


class Showings:
    """The lessons that sessions were shown, of the sessions that a batch of events speaks of."""

    def __init__(
        self, connection: sa.Connection, tally: Tally, breaches: Breaches, events: "Sequence[Event]"
    ) -> None:
        self._connection = connection
        self._tally = tally
        self._breaches = breaches
        self._read: dict[_Key, Row] = {}
        self._rows: dict[_Key, Row] = {}
        names = sorted({one.session for one in events if one.session and one.kind in KINDS})
        for start in range(0, len(names), _CHUNK):
            self._fetch(SHOWING.c.session.in_(names[start : start + _CHUNK]))
        if any(one.kind == "check.ran" for one in events):
            row = SHOWING.c
            self._fetch(sa.and_(row.outcome == "", row.ended != "", row.work != "{}"))

    def take(self, event: "Event") -> None:
        """Takes in one of `KINDS`."""
        if event.kind in _LOOKS:
            marks = self._tally.marks
            marks["looked"] = max(event.time, marks.get("looked", ""))
            if event.kind == "check.ran":
                self._settle(row for row in self._rows.values() if not row["outcome"])
        elif event.session and event.kind in ("lesson.recalled", "lesson.shown"):
            self._show(event, event.session)
        elif own := [row for row in self._rows.values() if row["session"] == event.session]:
            if event.kind == "session.tool":
                self._work(event, own)
            elif event.kind == "session.result":
                self._fail(event, own)
            else:
                for row in own:
                    row["ended"] = max(row["ended"], event.time)
                self._settle(own)

    def write(self) -> None:
        """Puts what has changed into the table."""
        write_rows(self._connection, SHOWING, ["session", "slug"], self._read, self._rows)

    def _fetch(self, where: sa.ColumnElement[bool]) -> None:
        for found in self._connection.execute(sa.select(SHOWING).where(where)):
            row = dict(found._mapping)
            key = (row["session"], row["slug"])
            if key not in self._read:
                self._read[key], self._rows[key] = row, dict(row)

    def _show(self, event: "Event", session: str) -> None:
        applies = event.payload.get("applies")
        if not isinstance(applies, dict):
            return  # nobody can tell whether the session's work has to do with it
        tree = event.payload.get("tree")
        for slug, where in applies.items():
            if (session, slug) not in self._rows and isinstance(where, dict):
                self._rows[session, slug] = {
                    "session": session, "slug": slug, "first": event.time,
                    "tree": tree if isinstance(tree, str) else "", "applies": json.dumps(where),
                    "work": "{}", "ended": "", "outcome": "", "day": "",
                }  # fmt: skip

    def _work(self, event: "Event", rows: list[Row]) -> None:
        given = event.payload.get("input")
        call = understand(event.payload.get("tool"), given)
        if call.what != "edit":
            return
        said = json.dumps(given, ensure_ascii=False).casefold()
        for row in rows:
            applies = json.loads(row["applies"])
            files = [_inside(path, row["tree"]) for path in call.targets]
            files = [file for file in files if _applies(applies, file, said)]
            if files and event.time >= row["first"]:
                work = json.loads(row["work"])
                work[str(event.payload.get("call") or event.source)] = [event.time, files]
                row["work"] = json.dumps(work)
        self._settle(row for row in rows if row["ended"])  # read after the end, done before it

    def _fail(self, event: "Event", rows: list[Row]) -> None:
        """An edit that was refused or went wrong has changed nothing."""
        if event.payload.get("error") is not True and event.payload.get("rejected") is not True:
            return
        for row in rows:
            work = json.loads(row["work"])
            if work.pop(str(event.payload.get("call")), None) is not None:
                row["work"] = json.dumps(work)

    def _settle(self, rows: Iterable[Row]) -> None:
        for row in list(rows):
            work = list(json.loads(row["work"]).values())
            # Where nobody looked for findings after the work, that none is known says nothing.
            if not row["ended"] or not work or self._tally.marks.get("looked", "") < max(t for t, _ in work):
                continue
            files = {file for _, named in work for file in named}
            stands = self._breaches.stands(row["slug"], row["tree"], files, row["first"])
            outcome = "ignored" if stands else "followed"
            if outcome != row["outcome"]:
                if row["outcome"]:
                    self._tally.take_back(row["slug"], row["outcome"], row["day"])
                row["day"] = self._tally.add(row["slug"], outcome, row["ended"])
                row["outcome"] = outcome


def _inside(path: str, tree: str) -> str:
    """`path` relative to the tree; empty where it lies elsewhere."""
    if not path.startswith(("/", "~/")):
        return path.removeprefix("./")
    return path[len(tree) + 1 :] if tree and path.startswith(f"{tree}/") else ""


def _applies(applies: Mapping[str, Any], file: str, said: str) -> bool:
    words = applies.get("words") or ()
    if not file or not _spec(tuple(map(str, applies.get("paths") or ()))).match_file(file):
        return False
    return not words or any(str(word).casefold() in said for word in words)


@lru_cache(maxsize=256)
def _spec(paths: tuple[str, ...]) -> "pathspec.GitIgnoreSpec":
    import pathspec  # here: most events need none

    return pathspec.GitIgnoreSpec.from_lines(paths)
