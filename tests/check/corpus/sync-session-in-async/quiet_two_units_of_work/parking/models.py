from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Place(Base):
    __tablename__ = "places"

    number: Mapped[int] = mapped_column(primary_key=True)
    plate: Mapped[str | None]
