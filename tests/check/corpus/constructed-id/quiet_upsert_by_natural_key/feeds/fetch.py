import feedparser
import httpx
from sqlalchemy.ext.asyncio import async_sessionmaker

from feeds.entries import Entries


async def fetch(sessions: async_sessionmaker, source: str, url: str) -> list[str]:
    async with httpx.AsyncClient() as client:
        response = await client.get(url, headers={"User-Agent": f"feeds/{source}"})
    saved = []
    async with sessions.begin() as session:
        entries = Entries(session)
        for item in feedparser.parse(response.text).entries:
            saved.append(await entries.save(source, item.guid, item.title))
    return saved


async def mark_all_read(sessions: async_sessionmaker, entry_ids: list[str]) -> None:
    async with sessions.begin() as session:
        entries = Entries(session)
        for entry_id in entry_ids:
            await entries.mark_read(entry_id)
