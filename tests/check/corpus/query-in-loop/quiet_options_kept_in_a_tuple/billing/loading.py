"""What each page needs of an invoice, in one place."""

from sqlalchemy.orm import joinedload, selectinload

from billing.tables import Invoice, Position

FOR_PDF = (
    joinedload(Invoice.recipient),
    selectinload(Invoice.positions).joinedload(Position.tariff),
)
FOR_LIST = (joinedload(Invoice.recipient),)
