import datetime as dt
import logging

from sqlmodel import Session, create_engine, select

from hotel.models import Booking, Room

engine = create_engine("postgresql+psycopg:///hotel")
log = logging.getLogger(__name__)


def close_bookings(today: dt.date) -> None:
    with Session(engine) as session:
        bookings = session.exec(select(Booking).where(Booking.until <= today, Booking.open)).all()
        for booking in bookings:
            booking.open = False
            room = session.get_one(Room, booking.room)
            room.clean = False
        session.commit()
        log.info("%d bookings closed", len(bookings))
