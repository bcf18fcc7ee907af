from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from .models import Book, Loan


class BookRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, book_id: int) -> Book | None:
        return await self.session.get(Book, book_id)

    async def lent(self, book_id: int) -> int:
        query = select(func.count()).select_from(Loan).where(Loan.book_id == book_id)
        return (await self.session.execute(query)).scalar_one()
