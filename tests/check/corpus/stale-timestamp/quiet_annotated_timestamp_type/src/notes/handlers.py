from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from .models import Note


class Notes:
    def __init__(self, factory: async_sessionmaker[AsyncSession]) -> None:
        self.factory = factory

    async def pin(self, note_id: int) -> None:
        async with self.factory.begin() as session:
            note = await session.get_one(Note, note_id)
            note.pinned = True

    async def unpin_all(self) -> None:
        async with self.factory.begin() as session:
            await session.execute(update(Note).values(pinned=False))

    async def replace(self, old: str, new: str) -> int:
        async with self.factory() as session:
            notes = (await session.scalars(select(Note).where(Note.text.contains(old)))).all()
            for note in notes:
                note.text = note.text.replace(old, new)
            await session.commit()
            return len(notes)
