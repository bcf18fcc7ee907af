from ._engine import Db
from ._tables import Bid, Lot

__all__ = ["Bid", "Db", "Lot"]
