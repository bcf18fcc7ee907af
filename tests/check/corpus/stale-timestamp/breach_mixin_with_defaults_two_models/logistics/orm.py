from datetime import datetime, timezone

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import relationship

Base = declarative_base()


def now():
    return datetime.now(timezone.utc)


class TimestampMixin(object):
    created_on = Column(DateTime, default=now, nullable=False)
    updated_on = Column(DateTime, default=now, nullable=False)


class Truck(TimestampMixin, Base):
    __tablename__ = "truck"

    id = Column(Integer, primary_key=True)
    plate = Column(String(16))
    location = Column(String(64))


class Parcel(TimestampMixin, Base):
    __tablename__ = "parcel"

    id = Column(Integer, primary_key=True)
    truck_id = Column(Integer, ForeignKey("truck.id"))
    status = Column(String(16), default="received")
    truck = relationship(Truck, backref="parcels")


class Scan(Base):
    __tablename__ = "scan"

    id = Column(Integer, primary_key=True)
    parcel_id = Column(Integer, ForeignKey("parcel.id"))
    place = Column(String(64))
