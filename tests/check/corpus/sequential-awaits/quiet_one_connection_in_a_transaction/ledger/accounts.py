from decimal import Decimal

import asyncpg

from ledger.pool import get_pool


async def balance(conn: asyncpg.Connection, account: str) -> Decimal:
    row = await conn.fetchrow("SELECT sum(amount) AS total FROM entries WHERE account = $1", account)
    return row["total"] or Decimal(0)


async def snapshot(accounts: list[str]) -> dict[str, Decimal]:
    """The balances of one moment."""
    pool = await get_pool()
    balances = {}
    async with pool.acquire() as conn, conn.transaction(isolation="repeatable_read"):
        for account in accounts:
            balances[account] = await balance(conn, account)
    return balances


async def locked(accounts: list[str]) -> list[asyncpg.Record]:
    pool = await get_pool()
    rows = []
    async with pool.acquire() as conn:
        async with conn.transaction():
            # Always in the same order, or two transfers deadlock.
            for account in sorted(accounts):
                rows.append(await conn.fetchrow("SELECT * FROM accounts WHERE id = $1 FOR UPDATE", account))
    return rows


async def export(account: str) -> list[Decimal]:
    pool = await get_pool()
    amounts: list[Decimal] = []
    async with pool.acquire() as conn, conn.transaction():
        cursor = await conn.cursor("SELECT amount FROM entries WHERE account = $1", account)
        while rows := await cursor.fetch(500):
            amounts.extend(row["amount"] for row in rows)
    return amounts
