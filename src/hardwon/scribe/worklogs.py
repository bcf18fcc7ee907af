"""The worklogs of a journal's sessions, each digested on from where the last reading ended."""

import json
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from hardwon.core import Places
from hardwon.scribe.audience import EVERYONE, Audience
from hardwon.scribe.digest import Digest
from hardwon.scribe.places import worktrees
from hardwon.scribe.sessions import Session, Sessions
from hardwon.scribe.snapshots import from_json, to_json
from hardwon.scribe.story import STORY_KINDS, Done
from hardwon.scribe.wording import BadWords, take_words
from hardwon.scribe.worklog import Worklog
from hardwon.store import BlobCache

if TYPE_CHECKING:
    from hardwon.store import JournalReader

VERSION = 3  # of digests that are kept; another one's are made anew
WORDED = "worklog.worded"
_AT_ONCE = 200  # events in memory: each may hold 64,000 characters of output, or four times that of input
_STAGE = 20_000  # events after which a digest that is not finished is put down


class Worklogs:
    """Digests sessions in stages: memory holds a few events and the digest, whatever a session's length.

    Where a `cache` is given, each digest is put down in it, so that a session that grows is read on from
    where it was, by whichever process comes next; that of a long one is put down each `stage` offsets.
    `roots` are the repository's worktrees; what is private is left out for an `audience` that may not read
    it.
    """

    def __init__(
        self,
        reader: "JournalReader",
        *,
        cache: BlobCache | None = None,
        roots: Sequence[Path] = (),
        audience: Audience = EVERYONE,
        stage: int = _STAGE,
    ) -> None:
        self.sessions = Sessions(reader, roots=roots, audience=audience)
        self._audience = audience
        self._reader = reader
        self._cache = cache
        self._stage = stage

    def of(self, session: Session) -> Worklog:
        """The worklog of `session` as the journal has it now, in a model's words where it has any of it."""
        digest = self.digest(session)
        worklog = digest.worklog(session)
        for event in self._reader.read(digest.offset, kinds=(WORDED,), session=session.id):
            # Of what is private the model knows nothing: its words would hide that.
            if event.payload.get("offset") == digest.offset and not session.private:
                with suppress(BadWords):
                    worklog = take_words(event.payload.get("words"), worklog)
        return worklog

    def digest(self, session: Session) -> Digest:
        """The digest behind it, brought up to the journal's end."""
        key = self.key(session)
        digest = self._kept(key)
        begun = kept = digest.offset
        for event in self.sessions.events(session.id, begun, kinds=STORY_KINDS, batch=_AT_ONCE):
            for step in digest.teller.take(event):
                digest.take(self.sessions.placed(step, session) if isinstance(step, Done) else step)
            digest.offset = event.offset
            if event.offset - kept >= self._stage:
                self._keep(key, digest)
                kept = event.offset
        if digest.offset != kept:
            self._keep(key, digest)
        return digest

    def key(self, session: Session) -> bytes:
        """Where the cache has the digest of `session`."""
        whose = f"{self._audience.session}:{','.join(sorted(self._audience.roles))}"
        return f"worklog:{VERSION}:{self._reader.epoch}:{whose}:{session.id}".encode()

    def _kept(self, key: bytes) -> Digest:
        found = self._cache.get_many([key]).get(key) if self._cache else None
        if found is None:
            return Digest()
        try:
            return from_json(Digest, json.loads(zlib.decompress(found)))
        except (ValueError, zlib.error):
            return Digest()  # of another time, or damaged: the journal has it all

    def _keep(self, key: bytes, digest: Digest) -> None:
        if self._cache is not None:
            text = json.dumps(to_json(digest), ensure_ascii=False)
            self._cache.put_many({key: zlib.compress(text.encode("utf-8", "replace"), 1)})


@contextmanager
def open_worklogs(
    reader: "JournalReader", places: Places, *, audience: Audience = EVERYONE
) -> Iterator[Worklogs]:
    """The worklogs of the repository at `places`, with its cache."""
    with closing(BlobCache(places.cache)) as cache:
        yield Worklogs(reader, cache=cache, roots=worktrees(places), audience=audience)
