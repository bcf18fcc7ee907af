from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Table(Base):
    __tablename__ = "tables"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]


class Ticket(Base):
    __tablename__ = "tickets"

    id: Mapped[int] = mapped_column(primary_key=True)
    printed: Mapped[bool] = mapped_column(default=False)
    table_id: Mapped[int] = mapped_column(ForeignKey("tables.id"))
    table: Mapped[Table] = relationship()
    dishes: Mapped[list["Dish"]] = relationship(back_populates="ticket")


class Dish(Base):
    __tablename__ = "dishes"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    name: Mapped[str]
    ticket: Mapped[Ticket] = relationship(back_populates="dishes")
