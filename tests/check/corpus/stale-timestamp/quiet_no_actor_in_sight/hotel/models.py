import datetime as dt
from typing import Optional

from sqlalchemy import Column, DateTime, func
from sqlmodel import Field, SQLModel


class Room(SQLModel, table=True):
    number: int = Field(primary_key=True)
    clean: bool = True
    beds: int = 2
    updated_at: Optional[dt.datetime] = Field(
        default=None, sa_column=Column(DateTime(timezone=True), server_default=func.now(), onupdate=func.now())
    )
    updated_by: Optional[str] = None


class Booking(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    room: int = Field(foreign_key="room.number")
    until: dt.date
    open: bool = True
    modified: Optional[dt.datetime] = Field(default=None, sa_column_kwargs={"onupdate": func.now()})
