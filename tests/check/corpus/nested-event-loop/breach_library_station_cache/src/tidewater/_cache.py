import asyncio
from functools import lru_cache

from ._stations import find_station


@lru_cache(maxsize=512)
def resolve(code: str) -> str:
    return asyncio.run(find_station(code))  # here
