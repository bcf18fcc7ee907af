from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from billing.tables import State

if TYPE_CHECKING:
    from billing.tables import Invoice


def dun(invoice: Invoice, fee: Decimal) -> None:
    invoice.state = State.DUNNED  # here: warning
    invoice.fee += fee


def settle(invoice: Invoice, at: datetime) -> None:
    invoice.state = State.PAID
    invoice.last_updated = at


def is_late(invoice: Invoice, at: datetime) -> bool:
    return invoice.state is State.OPEN and invoice.due < at
