from typing import Annotated

from fastapi import Depends
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from wishlist.database import Gift, Wish, session_dependency


class WishStore:
    def __init__(self, session: Annotated[AsyncSession, Depends(session_dependency)]):
        self.session = session

    async def texts(self, owner: str) -> list[str]:
        return list(await self.session.scalars(select(Wish.text).where(Wish.owner == owner)))


class GiftStore:
    def __init__(self, session: Annotated[AsyncSession, Depends(session_dependency)]):
        self.session = session

    async def givers(self, owner: str) -> list[str]:
        query = select(Gift.giver).join(Wish).where(Wish.owner == owner)
        return list(await self.session.scalars(query))
