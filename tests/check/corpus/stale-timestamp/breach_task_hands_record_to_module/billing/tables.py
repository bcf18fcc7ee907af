import enum
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Numeric, create_engine, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

SessionLocal = sessionmaker(create_engine("postgresql+psycopg://billing@db/billing"))


class Base(DeclarativeBase):
    pass


class State(enum.Enum):
    OPEN = "open"
    DUNNED = "dunned"
    PAID = "paid"


class Invoice(Base):
    __tablename__ = "invoice"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[State] = mapped_column(default=State.OPEN)
    amount: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    fee: Mapped[Decimal] = mapped_column(Numeric(10, 2), default=Decimal())
    due: Mapped[datetime]
    last_updated: Mapped[datetime] = mapped_column(server_default=text("CURRENT_TIMESTAMP"))
