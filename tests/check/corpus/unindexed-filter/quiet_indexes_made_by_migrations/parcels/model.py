from datetime import datetime

from sqlalchemy import DateTime, Integer, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Parcel(Base):
    __tablename__ = "parcel"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    tracking: Mapped[str] = mapped_column(String(32))
    depot: Mapped[str] = mapped_column(String(8))
    weight: Mapped[int]
    scanned_at: Mapped[datetime] = mapped_column(DateTime)
