from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Loaf(Base):
    __tablename__ = "loaves"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    grams: Mapped[int]
