from datetime import datetime, timezone
from typing import Any, Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from .orm import Base

M = TypeVar("M", bound=Base)


class Repository(Generic[M]):
    model: type[M]

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, id_: int) -> M:
        return await self.session.get_one(self.model, id_)

    async def update(self, record: M, **values: Any) -> M:
        for name, value in values.items():
            setattr(record, name, value)
        if hasattr(record, "updated_at"):
            record.updated_at = datetime.now(timezone.utc)
        await self.session.flush()
        return record
