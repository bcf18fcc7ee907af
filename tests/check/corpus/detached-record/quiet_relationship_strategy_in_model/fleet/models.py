from sqlmodel import Field, Relationship, SQLModel


class Driver(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    phone: str


class Truck(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    plate: str = Field(unique=True)
    driver_id: int = Field(foreign_key="driver.id")
    driver: Driver = Relationship(sa_relationship_kwargs={"lazy": "joined"})
