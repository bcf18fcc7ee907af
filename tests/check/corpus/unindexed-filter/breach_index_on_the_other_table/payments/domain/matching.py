from sqlalchemy import func, select
from sqlalchemy.orm import Session

from payments.domain.orm import Invoice, Payment


def match(session: Session, reference: str) -> bool:
    invoice = session.scalars(select(Invoice).where(Invoice.reference == reference)).first()
    payment = session.scalars(select(Payment).where(Payment.reference == reference)).first()
    if invoice is None or payment is None:
        return False
    payment.invoice_id = invoice.id
    return True


def paid(session: Session, reference: str) -> int:
    return session.scalar(select(func.sum(Payment.cents)).where(Payment.reference == reference)) or 0


def payments_of(session: Session, invoice: Invoice) -> list[Payment]:
    return list(session.scalars(select(Payment).where(Payment.invoice_id == invoice.id)))


def settled(session: Session, invoice: Invoice) -> bool:
    total = session.scalar(select(func.sum(Payment.cents)).where(Payment.invoice_id == invoice.id))
    return (total or 0) >= invoice.cents
