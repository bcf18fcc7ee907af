from typing import Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

T = TypeVar("T")


class CrudManager(Generic[T]):
    model: type[T]

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, key: int) -> T | None:
        return await self.session.get(self.model, key)

    async def create(self, **values: object) -> T:
        instance = self.model(**values)
        self.session.add(instance)
        await self.session.flush()
        return instance
