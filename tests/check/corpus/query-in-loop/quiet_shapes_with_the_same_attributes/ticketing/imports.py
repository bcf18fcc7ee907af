import json
from pathlib import Path

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from .orm import Concert, Sale, Venue
from .schemas import ConcertIn

concerts_in = TypeAdapter(list[ConcertIn])


def load(session: Session, path: Path) -> int:
    concerts = concerts_in.validate_json(path.read_bytes())
    venues = {venue.name: venue for venue in session.scalars(select(Venue))}
    for concert in concerts:
        venue = venues.get(concert.venue.name)
        if venue is None:
            venue = venues[concert.venue.name] = Venue(name=concert.venue.name)
            session.add(venue)
        session.add(Concert(title=concert.title, venue=venue))
    session.commit()
    return len(concerts)


def sold_in(session: Session, city: str) -> int:
    """A sale keeps the venue as it was on the day, in a JSON column."""
    total = 0
    for sale in session.scalars(select(Sale)):
        if sale.venue["city"] == city:
            total += sale.cents
    return total


def dump(session: Session) -> str:
    rows = session.execute(select(Concert.title, Venue.name.label("venue")).join(Concert.venue)).all()
    return json.dumps([{"title": row.title, "venue": row.venue} for row in rows])
