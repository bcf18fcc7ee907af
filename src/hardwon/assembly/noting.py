"""Notes for the journal: what befell lessons, told by commands that must not fail, or wait, because of it."""

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hardwon.assembly.configuration import runtime_directory
from hardwon.core import HardwonError, Places, SystemClock, find_places, iso, new_id
from hardwon.store import NewEvent, send, spool_append

if TYPE_CHECKING:
    from hardwon.assembly.workspace import Workspace
    from hardwon.check import Finding, Report
    from hardwon.store import JournalReader

_LOG_READ = 1 << 16  # bytes of git's record of moves; who made more since has moved
_IGNORE = re.compile(r"hardwon:\s*ignore\b(?:\[([^\]]*)\])?|\bnoqa\b(?::([\w ,]+))?")
_ENTRY = ("slug", "path", "line", "fingerprint", "told", "log")

_Key = tuple[str, str, str]  # rule, path, fingerprint
_Entry = dict[str, Any]


def note(places: Places, events: Sequence[NewEvent]) -> None:
    """Hands `events` to the daemon, or puts them into the spool; whatever fails, the caller goes on.

    Nothing is written in a repository that hardwon was never used in.
    """
    if not events or not (places.home.is_dir() or places.state.is_dir()):
        return
    with suppress(HardwonError, OSError):
        if not send(places, events):
            spool_append(places, events)


@contextmanager
def open_figures(workspace: "Workspace") -> "Iterator[JournalReader]":
    """The journal with what waits in the spool, where that can be taken in; as it is where not."""
    spool = workspace.places.spool
    with suppress(HardwonError, OSError):
        if spool.is_dir() and any(spool.iterdir()):
            with workspace.owner("lessons stats"):
                pass
    with workspace.reader() as reader:
        yield reader


def note_recalled(
    workspace: "Workspace", slugs: Sequence[str], *, by: str, words: Mapping[str, int] | None = None
) -> None:
    """Tells that lessons were the answer to a question; as `lessons.recalled` and `note` have it."""
    if slugs:
        from hardwon.lessons import recalled  # here: most commands recall nothing

        event = recalled(slugs, by=by, clock=workspace.clock, tree=tree_of(workspace.places), words=words)
        note(workspace.places, [event])


def note_shown(
    root: str, slugs: Sequence[str], *, where: str, words: Mapping[str, int] | None = None
) -> None:
    """Tells that lessons were put before somebody in the worktree at `root`."""
    if not slugs:
        return
    from hardwon.lessons import shown  # here: often there are none

    with suppress(HardwonError):
        places = find_places(Path(root), runtime=runtime_directory())
        note(places, [shown(slugs, where=where, clock=SystemClock(), tree=tree_of(places), words=words)])


def tree_of(places: Places) -> str:
    """How events name the worktree."""
    return str(places.root)


def how_gone(places: Places, finding: "Finding", report: "Report") -> str:
    """Why `report` does not have a finding any more: `fixed`, `unchecked` (its file or its rule is gone),
    `suppressed`, or `discarded` (the file is as the last commit has it). Asks git: call it in a thread.
    """
    return _how_gone(places, finding.rule, finding.path, report)


def standing_events(workspace: "Workspace", report: "Report") -> list[NewEvent]:
    """Which findings of lessons are new since the last check, and which are gone; kept for the next one.

    New is what stands on lines that the last commit does not have: what was there before anybody looked, or
    came with a pull, nobody has just done. `report` has its findings with their lessons, unfiltered.
    """
    places = workspace.places
    record = places.state / f"standing-{blake2b(tree_of(places).encode(), digest_size=6).hexdigest()}.json"
    before = _read(record)
    standing = {_key(one) for one in report.findings}
    there = {_key(one): one for one in report.findings if one.lesson and one.severity != "advice"}
    if not before and not there:
        return []
    moves = _Moves(places)
    now: dict[_Key, _Entry] = {}
    gone: dict[_Key, _Entry] = {}
    accepted = {_key(one) for one in report.accepted}
    for key, entry in before.items():
        if key in there:
            now[key] = {**entry, "log": moves.end}
        elif key in accepted or key in standing or not _is_in_view(places, key, report):
            now[key] = entry  # such as one whose lesson was retired
        else:
            gone[key] = entry
    _carry(gone, there, now)
    fresh = [one for key, one in there.items() if key not in now]
    own = _uncommitted(places, fresh)
    now |= {_key(one): _entry(one, is_told=one in own, log=moves.end) for one in fresh}
    with suppress(OSError):
        if now != before:
            _write(record, now)
    events = [_breached(workspace, one) for one in own]
    for (rule, path, _), entry in gone.items():
        if entry["told"]:
            how = moves.since(entry["log"]) or _how_gone(places, rule, path, report)
            events.append(_fixed(workspace, rule, entry, how))
    return events


