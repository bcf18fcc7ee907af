from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .catalog import Article
from .meta import Base


class Purchase(Base):
    __tablename__ = "purchases"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str]
    lines: Mapped[list[PurchaseLine]] = relationship(back_populates="purchase", cascade="all, delete-orphan")


class PurchaseLine(Base):
    __tablename__ = "purchase_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchases.id"))
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    quantity: Mapped[int]
    purchase: Mapped[Purchase] = relationship(back_populates="lines")
    article: Mapped[Article] = relationship()
