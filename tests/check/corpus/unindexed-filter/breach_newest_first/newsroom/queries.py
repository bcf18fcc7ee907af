from sqlalchemy import desc, select
from sqlalchemy.orm import Session

from newsroom.models import Story


def front_page(session: Session, limit: int = 20) -> list[Story]:
    return list(session.scalars(select(Story).order_by(Story.published_at.desc()).limit(limit)))


def pinned_first(session: Session) -> list[Story]:
    return list(session.scalars(select(Story).order_by(Story.pinned.desc(), Story.updated_at.desc()).limit(20)))


def by_slug(session: Session, slug: str) -> Story | None:
    return session.scalars(select(Story).where(Story.slug == slug)).one_or_none()


def slug_taken(session: Session, slug: str) -> bool:
    return session.scalar(select(Story.id).where(Story.slug == slug)) is not None


def feed(session: Session) -> list[tuple[str, str]]:
    rows = session.execute(select(Story.title, Story.slug).order_by(desc(Story.published_at)).limit(50))
    return [(title, slug) for title, slug in rows]
