from sqlalchemy import create_engine, update
from sqlalchemy.orm import sessionmaker

from radio.models import Show, Station

Session = sessionmaker(create_engine("mysql+pymysql://radio@localhost/radio"))


def tune_in(station_id: int) -> int:
    with Session() as session:
        station = session.get(Station, station_id)
        station.listeners += 1
        session.commit()
        return station.listeners


def silence() -> None:
    with Session.begin() as session:
        session.execute(update(Station).values(listeners=0))


def rename_show(show_id: int, title: str) -> None:
    with Session() as session:
        show = session.get(Show, show_id)
        show.title = title
        session.commit()
