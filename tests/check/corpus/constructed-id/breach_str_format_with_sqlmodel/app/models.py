from typing import Optional

from nanoid import generate
from sqlmodel import Field, SQLModel


class Cluster(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    region: str = "eu"


class Node(SQLModel, table=True):
    id: str = Field(default_factory=generate, primary_key=True)
    cluster_id: int = Field(foreign_key="cluster.id", index=True)
    ordinal: int
    hostname: str = Field(unique=True)
    drained: bool = False
