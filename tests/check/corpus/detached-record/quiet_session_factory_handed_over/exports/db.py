from collections.abc import Iterator

from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

engine = create_engine("postgresql://localhost/exports")
SessionFactory = sessionmaker(bind=engine)


class Base(DeclarativeBase):
    pass


class Export(Base):
    __tablename__ = "exports"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(default="new")


def get_session() -> Iterator[Session]:
    with SessionFactory() as session:
        yield session


def get_session_factory() -> sessionmaker[Session]:
    return SessionFactory
