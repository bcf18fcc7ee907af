from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, SoftDeleting


class Club(Model):
    __tablename__ = "clubs"

    name: Mapped[str]
    members: Mapped[list["Member"]] = relationship(back_populates="club")


class Member(SoftDeleting, Model):
    __tablename__ = "members"

    email: Mapped[str]
    club_id: Mapped[int] = mapped_column(ForeignKey("clubs.id"))
    club: Mapped[Club] = relationship(back_populates="members")
