from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from feeds.schema import Entry


class Entries:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def save(self, source: str, guid: str, title: str) -> str:
        """The id of the entry; a source's guid is unique only within the source."""
        entry_id = f"{source}:{guid}"
        statement = insert(Entry).values(id=entry_id, source=source, guid=guid, title=title)
        await self._session.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"title": title}))
        return entry_id

    async def mark_read(self, entry_id: str) -> None:
        await self._session.execute(update(Entry).where(Entry.id == entry_id).values(read_at=func.now()))

    async def find(self, source: str, guid: str) -> Entry | None:
        return await self._session.scalar(select(Entry).where(Entry.source == source, Entry.guid == guid))
