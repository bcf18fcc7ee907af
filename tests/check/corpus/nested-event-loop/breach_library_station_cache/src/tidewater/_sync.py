import asyncio

from ._core import Harbour


def harbour_heights(station: str) -> list[float]:
    """Give the heights of a station, for programs without a loop."""
    return asyncio.run(Harbour("").heights_of(station))  # here: advice
