from datetime import UTC, datetime
from decimal import Decimal

from celery import shared_task
from sqlalchemy import select

from billing import dunning
from billing.tables import Invoice, SessionLocal, State


@shared_task
def dun_late_invoices(fee: str = "5.00") -> int:
    count = 0
    with SessionLocal() as session:
        for invoice in session.scalars(select(Invoice).where(Invoice.state == State.OPEN)):
            if dunning.is_late(invoice, datetime.now(UTC)):
                dunning.dun(invoice, Decimal(fee))
                count += 1
        session.commit()
    return count


@shared_task
def settle_invoice(invoice_id: int) -> None:
    with SessionLocal.begin() as session:
        invoice = session.get_one(Invoice, invoice_id)
        dunning.settle(invoice, datetime.now(UTC))
