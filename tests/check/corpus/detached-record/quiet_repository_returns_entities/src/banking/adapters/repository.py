from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from banking.adapters.orm import AccountRow
from banking.domain.account import Account, Entry


class SqlAccounts:
    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions

    async def get(self, number: str) -> Account:
        async with self._sessions() as session:
            row = await session.get_one(AccountRow, number)
            return Account(
                number=row.number,
                owner=row.owner,
                frozen=row.frozen,
                entries=[Entry(entry.amount) for entry in row.entries],
            )

    async def save(self, account: Account) -> None:
        async with self._sessions.begin() as session:
            row = await session.get_one(AccountRow, account.number)
            row.frozen = account.frozen
