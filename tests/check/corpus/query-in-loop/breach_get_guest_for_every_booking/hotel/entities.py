from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Entity(DeclarativeBase):
    id: Mapped[int] = mapped_column(primary_key=True)


class Guest(Entity):
    __tablename__ = "guest"

    full_name: Mapped[str] = mapped_column(String(200))


class Room(Entity):
    __tablename__ = "room"

    label: Mapped[str] = mapped_column(String(10))


class Booking(Entity):
    __tablename__ = "booking"

    guest_id: Mapped[int] = mapped_column(ForeignKey("guest.id"))
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    arrives: Mapped[date]
