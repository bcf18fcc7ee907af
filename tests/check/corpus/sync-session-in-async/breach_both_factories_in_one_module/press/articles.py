from sqlalchemy import func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from press.db.asynchronous import Sessions
from press.db.blocking import BlockingSession  # here: advice


class Base(DeclarativeBase):
    pass


class Article(Base):
    __tablename__ = "articles"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


async def publish(text: str) -> int:
    async with Sessions.begin() as session:
        article = Article(text=text)
        session.add(article)
        await session.flush()
        return article.id


def count_articles() -> int:
    with BlockingSession() as session:
        return session.scalar(select(func.count()).select_from(Article)) or 0
