import httpx
from sqlalchemy.orm import Session

from app.db import Feed


def refresh(db: Session, feed_id: int) -> None:
    feed = db.get(Feed, feed_id)
    if feed is not None:
        feed.etag = httpx.head(feed.url).headers.get("etag")
        db.commit()
