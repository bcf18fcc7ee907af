from .models import Book
from .repository import BookRepository


class AvailabilityService:
    def __init__(self, books: BookRepository) -> None:
        self._books = books

    async def titles(self, book_ids: list[int]) -> list[str]:
        # One session speaks over one connection: its queries cannot overlap.
        found: list[Book] = []
        for book_id in book_ids:
            book = await self._books.get(book_id)
            if book is not None:
                found.append(book)
        return [book.title for book in found]

    async def lent_out(self, book_ids: list[int]) -> dict[int, int]:
        return {book_id: await self._books.lent(book_id) for book_id in book_ids}
