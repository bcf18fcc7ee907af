from datetime import datetime, timezone

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customers"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    segment: Mapped[str] = mapped_column(default="C")
    updated_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(timezone.utc))


class Call(Base):
    __tablename__ = "calls"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int]
    minutes: Mapped[int] = mapped_column(default=0)
