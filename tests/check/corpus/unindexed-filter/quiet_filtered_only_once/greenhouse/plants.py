from datetime import date
from typing import Optional

from sqlmodel import Field, SQLModel


class Plant(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    latin_name: str
    bed: str
    watered_on: Optional[date] = None
    note: str = ""


class PlantFilter(SQLModel):
    bed: Optional[str] = None
    latin_name: Optional[str] = None
