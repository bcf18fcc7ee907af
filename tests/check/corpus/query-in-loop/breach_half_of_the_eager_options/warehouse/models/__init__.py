from .catalog import Article, Supplier
from .meta import Base
from .purchase import Purchase, PurchaseLine

__all__ = ["Article", "Base", "Purchase", "PurchaseLine", "Supplier"]
