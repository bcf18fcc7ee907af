from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shortener.identity import prefixed, sortable


class Base(DeclarativeBase):
    pass


class Account(Base):
    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=prefixed("acc"))
    name: Mapped[str]


class Link(Base):
    __tablename__ = "links"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    target: Mapped[str]


class Click(Base):
    __tablename__ = "clicks"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=sortable)
    link_id: Mapped[str] = mapped_column(ForeignKey("links.id"), index=True)
