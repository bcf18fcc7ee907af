import asyncio

from fastapi import APIRouter

from dashboard.regions import CHECKS, Region
from dashboard.sources import alerts, health, profile, sales

router = APIRouter()


@router.get("/dashboard/{user}")
async def dashboard(user: str, with_alerts: bool = False) -> dict:
    wanted = [profile(user)]
    if with_alerts:
        wanted.append(alerts(user))
    cards = await asyncio.gather(*wanted)
    return {"cards": cards}


@router.get("/sales")
async def all_sales() -> dict:
    figures = await asyncio.gather(*(sales(region) for region in Region))
    return {region.value: figure for region, figure in zip(Region, figures)}


@router.get("/health")
async def all_health() -> list[dict]:
    tasks = []
    for check in CHECKS:
        tasks.append(asyncio.create_task(health(check)))
    return await asyncio.gather(*tasks)


@router.get("/samples")
async def samples() -> list[dict]:
    return await asyncio.gather(*[profile(f"sample-{number}") for number in range(3)])
