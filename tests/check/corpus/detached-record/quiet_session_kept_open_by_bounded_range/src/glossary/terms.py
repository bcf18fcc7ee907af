from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Term(Base):
    __tablename__ = "term"

    word: Mapped[str] = mapped_column(primary_key=True)
    lookups: Mapped[int] = mapped_column(default=0)
