from .account import Account
from .charge import Charge

__all__ = ["Account", "Charge"]
