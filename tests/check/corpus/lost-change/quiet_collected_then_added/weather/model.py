from datetime import date

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Station(Base):
    __tablename__ = "stations"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class Reading(Base):
    __tablename__ = "readings"

    station: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    celsius: Mapped[float]
