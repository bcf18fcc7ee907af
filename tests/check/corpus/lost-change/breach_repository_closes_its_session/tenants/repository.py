from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Tenant(Base):
    __tablename__ = "tenants"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    plan: Mapped[str] = mapped_column(default="free")
    suspended: Mapped[bool] = mapped_column(default=False)


class TenantRepository:
    """Opens a session for each call."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions

    async def by_slug(self, slug: str) -> Tenant | None:
        async with self._sessions() as session:
            return await session.scalar(select(Tenant).where(Tenant.slug == slug))

    async def store(self, tenant: Tenant) -> None:
        async with self._sessions.begin() as session:
            await session.merge(tenant)
