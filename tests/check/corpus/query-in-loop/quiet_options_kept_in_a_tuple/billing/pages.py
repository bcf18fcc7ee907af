import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing import loading
from billing.tables import Invoice


def pdf_rows(session: Session, ids: list[int]) -> list[tuple[str, int]]:
    statement = sa.select(Invoice).where(Invoice.id.in_(ids)).options(*loading.FOR_PDF)
    rows = []
    for invoice in session.scalars(statement):
        total = 0
        for position in invoice.positions:
            total += position.hours * position.tariff.cents
        rows.append((invoice.recipient.name, total))
    return rows


def newest(session: Session, limit: int) -> list[str]:
    statement = sa.select(Invoice).order_by(Invoice.id.desc()).limit(limit)
    statement = statement.options(*loading.FOR_LIST)
    invoices = session.execute(statement).scalars().all()
    return [f"{invoice.id} {invoice.recipient.name}" for invoice in invoices]
