from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone

from certs.tls import expiry


async def _safely(domain: str) -> tuple[str, datetime | None]:
    try:
        return domain, await expiry(domain)
    except OSError:
        return domain, None


async def _check(domains: list[str]) -> dict[str, datetime | None]:
    pairs = await asyncio.gather(*[_safely(d.strip().lower()) for d in domains if d])  # here: warning
    return dict(pairs)


def check_certificates(domains: list[str]) -> list[str]:
    """The domains whose certificate ends within a fortnight; run by rq."""
    soon = datetime.now(timezone.utc) + timedelta(days=14)
    dates = asyncio.run(_check(domains))
    return [domain for domain, date in dates.items() if date is None or date < soon]
