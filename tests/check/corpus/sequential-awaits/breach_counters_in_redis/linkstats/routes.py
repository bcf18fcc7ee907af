from __future__ import annotations

from collections import Counter

from litestar import Controller, get
from litestar.di import Provide

from linkstats import LinkStats
from linkstats.wiring import provide_stats


class StatsController(Controller):
    path = "/stats"
    dependencies = {"stats": Provide(provide_stats)}

    @get("/totals")
    async def totals(self, stats: LinkStats, slugs: list[str]) -> dict[str, int]:
        totals: dict[str, int] = {}
        for slug in slugs:
            days = await stats.clicks(slug)  # here: warning
            totals[slug] = sum(days.values())
        return totals

    @get("/busiest/{slug:str}")
    async def busiest(self, stats: LinkStats, slug: str) -> list[str]:
        days = Counter(await stats.clicks(slug))
        return [day for day, _ in days.most_common(3)]
