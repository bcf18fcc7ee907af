from sqlalchemy.orm import DeclarativeBase, Mapped

from app.db.mixins import CreatedMixin, OwnedMixin
from app.db.types import lookup, tenant_fk, unique_text, uuidpk


class Base(DeclarativeBase):
    pass


class Tenant(Base):
    __tablename__ = "tenants"
    id: Mapped[uuidpk]
    host: Mapped[unique_text]


class Account(Base):
    __tablename__ = "accounts"
    id: Mapped[uuidpk]
    email: Mapped[unique_text]


class Asset(CreatedMixin, OwnedMixin, Base):
    __tablename__ = "assets"
    id: Mapped[uuidpk]
    tenant_id: Mapped[tenant_fk]
    checksum: Mapped[lookup]
    title: Mapped[str]
