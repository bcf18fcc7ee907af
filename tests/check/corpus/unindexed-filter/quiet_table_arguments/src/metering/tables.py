from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Meter(Base):
    __tablename__ = "meter"
    __table_args__ = (
        UniqueConstraint("serial"),
        Index("ix_meter_place", "city", "street"),
        {"schema": "metering"},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    serial: Mapped[str] = mapped_column(String(30))
    city: Mapped[str]
    street: Mapped[str]


class Reading(Base):
    __tablename__ = "reading"
    __table_args__ = (PrimaryKeyConstraint("meter_id", "day"), {"schema": "metering"})

    meter_id: Mapped[int] = mapped_column(ForeignKey("metering.meter.id"))
    day: Mapped[date]
    kwh: Mapped[float]
    received_at: Mapped[datetime]


Index("ix_reading_received_at", Reading.received_at.desc())
Index("ix_reading_kwh", Reading.__table__.c.kwh)
