import asyncio
import sys

from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from courses.outline import outline


async def main() -> None:
    engine = create_async_engine("sqlite+aiosqlite:///courses.db")
    sessions = async_sessionmaker(engine)
    print(await outline(sessions, int(sys.argv[1])))


asyncio.run(main())
