from uuid import uuid4

from litestar import get, post
from sqlalchemy.ext.asyncio import AsyncSession

from shortener.identity import short_code, sortable
from shortener.models import Account, Click, Link


@post("/accounts")
async def create_account(name: str, db_session: AsyncSession) -> dict[str, str]:
    account_id = "acc_" + uuid4().hex
    db_session.add(Account(id=account_id, name=name))
    await db_session.commit()
    return {"id": account_id}


@post("/links")
async def create_link(account_id: str, target: str, db_session: AsyncSession) -> dict[str, str]:
    code = short_code()
    while await db_session.get(Link, code) is not None:
        code = short_code()
    db_session.add(Link(id=code, account_id=account_id, target=target))
    await db_session.commit()
    return {"url": f"https://s.example.com/{code}"}


@get("/{code:str}")
async def follow(code: str, db_session: AsyncSession) -> dict[str, str]:
    link = await db_session.get_one(Link, code)
    db_session.add(Click(id=sortable(), link_id=link.id))
    await db_session.commit()
    return {"location": link.target}
