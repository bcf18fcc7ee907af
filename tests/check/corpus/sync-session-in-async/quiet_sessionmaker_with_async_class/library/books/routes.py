from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from library.books.models import Book
from library.core.session import get_db

router = APIRouter()


@router.get("/books/{isbn}")
async def show(isbn: str, db: AsyncSession = Depends(get_db)):
    book = (await db.execute(select(Book).where(Book.isbn == isbn))).scalars().first()
    if not book:
        raise HTTPException(404)
    return {"isbn": book.isbn, "copies": book.copies}
