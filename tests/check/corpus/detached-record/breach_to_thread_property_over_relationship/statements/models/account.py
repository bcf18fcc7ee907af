from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base

if TYPE_CHECKING:
    from .charge import Charge


class Account(Base):
    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    holder: Mapped[str]
    charges: Mapped[list[Charge]] = relationship()

    @property
    def total_due(self) -> Decimal:
        return sum((charge.amount for charge in self.charges), Decimal(0))
