from __future__ import annotations

from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from .domain import Claim


class ClaimStore(Protocol):
    def add(self, claim: Claim) -> None: ...

    async def get(self, claim_id: int) -> Claim: ...


class SqlClaims:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, claim: Claim) -> None:
        self._session.add(claim)

    async def get(self, claim_id: int) -> Claim:
        return await self._session.get_one(Claim, claim_id)


class UnitOfWork:
    claims: ClaimStore

    def __init__(self, factory: async_sessionmaker[AsyncSession]) -> None:
        self._factory = factory

    async def __aenter__(self) -> UnitOfWork:
        self._session = self._factory()
        self.claims = SqlClaims(self._session)
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._session.rollback()
        await self._session.close()

    async def commit(self) -> None:
        await self._session.commit()