class _Moves:
    """What git says happened to HEAD, which tells whose doing a change of the files was."""

    def __init__(self, places: Places) -> None:
        own = places.own_git_dir
        self._log = own / "logs/HEAD" if own else None
        self.end = 0
        with suppress(OSError):
            self.end = os.stat(self._log).st_size if self._log else 0

    def since(self, start: int) -> str:
        """`moved` where the tree was changed by git, `landed` where something was committed; else empty."""
        if self.end == start:
            return ""
        if self._log is None or not start < self.end <= start + _LOG_READ:
            return "moved"
        try:
            with self._log.open("rb") as stream:
                stream.seek(start)
                lines = stream.read().splitlines()
        except OSError:
            return "moved"
        said = [line.partition(b"\t")[2] for line in lines]
        is_own = all(one.startswith((b"commit:", b"commit (initial)", b"commit (amend)")) for one in said)
        return "landed" if is_own else "moved"


def _key(finding: "Finding") -> _Key:
    return finding.rule, finding.path, finding.fingerprint


def _entry(finding: "Finding", *, is_told: bool, log: int) -> _Entry:
    return {
        "slug": finding.lesson,
        "path": finding.path,
        "line": finding.line,
        "fingerprint": finding.fingerprint,
        "told": is_told,
        "log": log,
    }


def _is_in_view(places: Places, key: _Key, report: "Report") -> bool:
    """Whether `report` would have the finding if it still stood."""
    rule, path, _ = key
    if any(error.path == path for error in report.errors):
        return False  # half-typed code has mended nothing
    return rule in report.ran.get(path, ()) or not os.path.lexists(places.root / path)


def _carry(gone: dict[_Key, _Entry], there: "dict[_Key, Finding]", now: dict[_Key, _Entry]) -> None:
    """A finding that moved to another file with its code is neither gone nor new."""
    for key in list(gone):
        alike = [one for one in there if one not in now and (one[0], one[2]) == (key[0], key[2])]
        if alike:
            now[min(alike)] = gone.pop(key)


def _uncommitted(places: Places, findings: "Sequence[Finding]") -> "list[Finding]":
    """Those of `findings` on lines that the last commit does not have."""
    if not findings or places.git_dir is None:
        return []
    from hardwon.assembly.difference import uncommitted  # here: nearly all checks find nothing new

    try:
        difference = uncommitted(places, {one.path for one in findings})
    except HardwonError:
        return []
    return [one for one in findings if difference.touches(one)]


def _how_gone(places: Places, rule: str, path: str, report: "Report") -> str:
    if rule not in report.ran.get(path, ()):
        return "unchecked"
    try:
        text = (places.root / path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "unchecked"
    for comment in _IGNORE.finditer(text):
        named = comment[1] or comment[2]
        if not named or rule in re.split(r"[\s,]+", named):
            return "suppressed"
    return "discarded" if _is_as_committed(places, path) else "fixed"


def _is_as_committed(places: Places, path: str) -> bool:
    """Whether what was done in the file was put back: by `git restore`, say, which leaves no record."""
    if places.git_dir is None:
        return False
    from hardwon.assembly.difference import uncommitted  # here: findings go one by one

    try:
        return path not in uncommitted(places, [path]).lines
    except HardwonError:
        return False


def _breached(workspace: "Workspace", finding: "Finding") -> NewEvent:
    from hardwon.lessons import breached

    return breached(
        finding.lesson or "",
        rule=finding.rule,
        path=finding.path,
        line=finding.line,
        fingerprint=finding.fingerprint,
        where="check",
        clock=workspace.clock,
        tree=tree_of(workspace.places),
    )


def _fixed(workspace: "Workspace", rule: str, entry: _Entry, how: str) -> NewEvent:
    payload = {
        "rule": rule,
        "path": entry["path"],
        "line": entry["line"],
        "fingerprint": entry["fingerprint"],
        "lesson": entry["slug"],
        "how": how,
        "tree": tree_of(workspace.places),
    }
    source = f"finding.fixed:{new_id(workspace.clock)}"
    return NewEvent(source, "finding.fixed", iso(workspace.clock.now()), payload)


def _read(record: "os.PathLike[str]") -> dict[_Key, _Entry]:
    try:
        with open(record, encoding="utf-8") as stream:
            said = json.load(stream)
        return {
            (str(rule), str(path), str(mark)): {name: entry[name] for name in _ENTRY}
            for rule, path, mark, entry in said["standing"]
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}  # what cannot be read is as good as never noted: nothing is counted twice by that


def _write(record: "os.PathLike[str]", standing: dict[_Key, _Entry]) -> None:
    path = os.fspath(record)
    beside = f"{path}.{os.getpid()}"
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    with open(beside, "w", encoding="utf-8") as stream:
        json.dump({"standing": [[*key, entry] for key, entry in standing.items()]}, stream)
    os.replace(beside, path)
