import datetime as dt

from sqlmodel import Field, SQLModel


class Story(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    url: str
    points: int = 0
    posted_at: dt.datetime
