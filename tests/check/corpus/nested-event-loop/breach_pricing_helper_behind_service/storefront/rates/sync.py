import asyncio

from .client import fetch_rate


def rate_now(base: str, quote: str) -> float:
    """Blocking twin of fetch_rate for the price calculator."""
    return asyncio.run(fetch_rate(base, quote))  # here
