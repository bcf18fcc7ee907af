import asyncio

from litestar import Controller, get
from litestar.exceptions import NotFoundException
from sqlalchemy.ext.asyncio import AsyncSession

from statements.models import Account
from statements.pdf import render


class StatementController(Controller):
    path = "/accounts"

    @get("/{account_id:int}/statement", media_type="application/pdf")
    async def statement(self, account_id: int, db_session: AsyncSession) -> bytes:
        account = await db_session.get(Account, account_id)
        if account is None:
            raise NotFoundException
        return await asyncio.to_thread(render, account)  # here
