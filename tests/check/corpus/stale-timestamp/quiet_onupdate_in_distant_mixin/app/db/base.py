from datetime import datetime

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from .mixins import UpdatedMixin


class Base(DeclarativeBase):
    pass


class Model(UpdatedMixin, Base):
    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)


class SoftDeleting:
    deleted_at: Mapped[datetime | None] = mapped_column(default=None)
