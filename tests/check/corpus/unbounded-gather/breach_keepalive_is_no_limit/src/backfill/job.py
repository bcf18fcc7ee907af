import asyncio

from celery import Celery

from backfill.http import make_client
from backfill.invoices import InvoiceSource

celery = Celery("backfill", broker="redis://localhost/3")


async def _backfill(year: int) -> float:
    async with make_client("https://billing.example.com") as client:
        source = InvoiceSource(client)
        invoices = await source.load(await source.numbers(year))
    return sum(invoice["total"] for invoice in invoices)


@celery.task
def backfill(year: int) -> float:
    return asyncio.run(_backfill(year))
