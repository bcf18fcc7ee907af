from litestar import Litestar, get, put
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from auditing.hooks import actor, history
from auditing.models import Contract

sessions = async_sessionmaker(create_async_engine("sqlite+aiosqlite:///audit.db"))


@put("/contracts/{contract_id:int}")
async def rename(contract_id: int, title: str, user: str) -> None:
    actor.set(user)
    async with sessions.begin() as session:
        contract = await session.get_one(Contract, contract_id)
        contract.title = title


@get("/history")
async def show_history() -> list[str]:
    async with sessions() as session:
        return await history(session)


app = Litestar([rename, show_history])
