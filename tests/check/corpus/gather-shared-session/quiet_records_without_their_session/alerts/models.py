from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Watcher(Base):
    __tablename__ = "watchers"

    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str]
    term: Mapped[str]
    notified: Mapped[int] = mapped_column(default=0)
