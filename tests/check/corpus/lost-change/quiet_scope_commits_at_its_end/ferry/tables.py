from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Crossing(Base):
    __tablename__ = "crossings"

    id: Mapped[int] = mapped_column(primary_key=True)
    seats: Mapped[int]
    departed: Mapped[bool] = mapped_column(default=False)
    remark: Mapped[str | None]
