from fastapi import Depends, FastAPI
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from surveys import queries

app = FastAPI()
sessions = async_sessionmaker(create_async_engine("postgresql+asyncpg://surveys@db/surveys"))


async def get_session():
    async with sessions() as session:
        yield session


@app.get("/surveys/{survey}/mean")
async def mean(survey: int, session: AsyncSession = Depends(get_session)) -> float | None:
    return await queries.mean_score(session, survey)
