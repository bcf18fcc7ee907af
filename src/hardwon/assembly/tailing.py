"""The events of a session as they come: from the daemon where there is one, else out of the journal."""

import time
from collections.abc import Iterator

from hardwon.assembly.watching import NoDaemon, follow_events
from hardwon.assembly.workspace import Workspace
from hardwon.store import Event, JournalReader

_LOOK = 0.5  # seconds between two looks where no daemon tells of new events


def follow_session(workspace: Workspace, reader: JournalReader, session: str, after: int) -> Iterator[Event]:
    """The events of `session` above the offset `after`, then each new one, in order and without an end."""
    while True:
        # Asked for first: what is committed from here on is told by the daemon, or found by the next look.
        last = reader.last_offset()
        for event in reader.scan(after, session=session):
            after = event.offset
            yield event
        try:
            for told in follow_events(workspace.places, max(after, last)):
                if told is not None and told.session == session:
                    after = told.offset
                    yield told
        except NoDaemon:
            time.sleep(_LOOK)
