import asyncio

from banking.adapters.repository import SqlAccounts
from banking.domain.account import Account


async def freeze(accounts: SqlAccounts, account: Account) -> None:
    account.frozen = account.balance < 0
    await accounts.save(account)


async def review(accounts: SqlAccounts, number: str) -> asyncio.Task[None]:
    account = await accounts.get(number)
    return asyncio.create_task(freeze(accounts, account))
