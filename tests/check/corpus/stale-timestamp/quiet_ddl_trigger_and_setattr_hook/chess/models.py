from datetime import datetime, timezone

from sqlalchemy import DDL, event, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Player(Base):
    __tablename__ = "player"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    rating: Mapped[int] = mapped_column(default=1200)
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())


event.listen(
    Player.__table__,
    "after_create",
    DDL(
        "CREATE TRIGGER player_updated AFTER UPDATE ON player BEGIN "
        "UPDATE player SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id; END"
    ),
)


class Game(Base):
    __tablename__ = "game"

    id: Mapped[int] = mapped_column(primary_key=True)
    moves: Mapped[str] = mapped_column(default="")
    result: Mapped[str | None]
    updated_at: Mapped[datetime | None]

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if name in ("moves", "result"):
            super().__setattr__("updated_at", datetime.now(timezone.utc))
