from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


bylines = Table(
    "bylines",
    Base.metadata,
    Column("article_id", ForeignKey("article.id"), primary_key=True),
    Column("writer_id", ForeignKey("writer.id"), primary_key=True),
)


class Writer(Base):
    __tablename__ = "writer"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Section(Base):
    __tablename__ = "section"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Article(Base):
    __tablename__ = "article"

    id: Mapped[int] = mapped_column(primary_key=True)
    headline: Mapped[str]
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    section: Mapped[Section] = relationship()
    writers: Mapped[list[Writer]] = relationship(secondary=bylines)
