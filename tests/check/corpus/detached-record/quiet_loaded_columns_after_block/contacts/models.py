from typing import List, Optional

from sqlmodel import Field, Relationship, SQLModel, create_engine


class Company(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    name: str
    people: List["Person"] = Relationship(back_populates="company")


class Person(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    name: str
    email: str
    company_id: Optional[int] = Field(default=None, foreign_key="company.id")
    company: Optional[Company] = Relationship(back_populates="people")


engine = create_engine("sqlite:///contacts.db")
