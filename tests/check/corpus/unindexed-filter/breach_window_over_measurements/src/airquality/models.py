import datetime as dt

from sqlalchemy import Float, ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column


class Base(MappedAsDataclass, DeclarativeBase):
    pass


class Station(Base):
    __tablename__ = "stations"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    altitude: Mapped[float] = mapped_column(Float, default=0.0)


class Measurement(Base):
    __tablename__ = "measurements"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"), index=True)
    pm10: Mapped[float] = mapped_column(Float)
    taken_at: Mapped[dt.datetime] = mapped_column(default_factory=dt.datetime.now)  # here: warning
