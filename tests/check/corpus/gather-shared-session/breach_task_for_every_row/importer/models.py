from sqlmodel import Field, SQLModel


class Species(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    latin: str = Field(unique=True)
    status: str = "unknown"
