from decimal import Decimal

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class AccountRow(Base):
    __tablename__ = "accounts"

    number: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str]
    frozen: Mapped[bool]
    entries: Mapped[list["EntryRow"]] = relationship(lazy="selectin")


class EntryRow(Base):
    __tablename__ = "entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_number: Mapped[str] = mapped_column(ForeignKey("accounts.number"))
    amount: Mapped[Decimal]
