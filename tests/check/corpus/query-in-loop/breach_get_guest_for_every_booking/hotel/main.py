from datetime import date

from fastapi import FastAPI
from sqlalchemy import select

from hotel.database import DB
from hotel.entities import Booking, Guest, Room

app = FastAPI(title="Hotel")


@app.get("/arrivals/{day}")
def arrivals(day: date, db: DB) -> list[dict]:
    out = []
    bookings = db.scalars(select(Booking).where(Booking.arrives == day)).all()
    for booking in bookings:
        guest = db.get(Guest, booking.guest_id)  # here: warning
        out.append({"booking": booking.id, "guest": guest.full_name if guest else "?"})
    return out


@app.get("/housekeeping/{day}")
def housekeeping(day: date, db: DB) -> list[dict]:
    statement = select(Booking, Room).join(Room, Room.id == Booking.room_id).where(Booking.arrives == day)
    return [{"booking": booking.id, "room": room.label} for booking, room in db.execute(statement)]


@app.get("/bookings/{booking_id}")
def show(booking_id: int, db: DB) -> dict:
    booking = db.get(Booking, booking_id)
    guest = db.get(Guest, booking.guest_id)
    return {"booking": booking.id, "guest": guest.full_name}
