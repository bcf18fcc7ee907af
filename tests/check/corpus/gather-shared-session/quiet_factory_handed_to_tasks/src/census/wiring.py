from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine


@dataclass(frozen=True)
class Container:
    session_factory: async_sessionmaker[AsyncSession]

    @classmethod
    def build(cls, dsn: str) -> "Container":
        return cls(async_sessionmaker(create_async_engine(dsn), expire_on_commit=False))
