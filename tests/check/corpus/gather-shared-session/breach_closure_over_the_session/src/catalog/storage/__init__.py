from .engine import Maker as Session
from .tables import Product

__all__ = ["Product", "Session"]
