from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.db.models import Account, Asset, Tenant


async def by_checksum(db: AsyncSession, checksum: str) -> Asset | None:
    return await db.scalar(select(Asset).where(Asset.checksum == checksum))


async def seen(db: AsyncSession, checksums: list[str]) -> set[str]:
    return set(await db.scalars(select(Asset.checksum).where(Asset.checksum.in_(checksums))))


async def of_owner(db: AsyncSession, owner_id: UUID) -> list[Asset]:
    return list(await db.scalars(select(Asset).where(Asset.owner_id == owner_id)))


async def count_of_owner(db: AsyncSession, owner_id: UUID) -> int:
    return await db.scalar(select(func.count(Asset.id)).where(Asset.owner_id == owner_id))


async def of_tenant(db: AsyncSession, host: str) -> list[Asset]:
    tenant = await db.scalar(select(Tenant).where(Tenant.host == host))
    return list(await db.scalars(select(Asset).where(Asset.tenant_id == tenant.id)))


async def of_tenant_and_owner(db: AsyncSession, host: str, email: str) -> list[Asset]:
    tenant_id = await db.scalar(select(Tenant.id).where(Tenant.host == host))
    owner_id = await db.scalar(select(Account.id).where(Account.email == email))
    return list(await db.scalars(select(Asset).where(Asset.tenant_id == tenant_id, Asset.owner_id == owner_id)))


async def newest(db: AsyncSession) -> list[Asset]:
    return list(await db.scalars(select(Asset).order_by(Asset.created_at.desc()).limit(10)))


async def since(db: AsyncSession, moment: datetime) -> list[Asset]:
    return list(await db.scalars(select(Asset).where(Asset.created_at >= moment)))
