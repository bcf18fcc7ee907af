"""What became of findings: breached, prevented, landed, or taken away by git and nobody's doing."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from hardwon.core import iso, parse_iso
from hardwon.lessons.figures.tables import BREACH
from hardwon.lessons.figures.tally import Tally, write_rows

if TYPE_CHECKING:
    from hardwon.store import Event

STOOD = 5.0
"""Seconds that a finding must have stood: what comes and goes faster is code being typed."""

_BESIDE = timedelta(seconds=10)  # what comes and goes so near to a move of git's is the move's doing
_REBASE = timedelta(hours=1)  # one that never says it has ended does not stop the counting for longer
_TREE_MOVES = ("git.switch", "git.merge", "git.rebase", "git.reset", "git.stash", "files.changed")
_COMMITTING = ("commit", "amend", "initial")  # these leave the files as they are
KINDS = (
    "finding.new", "finding.fixed", "findings.changed", "lesson.breached", "lesson.prevented",
    "git.commit", "git.head", *_TREE_MOVES,
)  # fmt: skip

Row = dict[str, Any]


class Breaches:
    """The findings that are under way, read when first needed, written back by `write`."""

    def __init__(self, connection: sa.Connection, tally: Tally) -> None:
        self._connection = connection
        self._tally = tally
        self._read: dict[str, Row] | None = None
        self._rows: dict[str, Row] = {}

    def take(self, event: "Event") -> None:
        """Takes in one of `KINDS`."""
        payload = event.payload
        match event.kind:
            case "finding.new" | "lesson.breached":
                self._found(event)
            case "finding.fixed":
                self._gone(event, _text(payload, "how") or "fixed")
            case "lesson.prevented" if payload.get("how") == "denied":
                self._denied(event)
            case "lesson.prevented":
                self._gone(event, "fixed")
            case "findings.changed":
                # Which of them came and went is not told: what is known of them holds no more.
                for name in [name for name, row in self._all().items() if not row["closed"]]:
                    del self._all()[name]
            case "git.commit":
                self._landed(event)
            case kind if kind in _TREE_MOVES or payload.get("what") not in _COMMITTING:
                self._moved(event)

    def stands(self, slug: str, tree: str, files: set[str], since: str) -> bool:
        """Whether a breach of `slug` that came `since` stands open in one of `files`."""
        return any(
            row["slug"] == slug
            and not row["closed"]
            and row["opened"] >= since
            and row["path"] in files
            and row["tree"] in ("", tree)
            for row in self._all().values()
        )

    def write(self) -> None:
        """Puts what has changed into the table."""
        if self._read is not None:
            write_rows(self._connection, BREACH, ["id"], self._read, self._rows)

    def _all(self) -> dict[str, Row]:
        if self._read is None:
            rows = [dict(row._mapping) for row in self._connection.execute(sa.select(BREACH))]
            self._read = {row["id"]: row for row in rows}
            self._rows = {row["id"]: dict(row) for row in rows}
        return self._rows

    def _found(self, event: "Event") -> None:
        if not _text(event.payload, "path"):
            self._count(
                _row(event, "")[1], "breached", event.time
            )  # a command: it does not stand, it was run
            return
        name, new = _row(event, _text(event.payload, "tree"))
        row = self._all().setdefault(name, new)
        if row is not new and not row["closed"]:
            return  # two have seen it: the daemon and a command
        if row["prevented"]:
            self._uncount(row, "prevented")  # it flickers: it had not gone for good
        row["closed"] = ""
        if not row["breached"]:
            row["opened"] = event.time
        if self._is_moving(row["tree"], event.time):
            row["landed"] = 1  # git brought it
        elif not row["breached"] and not row["landed"]:
            row["breached"] = self._count(row, "breached", event.time)

    def _gone(self, event: "Event", how: str) -> None:
        name, _ = _row(event, _text(event.payload, "tree"))
        row = self._all().get(name)
        if row is None or row["closed"]:
            return
        row["closed"] = event.time
        if row["landed"]:
            del self._all()[name]  # mended after it was committed; the same again is a new breach
        elif how != "fixed" or self._is_moving(row["tree"], event.time):
            return
        elif (heir := self._heir(row)) is not None:
            if heir["breached"]:
                self._uncount(heir, "breached")
            heir["opened"], heir["breached"], row["breached"] = row["opened"], row["breached"], ""
        elif _seconds(row["opened"], row["closed"]) < STOOD:
            if row["breached"]:
                self._uncount(row, "breached")
        else:
            row["prevented"] = self._count(row, "prevented", event.time)

    def _heir(self, row: Row) -> Row | None:
        """What the same check found in the place of `row`: the code has changed, the breach is the same."""
        alike = (
            other
            for other in self._all().values()
            if other is not row
            and not other["closed"]
            and other["opened"] == row["closed"]
            and all(other[one] == row[one] for one in ("tree", "rule", "path", "slug"))
        )
        return min(alike, key=lambda other: str(other["id"]), default=None)

    def _denied(self, event: "Event") -> None:
        """Counts what was blocked; the same attempt again in one session is the same prevention."""
        name, row = _row(event, f"denied:{event.session or ''}")
        if name not in self._all():
            row |= {"closed": event.time, "prevented": self._count(row, "prevented", event.time)}
            self._all()[name] = row

    def _landed(self, event: "Event") -> None:
        """A commit settles what it touches. Its time has whole seconds, so only those are compared."""
        files = event.payload.get("files")
        paths = {str(one) for one in files} if isinstance(files, list) else set()
        is_all = "files_in_all" in event.payload
        if not paths and not is_all:
            return
        moment = event.time[:19]
        for name, row in list(self._all().items()):
            if (row["path"] not in paths and not is_all) or moment < row["opened"][:19]:
                continue
            if not row["closed"]:
                row["landed"] = 1
                continue
            if moment < row["closed"][:19] and row["prevented"]:
                self._uncount(row, "prevented")  # it was read late: the breach was committed, then mended
            del self._all()[name]

    def _moved(self, event: "Event") -> None:
        """git, or a mass of files at once, changed the tree: what came and went with it is nobody's doing."""
        tree, marks = _text(event.payload, "worktree"), self._tally.marks
        marks[f"moved:{tree}"] = max(event.time, marks.get(f"moved:{tree}", ""))
        if event.kind == "git.rebase":
            marks[f"rebase:{tree}"] = event.time if event.payload.get("state") == "begun" else ""
        first, last = (iso(parse_iso(event.time) + by) for by in (-_BESIDE, _BESIDE))
        for row in self._all().values():
            if tree and row["tree"] not in ("", tree):
                continue
            if row["prevented"] and not row["tree"].startswith("denied:") and first <= row["closed"] <= last:
                self._uncount(row, "prevented")
            if row["breached"] and not row["closed"] and first <= row["opened"] <= last:
                self._uncount(row, "breached")
                row["landed"] = 1

    def _is_moving(self, tree: str, time: str) -> bool:
        now = parse_iso(time)
        for kind, value in self._marks_of(tree):
            passed = now - parse_iso(value)
            if abs(passed) <= _BESIDE or (kind == "rebase" and timedelta(0) <= passed < _REBASE):
                return True
        return False

    def _marks_of(self, tree: str) -> Iterator[tuple[str, str]]:
        for name, value in self._tally.marks.items():
            kind, _, of = name.partition(":")
            if kind in ("moved", "rebase") and value and (not tree or of in ("", tree)):
                yield kind, value

    def _count(self, row: Row, what: str, time: str) -> str:
        return self._tally.add(row["slug"], what, time, rule=row["rule"])

    def _uncount(self, row: Row, what: str) -> None:
        self._tally.take_back(row["slug"], what, row[what], rule=row["rule"])
        row[what] = ""


def _row(event: "Event", tree: str) -> tuple[str, Row]:
    """What `event` tells of, and the key of it."""
    payload = event.payload
    rule, path = _text(payload, "rule"), _text(payload, "path")
    slug = _text(payload, "slug") or _text(payload, "lesson")
    parts = (tree, rule or slug, path, _text(payload, "fingerprint"))
    name = blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    row = {"id": name, "tree": tree, "rule": rule, "path": path, "slug": slug}
    return name, {
        **row, "opened": event.time, "closed": "", "landed": 0, "breached": "", "prevented": "",
    }  # fmt: skip


def _text(payload: Mapping[str, object], name: str) -> str:
    value = payload.get(name)
    return value if isinstance(value, str) else ""


def _seconds(start: str, end: str) -> float:
    return (parse_iso(end) - parse_iso(start)).total_seconds()
