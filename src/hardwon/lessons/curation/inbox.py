"""The candidates that wait, each with its evidence opened and what nearly says the same beside it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hardwon.lessons.curation.candidates import list_candidates
from hardwon.lessons.extraction.candidate import Candidate
from hardwon.lessons.extraction.duplicates import Texts
from hardwon.lessons.extraction.policy import clean
from hardwon.lessons.pages.shelf import Shelf
from hardwon.scribe import Audience

if TYPE_CHECKING:
    from hardwon.store import JournalReader

_OPENED = 3  # pieces of evidence that are opened of one candidate
_QUOTED = 240  # characters
_FAR = 60  # characters before the title's words; where there are more, the quotation begins with the words
_SESSION_KINDS = ("session.turn", "session.result", "session.tool")
_ANYBODY = Audience()


@dataclass(frozen=True, slots=True)
class Cited:
    """One piece of evidence: its source as the candidate names it, and what stands there.

    `quote` is empty where it cannot be opened: the file or session is gone, or private.
    """

    source: str
    quote: str


@dataclass(frozen=True, slots=True)
class Alike:
    """A lesson (`slug`) or another candidate (`id`) that has `percent` of the words in common."""

    name: str
    title: str
    percent: int
    is_lesson: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A candidate as a person decides about it; `alike` is nearest first, at most five."""

    candidate: Candidate
    cited: tuple[Cited, ...]
    alike: tuple[Alike, ...]


@dataclass(frozen=True, slots=True)
class WaitingList:
    """The best of those that wait, and how many there are in all."""

    waiting: tuple[Waiting, ...]
    total: int


def read_inbox(reader: "JournalReader", shelf: Shelf, *, root: Path, limit: int = 0) -> WaitingList:
    """The best `limit` candidates that wait (0: all), best first; `root` is the repository's folder."""
    waiting = list_candidates(reader)
    chosen = waiting[:limit] if limit else waiting
    if not chosen:
        return WaitingList((), len(waiting))
    texts = Texts()
    titles: dict[str, tuple[str, bool]] = {}
    for lesson in shelf.lessons():
        texts.add(lesson.slug, lesson.title, lesson.body)
        titles[lesson.slug] = (lesson.title, True)
    for one in waiting:
        texts.add(one.id, one.title, one.body)
        titles[one.id] = (one.title, False)
    opened = _open_all((source for one in chosen for source in one.evidence[:_OPENED]), reader, root)
    return WaitingList(
        tuple(
            Waiting(
                one,
                tuple(Cited(source, _quote(opened.get(source, ""), one.title)) for source in one.evidence),
                tuple(
                    Alike(near.name, titles[near.name][0], near.percent, titles[near.name][1])
                    for near in texts.near(one.title, one.body, besides=(one.id,))
                ),
            )
            for one in chosen
        ),
        len(waiting),
    )


def _open_all(sources: Iterable[str], reader: "JournalReader", root: Path) -> dict[str, str]:
    """What stands at each source, on one line; those that cannot be opened are left out."""
    sessions: dict[str, set[str]] = {}
    commits: set[str] = set()
    found: dict[str, str] = {}
    for source in sources:
        kind, _, place = source.partition(":")
        where, _, line = place.rpartition("#")
        if kind == "session" and where:
            sessions.setdefault(where, set()).add(line)
        elif kind == "commit" and place:
            commits.add(place)
        elif kind == "guide" and where and line[:1] == "L" and line[1:].isdigit():
            found[source] = _line_of(root, where, int(line[1:]))
    for session, turns in sessions.items():
        for turn, text in _turns(reader, session, turns).items():
            found[f"session:{session}#{turn}"] = text
    if commits:
        found |= _messages(reader, commits)
    return {source: " ".join(clean(text).text.split()) for source, text in found.items() if text}


def _line_of(root: Path, path: str, number: int) -> str:
    file = root / path
    try:
        if not file.resolve().is_relative_to(root.resolve()):
            return ""
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    return " ".join(lines[number - 1 : number + 1]) if 0 < number <= len(lines) else ""


def _turns(reader: "JournalReader", session: str, turns: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for event in reader.scan(kinds=_SESSION_KINDS, session=session):
        turn = str(event.payload.get("turn", event.payload.get("line", "")))
        wanted = turn in turns and turn not in found
        if wanted and _ANYBODY.may_read_event(event.session, event.payload) and _said(event.payload):
            found[turn] = _said(event.payload)
        if len(found) == len(turns):
            break
    return found


def _said(payload: Mapping[str, object]) -> str:
    """What an event says in words: a turn's text, a call's command or file, a result."""
    words = next((payload[key] for key in ("text", "result", "output", "target") if payload.get(key)), "")
    given = payload.get("input")
    if not words and isinstance(given, Mapping):
        called = next((given[key] for key in ("command", "file_path", "path") if given.get(key)), "")
        words = f"{payload.get('tool', 'a tool')}: {called}" if called else ""
    return words if isinstance(words, str) else ""


def _messages(reader: "JournalReader", commits: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for event in reader.scan(kinds=("git.commit",)):
        sha = str(event.payload.get("sha", ""))
        for name in [name for name in commits if sha and sha.startswith(name)]:
            subject = str(event.payload.get("subject", ""))
            found[f"commit:{name}"] = f"{subject} {event.payload.get('body', '')}".strip()
            commits.discard(name)
        if not commits:
            break
    return found


def _quote(text: str, title: str) -> str:
    """The beginning of `text`, or of the place in it that `title` was taken from."""
    at = text.find(title[:40].rstrip("… "))
    words = re.sub(r"^[\s>#*`-]+", "", text if at < _FAR else f"…{text[at:]}")
    return words if len(words) <= _QUOTED else words[: _QUOTED - 1].rpartition(" ")[0] + "…"
