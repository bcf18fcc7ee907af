import enum

from sqlalchemy import BigInteger
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

sessionmaker = async_sessionmaker(create_async_engine("postgresql+asyncpg:///shop"), expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class SyncState(enum.Enum):
    open = "open"
    processing = "processing"
    synced = "synced"
    error = "error"
    cancelled = "cancelled"


class SyncJob(Base):
    __tablename__ = "sync_job"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    shop: Mapped[str]
    state: Mapped[SyncState] = mapped_column(default=SyncState.open)
    detail: Mapped[str | None]
