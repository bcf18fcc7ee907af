from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from . import CouponRow, RedemptionRow


class CouponRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def deactivate(self, codes: list[str]) -> int:
        statement = sa.update(CouponRow).where(CouponRow.code.in_(codes)).values(active=False)  # here: warning
        result = await self._session.execute(statement)
        return result.rowcount

    async def activate(self, codes: list[str]) -> int:
        statement = (
            sa.update(CouponRow)
            .where(CouponRow.code.in_(codes))
            .values(active=True, modified_at=sa.func.now())
        )
        result = await self._session.execute(statement)
        return result.rowcount

    async def count_use(self, coupon_id: uuid.UUID) -> None:
        await self._session.execute(
            sa.update(CouponRow)
            .where(CouponRow.id == coupon_id)
            .values({"uses": CouponRow.uses + 1, "modified_at": sa.func.now()})
        )

    async def void_redemptions(self, coupon_id: uuid.UUID) -> None:
        await self._session.execute(
            sa.update(RedemptionRow).where(RedemptionRow.coupon_id == coupon_id).values(void=True)
        )
