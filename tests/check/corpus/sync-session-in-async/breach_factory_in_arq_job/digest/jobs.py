from datetime import UTC, datetime

from arq import cron
from sqlalchemy import select, update

from digest.sending import send
from digest.storage import SessionFactory, Subscriber


def subscribers_before(moment: datetime) -> list[Subscriber]:
    with SessionFactory() as session:
        return list(session.scalars(select(Subscriber).where(Subscriber.last_sent < moment)))


async def send_digest(ctx: dict, subscriber_id: int, text: str) -> None:
    with SessionFactory() as session:  # here
        email = session.scalar(select(Subscriber.email).where(Subscriber.id == subscriber_id))
    await send(email, text)
    with SessionFactory.begin() as session:
        session.execute(update(Subscriber).values(last_sent=datetime.now(UTC)).filter_by(id=subscriber_id))


async def send_preview(ctx: dict, email: str, text: str) -> None:
    await send(email, text)


class WorkerSettings:
    functions = [send_digest, send_preview]
    cron_jobs = [cron(send_preview, hour=7)]
