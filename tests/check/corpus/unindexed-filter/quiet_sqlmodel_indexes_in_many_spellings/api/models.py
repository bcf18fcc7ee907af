import uuid
from datetime import datetime

from sqlalchemy import Column, DateTime, Index, String, UniqueConstraint
from sqlmodel import AutoString, Field, SQLModel


class Vendor(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    vat: str = Field(unique=True, max_length=20)
    city: str = Field(sa_column=Column("city", String(60), index=True, nullable=False))
    legacy_code: str = Field(sa_type=AutoString, sa_column_kwargs={"unique": True})


class Offer(SQLModel, table=True):
    __tablename__ = "offers"
    __table_args__ = (
        UniqueConstraint("article", "vendor_id"),
        Index("ix_offers_valid", "valid_until"),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    vendor_id: uuid.UUID = Field(foreign_key="vendor.id", index=True)
    article: str
    cents: int
    valid_until: datetime = Field(sa_type=DateTime(timezone=True))
