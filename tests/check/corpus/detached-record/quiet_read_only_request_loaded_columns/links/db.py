from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Link(Base):
    __tablename__ = "links"

    slug: Mapped[str] = mapped_column(primary_key=True)
    target: Mapped[str]
    owner: Mapped[str]


sessions = async_sessionmaker(create_async_engine("sqlite+aiosqlite:///links.db"), expire_on_commit=False)
