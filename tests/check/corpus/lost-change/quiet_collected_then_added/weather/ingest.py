from collections.abc import Iterable
from datetime import date

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from weather.model import Reading, Station


def ingest_stations(session: Session, rows: Iterable[tuple[str, str]]) -> int:
    stations: dict[str, Station] = {}
    for code, name in rows:
        station = stations.get(code)
        if station is None:
            station = stations[code] = Station(code=code)
        station.name = name.title()
    session.add_all(stations.values())
    session.commit()
    return len(stations)


def ingest_readings(session: Session, day: date, values: dict[str, float]) -> None:
    readings = []
    for code, celsius in values.items():
        reading = Reading(station=code, day=day)
        reading.celsius = round(celsius, 1)
        readings.append(reading)
    session.bulk_save_objects(readings)
    session.commit()


def upsert_reading(session: Session, code: str, day: date, celsius: float) -> None:
    reading = session.scalar(select(Reading).where(Reading.station == code, Reading.day == day))
    created = reading is None
    if reading is None:
        reading = Reading(station=code, day=day)
    reading.celsius = celsius
    if created:
        session.add(reading)
    session.commit()


def ingest_raw(session: Session, rows: list[dict]) -> None:
    session.execute(insert(Reading), rows)
    session.commit()
