import asyncio
import sys

import httpx
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from .renewal import Renewal


async def main(subscription_id: int) -> None:
    engine = create_async_engine("postgresql+asyncpg://localhost/subscriptions")
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    async with httpx.AsyncClient(base_url="https://pay.example.com") as client:
        print(await Renewal(sessions, client).renew(subscription_id))
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
