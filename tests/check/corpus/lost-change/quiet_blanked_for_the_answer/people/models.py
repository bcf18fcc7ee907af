from typing import Optional

from sqlmodel import Field, SQLModel


class PersonBase(SQLModel):
    name: str
    phone: Optional[str] = None


class Person(PersonBase, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    secret: Optional[str] = None


class PersonPublic(PersonBase):
    initials: str = ""
