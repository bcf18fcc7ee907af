from typing import Optional

from sqlmodel import Field, SQLModel


class LinkBase(SQLModel):
    slug: str = Field(unique=True)
    target: str


class Link(LinkBase, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    clicks: int = 0
    checked: bool = False


class LinkCreate(LinkBase):
    pass
