from typing import Optional

from sqlmodel import Field, Relationship, SQLModel


class LabelLink(SQLModel, table=True):
    note_id: Optional[int] = Field(default=None, foreign_key="note.id", primary_key=True)
    label_id: Optional[int] = Field(default=None, foreign_key="label.id", primary_key=True)


class Label(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    name: str = Field(unique=True)


class Notebook(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    title: str


class Note(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    text: str
    notebook_id: int = Field(foreign_key="notebook.id")
    notebook: Notebook = Relationship(sa_relationship_kwargs={"lazy": "joined", "innerjoin": True})
    labels: list[Label] = Relationship(link_model=LabelLink, sa_relationship_kwargs=dict(lazy="selectin"))


class NoteRead(SQLModel):
    text: str
    notebook: str
    labels: list[str]
