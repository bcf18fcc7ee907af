import datetime as dt

import httpx
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from .tables import Subscription


class Renewal:
    def __init__(self, sessions: async_sessionmaker[AsyncSession], client: httpx.AsyncClient) -> None:
        self._sessions = sessions
        self._client = client

    async def renew(self, subscription_id: int) -> bool:
        async with self._sessions() as session:
            subscription = await session.get_one(Subscription, subscription_id)
        response = await self._client.post("/charges", json={"token": subscription.token})
        if response.is_error:
            return False
        subscription.paid_until += dt.timedelta(days=30)  # here
        return True
