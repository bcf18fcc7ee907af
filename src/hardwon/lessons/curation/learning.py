"""From what the journal has gained to candidates: read on from where the last reading ended."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hardwon.core import Clock, iso
from hardwon.lessons.curation.decisions import take_candidates
from hardwon.lessons.extraction.guides import find_guides, read_guides
from hardwon.lessons.extraction.repeats import repeated_errors
from hardwon.lessons.extraction.sources import EXTRACTION_KINDS, SESSION_KINDS, extract_candidates
from hardwon.scribe import Audience
from hardwon.store import NewEvent, Sink

if TYPE_CHECKING:
    from hardwon.scribe import Worklog
    from hardwon.store import Event, JournalReader

KIND = "learn.read"
_ANYBODY = Audience()


def learn(
    reader: "JournalReader",
    sink: Sink,
    *,
    clock: Clock,
    roots: Iterable[str] = (),
    worklogs: "Callable[[], Iterable[Worklog]]" = tuple,
) -> int | None:
    """Takes the candidates of all sessions and commits that are new since the last time into `sink`.

    A session that has grown is read from its start: a correction bears on what came before it. Gives how
    many events are new, None where only the journal's owner will know. `roots` as `extract_candidates`;
    `worklogs` are those of all sessions, in which an error may have been fixed before.
    """
    after, folders = _learnt_up_to(reader), tuple(roots)
    last = max((event.offset for event in reader.scan(after, kinds=EXTRACTION_KINDS)), default=after)
    if last == after:
        return 0
    found = [*extract_candidates(_grown(reader, after), roots=folders), *repeated_errors(worklogs())]
    new = take_candidates(found, reader, sink, clock=clock, roots=folders)
    source = f"{KIND}:{reader.epoch}:{last}"
    sink.append([NewEvent(source, KIND, iso(clock.now()), {"offset": last})])
    return new


def learn_from_guides(
    root: Path, paths: Sequence[Path], reader: "JournalReader", sink: Sink, *, clock: Clock
) -> tuple[int, int | None]:
    """Takes the candidates of the guides at `paths` (none: all of the repository at `root`) into `sink`.

    Gives how many guides were read, and how many candidates' events are new (None as in `learn`).
    """
    here = [path.resolve() for path in paths]
    inside = [path.relative_to(root).as_posix() for path in here if path.is_relative_to(root)]
    found, events = read_guides(root, inside if paths else find_guides(root), time=iso(clock.now()))
    for path in here:
        if not path.is_relative_to(root):
            more, said = read_guides(path.parent, [path.name], time=iso(clock.now()))
            found, events = [*found, *more], [*events, *said]
    if events:
        sink.append(events)
    return len(events), take_candidates(found, reader, sink, clock=clock, roots=(str(root),))


def _learnt_up_to(reader: "JournalReader") -> int:
    return max((int(event.payload["offset"]) for event in reader.scan(kinds=(KIND,))), default=0)


def _grown(reader: "JournalReader", after: int) -> "Iterator[Event]":
    """The events to learn from: whole sessions that have any beyond `after`, then the new commits."""
    sessions = dict.fromkeys(e.session for e in reader.scan(after, kinds=SESSION_KINDS) if e.session)
    for session in sessions:
        for event in reader.scan(kinds=SESSION_KINDS, session=session):
            if _ANYBODY.may_read_event(event.session, event.payload):
                yield event
            elif event.kind == "session.started":  # all of it is private
                break
    others = [kind for kind in EXTRACTION_KINDS if kind not in SESSION_KINDS]
    yield from reader.scan(after, kinds=others)
