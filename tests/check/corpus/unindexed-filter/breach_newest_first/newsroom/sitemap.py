from sqlalchemy import select
from sqlalchemy.orm import Session

from .models import Story


def entries(session: Session):
    for story in session.scalars(select(Story).order_by(Story.published_at).execution_options(yield_per=500)):
        yield f"https://news.example.org/{story.slug}", story.updated_at


def archive(session: Session):
    return session.scalars(select(Story).order_by(Story.id, Story.updated_at)).all()
