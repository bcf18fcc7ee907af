from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from observatory.mapper import Star
from observatory.tables import sightings, stars


def star(session: Session, designation: str) -> Star | None:
    return session.query(Star).filter_by(designation=designation).first()


def stars_of(session: Session, constellation: str) -> list[Star]:
    return session.query(Star).filter_by(constellation=constellation).all()


def number_of(connection: Connection, constellation: str) -> int:
    statement = select(func.count()).select_from(stars).where(stars.c.constellation == constellation)
    return connection.execute(statement).scalar_one()


def nights(connection: Connection, star_id: int) -> list[str]:
    return list(connection.execute(select(sightings.c.night).where(sightings.c.star_id == star_id)).scalars())


def observers(connection: Connection, star_id: int) -> list[str]:
    return list(connection.execute(select(sightings.c.observer).where(sightings.c.star_id == star_id)).scalars())


def seen(connection: Connection, night: str) -> int:
    return connection.execute(select(func.count()).where(sightings.c.night == night)).scalar_one()


def seen_since(connection: Connection, night: str) -> int:
    return connection.execute(select(func.count()).where(sightings.c.night >= night)).scalar_one()
