from pricelist.orm.base import Base, session_factory
from pricelist.orm.product import Price, Product

__all__ = ["Base", "Price", "Product", "session_factory"]
