from uuid import uuid4

from sqlmodel import Field, SQLModel


def fresh() -> str:
    return f"snap-{uuid4()}"


class Volume(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


class Snapshot(SQLModel, table=True):
    id: str = Field(default_factory=fresh, primary_key=True)
    volume_id: int = Field(foreign_key="volume.id", index=True)
    generation: int = 0
    bytes: int = 0
