from __future__ import annotations

from datetime import datetime
from typing import Annotated

from sqlalchemy import BigInteger, ForeignKey, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

bigserial = Annotated[int, mapped_column(BigInteger, primary_key=True)]
stamp = Annotated[datetime, mapped_column(server_default=func.now())]


class Base(DeclarativeBase):
    pass


class Ticket(Base):
    __tablename__ = "ticket"

    id: Mapped[bigserial]
    subject: Mapped[str]
    opened: Mapped[stamp]
    replies: Mapped[list[Reply]] = relationship(back_populates="ticket")


class Reply(Base):
    __tablename__ = "reply"

    id: Mapped[bigserial]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"))  # here: warning
    author_id: Mapped[int] = mapped_column(BigInteger, index=True)
    body: Mapped[str]
    written: Mapped[stamp]
    ticket: Mapped[Ticket] = relationship(back_populates="replies")
