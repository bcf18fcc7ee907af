import asyncio
import logging

import httpx

from agency.orm import Campaign, Sessions

log = logging.getLogger(__name__)
_tasks: set[asyncio.Task[None]] = set()


async def ask_model(brief: str) -> str:
    async with httpx.AsyncClient(base_url="http://llm:8080") as client:
        response = await client.post("/complete", json={"prompt": brief}, timeout=120)
        return response.json()["text"]


async def write_slogan(campaign: Campaign) -> None:
    slogan = await ask_model(campaign.brief)
    async with Sessions() as session:
        campaign.slogan = slogan  # here
        await session.commit()
    log.info("campaign %s has a slogan", campaign.id)


async def rewrite_slogan(campaign: Campaign) -> None:
    slogan = await ask_model(f"better than {campaign.slogan}: {campaign.brief}")
    async with Sessions() as session:
        own = await session.get_one(Campaign, campaign.id)
        own.slogan = slogan
        await session.commit()


async def start(campaign_id: int, *, again: bool) -> None:
    async with Sessions() as session:
        campaign = await session.get_one(Campaign, campaign_id)
    if again:
        task = asyncio.create_task(rewrite_slogan(campaign))
    else:
        task = asyncio.create_task(write_slogan(campaign))
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
