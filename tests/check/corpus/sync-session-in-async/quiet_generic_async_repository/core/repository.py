from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from sqlalchemy import select

from core.base import Base

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

ModelT = TypeVar("ModelT", bound=Base)


class Repository(Generic[ModelT]):
    model: type[ModelT]

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, id_: int) -> ModelT | None:
        return await self.session.get(self.model, id_)

    async def list(self, limit: int = 100) -> Sequence[ModelT]:
        return (await self.session.scalars(select(self.model).limit(limit))).all()

    def add(self, entity: ModelT) -> ModelT:
        self.session.add(entity)
        return entity
