import uuid

from sqlmodel import Field, Relationship, SQLModel


class Owner(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    name: str = Field(index=True)
    pets: list["Pet"] = Relationship(back_populates="owner")


class Pet(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    name: str
    owner_id: uuid.UUID = Field(foreign_key="owner.id")
    owner: Owner = Relationship(back_populates="pets")


class PetIn(SQLModel):
    name: str
    owner_id: uuid.UUID
