import asyncio

from stats.models import Visit
from stats.queries import top, total


async def overview() -> dict:
    # gather wraps each coroutine in a task, and a task has a session of its own.
    visits, pages, countries = await asyncio.gather(total(), top(Visit.path), top(Visit.country))
    return {
        "visits": visits,
        "pages": [tuple(row) for row in pages],
        "countries": [tuple(row) for row in countries],
    }


if __name__ == "__main__":
    print(asyncio.run(overview()))
