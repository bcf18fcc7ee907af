from sqlalchemy import func, select, update

from library.books.models import Book
from library.core.session import SessionLocal


class BookService:
    def __init__(self, session_factory=SessionLocal):
        self.session_factory = session_factory

    async def total_copies(self):
        async with self.session_factory() as session:
            result = await session.execute(select(func.sum(Book.copies)))
            return result.scalar() or 0

    async def buy(self, isbn, copies):
        async with self.session_factory.begin() as session:
            statement = update(Book).where(Book.isbn == isbn).values(copies=Book.copies + copies)
            await session.execute(statement)


async def nightly_count():
    session = SessionLocal()
    try:
        result = await session.execute(select(func.count(Book.id)))
        print("books:", result.scalar_one())
    finally:
        await session.close()
