import asyncio
import ssl
from datetime import datetime, timezone


async def expiry(domain: str, port: int = 443) -> datetime:
    context = ssl.create_default_context()
    _, writer = await asyncio.open_connection(domain, port, ssl=context)
    certificate = writer.get_extra_info("peercert")
    writer.close()
    stamp = ssl.cert_time_to_seconds(certificate["notAfter"])
    return datetime.fromtimestamp(stamp, timezone.utc)
