from sqlmodel import Field, Relationship, SQLModel


class Album(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    photos: list["Photo"] = Relationship(back_populates="album")


class Photo(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    path: str
    thumbnail: str | None = None
    album_id: int = Field(foreign_key="album.id")
    album: Album = Relationship(back_populates="photos")
