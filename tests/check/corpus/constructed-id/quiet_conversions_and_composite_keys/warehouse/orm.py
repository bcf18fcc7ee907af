import uuid

from sqlalchemy import ForeignKey, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    type_annotation_map = {uuid.UUID: Uuid(as_uuid=True)}


class Import(Base):
    __tablename__ = "imports"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    state: Mapped[str] = mapped_column(default="new")


class Feed(Base):
    __tablename__ = "feeds"

    name: Mapped[str] = mapped_column(primary_key=True)
    last_import_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("imports.id"))


class Stock(Base):
    __tablename__ = "stock"

    depot_id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(primary_key=True)
    pieces: Mapped[int] = mapped_column(default=0)
