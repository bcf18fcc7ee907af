from datetime import datetime, timezone

from sqlalchemy import Column, DateTime, Float, Integer, String
from sqlalchemy.orm import declarative_base, synonym, validates

Base = declarative_base()


class Device(Base):
    __tablename__ = "device"

    id = Column(Integer, primary_key=True)
    name = Column(String(50))
    target = Column(Float, default=20.0)
    mode = Column(String(10), default="auto")
    last_updated = Column(DateTime(timezone=True))

    @validates("name", "target", "mode")
    def _stamp(self, key, value):
        self.last_updated = datetime.now(timezone.utc)
        return value


class Sensor(Base):
    __tablename__ = "sensor"

    id = Column(Integer, primary_key=True)
    _reading = Column("reading", Float)
    updated_at = Column(DateTime(timezone=True))

    def _get_reading(self):
        return self._reading

    def _set_reading(self, value):
        self._reading = value
        self.updated_at = datetime.now(timezone.utc)

    reading = synonym("_reading", descriptor=property(_get_reading, _set_reading))
