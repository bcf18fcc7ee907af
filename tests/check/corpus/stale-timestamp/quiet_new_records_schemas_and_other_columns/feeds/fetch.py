from datetime import UTC, datetime

import feedparser
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from .models import Entry, Feed
from .schemas import FeedView, FetchState

states: dict[int, FetchState] = {}


def fetch(session: Session, feed_id: int) -> int:
    state = states.setdefault(feed_id, FetchState())
    state.attempts += 1
    feed = session.get_one(Feed, feed_id)
    parsed = feedparser.parse(feed.url, etag=feed.etag)
    for item in parsed.entries:
        entry = Entry(feed_id=feed.id)
        entry.title = item.title or "untitled"
        session.add(entry)
    feed.etag = parsed.get("etag")
    feed.fetched_at = datetime.now(UTC)
    session.commit()
    return len(parsed.entries)


def forget(session: Session, feed_id: int) -> None:
    session.execute(delete(Entry).where(Entry.feed_id == feed_id))
    session.delete(session.get_one(Feed, feed_id))
    session.commit()


def show(session: Session, feed_id: int) -> FeedView:
    feed = session.get_one(Feed, feed_id)
    view = FeedView(url=feed.url)
    view.entries = session.scalar(select(func.count(Entry.id)).where(Entry.feed_id == feed_id)) or 0
    return view
