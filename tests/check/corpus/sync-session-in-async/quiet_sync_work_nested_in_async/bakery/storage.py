from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker


class Base(DeclarativeBase):
    pass


class Batch(Base):
    __tablename__ = "batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    dough: Mapped[str]
    loaves: Mapped[int]


Session = sessionmaker(create_engine("sqlite:///bakery.db"))
