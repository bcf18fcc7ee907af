import asyncio
import logging

from sqlalchemy import select

from newsletter.db import SessionLocal, Subscriber
from newsletter.mail import send_issue

log = logging.getLogger(__name__)


async def confirmed_addresses() -> list[str]:
    async with SessionLocal() as session:
        query = select(Subscriber.email).where(Subscriber.confirmed)
        return list((await session.scalars(query)).all())


async def publish(subject: str, body: str) -> int:
    addresses = await confirmed_addresses()
    results = await asyncio.gather(  # here: warning
        *(send_issue(address, subject, body) for address in addresses),
        return_exceptions=True,
    )
    failed = [result for result in results if isinstance(result, BaseException)]
    if failed:
        log.error("%d of %d mails failed", len(failed), len(addresses))
    return len(addresses) - len(failed)


async def proof(subject: str, body: str) -> None:
    """To three of the editors only."""
    async with SessionLocal() as session:
        query = select(Subscriber.email).where(Subscriber.is_editor).limit(3)
        editors = (await session.scalars(query)).all()
    await asyncio.gather(*(send_issue(editor, f"[proof] {subject}", body) for editor in editors))
