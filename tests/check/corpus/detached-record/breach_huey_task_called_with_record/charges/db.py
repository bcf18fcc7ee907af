from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker


class Base(DeclarativeBase):
    pass


class Charge(Base):
    __tablename__ = "charge"

    id: Mapped[int] = mapped_column(primary_key=True)
    cents: Mapped[int]
    settled: Mapped[bool] = mapped_column(default=False)


Session = sessionmaker(create_engine("postgresql://localhost/charges"), expire_on_commit=False)
