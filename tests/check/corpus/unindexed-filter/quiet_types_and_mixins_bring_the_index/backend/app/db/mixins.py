from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, declared_attr, mapped_column


class CreatedMixin:
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)


class OwnedMixin:
    @declared_attr
    def owner_id(cls) -> Mapped[UUID]:
        return mapped_column(ForeignKey("accounts.id"), index=True)
