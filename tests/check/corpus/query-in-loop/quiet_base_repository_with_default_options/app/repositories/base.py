from typing import Any, ClassVar, Generic, Sequence, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.base import ExecutableOption

M = TypeVar("M")


class BaseRepository(Generic[M]):
    model: type[M]
    default_options: ClassVar[tuple[ExecutableOption, ...]] = ()

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def list(self, *conditions: Any) -> Sequence[M]:
        query = select(self.model).where(*conditions).options(*self.default_options)
        return (await self.session.scalars(query)).all()
