from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from metering import Meter, Reading


class Queries:
    def __init__(self, session: Session) -> None:
        self.session = session

    def meter(self, serial: str) -> Meter:
        return self.session.execute(sa.select(Meter).where(Meter.serial == serial)).scalar_one()

    def meters(self, serials: list[str]) -> list[Meter]:
        return list(self.session.scalars(sa.select(Meter).where(Meter.serial.in_(serials))))

    def in_city(self, city: str) -> list[Meter]:
        return list(self.session.scalars(sa.select(Meter).where(Meter.city == city)))

    def in_street(self, city: str, street: str) -> list[Meter]:
        return list(self.session.scalars(sa.select(Meter).where(Meter.city == city, Meter.street == street)))

    def at(self, city: str, street: str) -> int | None:
        return self.session.scalar(sa.select(Meter.id).where(Meter.city == city).where(Meter.street == street))

    def readings(self, meter_id: int) -> list[Reading]:
        return list(self.session.scalars(sa.select(Reading).where(Reading.meter_id == meter_id)))

    def total(self, meter_id: int, since: date) -> float:
        usage = sa.select(sa.func.sum(Reading.kwh)).where(Reading.meter_id == meter_id, Reading.day >= since)
        return self.session.scalar(usage) or 0.0

    def reading(self, meter_id: int, day: date) -> Reading | None:
        return self.session.scalar(sa.select(Reading).where(Reading.meter_id == meter_id, Reading.day == day))

    def received_since(self, moment: datetime) -> list[Reading]:
        return list(self.session.scalars(sa.select(Reading).where(Reading.received_at > moment)))

    def newest(self) -> Reading | None:
        return self.session.scalar(sa.select(Reading).order_by(Reading.received_at.desc()).limit(1))

    def extremes(self, kwh: float) -> list[Reading]:
        return list(self.session.scalars(sa.select(Reading).where(Reading.kwh > kwh)))

    def highest(self) -> Reading | None:
        return self.session.scalar(sa.select(Reading).order_by(Reading.kwh.desc()).limit(1))
