import uuid

from sqlmodel import Field, Relationship, SQLModel


class Playlist(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    title: str
    revision: int = 1
    tracks: list["Track"] = Relationship(back_populates="playlist")


class Track(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    playlist_id: uuid.UUID = Field(foreign_key="playlist.id", index=True)
    place: int
    plays: int = 0
    song: str
    playlist: Playlist = Relationship(back_populates="tracks")
