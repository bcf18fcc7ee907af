from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker


class Base(DeclarativeBase):
    pass


class Submission(Base):
    __tablename__ = "submissions"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    verdict: Mapped[str | None]


factory = sessionmaker(create_engine("sqlite:///review.db"))
