from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenants.repository import TenantRepository

logger = logging.getLogger(__name__)


class UnknownTenant(LookupError):
    pass


class TenantService:
    def __init__(self, tenants: TenantRepository) -> None:
        self.tenants = tenants

    async def suspend(self, slug: str) -> None:
        tenant = await self.tenants.by_slug(slug)
        if tenant is None:
            raise UnknownTenant(slug)
        tenant.suspended = True  # here
        logger.info("%s is suspended", slug)

    async def resume(self, slug: str) -> None:
        tenant = await self.tenants.by_slug(slug)
        if tenant is None:
            raise UnknownTenant(slug)
        tenant.suspended = False
        await self.tenants.store(tenant)

    async def plan_of(self, slug: str) -> str:
        tenant = await self.tenants.by_slug(slug)
        return "none" if tenant is None or tenant.suspended else tenant.plan
