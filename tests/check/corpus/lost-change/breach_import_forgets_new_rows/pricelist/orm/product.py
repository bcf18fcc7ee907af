from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from pricelist.orm.base import Base


class Product(Base):
    __tablename__ = "products"

    sku: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class Price(Base):
    __tablename__ = "prices"

    id: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(ForeignKey("products.sku"))
    cents: Mapped[int]
