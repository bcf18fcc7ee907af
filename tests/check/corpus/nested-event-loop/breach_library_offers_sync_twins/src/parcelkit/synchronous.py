import asyncio

from parcelkit import asynchronous


def track_sync(number: str) -> list[dict[str, str]]:
    """The sync form of parcelkit.track."""
    return asyncio.run(asynchronous.track(number))  # here: advice


def quote_sync(weight: float, *, to: str) -> float:
    """The sync form of parcelkit.quote."""
    if weight <= 0:
        raise ValueError("a parcel weighs something")
    return asyncio.run(asynchronous.quote(weight, to=to))  # here: advice
