import datetime as dt

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, sessionmaker

from airquality import models as m


class Rollup:
    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self.sessions = sessions

    def mean(self, start: dt.datetime, end: dt.datetime) -> float | None:
        with self.sessions() as session:
            return session.scalar(select(func.avg(m.Measurement.pm10)).where(m.Measurement.taken_at.between(start, end)))

    def mean_at(self, station: m.Station) -> float | None:
        with self.sessions() as session:
            return session.scalar(select(func.avg(m.Measurement.pm10)).where(m.Measurement.station_id == station.id))

    def count(self, station_id: int) -> int:
        with self.sessions() as session:
            return session.scalar(select(func.count(m.Measurement.id)).where(m.Measurement.station_id == station_id))

    def latest(self, limit: int) -> list[m.Measurement]:
        with self.sessions() as session:
            return list(session.scalars(select(m.Measurement).order_by(m.Measurement.taken_at.desc()).limit(limit)))

    def forget(self, before: dt.datetime) -> None:
        with self.sessions.begin() as session:
            session.execute(delete(m.Measurement).where(m.Measurement.taken_at < before))
