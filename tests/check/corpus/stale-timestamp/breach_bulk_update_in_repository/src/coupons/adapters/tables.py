import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    type_annotation_map = {dt.datetime: sa.TIMESTAMP(timezone=True)}


class CouponRow(Base):
    __tablename__ = "coupon"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    code: Mapped[str] = mapped_column(unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    uses: Mapped[int] = mapped_column(default=0)
    modified_at: Mapped[dt.datetime | None]


class RedemptionRow(Base):
    __tablename__ = "redemption"

    id: Mapped[int] = mapped_column(primary_key=True)
    coupon_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("coupon.id"))
    redeemed_at: Mapped[dt.datetime]
    void: Mapped[bool] = mapped_column(default=False)
