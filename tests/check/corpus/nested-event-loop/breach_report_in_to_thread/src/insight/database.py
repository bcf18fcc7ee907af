from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Visit(Base):
    __tablename__ = "visits"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(index=True)
    path: Mapped[str]


engine = create_async_engine("postgresql+asyncpg://insight@db/insight", pool_size=10)
SessionFactory = async_sessionmaker(engine, expire_on_commit=False)
