from uuid import UUID

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import update
from sqlmodel.ext.asyncio.session import AsyncSession
from taskiq_redis import ListQueueBroker

from pdfqueue.convert import convert
from pdfqueue.models import Conversion, Outcome, utc

broker = ListQueueBroker("redis://redis")
engine = create_async_engine("postgresql+asyncpg:///pdf")


@broker.task
async def convert_document(conversion_id: UUID) -> None:
    async with AsyncSession(engine) as session:
        conversion = await session.get_one(Conversion, conversion_id)
        try:
            conversion.pages = await convert(conversion.source)  # here: warning
            conversion.outcome = Outcome.ready
        except OSError:
            conversion.outcome = Outcome.failed
        await session.commit()


@broker.task
async def give_up(conversion_id: UUID) -> None:
    async with AsyncSession(engine) as session:
        conversion = await session.get_one(Conversion, conversion_id)
        conversion.outcome = Outcome.failed
        conversion.updated_at = utc()
        await session.commit()


@broker.task
async def retry_failed() -> None:
    async with AsyncSession(engine) as session:
        failed = Conversion.outcome == Outcome.failed
        await session.execute(update(Conversion).where(failed).values(outcome=Outcome.waiting))  # here: warning
        await session.commit()
