from sqlalchemy import Column, ForeignKey, Integer, Numeric, String, UniqueConstraint
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Shop(Base):
    __tablename__ = "shop"

    id = Column(Integer, primary_key=True)
    domain = Column(String(253), unique=True, nullable=False)


class Product(Base):
    __tablename__ = "product"
    __table_args__ = (UniqueConstraint("shop_id", "sku", name="uq_product_shop_sku"), {"sqlite_autoincrement": True})

    id = Column(Integer, primary_key=True)
    shop_id = Column(Integer, ForeignKey("shop.id"), nullable=False)
    sku = Column(String(40), nullable=False)  # here: warning
    price = Column(Numeric(10, 2))
