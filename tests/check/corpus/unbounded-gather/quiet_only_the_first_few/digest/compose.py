import asyncio

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from digest.models import Story
from digest.teaser import teaser

MOST = 8


async def top_stories(session: AsyncSession) -> list[tuple[str, str]]:
    query = select(Story).order_by(col(Story.points).desc()).limit(MOST)
    stories = (await session.exec(query)).all()
    texts = await asyncio.gather(*(teaser(story.url) for story in stories))
    return [(story.url, text) for story, text in zip(stories, texts)]


async def for_links(links: list[str]) -> list[str]:
    return await asyncio.gather(*[teaser(link) for link in links[:10]])


async def newest(session: AsyncSession) -> list[str]:
    stories = (await session.exec(select(Story).order_by(col(Story.posted_at).desc()))).fetchmany(5)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(teaser(story.url)) for story in stories]
    return [task.result() for task in tasks]
