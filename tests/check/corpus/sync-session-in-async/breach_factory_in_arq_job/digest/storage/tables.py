from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class Subscriber(Base):
    __tablename__ = "subscriber"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    last_sent: Mapped[datetime | None]
